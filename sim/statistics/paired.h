#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/statistics/summary.h"

namespace jialing {

/// Quantiles of the paired difference.
inline constexpr std::array difference_probabilities = {0.05, 0.25, 0.50, 0.75, 0.95};

/// What is reported of the difference of a scenario from the reference in one cell.
enum class DifferenceStatistic {
  median_difference,  ///< median of the scenario − median of the reference, over complete pairs as all others
  paired_mean,        ///< of the paired difference: member of the scenario − the same member of the reference
  paired_sd,          ///< of the paired difference, with n − 1
  paired_q05,         ///< of the paired difference, and so on
  paired_q25,
  paired_q50,
  paired_q75,
  paired_q95,
  probability_of_improvement,  ///< share of pairs in which the scenario is better; ties count half
  variance_removed,            ///< 1 − Var(paired difference) / (Var(scenario) + Var(reference))
  count
};
inline constexpr int difference_statistic_count = static_cast<int>(DifferenceStatistic::count);

/// Their names, in order.
extern const std::array<std::string, difference_statistic_count> difference_statistic_names;

/// A pair of cells without the difference of the medians. A pair that is missing on either side does not count. Missing
/// (NaN) without pairs; variance_removed also where neither side varies.
using PairedStatistics = std::array<double, difference_statistic_count>;

/// Statistics of `scenario` − `reference`, member by member; both are overwritten. Sums run in the order of the
/// members: the same bits for any number of threads.
PairedStatistics paired_statistics(std::span<float> reference, std::span<float> scenario, bool less_is_better);

/// A cell that is compared.
struct PairedCell {
  std::int64_t cell;
  bool less_is_better;
};

/// The members of a scenario and their summaries.
struct CellSample {
  const CellStore& cells;
  const CellSummaries& summaries;
};

/// How a scenario differs from the reference under common random numbers, cell by cell. Against itself, a scenario
/// differs by 0, is better in half of the pairs (all are ties), and pairing removes all of the variance.
class PairedDifferences {
 public:
  /// `cells` ascending. The members' cells are only needed while it is made.
  PairedDifferences(const CellSample& reference, const CellSample& scenario, std::span<const PairedCell> cells,
                    int threads);

  /// NaN for cells that were not compared.
  double value(DifferenceStatistic statistic, std::int64_t cell) const {
    return values_[cell * difference_statistic_count + static_cast<int>(statistic)];
  }

 private:
  std::vector<double> values_;
};

}  // namespace jialing
