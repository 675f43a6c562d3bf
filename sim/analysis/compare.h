#pragma once

#include <memory>
#include <vector>

#include "sim/statistics/paired.h"
#include "sim/statistics/robustness.h"

namespace jialing {

/// A scenario and how it differs from the reference.
struct ComparedScenario {
  std::unique_ptr<Ensemble> ensemble;
  std::unique_ptr<Results> results;
  std::unique_ptr<PairedDifferences> difference;  ///< none: the reference itself
};

/// Scenarios under common random numbers.
struct Comparison {
  std::vector<ComparedScenario> scenarios;   ///< the reference first
  std::vector<TargetRobustness> robustness;  ///< [target]

  const Results& reference() const { return *scenarios[0].results; }
  std::vector<const Results*> results() const;
  /// Public money beyond the reference's up to the target's year, per unit of mean improvement in that year: 100
  /// million CNY at 2020 prices per the indicator's unit. NaN where no more is spent or the mean is no better.
  double cost_per_unit(std::size_t scenario, std::size_t target) const;
  /// Change in the probability of meeting a target.
  double probability_difference(std::size_t scenario, std::size_t target) const {
    return scenarios[scenario].results->targets[target].probability - reference().targets[target].probability;
  }
};

/// All members of a scenario, which outlives them.
using MemberSource = std::function<std::unique_ptr<Ensemble>(const Scenario& scenario)>;

/// How to compare, which changes no result.
struct CompareOptions {
  int threads = 0;            ///< 0: all processors
  MemberSource members = {};  ///< where they come from; without: they are run
};

/// Runs the scenarios of one file (same tables, horizon, ensemble, output and targets) and compares them with the first
/// of them, in the indicators that are wanted and those with targets. Holds the members of the reference and of one
/// other at a time, unless every member is wanted in the output. Refers to the scenarios. Throws what the source of
/// members throws.
Comparison compare(const std::vector<Scenario>& scenarios, const CompareOptions& options = {});

}  // namespace jialing
