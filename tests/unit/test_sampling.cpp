#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <set>

#include "model_fixture.h"

namespace jialing::test {
namespace {

// [parameter][member] of the baseline's priors.
std::vector<std::vector<double>> uniforms(const EnsembleSettings& ensemble) {
  const auto& priors = baseline().parameters;
  const ParameterDesign design(priors, ensemble, true);
  std::vector<std::vector<double>> points;
  for (int p = 0; p < parameter_count; ++p) {
    points.emplace_back();
    for (std::int64_t m = 0; m < ensemble.members; ++m)
      points.back().push_back(cdf(priors[p], design.value(static_cast<Parameter>(p), m)));
  }
  return points;
}

// How many of the first `count` points lie in each of as many equal intervals.
std::vector<int> occupancy(const std::vector<double>& points, int count) {
  std::vector<int> numbers(count, 0);
  for (int m = 0; m < count; ++m) ++numbers[static_cast<std::size_t>(points[m] * count)];
  return numbers;
}

bool one_each(const std::vector<int>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](int number) { return number == 1; });
}

}  // namespace

TEST_CASE("a prior's median is its centre and one score up is one spread up on its scale") {
  const auto prior = [](DistributionKind kind, double centre, double spread) {
    Prior made;
    made.dist = kind;
    made.centre = centre;
    made.spread = spread;
    return made;
  };
  const Prior lognormal = prior(DistributionKind::lognormal, 0.4, 0.3);
  CHECK(prior_value(lognormal, 0) == doctest::Approx(0.4).epsilon(tolerance));
  CHECK(prior_value(lognormal, 1) == doctest::Approx(0.4 * std::exp(0.3)).epsilon(tolerance));
  CHECK(prior_value(lognormal, -2) == doctest::Approx(0.4 * std::exp(-0.6)).epsilon(tolerance));
  const Prior share = prior(DistributionKind::logitnormal, 0.2, 0.5);
  CHECK(prior_value(share, 0) == doctest::Approx(0.2).epsilon(tolerance));
  CHECK(prior_value(share, 1) == doctest::Approx(0.25 * std::exp(0.5) / (1 + 0.25 * std::exp(0.5))).epsilon(tolerance));
  CHECK(prior_value(share, 20) < 1);
  const Prior normal = prior(DistributionKind::normal, -0.1, 0.5);
  CHECK(prior_value(normal, 0) == doctest::Approx(-0.1).epsilon(tolerance));
  CHECK(prior_value(normal, -1.96) == doctest::Approx(-0.1 - 0.98).epsilon(tolerance));
}

TEST_CASE("a Latin hypercube draws once from every stratum of every parameter") {
  for (int members : {1, 7, 100, 1000}) {
    const auto points = uniforms(settings(Sampling::latin_hypercube, members));
    for (int p = 0; p < parameter_count; ++p) {
      CAPTURE(parameter_names[p]);
      CHECK(one_each(occupancy(points[p], members)));
    }
  }
}

TEST_CASE("a Latin hypercube pairs the strata of its parameters at random") {
  const auto points = uniforms(settings(Sampling::latin_hypercube, 1000));
  double largest = 0;
  for (int p = 1; p < parameter_count; ++p) {
    double covariance = 0;
    for (int m = 0; m < 1000; ++m) covariance += (points[p][m] - 0.5) * (points[p - 1][m] - 0.5);
    largest = std::max(largest, std::abs(12 * covariance / 1000));
  }
  CHECK(largest < 4 / std::sqrt(1000.0));
  CHECK(largest > 0);
}

TEST_CASE("designs of a million members take no time and no memory to set up") {
  const auto& priors = baseline().parameters;
  constexpr std::int64_t members = 1000000;
  const ParameterDesign hypercube(priors, settings(Sampling::latin_hypercube, members), true);
  std::vector<std::uint8_t> taken(members, 0);
  for (std::int64_t m = 0; m < members; ++m) {
    const double point = cdf(priors[5], hypercube.value(static_cast<Parameter>(5), m));
    ++taken[std::min(members - 1, static_cast<std::int64_t>(point * members))];
  }
  // A value at the edge of its stratum may be rounded over it on the way to the prior and back.
  CHECK(std::count(taken.begin(), taken.end(), 1) > members - 10);

  const ParameterDesign large(priors, settings(Sampling::sobol, members), true),
      small(priors, settings(Sampling::sobol, 1000), true);
  for (int p = 0; p < parameter_count; ++p)
    for (std::int64_t m : {0, 1, 2, 511, 512, 999})
      CHECK(large.value(static_cast<Parameter>(p), m) == small.value(static_cast<Parameter>(p), m));
  std::vector<std::uint8_t> intervals(1 << 10, 0);  // the last 2^10 of the first 2^19 points fill as many intervals
  for (std::int64_t m = (1 << 19) - (1 << 10); m < 1 << 19; ++m)
    ++intervals[static_cast<std::size_t>(cdf(priors[5], large.value(static_cast<Parameter>(5), m)) * (1 << 10))];
  CHECK(std::count(intervals.begin(), intervals.end(), 1) == 1 << 10);
}

TEST_CASE("the first 2^k points of a Sobol design fill 2^k equal intervals of every parameter") {
  const auto points = uniforms(settings(Sampling::sobol, 1024));
  for (int count : {2, 8, 64, 256, 1024}) {
    CAPTURE(count);
    int balanced = 0;
    for (int p = 0; p < parameter_count; ++p) balanced += one_each(occupancy(points[p], count));
    CHECK(balanced == parameter_count);
  }
}

TEST_CASE("the first 2^k points of a Sobol design fill the rectangles of its first two parameters") {
  const auto points = uniforms(settings(Sampling::sobol, 256));
  for (int rows : {2, 16, 64}) {
    const int columns = 256 / rows;
    std::vector<int> numbers(256, 0);
    for (int m = 0; m < 256; ++m)
      ++numbers[static_cast<int>(points[0][m] * rows) * columns + static_cast<int>(points[1][m] * columns)];
    CAPTURE(rows);
    CHECK(one_each(numbers));
  }
}

TEST_CASE("designs are scrambled by their seed and differ in every parameter") {
  for (Sampling sampling : {Sampling::monte_carlo, Sampling::latin_hypercube, Sampling::sobol}) {
    const auto first = uniforms(settings(sampling, 64, 1)), second = uniforms(settings(sampling, 64, 2));
    for (int p = 0; p < parameter_count; ++p) {
      CHECK(first[p] != second[p]);
      if (p > 0) CHECK(first[p] != first[p - 1]);
      CHECK(std::set<double>(first[p].begin(), first[p].end()).size() == 64);
    }
  }
}

TEST_CASE("Monte Carlo draws do not depend on the number of members nor on the other parameters") {
  const auto& priors = baseline().parameters;
  std::vector<Prior> reversed(priors.rbegin(), priors.rend());
  reversed.resize(parameter_count - 1);  // one less
  const ParameterDesign few(priors, settings(Sampling::monte_carlo, 10), true),
      many(priors, settings(Sampling::monte_carlo, 100000), true),
      others(reversed, settings(Sampling::monte_carlo, 10), true);
  for (int p = 0; p < parameter_count; ++p) {
    for (std::int64_t m = 0; m < 10; ++m) {
      CHECK(few.value(static_cast<Parameter>(p), m) == many.value(static_cast<Parameter>(p), m));
      if (p > 0)
        CHECK(few.value(static_cast<Parameter>(p), m) ==
              others.value(static_cast<Parameter>(parameter_count - 1 - p), m));
    }
  }
}

TEST_CASE("parameters that are certain or fixed stay at their centre") {
  std::vector<Prior> priors = baseline().parameters;
  priors[3].spread = 0;
  for (Sampling sampling : {Sampling::monte_carlo, Sampling::latin_hypercube, Sampling::sobol}) {
    const ParameterDesign fixed(priors, settings(sampling, 8), true), certain(priors, settings(sampling, 8), false);
    for (std::int64_t m = 0; m < 8; ++m) {
      CHECK(fixed.value(static_cast<Parameter>(3), m) == priors[3].centre);
      for (int p = 0; p < parameter_count; ++p) CHECK(certain.value(static_cast<Parameter>(p), m) == priors[p].centre);
    }
  }
}

TEST_CASE("members that share a draw have its parameters, and each draw meets the same luck") {
  Scenario scenario = baseline();
  scenario.horizon.to = 2021;
  scenario.output.report_years = {2021};
  scenario.ensemble.members = 24;
  scenario.ensemble.repeats = 8;
  const auto ensemble = run_ensemble(scenario, build_network(scenario));
  EnsembleSettings apart = scenario.ensemble;
  apart.repeats = 1;
  const ParameterDesign plain(scenario.parameters, apart, true);
  Scenario certain = scenario;
  certain.uncertainty.parameters = false;
  const auto luck = run_ensemble(certain, build_network(certain));
  const auto cell = ensemble->layout.variable(1, *find_indicator("gdp"), 0);
  const auto effect = static_cast<std::size_t>(model::ProvinceEffect::growth);
  for (std::int64_t m = 0; m < 24; ++m) {
    const auto p = static_cast<std::size_t>(Parameter::g_real_0);
    REQUIRE(ensemble->parameters[p][m] == ensemble->parameters[p][m / 8 * 8]);
    REQUIRE(ensemble->province_effects[effect][0][m] == ensemble->province_effects[effect][0][m / 8 * 8]);
    REQUIRE(luck->cells.value(cell, m) == luck->cells.value(cell, m % 8));
  }
  CHECK(ensemble->parameters[0][0] != ensemble->parameters[0][8]);
  CHECK(luck->cells.value(cell, 0) != luck->cells.value(cell, 1));
  CHECK(ensemble->parameters[0][8] == plain.value(static_cast<Parameter>(0), 1));  // the second draw
}

TEST_CASE("draws of the base year keep the total of each province with several nodes") {
  const Dataset& data = baseline().data;
  const model::Topology topology(data, "Chongqing");
  const model::BaseYear published(topology, data);
  model::BaseYear drawn = published;
  const BaseYearDraws draws(topology, data, 11);
  Worst worst;
  bool certain_kept = true;
  int moved = 0;
  for (std::int64_t first : {0, 8, 1000}) {
    draw(draws, first, drawn);
    for (NodeColumn column : model::uncertain_columns) {
      for (int begin = 0; begin < topology.nodes; begin = topology.province[begin].end) {
        model::Lane total = model::Lane(0), expected = model::Lane(0);
        for (int i = begin; i < topology.province[begin].end; ++i) {
          total += drawn[column][i];
          expected += published[column][i];
          const Node& node = data.nodes[topology.table_index[i]];
          const bool certain = node.provenance[static_cast<int>(column)].log_sd == 0;
          if (certain) certain_kept = certain_kept && (drawn[column][i] == published[column][i]).all();
          moved += (drawn[column][i] != published[column][i]).all();
        }
        if (topology.province[begin].size() > 1)
          worst.note(total, expected, data.nodes[topology.table_index[begin]].province);
      }
    }
  }
  MESSAGE("largest relative change of a total ", worst.error, " in ", worst.where);
  CHECK(worst.error <= tolerance);
  CHECK(certain_kept);
  CHECK(moved > 1000);
}

TEST_CASE("the base year of a member is the same in any block") {
  const Dataset& data = baseline().data;
  const model::Topology topology(data, "Chongqing");
  model::BaseYear first(topology, data), second(topology, data);
  const BaseYearDraws draws(topology, data, 11);
  draw(draws, 8, first);
  draw(draws, 5, second);
  for (NodeColumn column : model::uncertain_columns)
    for (int i = 0; i < topology.nodes; ++i) CHECK(same_bits(first[column][i][0], second[column][i][3]));
}

TEST_CASE("only GDP is noisy abroad") {
  const model::Topology topology(baseline().data, "Chongqing");
  ProcessNoise random(topology, baseline());
  model::Noise noise(topology.nodes);
  random.start(0, central_parameters(baseline().parameters), model::BaseYear(topology, baseline().data));
  random.draw(0, noise);
  for (int i = 0; i < topology.nodes; ++i) {
    CHECK((noise.gdp[i] != 0).all());
    for (auto changes : {&model::Noise::business_intensity, &model::Noise::contract_intensity, &model::Noise::firms,
                         &model::Noise::patents})
      CHECK(((noise.*changes)[i] != 0).all() == topology.is_domestic(i));
  }
}

TEST_CASE("noise that is common to all nodes is the same everywhere, noise that is not differs everywhere") {
  const Dataset& data = baseline().data;
  const model::Topology topology(data, "Chongqing");
  model::ParameterLanes parameters = central_parameters(baseline().parameters);
  model::Noise noise(topology.nodes);
  for (double common : {1.0, 0.0}) {
    ProcessNoise random(topology, baseline());
    set(parameters, {{Parameter::common_share, common}, {Parameter::size_noise, 0}});
    random.start(0, parameters, model::BaseYear(topology, data));
    random.draw(0, noise);
    int equal = 0;
    for (int i = 1; i < topology.nodes; ++i) equal += (noise.gdp[i] == noise.gdp[i - 1]).all();
    CHECK(equal == (common == 1 ? topology.nodes - 1 : 0));
    CHECK((noise.gdp[0] / parameters[Parameter::sd_Y] != noise.firms[0] / parameters[Parameter::sd_F]).all());
  }
}

}  // namespace jialing::test
