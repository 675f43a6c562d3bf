#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace jialing {

/// Probabilities of the quantiles in every summary.
inline constexpr std::array summary_probabilities = {0.05, 0.10, 0.25, 0.33, 0.50, 0.67, 0.75, 0.90, 0.95};

/// Statistics of one cell over the members.
struct CellSummary {
  std::array<double, summary_probabilities.size()> quantiles{};
  double mean = 0, sd = 0;  ///< sd with n − 1; 0 for one member
  int count = 0;            ///< members that are not missing
};

/// The two order statistics (from 0) between which a quantile of `count` values lies, and the weight of the upper one.
struct QuantileRank {
  std::int64_t below, above;
  double weight;
};
QuantileRank quantile_rank(double probability, std::int64_t count);

/// Between two order statistics, infinite ones too.
double interpolate(double below, double above, double weight);

/// Quantiles of `values` at ascending `probabilities`, interpolated linearly between order statistics (Hyndman & Fan
/// type 7, NumPy's default), all from one count of `values`, of which none is NaN. Linear in their number. Missing
/// (NaN) when empty.
void quantiles(std::span<const float> values, std::span<const double> probabilities, std::span<double> out);

/// One quantile, by the same rule, of a sample that is sorted already.
double sorted_quantile(std::span<const double> sorted, double probability);

/// The median, by the same rule, of values in any order, of which none is NaN.
double median_of(std::span<const float> values);
double median_of(std::vector<double> values);

/// Summary of a cell; values that are NaN count as missing, and are taken out of `values`. Mean and sd are added up in
/// the given order, so they are the same bits for any number of threads.
CellSummary summarise(std::span<float> values);

}  // namespace jialing
