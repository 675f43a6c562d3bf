#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace jialing {

/// Forecasts that a model must beat. All know only a series' own past; drift uncertainty is part of their intervals.
enum class Benchmark { random_walk, damped_drift, arima, count };
inline constexpr int benchmark_count = static_cast<int>(Benchmark::count);
inline constexpr std::array<std::string_view, benchmark_count> benchmark_names = {"random_walk", "damped_drift",
                                                                                  "arima"};

/// The past of a series as a benchmark sees it.
struct SeriesPast {
  std::vector<double> values;  ///< up to the origin, one a year: logarithms, or of what may be negative itself
  double usual_variance = 0;   ///< of yearly growth around its mean, pooled over the regions of the indicator
};

/// Sorted draws of the value `horizon` years after the last one. Growth below is the difference of two years.
///
/// Random walk with drift: mean of the last five growth rates; damped drift: the same times 0.85, 0.85², … The variance
/// of growth is the series' own, shrunk towards the pooled one as by four years of data (a series of two or three
/// growth rates says little about its variance); that of the forecast is σ²·(h + c²/n) with c the sum of the drift's
/// weights, Student t. ARIMA(1,1,0): growth regressed on growth of the year before, coefficients and variance drawn
/// from their posterior under a flat prior, held to stationarity; with fewer than four growth rates as the random walk.
std::vector<double> benchmark_forecast(Benchmark benchmark, const SeriesPast& past, int horizon, std::uint64_t key);

/// Pooled within-series variance of yearly growth, over the last five growth rates of each.
double pooled_growth_variance(const std::vector<std::vector<double>>& all);

}  // namespace jialing
