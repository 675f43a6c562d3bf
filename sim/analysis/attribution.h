#pragma once

#include <string>
#include <vector>

#include "sim/statistics/shapley.h"
#include "sim/statistics/summary.h"

namespace jialing {

/// How the effect of a scenario's levers on the targets is split among them: what the scenario reaches minus what it
/// would reach without any lever, under the same luck, shared by what each lever adds to those before it, on average
/// over the orders in which they can be taken (Shapley).
struct Attribution {
  std::string scenario;              ///< id
  std::vector<std::string> players;  ///< levers, or groups of levers
  ShapleySplit split;                ///< quantities are the targets of the scenario's results
};

struct AttributionOptions {
  bool by_group = false;     ///< levers of one group count as one; those without a group each for itself
  std::int64_t orders = 20;  ///< that are sampled with more than most_exact_players players
  int threads = 0;
  /// Called while the ensembles run, from one thread at a time: those that are done, and all.
  std::function<void(std::int64_t done, std::int64_t total)> progress = {};
  const std::atomic<bool>* cancelled = nullptr;
};

/// The players of a scenario, in the order of its levers.
std::vector<std::string> attribution_players(const Scenario& scenario, bool by_group);

/// Runs an ensemble for each coalition of levers. `results` are those of the scenario with all its levers. Throws
/// Cancelled.
Attribution attribute(const Results& results, const AttributionOptions& options);

}  // namespace jialing
