#pragma once

#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/statistics/share_limits.h"

namespace jialing::allocation {

/// The limits of a problem.
ShareLimits share_limits(const AllocationProblem& problem);

/// Weights of the recipients by a rule that needs no model run (all but greedy), of the base year, [recipient].
std::vector<double> rule_weights(const Scenario& scenario, AllocationRule rule);

/// Shares of the cells, [cell]: the recipients' weights times the problem's mix of instruments, brought within limits.
std::vector<double> rule_shares(const AllocationProblem& problem, const ShareLimits& limits,
                                const std::vector<double>& weights);

}  // namespace jialing::allocation
