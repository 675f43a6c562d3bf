#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "sim/ensemble/random.h"
#include "sim/statistics/bootstrap.h"
#include "sim/statistics/inequality.h"
#include "sim/statistics/quantiles.h"

namespace jialing::test {
namespace {

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> normals(const char* name, double mean, double sd, int count) {
  const std::uint64_t key = stream_key(5, "test", name);
  std::vector<double> values;
  for (int n = 0; n < count; ++n) values.push_back(mean + sd * normal_quantile(uniform_draw(key, n)));
  return values;
}

}  // namespace

TEST_CASE("the interval of a mean is that of the normal distribution") {
  const std::vector<double> sample = normals("a", 10, 2, 2000);
  const Estimate found = Bootstrap(1, 2000).estimate(sample, mean_of);
  const double error = 2 / std::sqrt(2000.0);
  CHECK(found.value == doctest::Approx(mean_of(sample)));
  CHECK(found.high - found.low == doctest::Approx(2 * 1.645 * error).epsilon(0.06));
}

TEST_CASE("differences of the same members are as sure as their pairing makes them") {
  const std::vector<double> luck = normals("luck", 0, 5, 400);
  std::vector<double> a, b;
  const std::vector<double> own = normals("own", 0.3, 0.1, 400);
  for (std::size_t n = 0; n < luck.size(); ++n) {
    b.push_back(luck[n]);
    a.push_back(luck[n] + own[n]);
  }
  const Estimate paired = Bootstrap(1).difference(a, b, mean_of);
  CHECK(paired.value == doctest::Approx(mean_of(own)));
  CHECK(paired.high - paired.low < 0.03);
  CHECK(paired.low < 0.3);
  CHECK(paired.high > 0.29);
}

TEST_CASE("the best of clearly different candidates is known, of equal ones it is not") {
  const std::vector<double> luck = normals("luck", 0, 1, 200);
  std::vector<double> better = luck;
  for (double& value : better) value += 0.1;  // for every member
  CHECK(probability_of_being_best({luck, better}, mean_of, Bootstrap(1)) == std::vector<double>{0, 1});
  const auto tied = probability_of_being_best({luck, luck}, mean_of, Bootstrap(1));
  CHECK(tied[0] == doctest::Approx(0.5));
  const auto open =
      probability_of_being_best({normals("x", 0, 1, 100), normals("y", 0, 1, 100)}, mean_of, Bootstrap(1));
  CHECK(open[0] + open[1] == doctest::Approx(1));
  CHECK(open[0] > 0.001);
  CHECK(open[1] > 0.001);
}

TEST_CASE("the probability of correct selection is as often right as it says") {
  double claimed = 0, right = 0;
  constexpr int trials = 200;
  for (int trial = 0; trial < trials; ++trial) {
    const std::string name = std::to_string(trial);
    const auto a = normals(("a" + name).c_str(), 0.1, 1, 60), b = normals(("b" + name).c_str(), 0, 1, 60);
    const auto p = probability_of_being_best({a, b}, mean_of, Bootstrap(static_cast<std::uint64_t>(trial), 100));
    claimed += std::max(p[0], p[1]) / trials;
    right += (p[0] > p[1]) / double(trials);
  }
  CHECK(claimed == doctest::Approx(right).epsilon(0.25));
}

TEST_CASE("a quantile of a sorted sample may lie among infinite values") {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> sorted = {-infinity, -infinity, 1, 2, infinity, infinity};
  CHECK(sorted_quantile(sorted, 0.1) == -infinity);
  CHECK(sorted_quantile(sorted, 0.5) == 1.5);
  CHECK(sorted_quantile(sorted, 0.9) == infinity);
}

TEST_CASE("Gini and Theil of known distributions") {
  CHECK(gini({3, 3, 3}) == doctest::Approx(0));
  CHECK(gini({0, 0, 0, 8}) == doctest::Approx(0.75));
  CHECK(gini({1, 2, 3, 4}) == doctest::Approx(0.25));
  CHECK(theil({3, 3, 3}) == doctest::Approx(0));
  CHECK(theil({0, 0, 0, 8}) == doctest::Approx(std::log(4)));
}

TEST_CASE("inequality is missing where a value is, or where there is nothing to divide") {
  const double none = std::nan("");
  for (const std::vector<double>& values :
       {std::vector<double>{1, none}, {none, 3, 1}, {3, none, 1}, {0, 0, 0}, {none, none}, {}}) {
    CHECK(std::isnan(gini(values)));
    CHECK(std::isnan(theil(values)));
  }
}

}  // namespace jialing::test
