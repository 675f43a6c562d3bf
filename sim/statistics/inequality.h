#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace jialing {

/// Gini coefficient of values that are not negative, each counted once: Σ_i Σ_j |x_i − x_j| / (2 n² mean); 0 equal,
/// (n − 1)/n all in one. NaN where a value is missing or all are 0.
inline double gini(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double total = 0, weighted = 0;
  const auto n = static_cast<double>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) return std::numeric_limits<double>::quiet_NaN();
    total += values[i];
    weighted += (2 * static_cast<double>(i + 1) - n - 1) * values[i];
  }
  return weighted / (n * total);
}

/// Theil index (1967) of values that are not negative: mean of x/x̄ ln(x/x̄); 0 equal, ln n all in one.
inline double theil(const std::vector<double>& values) {
  double total = 0;
  for (double value : values) total += value;
  const double mean = total / static_cast<double>(values.size());
  double sum = 0;
  for (double value : values) sum += value == 0 ? 0 : value / mean * std::log(value / mean);
  return sum / static_cast<double>(values.size());
}

}  // namespace jialing
