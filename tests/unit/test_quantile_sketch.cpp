#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "model_fixture.h"
#include "sim/statistics/quantile_sketch.h"
#include "special_floats.h"

// A sketch against the sorted sample: quantiles within the stated error, mean and sd exact, and nothing depends on the
// order in which values come.

namespace jialing::test {
namespace {

constexpr double stated = QuantileSketch::largest_relative_error;
constexpr double below_normal = 0x1p-136;  // what is stated of numbers too small for a relative error

struct Sample {
  const char* name;
  std::vector<float> values;
};

template <class Draw>
Sample sample(const char* name, int size, Draw draw) {
  Sample made{name, {}};
  std::mt19937 random(7);
  for (int n = 0; n < size; ++n) made.values.push_back(static_cast<float>(draw(random)));
  return made;
}

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all = [] {
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    std::cauchy_distribution<double> cauchy;
    std::vector<Sample> list;
    list.push_back({"one value", {2.7F}});
    list.push_back({"two values that differ in sign", {-1.5F, 2.5F}});
    list.push_back({"all equal", std::vector<float>(1000, 1.2345F)});
    list.push_back({"all zero, of both signs", {0.0F, -0.0F, 0.0F}});
    list.push_back(sample("two values", 999, [&](auto& r) { return uniform(r) < 0.3 ? 0.1 : 7.7; }));
    // Nothing in the middle of a bin, where a sketch expects it: its last value, and many of its first.
    list.push_back(
        sample("at the ends of a bin", 1001, [](auto& r) { return r() % 16 == 0 ? 1 + 0.999 * stated : 1; }));
    list.push_back(sample("narrow", 5000, [&](auto& r) { return 1000 + 0.01 * normal(r); }));
    list.push_back(sample("lognormal", 5000, [&](auto& r) { return std::exp(0.3 * normal(r)); }));
    list.push_back(sample("over sixty orders", 5000, [&](auto& r) { return std::pow(10, 66 * uniform(r) - 33); }));
    list.push_back(sample("negative", 5000, [&](auto& r) { return -std::exp(2 * normal(r)); }));
    list.push_back(sample("mixed sign", 5001, [&](auto& r) { return normal(r); }));
    list.push_back(sample("heavy tails", 5000, [&](auto& r) { return cauchy(r); }));
    list.push_back(sample("around a power of two", 5000, [&](auto& r) { return 4 + 1e-3 * normal(r); }));
    list.push_back(sample("subnormal", 3000, [&](auto& r) { return 1e-40 * normal(r); }));
    list.push_back(sample("subnormal and normal", 3000, [&](auto& r) { return 2e-38 * uniform(r); }));
    list.push_back(sample("the largest numbers", 3000, [&](auto& r) { return (1 + 2.4 * uniform(r)) * 1e38; }));
    list.push_back(sample("many zeros", 3000, [&](auto& r) { return std::max(0.0, normal(r)); }));
    list.push_back(sample("some missing", 3000, [&](auto& r) { return uniform(r) < 0.2 ? missing : normal(r); }));
    list.push_back(
        sample("some never", 3000, [&](auto& r) { return uniform(r) < 0.4 ? infinite : 2020 + uniform(r); }));
    list.push_back(sample("infinite on both sides", 3000, [&](auto& r) {
      return uniform(r) < 0.3 ? infinite : uniform(r) < 0.3 ? -infinite : normal(r);
    }));
    list.push_back(sample("all missing", 100, [&](auto&) { return missing; }));
    list.push_back({"none", {}});
    return list;
  }();
  return all;
}

std::vector<float> sorted(std::vector<float> values) {
  std::erase_if(values, [](float value) { return std::isnan(value); });
  std::sort(values.begin(), values.end());
  return values;
}

QuantileSketch sketch_of(std::span<const float> values) {
  QuantileSketch sketch;
  sketch.add(values);
  return sketch;
}

bool same_summary(const CellSummary& a, const CellSummary& b) {
  bool same = a.count == b.count && same_bits(a.mean, b.mean) && same_bits(a.sd, b.sd);
  for (std::size_t q = 0; q < a.quantiles.size(); ++q) same &= same_bits(a.quantiles[q], b.quantiles[q]);
  return same;
}

// The error of a quantile in parts of what is stated: 1 is the most. The larger of the two order statistics between
// which it lies bounds it.
double parts_of_stated_error(const std::vector<float>& ordered, double probability, double value) {
  const double position = probability * static_cast<double>(ordered.size() - 1);
  const double low = ordered[static_cast<std::size_t>(std::floor(position))];
  const double high = ordered[static_cast<std::size_t>(std::ceil(position))];
  const double weight = position - std::floor(position);
  const double expected = low == high || weight == 0 ? low : low + weight * (high - low);
  if (!std::isfinite(expected)) return same_bits(expected, value) ? 0 : infinite;
  return std::abs(value - expected) / (stated * std::max(std::abs(low), std::abs(high)) + below_normal);
}

}  // namespace

TEST_CASE("every quantile of a sketch is within the stated error of the sorted sample's, whatever the sample") {
  double worst = 0;
  for (const Sample& each : samples()) {
    CAPTURE(each.name);
    const CellSummary summary = sketch_of(each.values).summary();
    const std::vector<float> ordered = sorted(each.values);
    CHECK(summary.count == std::ssize(ordered));
    for (std::size_t q = 0; q < summary_probabilities.size(); ++q) {
      CAPTURE(summary_probabilities[q]);
      if (ordered.empty()) {
        CHECK(std::isnan(summary.quantiles[q]));
        continue;
      }
      const double error = parts_of_stated_error(ordered, summary_probabilities[q], summary.quantiles[q]);
      CHECK(error <= 1);
      CHECK(summary.quantiles[q] >= ordered.front());
      CHECK(summary.quantiles[q] <= ordered.back());
      worst = std::max(worst, error);
    }
  }
  CHECK(worst > 0.8);  // the bound is no wider than it must be
  MESSAGE("largest error of a quantile, in parts of the stated one: ", worst);
}

TEST_CASE("equal values come out of a sketch as they went in") {
  for (float value : {1.2345F, -7e-20F, 3e38F, 1e-42F, 0.0F}) {
    const CellSummary summary = sketch_of(std::vector<float>(17, value)).summary();
    for (double quantile : summary.quantiles) CHECK(quantile == value);
    CHECK(summary.mean == value);
    CHECK(summary.sd == 0);
  }
}

TEST_CASE("mean and sd of a sketch are exact") {
  for (const Sample& each : samples()) {
    CAPTURE(each.name);
    const CellSummary summary = sketch_of(each.values).summary();
    std::vector<float> copy = each.values;
    const std::vector<float> ordered = sorted(each.values);
    if (ordered.empty() || std::isinf(ordered.front()) || std::isinf(ordered.back())) {
      const CellSummary exact = summarise(copy);
      CHECK((same_bits(summary.mean, exact.mean) || (std::isnan(summary.mean) && std::isnan(exact.mean))));
      CHECK(std::isnan(summary.sd));
      CHECK(std::isnan(exact.sd));
      continue;
    }
    // In extended precision, where the squares of the largest and the smallest numbers fit; less exact than the sketch.
    long double sum = 0, squares = 0;
    for (float value : ordered) sum += value;
    const long double mean = sum / static_cast<long double>(ordered.size());
    for (float value : ordered) squares += (value - mean) * (value - mean);
    const long double sd = ordered.size() > 1 ? std::sqrt(squares / static_cast<long double>(ordered.size() - 1)) : 0;
    const auto largest = static_cast<double>(std::max(std::abs(ordered.front()), std::abs(ordered.back())));
    CHECK(std::abs(summary.mean - static_cast<double>(mean)) <= 1e-15 * largest);
    CHECK(summary.sd == doctest::Approx(static_cast<double>(sd)).epsilon(1e-12));
  }
}

TEST_CASE("a spread far smaller than the values is exact too") {
  // 2^24 − 1 and 2^24 in turn: variance n / (4 (n − 1)), which squares in double precision would lose.
  std::vector<float> values;
  for (int n = 0; n < 1000; ++n) values.push_back(n % 2 == 0 ? 16777215.0F : 16777216.0F);
  const CellSummary summary = sketch_of(values).summary();
  CHECK(summary.mean == 16777215.5);
  CHECK(summary.sd == doctest::Approx(std::sqrt(1000.0 / (4 * 999.0))).epsilon(1e-15));
}

TEST_CASE("a sketch is the same bits for any order and any split of the sample") {
  std::mt19937 random(3);
  for (const Sample& each : samples()) {
    CAPTURE(each.name);
    const QuantileSketch whole = sketch_of(each.values);
    for (int parts : {1, 2, 7, 100}) {
      std::vector<float> values = each.values;
      std::shuffle(values.begin(), values.end(), random);
      std::vector<QuantileSketch> sketches(parts);
      for (std::size_t n = 0; n < values.size(); ++n)
        sketches[std::uniform_int_distribution<std::size_t>(0, parts - 1)(random)].add({&values[n], 1});
      std::shuffle(sketches.begin(), sketches.end(), random);
      while (sketches.size() > 1) {  // merged as a tree of any shape
        const std::size_t n = std::uniform_int_distribution<std::size_t>(0, sketches.size() - 2)(random);
        sketches[n].merge(sketches.back());
        sketches.pop_back();
      }
      CHECK(sketches[0] == whole);
      CHECK(same_summary(sketches[0].summary(), whole.summary()));
    }
  }
}

TEST_CASE("a sketch tells arrivals that never come and missing values from the others") {
  const QuantileSketch sketch = sketch_of(std::vector{2021.5F, infinite, missing, 0.0F, -3.0F, infinite});
  CHECK(sketch.finite() == 3);
  CHECK(sketch.valid() == 5);
  CHECK(sketch.missing() == 1);
}

TEST_CASE("a sketch of a thousand times as many values takes hardly more memory") {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  QuantileSketch sketch;
  std::vector<float> values(1000);
  std::int64_t first = 0;
  for (int n = 0; n < 1000; ++n) {
    for (float& value : values) value = std::exp(0.3F * normal(random));
    sketch.add(values);
    if (n == 0) first = sketch.bytes();
  }
  CHECK(sketch.valid() == 1000000);
  CHECK(sketch.bytes() < 2 * first);  // tails of a million lie 4.9 spreads out, those of a thousand 3.2
}

TEST_CASE("more members than a narrow counter holds are counted") {
  std::vector<float> values(100000, 5.0F);
  values.resize(300000, 6.0F);
  const QuantileSketch whole = sketch_of(values);
  QuantileSketch merged = sketch_of(std::span(values).first(70000));
  merged.merge(sketch_of(std::span(values).subspan(70000)));
  CHECK(merged == whole);
  const CellSummary summary = whole.summary();
  CHECK(summary.quantiles[2] ==
        doctest::Approx(5).epsilon(stated));  // a third are 5: so is the quarter, not the median
  CHECK(summary.quantiles[4] == doctest::Approx(6).epsilon(stated));
  CHECK(summary.mean == doctest::Approx(17.0 / 3).epsilon(1e-15));
}

}  // namespace jialing::test
