#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "sim/analysis/allocation/evaluation.h"

// What objectives make of the members.

namespace jialing::test {
namespace {

using allocation::score;
using allocation::statistic;

Objective objective(ObjectiveStatistic kind, double level = 0.1, double target = 0, bool maximise = true) {
  Objective made;
  made.statistic = kind;
  made.level = level;
  made.target = target;
  made.maximise = maximise;
  return made;
}

const std::vector<double> tens = {10, 20, 30, 40, 50, 60, 70, 80, 90, 100};

}  // namespace

TEST_CASE("mean, quantile and probability of members; missing ones do not count") {
  using enum ObjectiveStatistic;
  std::vector<double> values = tens;
  values.push_back(std::numeric_limits<double>::quiet_NaN());
  CHECK(statistic(objective(mean), values) == doctest::Approx(55));
  CHECK(statistic(objective(quantile, 0.25), values) == doctest::Approx(32.5));
  CHECK(statistic(objective(probability, 0, 70), values) == doctest::Approx(0.4));
  CHECK(statistic(objective(probability, 0, 70, false), values) == doctest::Approx(0.7));
}

TEST_CASE("the conditional value at risk is the mean of the worst members, the last of them in part") {
  using enum ObjectiveStatistic;
  CHECK(statistic(objective(cvar, 0.2), tens) == doctest::Approx(15));
  CHECK(statistic(objective(cvar, 0.25), tens) == doctest::Approx((10 + 20 + 0.5 * 30) / 2.5));
  CHECK(statistic(objective(cvar, 0.2, 0, false), tens) == doctest::Approx(95));  // less is better: the highest
  CHECK(statistic(objective(cvar, 1), tens) == doctest::Approx(55));
}

TEST_CASE("a score is higher when it is better, and a chance is always better when it is higher") {
  using enum ObjectiveStatistic;
  CHECK(score(objective(mean, 0, 0, false), tens) == doctest::Approx(-55));
  CHECK(score(objective(probability, 0, 70, false), tens) == doctest::Approx(0.7));
}

TEST_CASE("the smooth score is near the true one and moves where that stands still") {
  using enum ObjectiveStatistic;
  const Objective chance = objective(probability, 0, 55);
  std::vector<double> moved = tens;
  for (double& value : moved) value += 1;
  CHECK(score(chance, moved) == score(chance, tens));
  CHECK(score(chance, moved, true) > score(chance, tens, true));
  CHECK(score(chance, tens, true) == doctest::Approx(0.5).epsilon(0.02));
  CHECK(score(objective(quantile, 0.5), tens, true) == doctest::Approx(55));
}

}  // namespace jialing::test
