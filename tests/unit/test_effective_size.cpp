#include "sim/statistics/effective_size.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace jialing::test {
namespace {

/// Repeated samples of so many draws of each quantity. The draws of a repetition are independent but for an error that
/// they share, large enough that the mean is worth `sizes[quantity]` independent draws.
std::vector<std::vector<Moments>> repeated(std::size_t repetitions, int draws, const std::vector<double>& sizes,
                                           unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  std::vector<std::vector<Moments>> result(repetitions);
  for (auto& repetition : result)
    for (double size : sizes) {
      const double shared = std::sqrt(std::max(1 / size - 1.0 / draws, 0.0)) * normal(engine);
      std::vector<double> values;
      for (int n = 0; n < draws; ++n) values.push_back(3 + 0.5 * (shared + normal(engine)));
      repetition.push_back(moments(values));
    }
  return result;
}

std::vector<double> sizes_of(const std::vector<EffectiveSize>& all) {
  std::vector<double> sizes;
  for (const EffectiveSize& each : all) sizes.push_back(each.size);
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

}  // namespace

TEST_CASE("independent draws are worth their number") {
  const auto many = sizes_of(effective_sizes(repeated(400, 200, {200, 200, 200}, 1)));
  CHECK(many.front() > 200 / 1.2);
  CHECK(many.back() < 200 * 1.2);
  // Nine repetitions of twenty quantities: they are pooled, so that not even the least strays far.
  const auto few = sizes_of(effective_sizes(repeated(9, 200, std::vector<double>(20, 200), 2)));
  CHECK(few.front() > 200 / 1.8);
  CHECK(few.back() < 200 * 1.8);
  CHECK(few[10] == doctest::Approx(200).epsilon(0.25));
}

TEST_CASE("an error that the draws of a repetition share lowers what they are worth") {
  const auto sizes = sizes_of(effective_sizes(repeated(9, 1000, std::vector<double>(20, 50), 3)));
  CHECK(sizes[10] == doctest::Approx(50).epsilon(0.25));
}

TEST_CASE("quantities that differ keep their own sizes where the repetitions tell them apart") {
  std::vector<double> truth(10, 20);
  truth.resize(20, 2000);
  const auto found = effective_sizes(repeated(41, 2000, truth, 4));
  for (std::size_t q = 0; q < truth.size(); ++q) {
    CAPTURE(q);
    CHECK(found[q].size > truth[q] / 2);
    CHECK(found[q].size < truth[q] * 2);
  }
}

TEST_CASE("the interval of an effective size holds the truth nine times out of ten") {
  for (const std::size_t quantities : {1, 20}) {
    int held = 0, all = 0;
    double wide = 0;
    for (unsigned seed = 0; seed < 300; ++seed)
      for (const EffectiveSize& each : effective_sizes(repeated(9, 100, std::vector<double>(quantities, 40), seed))) {
        held += each.low < 40 && 40 < each.high;
        wide += each.high / each.low;
        ++all;
      }
    CAPTURE(quantities);
    CHECK(held > 0.87 * all);
    CHECK(wide / all < (quantities == 1 ? 6 : 3.5));  // pooling narrows it
  }
}

TEST_CASE("moderation takes the bad luck out of the least of many sizes") {
  double least = 0, unmoderated = 0;
  for (unsigned seed = 0; seed < 50; ++seed) {
    const auto repetitions = repeated(9, 100, std::vector<double>(20, 100), seed);
    least += sizes_of(effective_sizes(repetitions)).front() / 50;
    double alone = 1e9;
    for (std::size_t q = 0; q < 20; ++q) {
      std::vector<std::vector<Moments>> one;
      for (const auto& each : repetitions) one.push_back({each[q]});
      alone = std::min(alone, effective_sizes(one)[0].size);
    }
    unmoderated += alone / 50;
  }
  CHECK(unmoderated < 55);
  CHECK(least > 70);
}

}  // namespace jialing::test
