#include "sim/analysis/calibrate.h"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <numeric>

#include "model_fixture.h"
#include "scenario_folder.h"
#include "sim/analysis/hindcast.h"
#include "sim/model/rebase.h"
#include "sim/results/calibration_writer.h"
#include "sim/scenario/scenario_hash.h"

namespace jialing::test {
namespace {

const Scenario& provinces() {
  static const Scenario scenario = read_scenario(JIALING_SOURCE_DIR "/scenarios/provinces.yaml");
  return scenario;
}

Scenario small_provinces(std::int64_t members, int until) {
  Scenario scenario = provinces();
  scenario.ensemble.members = members;
  scenario.calibration.until = until;
  scenario.calibration.steps = 4;
  scenario.horizon.to = until;
  return scenario;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double sd_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace

TEST_CASE("conditioned runs pass through what was observed, within its error") {
  const Calibration calibration = calibrate(small_provinces(600, 2015));
  CHECK(calibration.coverage > 0.9);
  CHECK(calibration.assimilated.mismatch.back() < calibration.assimilated.mismatch.front() / 5);
  double worst = 0;
  for (std::size_t d = 0; d < calibration.fits.size(); ++d) {
    const AssimilatedObservation& each = calibration.assimilated.observations[d];
    const double miss = std::log(calibration.fits[d].posterior[2]) - each.value;
    worst = std::max(worst, std::abs(miss) / std::sqrt(each.variance()));
  }
  MESSAGE("the median misses an observation by at most ", worst, " standard deviations");
  CHECK(worst < 4);
}

// The exact posterior by weighting members with the likelihood: two uncertain parameters, one observation, no noise.
TEST_CASE("the smoother agrees with the exact posterior of a reduced problem" * doctest::skip(sanitized)) {
  Scenario scenario = small_provinces(4000, 2014);
  scenario.uncertainty.base_year = scenario.uncertainty.process_noise = false;
  for (Prior& prior : scenario.parameters)
    if (prior.name != "gap_other" && prior.name != "g_real_0") prior.spread = 0;
  for (const char* differences : {"sd_growth", "sd_aim", "sd_frontier"})
    for (Prior& prior : scenario.parameters)
      if (prior.name == differences) prior.centre = 0;
  std::erase_if(scenario.calibration.observations, [](const Observation& each) {
    return each.place != "Hubei" || each.indicator != "rd" || each.year != 2014;
  });
  scenario.calibration.discrepancy.clear();
  scenario.calibration.localisation = 0;
  const Assimilated assimilated = assimilate_observations(scenario, 2014);
  REQUIRE(assimilated.observations.size() == 1);
  const AssimilatedObservation& observation = assimilated.observations[0];
  for (Parameter parameter : {Parameter::gap_other, Parameter::g_real_0}) {
    const auto p = static_cast<std::size_t>(parameter);
    double weights = 0, mean = 0, square = 0;
    for (std::size_t m = 0; m < assimilated.prior_parameters[p].size(); ++m) {
      const double miss = (assimilated.prior_predicted[0][m] - observation.value) / std::sqrt(observation.variance());
      const double weight = std::exp(-miss * miss / 2), value = assimilated.prior_parameters[p][m];
      weights += weight;
      mean += weight * value;
      square += weight * value * value;
    }
    mean /= weights;
    const double sd = std::sqrt(square / weights - mean * mean);
    const auto& draws = assimilated.posterior->parameters[p];
    CAPTURE(parameter_names[p]);
    CHECK(mean_of(draws) == doctest::Approx(mean).epsilon(0.1 * sd / std::abs(mean)));
    CHECK(sd_of(draws) == doctest::Approx(sd).epsilon(0.08));
  }
}

TEST_CASE("a posterior is read back as it was written, and a run with it takes its draws in turn") {
  Calibration calibration = calibrate(small_provinces(64, 2013));
  const std::string path = (std::filesystem::temp_directory_path() / "jialing_test_posterior.nc").string();
  write_calibration(calibration, path);
  const Posterior& written = *calibration.assimilated.posterior;
  const Posterior read = read_posterior(path);
  std::filesystem::remove(path);
  CHECK(read.base_year == 2011);
  CHECK(read.last_year == 2013);
  CHECK(read.draws == 64);
  CHECK(read.latents == written.latents);
  CHECK(read.scores == written.scores);
  CHECK(read.parameters == written.parameters);
  CHECK(read.later_parameters == written.later_parameters);
  CHECK(read.later_parameters[static_cast<std::size_t>(Parameter::a0)].empty());

  Scenario scenario = provinces();
  scenario.ensemble.members = 80;
  scenario.horizon.to = 2014;
  scenario.posterior = std::make_shared<const Posterior>(read);
  const auto ensemble = run_ensemble(scenario, build_network(scenario));
  for (std::size_t p = 0; p < parameter_count; ++p)
    for (std::size_t m : {0, 63, 64, 79}) CHECK(ensemble->parameters[p][m] == read.parameters[p][m % 64]);

  scenario.stated[static_cast<std::size_t>(Parameter::delta_K)] = true;
  CHECK(run_ensemble(scenario, build_network(scenario))->parameters[static_cast<std::size_t>(Parameter::delta_K)] !=
        ensemble->parameters[static_cast<std::size_t>(Parameter::delta_K)]);
}

TEST_CASE("a conditioned run continued from a posterior repeats the years that were observed") {
  const Assimilated assimilated = assimilate_observations(small_provinces(64, 2014), 2014);
  Scenario scenario = provinces();
  scenario.ensemble.members = 64;
  scenario.horizon.to = 2016;
  scenario.posterior = assimilated.posterior;
  const auto longer = run_ensemble(scenario, build_network(scenario));
  for (const AssimilatedObservation& each : assimilated.observations)
    CHECK(transformed(*longer, each) == transformed(*assimilated.ensemble, each));
}

TEST_CASE("members that share a draw of the parameters differ in luck, and every draw meets the same luck") {
  const Assimilated assimilated = assimilate_observations(small_provinces(64, 2012), 2012);
  Scenario scenario = provinces();
  scenario.horizon.to = 2013;
  auto same = std::make_shared<Posterior>(*assimilated.posterior);
  same->draws = 2;
  for (auto* rows : {&same->scores, &same->parameters})
    for (auto& row : *rows) row = {row[0], row[0]};
  scenario.posterior = same;
  scenario.ensemble.members = 16;
  scenario.ensemble.repeats = 8;
  const auto ensemble = run_ensemble(scenario, build_network(scenario));
  const auto cell = ensemble->layout.variable(2, *find_indicator("rd"), 0);
  for (std::int64_t m = 0; m < 8; ++m) CHECK(ensemble->cells.value(cell, m) == ensemble->cells.value(cell, m + 8));
  CHECK(ensemble->cells.value(cell, 0) != ensemble->cells.value(cell, 1));
}

namespace {

/// Keeps what it is given in memory, and interrupts a run when it holds so many passes.
class Memory : public CalibrationStore {
 public:
  std::optional<AssimilationState> state() override { return kept; }
  void save(const AssimilationState& state) override {
    kept = state;
    if (state.passes == interrupted_after) throw Cancelled();
  }
  std::optional<std::vector<Moments>> replicate(int) override { return std::nullopt; }
  void save(int, const std::vector<Moments>&) override {}

  std::optional<AssimilationState> kept;
  int interrupted_after = 0;
};

}  // namespace

TEST_CASE("a calibration that goes on after any of its passes ends with the same bits, also without some members") {
  Scenario scenario = small_provinces(96, 2013);
  SUBCASE("with all members") {}
  SUBCASE("some leave the finite numbers") {
    scenario.parameters[static_cast<std::size_t>(Parameter::g_real_0)].spread = 0.08;
  }
  const Calibration whole = calibrate(scenario);
  MESSAGE(whole.assimilated.posterior->draws, " of 96 members are left");
  for (int passes = 1; passes <= 7; ++passes) {
    CAPTURE(passes);
    Memory memory;
    memory.interrupted_after = passes;
    CHECK_THROWS_AS(calibrate(scenario, {.store = &memory}), Cancelled);
    memory.interrupted_after = 0;
    const Calibration resumed = calibrate(scenario, {.store = &memory});
    CHECK(resumed.assimilated.posterior->scores == whole.assimilated.posterior->scores);
    CHECK(resumed.assimilated.posterior->parameters == whole.assimilated.posterior->parameters);
    CHECK(resumed.assimilated.posterior->later_parameters == whole.assimilated.posterior->later_parameters);
    CHECK(resumed.assimilated.prior_scores == whole.assimilated.prior_scores);
    CHECK(resumed.assimilated.prior_parameters == whole.assimilated.prior_parameters);
    CHECK(resumed.assimilated.prior_predicted == whole.assimilated.prior_predicted);
    CHECK(resumed.assimilated.mismatch == whole.assimilated.mismatch);
    CHECK(resumed.coverage == whole.coverage);
  }
}

TEST_CASE("replicates are calibrations with the next seeds and leave the calibration itself as it is") {
  Scenario scenario = small_provinces(200, 2013);
  const Calibration measured = calibrate(scenario, {.replicates = 2});
  std::vector<Posterior> posteriors;
  for (int replicate : {1, 2, 0}) {
    Scenario other = scenario;
    other.ensemble.seed += static_cast<std::uint64_t>(replicate);
    posteriors.push_back(*assimilate_observations(other, 2013).posterior);
  }
  CHECK(measured.assimilated.posterior->scores == posteriors.back().scores);
  std::vector<std::vector<Moments>> by_hand(posteriors.size());
  std::vector<EffectiveSize> told;
  for (std::size_t p = 0; p < parameter_count; ++p) {
    const auto found = posteriors[0].positions.find({LatentKind::parameter, std::string(parameter_names[p]), "", 0});
    const bool moved = found != posteriors[0].positions.end() && measured.latents[found->second].informed;
    CHECK(measured.effective_sizes[p].has_value() == moved);
    if (!moved) continue;
    told.push_back(*measured.effective_sizes[p]);
    for (std::size_t r = 0; r < by_hand.size(); ++r) by_hand[r].push_back(moments(posteriors[r].scores[found->second]));
  }
  REQUIRE(told.size() > 3);
  const auto expected = effective_sizes(by_hand);
  for (std::size_t n = 0; n < told.size(); ++n) CHECK(told[n].size == doctest::Approx(expected[n].size));
}

TEST_CASE("a replicate whose members do not stay finite is counted and left out") {
  Scenario scenario = small_provinces(64, 2013);
  scenario.parameters[static_cast<std::size_t>(Parameter::sd_R)].spread = 60;  // some calibrations fail, some do not
  int failed = 0;
  for (std::uint64_t replicate : {1, 2, 3}) {
    Scenario other = scenario;
    other.ensemble.seed += replicate;
    try {
      assimilate_observations(other, 2013);
    } catch (const NumericalError&) {
      ++failed;
    }
  }
  CHECK(failed > 0);
  const Calibration calibration = calibrate(scenario, {.replicates = 3});
  CHECK(calibration.failed_replicates == failed);
  CHECK(calibration.replicates == 3 - failed);
}

TEST_CASE("equal bits for any number of threads in calibration and hindcast") {
  const Scenario scenario = small_provinces(48, 2013);
  const Assimilated one = assimilate_observations(scenario, 2013, {.threads = 1, .progress = {}});
  const Assimilated two = assimilate_observations(scenario, 2013, {.threads = 2, .progress = {}});
  CHECK(one.posterior->scores == two.posterior->scores);
  CHECK(one.posterior->later_parameters == two.posterior->later_parameters);
}

TEST_CASE("a hindcast knows nothing of what came after its origin") {
  Scenario scenario = small_provinces(200, 2016);
  scenario.calibration.until.reset();
  scenario.hindcast.origins = {2014};
  scenario.hindcast.years = 1;
  const Hindcast before = hindcast(scenario);
  REQUIRE(before.forecasts.size() > 30);
  for (Observation& each : scenario.calibration.observations) {
    if (each.year <= 2014) continue;
    each.value *= 2;
    each.sd *= 2;  // the same relative error: forecasts contain it
  }
  const Hindcast after = hindcast(scenario);
  REQUIRE(before.forecasts.size() == after.forecasts.size());
  for (std::size_t n = 0; n < before.forecasts.size(); ++n) {
    CHECK(before.forecasts[n].quantiles == after.forecasts[n].quantiles);
    CHECK(before.forecasts[n].observed * 2 == doctest::Approx(after.forecasts[n].observed));
  }
}

TEST_CASE("an indicator that may be negative has benchmarks too") {
  Scenario scenario = small_provinces(400, 2015);
  scenario.calibration.until.reset();
  scenario.hindcast.origins = {2014};
  scenario.hindcast.years = 1;
  scenario.hindcast.indicators = {"rd_intensity_gap_national"};
  for (const auto& [year, value] : std::map<int, double>{{2012, -0.2}, {2013, -0.1}, {2014, -0.15}, {2015, 0.05}})
    scenario.calibration.observations.push_back({.place = "Hubei",
                                                 .indicator = "rd_intensity_gap_national",
                                                 .year = year,
                                                 .value = value,
                                                 .sd = 0.1,
                                                 .vintage = year,
                                                 .status = ""});
  const Hindcast made = hindcast(scenario);
  REQUIRE(made.forecasts.size() == 1);
  for (double each : made.forecasts[0].benchmark_crps) CHECK(std::isfinite(each));
  for (double each : made.forecasts[0].benchmark_error) CHECK(std::abs(each) < 1);
}

TEST_CASE("the parameters of a later base year continue the run") {
  const Scenario& scenario = provinces();
  CentralBlock block(scenario);
  block.start();
  block.run_to(2015);
  const model::ParameterLanes later = model::rebased_parameters(block.simulation);
  const model::ParameterLanes& before = block.simulation.parameters();
  using enum Parameter;
  const double fade = std::exp(-4 / 5.0);
  CHECK(later[g_real_0][0] ==
        doctest::Approx(before[g_real_inf][0] + (before[g_real_0][0] - before[g_real_inf][0]) * fade));
  CHECK(later[g_public][0] == doctest::Approx(before[g_public][0] * std::exp(-0.4)));
  // Without influence of firms and capital what is left of the gap fades with kappa_rd.
  set(block.parameters, {{beta_firms_rd, 0}, {beta_capital_rd, 0}});
  block.start();
  block.run_to(2015);
  const model::ParameterLanes alone = model::rebased_parameters(block.simulation);
  CHECK(alone[gap_other][0] ==
        doctest::Approx(before[gap_other][0] * std::exp(-4 * before[kappa_rd][0])).epsilon(1e-3));
  CHECK(alone[kappa_rd][0] == before[kappa_rd][0]);
}

TEST_CASE("the change since the base year is split into trend, policy and shocks" * doctest::skip(sanitized)) {
  const ScenarioFolder folder;
  folder.write("seen.csv",
               "region,indicator,year,value,sd\nChongqing,rd,2021,604,6\nChongqing,rd,2022,687,7\n"
               "Guangdong,rd,2022,4410,40\n");
  folder.write("x.yaml",
               "extends: baseline.yaml\nname: with grants\nhorizon: {to: 2022}\n"
               "output: {report_years: [2022]}\nensemble: {members: 400}\n"
               "calibration: {observations: [seen.csv], steps: 4}\npolicies:\n"
               "  - {name: grants, type: rd_grant, years: [2021, 2022], amount: 60,\n"
               "     targets: {regions: [Chongqing]}}\n");
  Scenario scenario = folder.read("x.yaml");
  const auto split = [&] {
    const Calibration calibration = calibrate(scenario);
    std::map<std::string, ObservationFit> fits;
    for (std::size_t d = 0; d < calibration.fits.size(); ++d) {
      const Observation& each = calibration.assimilated.observations[d].observation;
      if (each.year == 2022) fits[each.place] = calibration.fits[d];
    }
    return fits;
  };
  const auto fits = split();
  const ObservationFit& grants = fits.at("Chongqing");
  const double seen = grants.posterior[2];
  CHECK(grants.trend + grants.policy + grants.shocks == doctest::Approx(std::log(seen / 526.79)).epsilon(0.05));
  CHECK(grants.policy > -std::log(1 - 0.5 * 60 / seen));  // 60 are the grants; firms add to them or save them
  CHECK(grants.policy < -std::log(1 - 2.0 * 60 / seen));
  CHECK(std::abs(fits.at("Guangdong").policy) < 0.01);
  CHECK(grants.shocks != 0);
  scenario.levers.clear();
  scenario.uncertainty.process_noise = false;
  for (const auto& [place, fit] : split()) {
    CHECK(fit.policy == 0);
    CHECK(fit.shocks == 0);
  }
}

TEST_CASE("the posterior of the baseline is that of the present tables") {
  const Posterior shipped = read_posterior(JIALING_SOURCE_DIR "/scenarios/data/posterior_2020.nc");
  CHECK(shipped.hash == scenario_hash({&provinces()}));  // else make it anew: scenarios/data/README.md
}

TEST_CASE("rebased gap and drift give the growth of R&D intensity that the run goes on with") {
  using enum Parameter;
  CentralBlock block(provinces());
  set(block.parameters, {{g_aim, 0.06}, {fade_aim, 6}});
  block.start();
  block.run_to(2016);
  const model::Simulation& simulation = block.simulation;
  const model::ParameterLanes later = model::rebased_parameters(simulation);
  CHECK(later[g_aim][0] == doctest::Approx(0.06 * std::exp(-5 / 6.0)));
  const model::Topology& topology = simulation.setting().topology;
  const model::State then = simulation.state();
  block.simulation.step(block.none);
  double growth = 0, weight = 0;
  for (int i = topology.domestic.begin; i < topology.domestic.end; ++i) {
    if (i >= topology.focus.begin && i < topology.focus.end) continue;
    const double rd = then.rd(i)[0];
    growth += rd * (simulation.state().log_business_intensity[i][0] - then.log_business_intensity[i][0]);
    weight += rd;
  }
  const double dt = 0.25, kappa = later[kappa_rd][0], fade = later[fade_aim][0];
  const double drift = later[g_aim][0] * (fade * (1 - std::exp(-dt / 2 / fade)) + std::exp(-dt / 2 / fade) / kappa);
  CHECK(growth / weight == doctest::Approx((1 - std::exp(-kappa * dt)) * (later[gap_other][0] + drift)).epsilon(0.02));
}

}  // namespace jialing::test
