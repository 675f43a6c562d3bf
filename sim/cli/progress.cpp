#include "sim/cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>

#include "sim/cli/exit_codes.h"

namespace jialing::cli {
namespace {

std::atomic<bool> requested = false;

// What the handler removes: a name is in its place before it is counted.
std::array<std::string, 4> temporaries;
std::atomic<std::size_t> temporary_count = 0;

void on_signal(int) {
  if (!requested.exchange(true)) return;
  for (std::size_t n = 0; n < temporary_count; ++n) ::unlink(temporaries[n].c_str());
  ::_exit(interrupted);
}

// What the caller ignores (nohup, a background job) stays ignored.
void catch_signal(int signal) {
  if (std::signal(signal, on_signal) == SIG_IGN) std::signal(signal, SIG_IGN);
}

std::string duration(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace

void Pace::tell(const std::string& what, std::int64_t done, Time now) {
  if (what != what_ || done < done_) {
    what_ = what;
    first_done_ = done;
    start_ = now;
  }
  done_ = done;
}

std::optional<double> Pace::seconds_left(std::int64_t total, Time now) const {
  if (done_ == first_done_) return std::nullopt;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  return elapsed * static_cast<double>(total - done_) / static_cast<double>(done_ - first_done_);
}

Progress::Progress(bool quiet) : shown_(!quiet && isatty(STDERR_FILENO)) {}

Progress::~Progress() {
  say("");
}

void Progress::say(const std::string& line) {
  if (!shown_) return;
  fmt::print(stderr, "\r\033[K{}", line);
  std::fflush(stderr);
}

void Progress::update(const std::string& what, std::int64_t done, std::int64_t total, const std::string& note) {
  if (!shown_) return;
  const Pace::Time now = std::chrono::steady_clock::now();
  pace_.tell(what, done, now);
  if (now - last_ < std::chrono::milliseconds(100) && done < total) return;
  last_ = now;
  const std::optional<double> left = pace_.seconds_left(total, now);
  say(fmt::format("{}{} {} of {} ({} %){}", what, note, done, total, 100 * done / std::max<std::int64_t>(total, 1),
                  left ? ", " + duration(*left) + " left" : ""));
}

const std::atomic<bool>& interrupt_requested() {
  static const bool installed = [] {
    for (int signal : {SIGINT, SIGTERM, SIGHUP}) catch_signal(signal);
    return true;
  }();
  (void)installed;
  return requested;
}

void remove_when_killed(const std::string& temporary_file) {
  if (temporary_count == temporaries.size()) return;  // no command writes so many
  temporaries[temporary_count] = temporary_file;
  ++temporary_count;
}

}  // namespace jialing::cli
