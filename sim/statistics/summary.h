#pragma once

#include <string>
#include <vector>

#include "sim/ensemble/ensemble.h"
#include "sim/statistics/streamed_members.h"

namespace jialing {

/// Names of the statistics of every cell, in order: q05 … q95, mean, sd.
const std::vector<std::string>& statistic_names();
inline constexpr int statistic_count = static_cast<int>(summary_probabilities.size()) + 2;
inline constexpr int q05 = 0, median = 4, q95 = 8, mean_statistic = 9, sd_statistic = 10;

/// Summary of every cell: value(statistic, cell), NaN where it is missing in all members.
class CellSummaries {
 public:
  CellSummaries(const CellStore& cells, int threads);
  CellSummaries(const CellSketches& cells, int threads);

  double value(int statistic, std::int64_t cell) const { return values_[statistic * cells_ + cell]; }
  /// Members in which the cell is not missing.
  int count(std::int64_t cell) const { return counts_[cell]; }
  /// How far a quantile may be off (QuantileSketch::largest_relative_error); 0: quantiles are exact.
  double largest_relative_error() const { return largest_relative_error_; }

 private:
  CellSummaries(std::int64_t cells, double largest_relative_error);
  void put(std::int64_t cell, const CellSummary& summary);

  std::int64_t cells_;
  double largest_relative_error_;
  std::vector<double> values_;
  std::vector<int> counts_;
};

/// Everything that `run` reports of one scenario. Refers to the scenario and the ensemble, which must outlive it; the
/// members' cells are only needed while it is made.
struct Results {
  Results(const Scenario& scenario, const Ensemble& ensemble, int threads);
  /// Of an ensemble that was streamed into `members`, which are only needed while it is made.
  Results(const Scenario& scenario, const Ensemble& ensemble, const StreamedMembers& members, int threads);

  const Scenario& scenario;
  const Ensemble& ensemble;
  CellSummaries summaries;
  /// Targets of kind `outcome` within the horizon, in the order of the table.
  std::vector<TargetOutcome> targets;
  /// Share of members in which adoption passes an arrival share within the horizon, in the order of
  /// CellLayout::arrival; NaN where no member counts.
  std::vector<float> arrival_probability;
  /// Share of an indicator's base year that rests on estimated or assumed cells, [indicator·places + place]; 0 where
  /// the plan itself publishes the figure of the region.
  std::vector<double> estimated_share;

  /// Public money of all levers in the years after `from` up to `to`, mean of the members, 100 million CNY, nominal or
  /// at prices of the base year.
  double public_money(int from, int to, bool real) const;

  /// More than half of the base year is estimated or assumed.
  bool mainly_estimated(int indicator, int place) const {
    return estimated_share[indicator * ensemble.layout.places() + place] > 0.5;
  }

  /// Whether the plan asks for at most so much of an indicator: in this place, or else in any.
  bool less_is_better(int indicator, int place) const;
};

}  // namespace jialing
