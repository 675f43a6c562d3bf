#include "sim/statistics/effective_size.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>

namespace jialing {
namespace {

/// Squared error of the mean in units of the variance of the draws: B/W.
double relative_error(const std::vector<std::vector<Moments>>& repetitions, std::size_t quantity) {
  std::vector<double> means;
  double within = 0;
  for (const auto& repetition : repetitions) {
    means.push_back(repetition[quantity].mean);
    within += repetition[quantity].variance / static_cast<double>(repetitions.size());
  }
  return moments(means).variance / within;
}

/// ψ'(x) = y, for x between 0 and `most`; `most` where ψ' stays above y.
double inverse_trigamma(double y, double most) {
  if (most <= 0 || boost::math::trigamma(most) >= y) return most;
  double low = 0, high = most;
  while (high - low > 1e-9 * high) {
    const double middle = (low + high) / 2;
    (boost::math::trigamma(middle) > y ? low : high) = middle;
  }
  return high;
}

/// E[ln χ²_d/d].
double mean_log(double degrees) {
  return boost::math::digamma(degrees / 2) - std::log(degrees / 2);
}

/// What the quantities have in common: a prior of their B/W.
struct Common {
  double degrees = 0, error = 1;
};

Common common(const std::vector<double>& errors, double degrees) {
  const auto count = static_cast<double>(errors.size());
  if (count < 2) return {};
  std::vector<double> logs;
  for (double error : errors) logs.push_back(std::log(error) - mean_log(degrees));
  const Moments of_logs = moments(logs);
  const double beyond_chance = of_logs.variance - boost::math::trigamma(degrees / 2);
  const double half = inverse_trigamma(beyond_chance, (count - 1) * degrees / 2);
  return {2 * half, std::exp(of_logs.mean + mean_log(2 * half))};
}

}  // namespace

Moments moments(const std::vector<double>& values) {
  Moments result;
  const auto n = static_cast<double>(values.size());
  for (double value : values) result.mean += value / n;
  for (double value : values) result.variance += (value - result.mean) * (value - result.mean) / (n - 1);
  return result;
}

std::vector<EffectiveSize> effective_sizes(const std::vector<std::vector<Moments>>& repetitions) {
  std::vector<double> errors;
  for (std::size_t q = 0; q < repetitions[0].size(); ++q) errors.push_back(relative_error(repetitions, q));
  const auto degrees = static_cast<double>(repetitions.size() - 1);
  const Common prior = common(errors, degrees);
  const double total = prior.degrees + degrees;
  const boost::math::chi_squared chance(total);
  std::vector<EffectiveSize> sizes;
  for (double error : errors) {
    const double size = total / (prior.degrees * prior.error + degrees * error);
    sizes.push_back(
        {size, size * boost::math::quantile(chance, 0.05) / total, size * boost::math::quantile(chance, 0.95) / total});
  }
  return sizes;
}

}  // namespace jialing
