#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace jialing::cli {

/// A line on a terminal with the share done and the time left; nothing in a pipe or when quiet.
class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress();  ///< wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(const char* what, std::int64_t done, std::int64_t total);
  void say(const std::string& line);

 private:
  using Clock = std::chrono::steady_clock;
  bool shown_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_{};
};

/// Becomes true at Ctrl-C, SIGTERM or when the terminal closes, from the first call on; a second signal ends the
/// program at once.
const std::atomic<bool>& interrupt_requested();
/// The second signal removes this file, as the others that were named.
void remove_when_killed(const std::string& temporary_file);

}  // namespace jialing::cli
