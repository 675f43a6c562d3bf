#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace jialing {

/// Σ f(v) in partial sums whose order is fixed: the same bits everywhere, and a vector at a time.
template <class Function>
double sum(std::span<const float> values, Function f) {
  constexpr std::size_t parts = 16;
  std::array<double, parts> partial{};
  std::size_t n = 0;
  for (; n + parts <= values.size(); n += parts)
    for (std::size_t p = 0; p < parts; ++p) partial[p] += f(values[n + p]);
  for (; n < values.size(); ++n) partial[n % parts] += f(values[n]);
  double total = 0;
  for (double each : partial) total += each;
  return total;
}

/// Arithmetic mean; NaN without values.
inline double mean(std::span<const float> values) {
  return sum(values, [](double v) { return v; }) / static_cast<double>(values.size());
}

/// Variance about their mean, with n − 1; 0 for one value.
inline double variance(std::span<const float> values, double mean) {
  if (values.size() == 1) return 0;
  return sum(values, [&](double v) { return (v - mean) * (v - mean); }) / static_cast<double>(values.size() - 1);
}

}  // namespace jialing
