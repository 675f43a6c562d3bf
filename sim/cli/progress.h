#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace jialing::cli {

/// A line on a terminal with the share done and the time left; nothing in a pipe or when quiet.
class Progress {
 public:
  Progress(std::string what, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(std::int64_t done, std::int64_t total);

 private:
  using Clock = std::chrono::steady_clock;
  std::string what_;
  bool shown_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_{};
};

/// Becomes true at Ctrl-C or SIGTERM; a second one ends the program at once.
const std::atomic<bool>& interrupt_requested();

}  // namespace jialing::cli
