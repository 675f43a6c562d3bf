#include "sim/statistics/benchmarks.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/LU>
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "sim/ensemble/random.h"

namespace jialing {
namespace {

constexpr int draws = 999;
constexpr int memory = 5;            // growth rates that make the drift
constexpr double damping = 0.85;     // of the damped drift, per year (M4's comparison benchmarks use 0.9 to 0.95)
constexpr double pooled_years = 4;   // weight of the pooled variance
constexpr double stationary = 0.95;  // largest autoregression

std::vector<double> growth_of(const std::vector<double>& values) {
  std::vector<double> growth;
  for (std::size_t t = 1; t < values.size(); ++t) growth.push_back(values[t] - values[t - 1]);
  return growth;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double squares_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double total = 0;
  for (double value : values) total += (value - mean) * (value - mean);
  return total;
}

std::vector<double> latest(std::vector<double> growth) {
  if (growth.size() > memory) growth.erase(growth.begin(), growth.end() - memory);
  return growth;
}

std::vector<double> drifting(const SeriesPast& past, int horizon, double weight_per_year) {
  const std::vector<double> growth = latest(growth_of(past.values));
  const auto n = static_cast<double>(growth.size());
  double weights = 0, weight = 1;
  for (int h = 1; h <= horizon; ++h) weights += weight *= weight_per_year;
  const double degrees = pooled_years + n - 1;
  const double variance = (pooled_years * past.usual_variance + squares_of(growth)) / degrees;
  const double scale = std::sqrt(variance * (horizon + weights * weights / n));
  const boost::math::students_t t(degrees);
  std::vector<double> forecast;
  for (int d = 0; d < draws; ++d)
    forecast.push_back(past.values.back() + mean_of(growth) * weights + scale * quantile(t, (d + 0.5) / draws));
  return forecast;
}

std::vector<double> autoregressive(const SeriesPast& past, int horizon, std::uint64_t key) {
  const std::vector<double> growth = growth_of(past.values);
  const auto n = static_cast<Eigen::Index>(growth.size()) - 1;
  Eigen::MatrixXd before(n, 2);
  Eigen::VectorXd after(n);
  for (Eigen::Index t = 0; t < n; ++t) {
    before(t, 0) = 1;
    before(t, 1) = growth[static_cast<std::size_t>(t)];
    after(t) = growth[static_cast<std::size_t>(t) + 1];
  }
  const Eigen::Matrix2d precision = before.transpose() * before;
  const Eigen::Vector2d centre = precision.ldlt().solve(before.transpose() * after);
  const double squares = (after - before * centre).squaredNorm();
  const double degrees = pooled_years + static_cast<double>(n) - 2;
  const double scale = pooled_years * past.usual_variance + squares;
  const Eigen::Matrix2d root = Eigen::Matrix2d(precision.inverse()).llt().matrixL();
  const boost::math::chi_squared chi(degrees);
  std::vector<double> forecast;
  for (int d = 0; d < draws; ++d) {
    const auto normal = [&](std::uint32_t index) { return normal_quantile(uniform_draw(key, d, index)); };
    const double sigma = std::sqrt(scale / quantile(chi, uniform_draw(key, d, 0)));
    const Eigen::Vector2d drawn = centre + sigma * (root * Eigen::Vector2d(normal(1), normal(2)));
    const double slope = std::clamp(drawn(1), -stationary, stationary);
    double level = past.values.back(), rate = growth.back();
    for (int h = 0; h < horizon; ++h) {
      rate = drawn(0) + slope * rate + sigma * normal(3 + static_cast<std::uint32_t>(h));
      level += rate;
    }
    forecast.push_back(level);
  }
  std::sort(forecast.begin(), forecast.end());
  return forecast;
}

}  // namespace

std::vector<double> benchmark_forecast(Benchmark benchmark, const SeriesPast& past, int horizon, std::uint64_t key) {
  constexpr std::size_t fewest = 5;  // levels: four growth rates, three pairs
  if (benchmark == Benchmark::damped_drift) return drifting(past, horizon, damping);
  if (benchmark == Benchmark::arima && past.values.size() >= fewest) return autoregressive(past, horizon, key);
  return drifting(past, horizon, 1);
}

double pooled_growth_variance(const std::vector<std::vector<double>>& all) {
  double squares = 0, degrees = 0;
  for (const auto& series : all) {
    const std::vector<double> growth = latest(growth_of(series));
    if (growth.size() < 2) continue;
    squares += squares_of(growth);
    degrees += static_cast<double>(growth.size()) - 1;
  }
  return degrees > 0 ? squares / degrees : 0;
}

}  // namespace jialing
