#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace jialing::cli {

/// How fast a count goes on, by what was done since it was first told.
class Pace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Another count, or one that falls, begins anew: what was done before, or comes from an earlier run, took none of
  /// its time.
  void tell(const std::string& what, std::int64_t done, Time now);
  /// Seconds until `total` are done; nothing before something was.
  std::optional<double> seconds_left(std::int64_t total, Time now) const;

 private:
  std::string what_;
  std::int64_t first_done_ = 0, done_ = 0;
  Time start_{};
};

/// A line on a terminal with the share done and the time left; nothing in a pipe or when quiet.
class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress();  ///< wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `what` is counted; `note` follows it on the line.
  void update(const std::string& what, std::int64_t done, std::int64_t total, const std::string& note = "");
  void say(const std::string& line);

 private:
  bool shown_;
  Pace pace_;
  Pace::Time last_{};
};

/// Becomes true at Ctrl-C, SIGTERM or when the terminal closes, from the first call on; a second signal ends the
/// program at once.
const std::atomic<bool>& interrupt_requested();
/// The second signal removes this file, as the others that were named.
void remove_when_killed(const std::string& temporary_file);

}  // namespace jialing::cli
