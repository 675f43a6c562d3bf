#include "sim/parallel/ranks.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace jialing {
namespace {

struct RollEntry {
  std::int64_t code;  // of a rank that has failed, else 0
  std::uint64_t work, size;
};

constexpr std::uint64_t end_of_work = 0;
constexpr int failed_run = 3;  // exit code

/// Standard output and error to nowhere; returns what standard error was.
int silence() {
  const int error_output = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
  ::close(nowhere);
  return error_output;
}

}  // namespace

Ranks& ranks() {
  static Ranks ours;
  return ours;
}

void Ranks::join() {
  messages_ = start_messages();
  if (!first()) error_output_ = silence();
}

/// Returns the sizes that all have, [rank].
std::vector<std::uint64_t> Ranks::call_roll(int code, std::uint64_t work, std::size_t size) {
  const RollEntry own{code, work, size};
  std::vector<RollEntry> roll(static_cast<std::size_t>(messages_->count()));
  messages_->gather(&own, sizeof own, roll.data());
  for (std::size_t rank = 0; rank < roll.size() && failed_ < 0; ++rank) {
    if (roll[rank].code == 0) continue;
    failed_ = static_cast<int>(rank);
    code_ = static_cast<int>(roll[rank].code);
  }
  if (failed_ >= 0) throw RankFailed();
  if (std::any_of(roll.begin(), roll.end(), [&](const RollEntry& each) { return each.work != roll[0].work; })) {
    failed_ = 0;
    code_ = failed_run;
    throw Error(
        "the ranks are not about the same: all must run one program on processors of one kind, and read the same "
        "scenario and tables");
  }
  std::vector<std::uint64_t> sizes;
  for (const RollEntry& each : roll) sizes.push_back(each.size);
  return sizes;
}

void Ranks::meet(std::uint64_t work) {
  if (!alone()) call_roll(0, work, 0);
}

std::vector<std::string> Ranks::gather(const std::string& own, std::uint64_t work) {
  if (alone()) return {own};
  const std::vector<std::uint64_t> sizes = call_roll(0, work, own.size());
  between_rolls_ = false;
  std::vector<std::string> all = messages_->gather(own, sizes);
  between_rolls_ = true;
  return all;
}

std::string Ranks::told_by(int rank, const std::string& own) {
  constexpr std::uint64_t telling = 1;
  return gather(number() == rank ? own : "", telling)[static_cast<std::size_t>(rank)];
}

void Ranks::print(const std::string& message) const {
  if (message.empty()) return;
  const std::string line = message + "\n";
  std::fflush(nullptr);
  [[maybe_unused]] const auto written = ::write(error_output_, line.data(), line.size());
}

int Ranks::leave(int code, const std::string& message) {
  if (alone()) {
    print(message);
    return code;
  }
  if (!between_rolls_) {
    print(message);
    messages_->abort(code);
  }
  if (code != 0 && failed_ < 0) messages_->use_up();  // others claim no more work
  std::string told = message;
  try {
    if (failed_ < 0) call_roll(code, end_of_work, 0);
  } catch (const RankFailed&) {  // this one, or an earlier one that tells why
  } catch (const Error& error) {
    told = error.what();
  }
  if (failed_ == number()) print(told);
  messages_.reset();
  return code_;
}

SharedWork::SharedWork(std::int64_t pieces)
    : pieces_(pieces),
      shared_(false),
      ours_(static_cast<std::size_t>(pieces), 1) {}

SharedWork::SharedWork(std::int64_t pieces, std::uint64_t work)
    : pieces_(pieces),
      shared_(!ranks().alone()),
      work_(work),
      ours_(static_cast<std::size_t>(pieces), shared_ ? 0 : 1) {
  if (!shared_) return;
  // Two counters take turns: when all have met, nobody claims from the other one any more.
  ranks().meet(work_);
  counter_ = static_cast<int>(ranks().works_++ % 2);
  if (ranks().first()) ranks().messages_->set_back(1 - counter_);
}

std::optional<std::int64_t> SharedWork::claim() {
  if (!shared_) {
    const std::int64_t piece = next_++;
    return piece < pieces_ ? std::optional(piece) : std::nullopt;
  }
  const std::lock_guard lock(mutex_);
  const std::int64_t piece = ranks().messages_->count_up(counter_);
  if (piece >= pieces_) return std::nullopt;
  ours_[static_cast<std::size_t>(piece)] = 1;
  return piece;
}

void SharedWork::exchange(std::span<std::byte> bytes, std::size_t size) {
  if (!shared_) return;
  Ranks& all = ranks();
  std::vector<int> owners;
  for (int ours : ours_) owners.push_back(ours * all.number());
  all.meet(work_);
  all.between_rolls_ = false;
  all.messages_->maximum(owners);
  for (std::size_t piece = 0; piece < owners.size(); ++piece)
    all.messages_->broadcast(bytes.data() + piece * size, size, owners[piece]);
  all.between_rolls_ = true;
}

}  // namespace jialing
