#include "sim/statistics/scores.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/ensemble/random.h"
#include "sim/statistics/benchmarks.h"

namespace jialing::test {
namespace {

std::vector<double> normal_sample(int size) {
  std::vector<double> sample;
  for (int i = 0; i < size; ++i) sample.push_back(normal_quantile((i + 0.5) / size));
  return sample;
}

SeriesPast trend(double growth, int years) {
  SeriesPast past;
  for (int t = 0; t < years; ++t) past.values.push_back(3 + growth * t);
  past.usual_variance = 1e-4;
  return past;
}

double median(const std::vector<double>& sorted) {
  return sorted[sorted.size() / 2];
}

double spread(const std::vector<double>& sorted) {
  return sorted[sorted.size() * 95 / 100] - sorted[sorted.size() * 5 / 100];
}

}  // namespace

TEST_CASE("the CRPS of a normal forecast is the closed form") {
  const auto sample = normal_sample(20000);
  const auto density = [](double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); };
  const auto distribution = [](double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); };
  for (double z : {-2.0, 0.0, 0.7}) {
    const double exact = z * (2 * distribution(z) - 1) + 2 * density(z) - 1 / std::sqrt(std::numbers::pi);
    CHECK(crps(sample, z) == doctest::Approx(exact).epsilon(1e-3));
  }
}

TEST_CASE("the CRPS of a single value is its distance, and of two values hand arithmetic") {
  CHECK(crps({2.0}, 5.0) == 3.0);
  CHECK(crps({0.0, 2.0}, 1.0) == doctest::Approx(1.0 - 0.5));  // E|X − y| = 1, ½ E|X − X'| = ½
}

TEST_CASE("the probability integral is the share below, ties half") {
  const std::vector<double> sample = {1, 2, 2, 3};
  CHECK(probability_integral(sample, 0) == 0);
  CHECK(probability_integral(sample, 2) == 0.5);
  CHECK(probability_integral(sample, 9) == 1);
}

TEST_CASE("a skill is a ratio of sums, and its interval holds it") {
  const std::vector<double> own = {1, 1, 2, 2, 3, 3}, theirs = {2, 2, 2, 2, 4, 4};
  const std::vector<int> block = {0, 0, 1, 1, 2, 2};
  const SkillInterval skill = bootstrap_skill(own, theirs, block, 5);
  CHECK(skill.skill == doctest::Approx(1 - 12.0 / 16));
  CHECK(skill.low <= skill.skill);
  CHECK(skill.high >= skill.skill);
  CHECK(skill.low >= 0);     // the worst block alone
  CHECK(skill.high <= 0.5);  // the best block alone
}

TEST_CASE("the bounds of a skill lie between two of its draws") {
  const std::vector<double> own = {1, 2, 3, 4, 5, 6}, theirs = {7, 5, 9, 8, 6, 7};
  const std::vector<int> block = {0, 1, 2, 3, 4, 5};
  const SkillInterval one = bootstrap_skill(own, theirs, block, 5, 1), two = bootstrap_skill(own, theirs, block, 5, 2);
  CHECK(one.low == one.high);
  CHECK(two.low < two.high);
  const double middle = (two.low + two.high) / 2, half = (two.high - two.low) / 0.9 / 2;  // 5 % and 95 % of the way
  CHECK(std::min(std::abs(one.low - (middle - half)), std::abs(one.low - (middle + half))) < 1e-12);
}

TEST_CASE("benchmarks continue a trend: a drift as it is, a damped one by its weights") {
  const SeriesPast past = trend(0.1, 9);
  for (int horizon : {1, 3, 5}) {
    CAPTURE(horizon);
    double weights = 0;
    for (int h = 1; h <= horizon; ++h) weights += std::pow(0.85, h);
    CHECK(median(benchmark_forecast(Benchmark::random_walk, past, horizon, 1)) ==
          doctest::Approx(past.values.back() + 0.1 * horizon));
    CHECK(median(benchmark_forecast(Benchmark::damped_drift, past, horizon, 1)) ==
          doctest::Approx(past.values.back() + 0.1 * weights));
  }
}

TEST_CASE("intervals of benchmarks grow with the horizon, by the uncertainty of the drift faster than its root") {
  SeriesPast past = trend(0.1, 6);
  for (std::size_t t = 0; t < past.values.size(); t += 2) past.values[t] += 0.02;
  for (Benchmark benchmark : {Benchmark::random_walk, Benchmark::damped_drift, Benchmark::arima}) {
    const double one = spread(benchmark_forecast(benchmark, past, 1, 3)),
                 four = spread(benchmark_forecast(benchmark, past, 4, 3));
    CHECK(four > one);
    if (benchmark == Benchmark::random_walk) CHECK(four / one == doctest::Approx(std::sqrt((4 + 16 / 5.0) / 1.2)));
  }
}

TEST_CASE("ARIMA follows autoregression: after a jump it expects some of it to return") {
  SeriesPast past;
  past.usual_variance = 1e-4;
  double level = 0, rate = 0.1;
  for (int t = 0; t < 12; ++t) {
    past.values.push_back(level);
    rate = 0.1 - 0.8 * (rate - 0.1) + (t == 3 ? 0.1 : 0) + (t == 7 ? -0.08 : 0);
    level += rate;
  }
  const double next = median(benchmark_forecast(Benchmark::arima, past, 1, 4));
  CHECK(next == doctest::Approx(level).epsilon(0.02));
}

TEST_CASE("the pooled variance is that around each series' own mean") {
  CHECK(pooled_growth_variance({{0, 0.1, 0.2, 0.3}, {0, 0.3, 0.6}}) == doctest::Approx(0));
  CHECK(pooled_growth_variance({{0, 0.1, 0.4}}) == doctest::Approx(0.02));  // growth 0.1 and 0.3
}

}  // namespace jialing::test
