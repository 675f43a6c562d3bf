#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "../unit/model_fixture.h"
#include "sim/analysis/assimilation.h"
#include "sim/ensemble/random.h"
#include "sim/ensemble/sampling.h"

namespace jialing::test {
namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define JIALING_SLOW
#endif
#endif
#ifdef JIALING_SLOW
constexpr int truths = 8;  // the sanitizers make this ten times as long
#else
constexpr int truths = 60;
#endif
constexpr int worlds = 60, world_members = 400;

Scenario known_provinces() {
  Scenario scenario = read_scenario(JIALING_SOURCE_DIR "/scenarios/provinces.yaml");
  scenario.horizon.to = 2015;
  scenario.calibration.indicators = {"gdp", "rd"};
  scenario.calibration.steps = 4;
  return scenario;
}

/// What would be observed if member `truth` of the prior were the world.
std::vector<Observation> observed_of(const Assimilated& prior, int truth) {
  std::vector<Observation> made;
  for (std::size_t d = 0; d < prior.observations.size(); ++d) {
    const AssimilatedObservation& each = prior.observations[d];
    const std::uint64_t key = stream_key(5, "world", std::to_string(d));
    const double error = std::sqrt(each.variance()) * normal_quantile(uniform_draw(key, truth));
    Observation observation = each.observation;
    observation.value = std::exp(prior.prior_predicted[d][static_cast<std::size_t>(truth)] + error);
    observation.sd = observation.value * each.error_sd;
    observation.vintage = observation.year;
    made.push_back(observation);
  }
  return made;
}

struct Ranked {
  Parameter parameter;
  std::vector<double> ranks, errors, prior_errors;  ///< rank in (0, 1); of the mean, in prior standard deviations
};

double mean_square(const std::vector<double>& values) {
  double total = 0;
  for (double value : values) total += value * value;
  return total / static_cast<double>(values.size());
}

}  // namespace

// Talts et al. 2018: if the world is drawn from the prior, its rank among the draws of the posterior is uniform.
TEST_CASE("parameters of worlds drawn from the prior have uniform ranks in their posteriors, and are recovered") {
  Scenario scenario = known_provinces();
  scenario.ensemble.members = worlds;
  scenario.ensemble.seed = 77;
  scenario.calibration.steps = 1;
  const Assimilated prior = assimilate_observations(scenario, 2015);
  REQUIRE(prior.posterior->draws == worlds);

  std::vector<Ranked> all;
  for (Parameter parameter : {Parameter::inflation, Parameter::gap_other, Parameter::g_aim, Parameter::sd_growth,
                              Parameter::sd_R, Parameter::sd_Y})
    all.push_back({parameter, {}, {}, {}});
  for (int truth = 0; truth < truths; ++truth) {
    Scenario world = known_provinces();
    world.ensemble.members = world_members;
    world.calibration.observations = observed_of(prior, truth);
    const Assimilated learnt = assimilate_observations(world, 2015);
    for (Ranked& each : all) {
      const auto p = static_cast<std::size_t>(each.parameter);
      const Prior& own = world.parameters[p];
      const double value = prior_score(own, prior.prior_parameters[p][static_cast<std::size_t>(truth)]);
      double below = 0, mean = 0;
      for (double draw : learnt.posterior->parameters[p]) {
        const double score = prior_score(own, draw);
        below += score < value;
        mean += score / world_members;
      }
      each.ranks.push_back((below + 0.5) / (world_members + 1));
      each.errors.push_back(mean - value);
      each.prior_errors.push_back(value);
    }
  }
  for (const Ranked& each : all) {
    double squares = 0;
    std::array<int, 5> bins{};
    for (double rank : each.ranks) ++bins[std::min<std::size_t>(4, static_cast<std::size_t>(rank * 5))];
    for (int count : bins) squares += std::pow(count - truths / 5.0, 2) / (truths / 5.0);
    const double left = mean_square(each.errors) / mean_square(each.prior_errors);
    CAPTURE(parameter_names[static_cast<std::size_t>(each.parameter)]);
    MESSAGE(parameter_names[static_cast<std::size_t>(each.parameter)], ": ranks in fifths ", bins[0], " ", bins[1], " ",
            bins[2], " ", bins[3], " ", bins[4], ", chi-square ", squares, ", mean square error left ", left);
    CHECK(squares < 18.5);  // 0.001 of chi-square with 4 degrees of freedom
    if (truths == worlds) CHECK(left < 1);
  }
}

}  // namespace jialing::test
