#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "model_fixture.h"
#include "sim/statistics/quantiles.h"
#include "special_floats.h"

namespace jialing::test {
namespace {

// Sorts all values and interpolates: NumPy's default.
double sorted_quantile(std::vector<float> values, double probability) {
  if (values.empty()) return missing;
  std::sort(values.begin(), values.end());
  const double position = probability * static_cast<double>(values.size() - 1);
  const double below = std::floor(position), weight = position - below;
  const double low = values[static_cast<std::size_t>(below)],
               high = values[static_cast<std::size_t>(std::ceil(position))];
  return low == high ? low : (1 - weight) * low + weight * high;
}

std::vector<float> without_missing(std::vector<float> values) {
  std::erase_if(values, [](float value) { return std::isnan(value); });
  return values;
}

// Largest error of all quantiles of the summary, relative to the largest value.
double worst_error(const std::vector<float>& values) {
  std::vector<float> copy = values;
  const CellSummary summary = summarise(copy);
  const std::vector<float> valid = without_missing(values);
  CHECK(summary.count == static_cast<int>(valid.size()));
  Worst worst;
  for (std::size_t q = 0; q < summary_probabilities.size(); ++q) {
    const double expected = sorted_quantile(valid, summary_probabilities[q]);
    const double scale = std::isfinite(expected) ? std::max(1.0, std::abs(expected)) : 1;
    worst.note(std::isfinite(expected) ? std::abs(summary.quantiles[q] - expected) / scale
                                       : relative_error(summary.quantiles[q], expected));
  }
  return worst.error;
}

}  // namespace

TEST_CASE("quantiles equal a full sort with linear interpolation for samples of any size") {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  Worst worst;
  std::vector<int> sizes(64);
  for (int n = 0; n < 64; ++n) sizes[n] = n;
  for (int n = 0; n < 100; ++n) sizes.push_back(std::uniform_int_distribution(64, 3000)(random));
  for (int size : sizes) {
    std::vector<float> values(size);
    for (float& value : values) value = normal(random);
    worst.note(worst_error(values), std::to_string(size));
  }
  CHECK(worst.error <= 1e-14);
}

TEST_CASE("quantiles of tied, sorted and reversed samples are right") {
  std::mt19937 random(2);
  Worst worst;
  for (int size : {1, 2, 3, 10, 101, 1000, 2999}) {
    std::vector<float> values(size);
    for (float& value : values) value = static_cast<float>(std::uniform_int_distribution(0, 4)(random));
    worst.note(worst_error(values));
    std::sort(values.begin(), values.end());
    worst.note(worst_error(values));
    std::reverse(values.begin(), values.end());
    worst.note(worst_error(values));
    worst.note(worst_error(std::vector<float>(size, 3.5F)));
  }
  CHECK(worst.error <= 1e-14);
}

TEST_CASE("missing values do not count and events that never come are infinitely late") {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> uniform;
  Worst worst;
  for (int size : {1, 2, 7, 64, 500, 2000}) {
    for (float never : {0.02F, 0.3F, 0.8F, 1.0F}) {
      std::vector<float> values(size);
      for (float& value : values) {
        const float draw = uniform(random);
        value = draw < 0.1F ? missing : draw > 1 - never ? infinite : 2020 + 15 * uniform(random);
      }
      worst.note(worst_error(values), std::to_string(size));
    }
  }
  CHECK(worst.error <= 1e-14);
  std::vector<float> half = {2021, 2022, 2023, infinite, infinite, infinite, infinite};
  const CellSummary summary = summarise(half);
  CHECK(summary.quantiles[0] == doctest::Approx(2021.3).epsilon(1e-9));
  CHECK(summary.quantiles[4] == infinite);
  CHECK(summary.quantiles[8] == infinite);
}

TEST_CASE("any ascending probabilities may be asked for, the extremes included") {
  std::vector<float> values = {5, 1, 4, 2, 3};
  const std::vector<double> probabilities = {0, 0.25, 0.5, 0.6, 1};
  std::vector<double> out(probabilities.size());
  quantiles(values, probabilities, out);
  CHECK(out[0] == 1);
  CHECK(out[1] == 2);
  CHECK(out[2] == 3);
  CHECK(out[3] == doctest::Approx(3.4));
  CHECK(out[4] == 5);
}

TEST_CASE("mean and standard deviation are those of the sample") {
  std::mt19937 random(4);
  std::normal_distribution<float> normal(1000, 1);
  std::vector<float> values(777);
  for (float& value : values) value = normal(random);
  long double total = 0, squares = 0;
  for (float value : values) total += value;
  const long double mean = total / 777;
  for (float value : values) squares += (value - mean) * (value - mean);
  values.push_back(missing);
  const CellSummary summary = summarise(values);
  CHECK(relative_error(summary.mean, static_cast<double>(mean)) <= 1e-14);
  CHECK(relative_error(summary.sd, static_cast<double>(std::sqrt(squares / 776))) <= 1e-12);
}

TEST_CASE("one value has no spread and no value has no statistics") {
  std::vector<float> one = {missing, 2.5F};
  const CellSummary single = summarise(one);
  CHECK(single.count == 1);
  CHECK(single.mean == 2.5);
  CHECK(single.sd == 0);
  for (double quantile : single.quantiles) CHECK(quantile == 2.5);
  std::vector<float> none = {missing, missing};
  const CellSummary empty = summarise(none);
  CHECK(empty.count == 0);
  CHECK(std::isnan(empty.mean));
  CHECK(std::isnan(empty.sd));
  for (double quantile : empty.quantiles) CHECK(std::isnan(quantile));
}

}  // namespace jialing::test
