#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

#include "sim/model/lane_math.h"

namespace jialing::test {
namespace {

using model::Lane;
using model::lane_exp;
using model::lane_log;
using model::lane_width;

constexpr double infinity = std::numeric_limits<double>::infinity();

double exp_of(double x) {
  return lane_exp(Lane(x))[0];
}
double log_of(double x) {
  return lane_log(Lane(x))[lane_width - 1];
}

// Distance in units in the last place of the expected value.
double ulps(double value, double expected) {
  return std::abs(value - expected) / (std::nextafter(std::abs(expected), infinity) - std::abs(expected));
}

}  // namespace

TEST_CASE("exponential and logarithm are within 1.5 units in the last place of the library's") {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> wide(-707.5, 709), narrow(-1, 1);
  double worst_exp = 0, worst_log = 0;
  for (int n = 0; n < 400'000; ++n) {
    for (double x : {wide(random), narrow(random)}) {
      worst_exp = std::max(worst_exp, ulps(exp_of(x), std::exp(x)));
      worst_log = std::max(worst_log, ulps(log_of(std::exp(x)), std::log(std::exp(x))));
    }
  }
  MESSAGE("largest distance: exponential ", worst_exp, ", logarithm ", worst_log, " units in the last place");
  CHECK(worst_exp <= 1.5);
  CHECK(worst_log <= 1.5);
}

TEST_CASE("exponential and logarithm in single precision are within two units in the last place") {
  using model::Floats;
  std::mt19937 random(1);
  std::uniform_real_distribution<float> wide(-86.8F, 88.7F), narrow(-1, 1);
  const auto ulps_of = [](float value, double expected) {
    const auto near = static_cast<float>(std::abs(expected));
    return std::abs(value - expected) / (std::nextafter(near, std::numeric_limits<float>::infinity()) - near);
  };
  double worst_exp = 0, worst_log = 0;
  for (int n = 0; n < 400'000; ++n) {
    for (float x : {wide(random), narrow(random)}) {
      worst_exp = std::max(worst_exp, ulps_of(model::exp_of(Floats{} + x)[0], std::exp(static_cast<double>(x))));
      const auto y = static_cast<float>(std::exp(x));
      worst_log = std::max(worst_log, ulps_of(model::log_of(Floats{} + y)[0], std::log(static_cast<double>(y))));
    }
  }
  MESSAGE("largest distance: exponential ", worst_exp, ", logarithm ", worst_log, " units in the last place");
  CHECK(worst_exp <= 2);
  CHECK(worst_log <= 2);
  const auto exponential = [](double x) { return model::exp_of(Floats{} + static_cast<float>(x))[0]; };
  const auto logarithm = [](double x) { return model::log_of(Floats{} + static_cast<float>(x))[0]; };
  CHECK(exponential(0) == 1);
  CHECK(exponential(89.5) == infinity);
  CHECK(exponential(-infinity) == 0);
  CHECK(std::isnan(exponential(std::nan(""))));
  CHECK(logarithm(1) == 0);
  CHECK(logarithm(0) == -infinity);
  CHECK(logarithm(infinity) == infinity);
  CHECK(std::isnan(logarithm(-1)));
  CHECK(std::isnan(logarithm(std::nan(""))));
}

TEST_CASE("exponential and logarithm keep the special values") {
  CHECK(exp_of(0) == 1);
  CHECK(exp_of(infinity) == infinity);
  CHECK(exp_of(710) == infinity);
  CHECK(exp_of(-infinity) == 0);
  CHECK(exp_of(-800) == 0);
  CHECK(std::isnan(exp_of(std::nan(""))));
  CHECK(log_of(1) == 0);
  CHECK(log_of(0) == -infinity);
  CHECK(log_of(infinity) == infinity);
  CHECK(std::isnan(log_of(-1)));
  CHECK(std::isnan(log_of(-infinity)));
  CHECK(std::isnan(log_of(std::nan(""))));
}

TEST_CASE("members of a lane do not see each other") {
  Lane x;
  for (int lane = 0; lane < lane_width; ++lane) x[lane] = 0.1 * (lane + 1);
  for (int lane = 0; lane < lane_width; ++lane) {
    CHECK(lane_exp(x)[lane] == exp_of(x[lane]));
    CHECK(lane_log(x)[lane] == log_of(x[lane]));
  }
}

}  // namespace jialing::test
