#include <doctest/doctest.h>

#include <cmath>

#include "sim/statistics/robustness.h"
#include "special_floats.h"

// How well scenarios do over many futures: hand-made futures whose regrets are known.

namespace jialing::test {
namespace {

Target target_of(TargetDirection direction, double level) {
  Target target;
  target.direction = direction;
  target.target = level;
  return target;
}

TargetRobustness robustness(const Target& target, const std::vector<std::vector<float>>& scenarios) {
  return target_robustness(target, {scenarios.begin(), scenarios.end()});
}

/// 0, 1, … 100 in the first scenario and the rest of 100 in the second.
std::vector<std::vector<float>> opposites() {
  std::vector<std::vector<float>> scenarios(2);
  for (int m = 0; m <= 100; ++m) {
    scenarios[0].push_back(static_cast<float>(m));
    scenarios[1].push_back(static_cast<float>(100 - m));
  }
  return scenarios;
}

}  // namespace

TEST_CASE("regret is what is missed of the best scenario in the same future") {
  const TargetRobustness found = robustness(target_of(TargetDirection::at_least, 4), {{1, 5, 3}, {2, 4, 6}});
  CHECK(found.futures == 3);
  CHECK(found.scenarios[0].mean_regret == doctest::Approx((1 + 0 + 3) / 3.0));
  CHECK(found.scenarios[0].maximum_regret == 3);
  CHECK(found.scenarios[1].mean_regret == doctest::Approx(1 / 3.0));
  CHECK(found.scenarios[1].maximum_regret == 1);
  CHECK(found.minimax == 1);
  CHECK(found.scenarios[0].satisficing_share == doctest::Approx(1 / 3.0));
  CHECK(found.scenarios[1].satisficing_share == doctest::Approx(2 / 3.0));
}

TEST_CASE("where less is better the lowest value is the best and the high tail is the bad one") {
  const auto scenarios = opposites();
  const TargetRobustness more = robustness(target_of(TargetDirection::at_least, 80), scenarios);
  const TargetRobustness less = robustness(target_of(TargetDirection::at_most, 80), scenarios);
  CHECK(more.scenarios[0].tenth_percentile == doctest::Approx(10));
  CHECK(less.scenarios[0].tenth_percentile == doctest::Approx(90));
  CHECK(more.scenarios[0].satisficing_share == doctest::Approx(21 / 101.0));
  CHECK(less.scenarios[0].satisficing_share == doctest::Approx(81 / 101.0));
  for (const TargetRobustness* each : {&more, &less}) {
    CHECK(each->scenarios[0].maximum_regret == 100);
    CHECK(each->scenarios[0].mean_regret == doctest::Approx(2550 / 101.0));  // 100 + 98 + … + 2
    CHECK(each->scenarios[0].q95_regret == doctest::Approx(90));
  }
}

TEST_CASE("about a value, the nearest scenario is the best on either side") {
  const TargetRobustness found = robustness(target_of(TargetDirection::about, 10), {{12, 7, 10}, {9, 16, 10}});
  CHECK(found.scenarios[0].maximum_regret == 1);
  CHECK(found.scenarios[1].maximum_regret == 3);
  CHECK(found.minimax == 0);
  CHECK(found.scenarios[0].satisficing_share == doctest::Approx(1 / 3.0));
  CHECK(found.scenarios[0].tenth_percentile == doctest::Approx(2.8));  // nine in ten are nearer than this
}

TEST_CASE("a scenario that is best in every future has no regret") {
  const TargetRobustness found = robustness(target_of(TargetDirection::at_least, 0), {{1, 2, 3}, {4, 5, 6}, {1, 4, 2}});
  CHECK(found.scenarios[1].mean_regret == 0);
  CHECK(found.scenarios[1].q95_regret == 0);
  CHECK(found.scenarios[1].maximum_regret == 0);
  CHECK(found.minimax == 1);
}

TEST_CASE("of equal scenarios the first is named") {
  CHECK(robustness(target_of(TargetDirection::at_least, 0), {{1, 2}, {1, 2}}).minimax == 0);
}

TEST_CASE("a future in which any scenario has no value counts for none") {
  const TargetRobustness found =
      robustness(target_of(TargetDirection::at_least, 2), {{1, missing, 5, 4}, {3, 9, missing, 2}});
  CHECK(found.futures == 2);
  CHECK(found.scenarios[0].mean_regret == 1);
  CHECK(found.scenarios[0].satisficing_share == 0.5);
  CHECK(found.scenarios[1].satisficing_share == 1);
}

TEST_CASE("without futures nothing is known") {
  const TargetRobustness found = robustness(target_of(TargetDirection::at_least, 2), {{1, missing}, {missing, 3}});
  CHECK(found.futures == 0);
  CHECK(found.minimax == -1);
  for (const Robustness& each : found.scenarios)
    for (double value :
         {each.mean_regret, each.q95_regret, each.maximum_regret, each.satisficing_share, each.tenth_percentile})
      CHECK(std::isnan(value));
}

}  // namespace jialing::test
