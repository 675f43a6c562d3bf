#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "sim/block/normal_draws.h"
#include "sim/ensemble/random.h"

// Distribution of the random numbers at fixed seeds: each bound is at least four standard errors wide.

namespace jialing::test {
namespace {

constexpr int draw_count = 1 << 22;

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

// Normals of one stream: all steps of one member after the other.
std::vector<float> stream(std::uint64_t key, int count, int steps = 64) {
  std::vector<float> values;
  values.reserve(count);
  NormalLane quad[4];
  for (std::int64_t member = 0; static_cast<int>(values.size()) < count; member += model::lane_width)
    for (int q = 0; q < steps / 4; ++q) {
      normal_draws(key, members_from(member), static_cast<std::uint32_t>(q), quad);
      for (const NormalLane& draw : quad)
        for (int lane = 0; lane < model::lane_width; ++lane) values.push_back(draw[lane]);
    }
  values.resize(count);
  return values;
}

double correlation(const std::vector<float>& a, const std::vector<float>& b, int lag = 0) {
  double sum = 0;
  for (std::size_t n = lag; n < a.size(); ++n) sum += double(a[n]) * b[n - lag];
  return sum / static_cast<double>(a.size() - lag);
}

// sqrt(n)·D of Kolmogorov and Smirnov; above 1.95 once in a thousand.
template <class Cdf>
double kolmogorov(std::vector<float> values, const Cdf& cdf) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double p = cdf(values[k]);
    distance = std::max({distance, p - static_cast<double>(k) / n, static_cast<double>(k + 1) / n - p});
  }
  return std::sqrt(n) * distance;
}

}  // namespace

TEST_CASE("normal draws have the moments and tails of the normal distribution") {
  const auto values = stream(stream_key(1, "process_noise", "gdp"), draw_count);
  std::array<double, 5> moments{};
  std::array<int, 3> beyond{};  // 3, 4 and 5 standard deviations
  double largest = 0;
  for (double value : values) {
    double power = 1;
    for (double& moment : moments) {
      moment += power / draw_count;
      power *= value;
    }
    for (int s = 0; s < 3; ++s) beyond[s] += std::abs(value) > s + 3;
    largest = std::max(largest, std::abs(value));
  }
  const double error = 1 / std::sqrt(double(draw_count));
  MESSAGE("mean ", moments[1], ", variance ", moments[2], ", skewness ", moments[3], ", kurtosis ", moments[4],
          ", beyond 3, 4, 5: ", beyond[0], " ", beyond[1], " ", beyond[2], ", largest ", largest);
  CHECK(std::abs(moments[1]) < 4 * error);
  CHECK(std::abs(moments[2] - 1) < 4 * error * std::sqrt(2.0));
  CHECK(std::abs(moments[3]) < 4 * error * std::sqrt(15.0));
  CHECK(std::abs(moments[4] - 3) < 4 * error * std::sqrt(96.0));
  for (int s = 0; s < 3; ++s) {
    const double expected = 2 * normal_cdf(-(s + 3)) * draw_count;
    CAPTURE(s);
    CHECK(std::abs(beyond[s] - expected) < 4 * std::sqrt(expected) + 1);
  }
  CHECK(largest < 6.8);  // what 32 bits reach
}

TEST_CASE("each of the four draws of a call is normally distributed") {
  const auto all = stream(stream_key(2, "process_noise", "firms", "Yubei"), draw_count);
  for (int n = 0; n < 4; ++n) {
    std::vector<float> one;
    for (std::size_t k = 0; k < all.size(); ++k)
      if (static_cast<int>(k / model::lane_width % 4) == n) one.push_back(all[k]);
    CHECK(kolmogorov(one, normal_cdf) < 1.95);
  }
}

TEST_CASE("normal draws of different streams, members and steps are independent") {
  const int count = 1 << 20;
  const double bound = 4.5 / std::sqrt(double(count));
  const auto yubei = stream(stream_key(1, "process_noise", "gdp", "Yubei"), count);
  const auto chengdu = stream(stream_key(1, "process_noise", "gdp", "Chengdu"), count);
  const auto firms = stream(stream_key(1, "process_noise", "firms", "Yubei"), count);
  const auto next_seed = stream(stream_key(2, "process_noise", "gdp", "Yubei"), count);
  const auto common = stream(stream_key(1, "process_noise", "gdp"), count);
  for (const auto* other : {&chengdu, &firms, &next_seed, &common}) CHECK(std::abs(correlation(yubei, *other)) < bound);
  // Neighbouring members are lanes, neighbouring steps whole vectors apart.
  for (int lag : {1, 2, model::lane_width, 2 * model::lane_width, 4 * model::lane_width, 64 * model::lane_width}) {
    CAPTURE(lag);
    CHECK(std::abs(correlation(yubei, yubei, lag)) < bound);
  }
  // Pairs share a radius: squares must be independent, too.
  std::vector<float> squares;
  for (float value : yubei) squares.push_back(value * value - 1);
  for (int lag : {1, model::lane_width, 2 * model::lane_width, 3 * model::lane_width}) {
    CAPTURE(lag);
    CHECK(std::abs(correlation(squares, squares, lag)) < 2 * bound);
  }
}

TEST_CASE("uniform draws are uniform over members and over indices") {
  const std::uint64_t key = stream_key(5, "parameters", "theta_K");
  std::vector<float> members, indices;
  for (int n = 0; n < 200000; ++n) {
    members.push_back(static_cast<float>(uniform_draw(key, n)));
    indices.push_back(static_cast<float>(uniform_draw(key, 3, static_cast<std::uint32_t>(n))));
  }
  const auto uniform_cdf = [](double u) { return u; };
  CHECK(kolmogorov(members, uniform_cdf) < 1.95);
  CHECK(kolmogorov(indices, uniform_cdf) < 1.95);
}

}  // namespace jialing::test
