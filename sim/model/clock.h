#pragma once

#include <array>
#include <chrono>
#include <string_view>

namespace jialing::model {

/// Parts of a step of the simulation, by process.
enum class Part {
  weights,  ///< of the channels, when a regime of the network or policy changes them
  signals,
  policy,
  talent,
  capital,
  contracts,
  learning,
  adoption,
  economy,
  research,
  knowledge,
  firms,
  patents,
  shares,
  count
};
inline constexpr int part_count = static_cast<int>(Part::count);
inline constexpr std::array<std::string_view, part_count> part_names = {
    "weights",  "signals", "policy",   "talent",    "capital", "contracts", "learning",
    "adoption", "economy", "research", "knowledge", "firms",   "patents",   "shares"};

/// For runs whose parts nobody times: costs nothing.
struct NoClock {
  void passed(Part) {}
};

/// Adds up the time that each part takes. One per thread.
class PartClock {
 public:
  /// Time from here on belongs to the part that passes next.
  void go_on() { last_ = Clock::now(); }
  void passed(Part part) {
    const Clock::time_point now = Clock::now();
    spent_[static_cast<std::size_t>(part)] += now - last_;
    last_ = now;
  }
  double seconds(Part part) const {
    return std::chrono::duration<double>(spent_[static_cast<std::size_t>(part)]).count();
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::array<Clock::duration, part_count> spent_{};
  Clock::time_point last_ = Clock::now();
};

}  // namespace jialing::model
