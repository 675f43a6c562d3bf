#include <doctest/doctest.h>

#include <cmath>

#include "sim/statistics/shapley.h"

namespace jialing::test {
namespace {

/// Worth of a coalition in a game of one quantity and two members: weights that add up, and a bonus for a pair.
std::vector<float> additive_with_bonus(const Coalition& coalition) {
  float sum = 0;
  for (std::size_t n = 0; n < coalition.size(); ++n) sum += coalition[n] ? static_cast<float>(n + 1) : 0;
  const float bonus = coalition[0] && coalition[1] ? 10 : 0;
  return {sum + bonus, 2 * sum};
}

}  // namespace

TEST_CASE("each player receives what it adds, and a pair shares its bonus equally") {
  for (int players : {2, 4, 6}) {
    const ShapleySplit split = shapley(players, 1, 2, additive_with_bonus, 0, 1);
    CHECK(split.exact);
    for (int n = 0; n < players; ++n) {
      CHECK(split.share(n, 0)[0] == doctest::Approx(n + 1 + (n < 2 ? 5 : 0)));
      CHECK(split.share(n, 0)[1] == doctest::Approx(2 * (n + 1)));
      CHECK(split.error[n] == 0);
    }
  }
}

TEST_CASE("the glove game: the only left glove is worth two thirds") {
  const auto worth = [](const Coalition& c) { return std::vector<float>{c[0] && (c[1] || c[2]) ? 1.0F : 0.0F}; };
  const ShapleySplit split = shapley(3, 1, 1, worth, 0, 1);
  CHECK(split.mean[0] == doctest::Approx(2.0 / 3));
  CHECK(split.mean[1] == doctest::Approx(1.0 / 6));
  CHECK(split.mean[2] == doctest::Approx(1.0 / 6));
}

TEST_CASE("sampled shares add up to the total, lie near the exact ones and say how near") {
  const int players = 9;
  const auto worth = [](const Coalition& coalition) {  // diminishing returns
    double sum = 0;
    for (std::size_t n = 0; n < coalition.size(); ++n) sum += coalition[n] ? static_cast<double>(n + 1) : 0;
    return std::vector<float>{static_cast<float>(std::sqrt(sum))};
  };
  const ShapleySplit split = shapley(players, 1, 1, worth, 200, 7);
  CHECK_FALSE(split.exact);
  CHECK(split.total[0] == doctest::Approx(std::sqrt(45.0)).epsilon(1e-6));
  // Exact value of player n from all coalitions of the others.
  for (int n = 0; n < players; ++n) {
    double exact = 0;
    for (unsigned set = 0; set < 1U << players; ++set) {
      if (set >> n & 1U) continue;
      double sum = 0;
      int size = 0;
      for (int m = 0; m < players; ++m)
        if (set >> m & 1U) {
          sum += m + 1;
          ++size;
        }
      const double weight = std::tgamma(size + 1) * std::tgamma(players - size) / std::tgamma(players + 1);
      exact += weight * (std::sqrt(sum + n + 1) - std::sqrt(sum));
    }
    CHECK(split.error[n] > 0);
    CHECK(std::abs(split.mean[n] - exact) < 4 * split.error[n]);
  }
}

TEST_CASE("every coalition is valued once") {
  int valued = 0;
  const auto worth = [&](const Coalition& coalition) {
    ++valued;
    return additive_with_bonus(coalition);
  };
  shapley(5, 1, 2, worth, 0, 1);
  CHECK(valued == coalitions_valued(5, 0));
  valued = 0;
  shapley(8, 1, 2, worth, 10, 1);
  CHECK(valued <= coalitions_valued(8, 10));
}

}  // namespace jialing::test
