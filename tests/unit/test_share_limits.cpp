#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "sim/ensemble/random.h"
#include "sim/statistics/share_limits.h"

// A whole is divided within limits: exactly, evenly, and with a reason when it cannot be.

namespace jialing::test {
namespace {

using Shares = std::vector<double>;

bool same(const Shares& a, const Shares& b, double tolerance = 1e-9) {
  if (a.size() != b.size()) return false;
  for (std::size_t n = 0; n < a.size(); ++n)
    if (std::abs(a[n] - b[n]) > tolerance) return false;
  return true;
}

}  // namespace

TEST_CASE("without limits the nearest shares are the wish in proportion") {
  const ShareLimits free(4, {});
  CHECK(same(free.nearest(Shares{1, 2, 3, 4}), {0.1, 0.2, 0.3, 0.4}));
  CHECK(same(free.nearest(Shares{0, 0, 0, 0}), {0.25, 0.25, 0.25, 0.25}));
  CHECK(same(free.nearest(Shares{0, 5, 0, 0}), {0, 1, 0, 0}));
}

TEST_CASE("a floor for a group raises all of its cells alike, and the others give in proportion") {
  const ShareLimits limits(4, {{"clusters", {2, 3}, 0.5, 1}});
  CHECK(same(limits.nearest(Shares{0.6, 0.2, 0.15, 0.05}), {0.375, 0.125, 0.375, 0.125}));
  CHECK(same(limits.nearest(Shares{0.2, 0.2, 0.4, 0.2}), {0.2, 0.2, 0.4, 0.2}));
}

TEST_CASE("a cap passes what is beyond it on to the others") {
  const ShareLimits limits(3, {{"cap", {0}, 0, 0.4}, {"cap", {1}, 0, 0.4}, {"cap", {2}, 0, 0.4}});
  CHECK(same(limits.nearest(Shares{0.8, 0.1, 0.1}), {0.4, 0.3, 0.3}));
  CHECK(same(limits.nearest(Shares{0.9, 0.1, 0}), {0.4, 0.4, 0.2}, 1e-6));  // who wishes nothing takes what is left
  CHECK(limits.lower() == Shares{0, 0, 0});
  CHECK(limits.upper() == Shares{0.4, 0.4, 0.4});
}

TEST_CASE("limits that overlap are met to 1e-9 for any wish") {
  const ShareLimits limits(12, {{"a", {0, 1, 2, 3}, 0.3, 0.35},
                                {"b", {3, 4, 5, 6}, 0.2, 0.5},
                                {"c", {0, 4, 8}, 0.1, 0.15},
                                {"d", {11}, 0.02, 0.05},
                                {"e", {1, 5, 9, 11}, 0, 0.1},
                                {"f", {7}, 0, 0}});
  CHECK(limits.clash().empty());
  const std::uint64_t key = stream_key(1, "test", "wish");
  for (int trial = 0; trial < 200; ++trial) {
    Shares wish;
    for (int cell = 0; cell < 12; ++cell)
      wish.push_back(std::pow(uniform_draw(key, trial, static_cast<std::uint32_t>(cell)), trial % 7));
    if (trial % 5 == 0) wish[static_cast<std::size_t>(trial % 12)] = 0;
    const Shares found = limits.nearest(wish);
    CHECK(limits.violation(found) < 1e-9);
    CHECK(same(limits.nearest(found), found));
  }
}

TEST_CASE("the nearest shares keep the proportions that no limit touches") {
  const ShareLimits limits(4, {{"group", {0, 1}, 0.7, 1}});
  const Shares found = limits.nearest(Shares{0.1, 0.3, 0.2, 0.4});
  CHECK(found[1] / found[0] == doctest::Approx(3));
  CHECK(found[3] / found[2] == doctest::Approx(2));
}

TEST_CASE("the best shares for a linear worth go to the best cell up to its cap, then to the next") {
  const ShareLimits limits(4, {{"cap", {0}, 0, 0.5}, {"cap", {1}, 0, 0.5}, {"floor", {3}, 0.1, 1}});
  CHECK(same(limits.best(Shares{5, 4, 3, 1}), {0.5, 0.4, 0, 0.1}));
  CHECK(same(ShareLimits(3, {}).best(Shares{1, 7, 2}), {0, 1, 0}));
}

TEST_CASE("limits that clash are named, and only those that are needed for it") {
  using Names = std::vector<std::string>;
  CHECK(ShareLimits(3, {{"fine", {0}, 0, 0.5}, {"low", {0, 1, 2}, 0, 0.9}}).clash() == Names{"low"});
  const ShareLimits limits(
      4, {{"clusters", {2, 3}, 0.6, 1}, {"harmless", {0}, 0.1, 1}, {"each", {2}, 0, 0.25}, {"each", {3}, 0, 0.25}});
  CHECK(limits.clash() == Names{"clusters", "each"});
  CHECK(ShareLimits(2, {{"a", {0}, 0.6, 1}, {"b", {1}, 0.6, 1}}).clash() == Names{"a", "b"});
  CHECK(ShareLimits(2, {{"a", {0}, 0.4, 1}, {"b", {1}, 0.6, 1}}).clash().empty());
}

TEST_CASE("limits that leave one division only give that") {
  const ShareLimits limits(3, {{"a", {0}, 0, 0.2}, {"b", {1}, 0, 0.3}, {"c", {2}, 0, 0.5}});
  CHECK(same(limits.nearest(Shares{1, 1, 1}), {0.2, 0.3, 0.5}));
}

}  // namespace jialing::test
