#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "sim/analysis/allocation/search.h"

// Problems whose optimum is known are solved.

namespace jialing::test {
namespace {

using allocation::climb;
using allocation::Score;
using Shares = std::vector<double>;

Shares equal(int cells) {
  return Shares(static_cast<std::size_t>(cells), 1.0 / cells);
}

double largest_difference(const Shares& a, const Shares& b) {
  double largest = 0;
  for (std::size_t n = 0; n < a.size(); ++n) largest = std::max(largest, std::abs(a[n] - b[n]));
  return largest;
}

}  // namespace

TEST_CASE("a linear response: all to the best up to its cap, then to the next") {
  const Shares worth = {1, 3, 2, 2.9, 0.5};
  const Score linear = [&](std::span<const double> shares) {
    return 100 + std::inner_product(shares.begin(), shares.end(), worth.begin(), 0.0);
  };
  CHECK(largest_difference(climb(ShareLimits(5, {}), linear, equal(5), 12).shares, {0, 1, 0, 0, 0}) < 1e-6);
  const ShareLimits capped(5, {{"cap", {1}, 0, 0.4}, {"cap", {3}, 0, 0.4}, {"floor", {0, 4}, 0.1, 1}});
  const auto found = climb(capped, linear, capped.nearest(equal(5)), 12);
  CHECK(largest_difference(found.shares, {0.1, 0.4, 0.1, 0.4, 0}) < 1e-6);
  CHECK(capped.violation(found.shares) < 1e-9);
}

TEST_CASE("symmetric cells with falling returns: equal shares, wherever the search starts") {
  const Score symmetric = [](std::span<const double> shares) {
    double total = 0;
    for (double share : shares) total += std::sqrt(share + 0.01);
    return total;
  };
  Shares start = {0.7, 0.1, 0.1, 0.05, 0.05, 0};
  CHECK(largest_difference(climb(ShareLimits(6, {}), symmetric, start, 40).shares, equal(6)) < 2e-3);
}

TEST_CASE("a concave separable response: equal marginal returns wherever something is given") {
  const Shares size = {1, 2, 4, 8, 0.01}, worth = {3, 2, 1.5, 1, 0.02};
  const Score concave = [&](std::span<const double> shares) {
    double total = 0;
    for (std::size_t n = 0; n < shares.size(); ++n) total += worth[n] * size[n] * std::log1p(20 * shares[n] / size[n]);
    return total;
  };
  const auto found = climb(ShareLimits(5, {}), concave, equal(5), 60);
  const auto slope = [&](std::size_t n) { return 20 * worth[n] / (1 + 20 * found.shares[n] / size[n]); };
  double level = 0;
  for (std::size_t n = 0; n < 4; ++n)
    if (found.shares[n] > 1e-4) level = std::max(level, slope(n));
  for (std::size_t n = 0; n < 5; ++n) {
    if (found.shares[n] > 1e-4)
      CHECK(slope(n) == doctest::Approx(level).epsilon(0.01));
    else
      CHECK(slope(n) < 1.01 * level);
  }
}

TEST_CASE("a climb never ends below its start and uses no more rounds than allowed") {
  int gradients = 0;
  const Score jagged = [&](std::span<const double> shares) {
    ++gradients;
    return std::sin(50 * shares[0]) + shares[1];
  };
  const Shares start = {0.4, 0.3, 0.3};
  const double before = std::sin(50 * 0.4) + 0.3;
  const auto found = climb(ShareLimits(3, {}), jagged, start, 3);
  CHECK(found.score >= before);
  CHECK(gradients <= 1 + 3 * 4 + 20 * 3);
}

TEST_CASE("what the score throws passes through the optimiser") {
  struct Stop {};
  const Score stops = [](std::span<const double> shares) -> double {
    if (shares[0] > 0.3334) throw Stop();
    return shares[0];
  };
  CHECK_THROWS_AS(climb(ShareLimits(3, {}), stops, equal(3), 5), Stop);
}

TEST_CASE("the frontier of two linear objectives is the line between their best cells") {
  const allocation::Scores scores = [](std::span<const double> shares) {
    return std::vector<double>{shares[0], shares[1]};  // the third cell is worth nothing
  };
  const std::vector<Shares> seeds = {{1.0 / 3, 1.0 / 3, 1.0 / 3}, {1, 0, 0}, {0, 1, 0}};
  std::vector<double> seen;
  const auto frontier =
      allocation::find_frontier(ShareLimits(3, {}), scores, seeds,
                                {.population = 24, .generations = 40, .seed = 3, .progress = [&](int, double volume) {
                                   seen.push_back(volume);
                                 }});
  REQUIRE(frontier.shares.size() > 10);
  for (std::size_t n = 0; n < frontier.shares.size(); ++n) {
    CHECK(std::abs(std::accumulate(frontier.shares[n].begin(), frontier.shares[n].end(), 0.0) - 1) < 1e-9);
    for (std::size_t m = 0; m < n; ++m) CHECK(!allocation::dominates(frontier.scores[m], frontier.scores[n]));
  }
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(seen == frontier.hypervolume);
  CHECK(seen.back() > 0.45);  // 1/2 is all that there is
  CHECK(seen.back() <= 0.5);
}

TEST_CASE("the frontier is the same bits for the same seed") {
  const allocation::Scores scores = [](std::span<const double> shares) {
    return std::vector<double>{std::sqrt(shares[0]), -shares[0] * shares[0]};
  };
  const auto run = [&](std::uint64_t seed) {
    return allocation::find_frontier(ShareLimits(2, {}), scores, {{0.5, 0.5}},
                                     {.population = 8, .generations = 4, .seed = seed});
  };
  CHECK(run(7).shares == run(7).shares);
  CHECK(run(7).shares != run(8).shares);
}

TEST_CASE("marginal returns are slopes along each cell alone") {
  const Score square = [](std::span<const double> shares) { return shares[0] * shares[0] + 3 * shares[1]; };
  const auto slopes = allocation::gradient(square, Shares{0.5, 0.5}, 1e-6);
  CHECK(slopes[0] == doctest::Approx(1).epsilon(1e-5));
  CHECK(slopes[1] == doctest::Approx(3).epsilon(1e-5));
}

}  // namespace jialing::test
