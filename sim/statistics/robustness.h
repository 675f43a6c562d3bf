#pragma once

#include <span>
#include <vector>

#include "sim/statistics/summary.h"

namespace jialing {

/// How well a scenario does over the sampled futures with respect to a target, by the robustness metrics that McPhail
/// et al. (2018, Earth's Future 6:169) compare. A future is a member: the same draws in every scenario. The performance
/// of a scenario in a future is the indicator's value, where the plan asks for at most so much its negative, and for
/// "about" targets the negative distance from the target; regret is the best performance of all scenarios in that
/// future minus the scenario's own, in the indicator's unit. Only futures in which every scenario has a value count;
/// without any, all is missing (NaN).
struct Robustness {
  double mean_regret;
  double q95_regret;         ///< 95th percentile of regret (Kasprzyk et al. 2013 take the 90th)
  double maximum_regret;     ///< the least of all scenarios': minimax regret (Savage 1951)
  double satisficing_share;  ///< of the futures in which the target is met (Starr's domain criterion)
  /// What the scenario surpasses in nine of ten futures: the 10th percentile where more is better, the 90th of the
  /// value where less is, the 90th of the distance from an "about" target.
  double tenth_percentile;
};

/// The robustness of all scenarios with respect to one target.
struct TargetRobustness {
  std::vector<Robustness> scenarios;
  int minimax;  ///< the scenario whose maximum regret is smallest, the first of several; −1 without futures
  int futures;  ///< that count
};

/// The members' values in the cell of each target, [target][member].
using TargetValues = std::vector<std::vector<float>>;
TargetValues target_values(const Results& results);

/// Robustness with respect to one target; `scenarios` are the members' values of each.
TargetRobustness target_robustness(const Target& target, const std::vector<std::span<const float>>& scenarios);

}  // namespace jialing
