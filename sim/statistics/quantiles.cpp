#include "sim/statistics/quantiles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace jialing {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// Puts the order statistics `ranks` (ascending) of values[begin, end) into place: splits at the middle rank, then does
// the same on either side, so that each level of the recursion touches every value once.
void select(float* values, std::ptrdiff_t begin, std::ptrdiff_t end, const std::ptrdiff_t* first_rank,
            const std::ptrdiff_t* last_rank) {
  if (first_rank == last_rank || end - begin < 2) return;
  const std::ptrdiff_t* middle = first_rank + (last_rank - first_rank) / 2;
  std::nth_element(values + begin, values + *middle, values + end);
  select(values, begin, *middle, first_rank, middle);
  select(values, *middle + 1, end, middle + 1, last_rank);
}

double interpolate(double below, double above, double weight) {
  if (weight == 0 || below == above) return below;  // also keeps inf − inf out
  return below + weight * (above - below);
}

}  // namespace

void quantiles(std::span<float> values, std::span<const double> probabilities, std::span<double> out) {
  if (values.empty()) {
    std::fill(out.begin(), out.end(), missing);
    return;
  }
  const auto last = static_cast<std::ptrdiff_t>(values.size()) - 1;
  std::vector<std::ptrdiff_t> ranks;
  for (double p : probabilities) {
    const auto below = static_cast<std::ptrdiff_t>(p * static_cast<double>(last));
    for (std::ptrdiff_t rank : {below, std::min(below + 1, last)})
      if (ranks.empty() || ranks.back() < rank) ranks.push_back(rank);
  }
  select(values.data(), 0, last + 1, ranks.data(), ranks.data() + ranks.size());
  for (std::size_t q = 0; q < probabilities.size(); ++q) {
    const double position = probabilities[q] * static_cast<double>(last);
    const auto below = static_cast<std::ptrdiff_t>(position);
    out[q] = interpolate(values[below], values[std::min(below + 1, last)], position - static_cast<double>(below));
  }
}

CellSummary summarise(std::span<float> values) {
  CellSummary summary;
  const auto valid_end = std::remove_if(values.begin(), values.end(), [](float v) { return std::isnan(v); });
  const std::span<float> valid(values.begin(), valid_end);
  summary.count = static_cast<int>(valid.size());
  double total = 0, squares = 0;
  for (float v : valid) total += v;
  summary.mean = valid.empty() ? missing : total / static_cast<double>(valid.size());
  for (float v : valid) squares += (v - summary.mean) * (v - summary.mean);
  summary.sd = valid.empty() ? missing : valid.size() == 1 ? 0 : std::sqrt(squares / static_cast<double>(valid.size() - 1));
  quantiles(valid, summary_probabilities, summary.quantiles);
  return summary;
}

}  // namespace jialing
