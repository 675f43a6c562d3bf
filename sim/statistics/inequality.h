#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/statistics/missing.h"

namespace jialing {

/// Gini coefficient of values that are not negative, each counted once: Σ_i Σ_j |x_i − x_j| / (2 n² mean); 0 equal,
/// (n − 1)/n all in one. Missing where a value is NaN, all are 0, or there is none.
inline double gini(std::vector<double> values) {
  for (double value : values)
    if (std::isnan(value)) return missing;
  std::sort(values.begin(), values.end());
  double total = 0, weighted = 0;
  const auto n = static_cast<double>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    total += values[i];
    weighted += (2 * static_cast<double>(i + 1) - n - 1) * values[i];
  }
  return total == 0 ? missing : weighted / (n * total);
}

/// Theil index (1967) of values that are not negative: mean of x/x̄ ln(x/x̄); 0 equal, ln n all in one. Missing where
/// gini() is.
inline double theil(const std::vector<double>& values) {
  double total = 0;
  for (double value : values) total += value;
  if (total == 0 || std::isnan(total)) return missing;
  const double mean = total / static_cast<double>(values.size());
  double sum = 0;
  for (double value : values) sum += value == 0 ? 0 : value / mean * std::log(value / mean);
  return sum / static_cast<double>(values.size());
}

}  // namespace jialing
