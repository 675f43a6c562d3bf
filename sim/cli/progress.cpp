#include "sim/cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace jialing::cli {
namespace {

std::atomic<bool> requested = false;

void on_signal(int signal) {
  requested = true;
  std::signal(signal, SIG_DFL);
}

std::string duration(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace

Progress::Progress(std::string what, bool quiet) : what_(std::move(what)), shown_(!quiet && isatty(STDERR_FILENO)) {}

Progress::~Progress() {
  if (shown_) fmt::print(stderr, "\r\033[K");
}

void Progress::update(std::int64_t done, std::int64_t total) {
  const Clock::time_point now = Clock::now();
  if (!shown_ || (now - last_ < std::chrono::milliseconds(100) && done < total)) return;
  last_ = now;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double left = elapsed * static_cast<double>(total - done) / static_cast<double>(done);
  fmt::print(stderr, "\r\033[K{} {} of {} ({} %), {} left", what_, done, total, 100 * done / total, duration(left));
  std::fflush(stderr);
}

const std::atomic<bool>& interrupt_requested() {
  static const bool installed = [] {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    return true;
  }();
  (void)installed;
  return requested;
}

}  // namespace jialing::cli
