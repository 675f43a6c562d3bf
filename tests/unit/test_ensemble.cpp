#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <new>

#include "model_fixture.h"
#include "sim/statistics/summary.h"

// Members of an ensemble: the same numbers however they are computed, spread only from what is uncertain, and nobody
// disappears.

namespace jialing::test {
namespace {

constexpr UncertaintySwitches certain = {false, false, false, false};

Scenario to_2025(std::int64_t members, UncertaintySwitches uncertainty = {}) {
  Scenario scenario = small_baseline(members, true);
  scenario.uncertainty = uncertainty;
  scenario.horizon.to = 2025;
  scenario.output.report_years = {2025};
  return scenario;
}

std::unique_ptr<Ensemble> run(const Scenario& scenario, int threads = 0, std::int64_t first = 0,
                              std::int64_t count = -1) {
  RunOptions options;
  options.threads = threads;
  options.first_member = first;
  options.member_count = count;
  return run_ensemble(scenario, baseline_network(), options);
}

// Largest minus smallest value over the members, relative to the largest.
double spread(const Ensemble& ensemble, const std::string& indicator, const std::string& place, int year) {
  const std::int64_t cell =
      ensemble.layout.variable(year - 2020, find_indicator(indicator).value(), place_of(baseline().data, place));
  double least = ensemble.cells.value(cell, 0), most = least;
  for (std::int64_t m = 1; m < ensemble.cells.members(); ++m) {
    least = std::min<double>(least, ensemble.cells.value(cell, m));
    most = std::max<double>(most, ensemble.cells.value(cell, m));
  }
  return (most - least) / std::abs(most);
}

int parameters_with_spread(const Ensemble& ensemble) {
  int count = 0;
  for (const auto& values : ensemble.parameters)
    count += std::any_of(values.begin(), values.end(), [&](double value) { return value != values[0]; });
  return count;
}

bool all_missing(const Ensemble& ensemble, std::int64_t member) {
  for (std::int64_t cell = 0; cell < ensemble.cells.cells(); ++cell)
    if (!std::isnan(ensemble.cells.value(cell, member))) return false;
  return true;
}

// Noise of firms from next to nothing to far beyond what a number can hold.
Scenario with_failing_members(std::int64_t members) {
  Scenario scenario = to_2025(members);
  Prior& prior = scenario.parameters[static_cast<int>(Parameter::sd_F)];
  prior = {.name = prior.name,
           .symbol = {},
           .dist = DistributionKind::lognormal,
           .centre = 0.06,
           .spread = 12,
           .unit = {},
           .meaning = {},
           .source = {}};
  return scenario;
}

const std::vector<std::string> base_columns = {
    "gdp", "rd", "rd_fte", "tech_firms", "hightech_firms", "high_value_patents"};

}  // namespace

TEST_CASE("one, two and four threads give the same bits") {
  const Scenario scenario = to_2025(37);
  const auto one = run(scenario, 1);
  for (int threads : {2, 4}) {
    const auto many = run(scenario, threads);
    CHECK(same_members(*many, *one));
    const CellSummaries first(one->cells, 1), second(many->cells, threads);
    bool same = true;
    for (std::int64_t cell = 0; cell < one->cells.cells(); ++cell)
      for (int statistic = 0; statistic < statistic_count; ++statistic)
        same = same && same_bits(first.value(statistic, cell), second.value(statistic, cell));
    CHECK(same);
  }
}

TEST_CASE("members are the same whether they run as a whole or in parts") {
  for (Sampling sampling : {Sampling::monte_carlo, Sampling::latin_hypercube, Sampling::sobol}) {
    Scenario scenario = to_2025(37);
    scenario.ensemble.sampling = sampling;
    const auto whole = run(scenario);
    for (const auto& [first, count] : std::vector<std::pair<int, int>>{{0, 5}, {5, 17}, {22, 15}, {36, 1}}) {
      const auto part = run(scenario, 2, first, count);
      CHECK(part->cells.members() == count);
      CHECK(same_members(*part, *whole));
    }
  }
}

TEST_CASE("a member is the same alone as among ten thousand") {
  const auto alone = run(to_2025(10000), 1, 21, 1), among_few = run(to_2025(22), 1, 16);
  CHECK(among_few->cells.members() == 6);
  CHECK(same_member(*alone, *among_few, 21));
}

TEST_CASE("another seed gives another ensemble") {
  Scenario scenario = to_2025(8);
  const auto first = run(scenario);
  scenario.ensemble.seed += 1;
  const auto second = run(scenario);
  int equal = 0;
  const int rd = find_indicator("rd").value();
  for (std::int64_t m = 0; m < 8; ++m)
    for (int node = 0; node < first->layout.nodes(); ++node) {
      const std::int64_t cell = first->layout.variable(5, rd, node);
      equal += first->cells.value(cell, m) == second->cells.value(cell, m);
    }
  CHECK(equal == 0);
}

TEST_CASE("members differ from each other") {
  const auto ensemble = run(to_2025(24));
  for (std::int64_t m = 1; m < 24; ++m)
    for (std::int64_t n = 0; n < m; ++n)
      CHECK(ensemble->cells.value(ensemble->layout.variable(5, 3, 0), m) !=
            ensemble->cells.value(ensemble->layout.variable(5, 3, 0), n));
}

TEST_CASE("without uncertainty every member is the central run") {
  const auto ensemble = run(to_2025(11, certain));
  CentralBlock block;
  block.start();
  BlockIndicators indicators(block.setting);
  bool same = true;
  for (int year = 2020; year <= 2025; ++year) {
    block.run_to(year);
    indicators.form(block.simulation);
    for (int n = 0; n < ensemble->layout.indicators(); ++n)
      for (int place = 0; place < ensemble->layout.places(); ++place) {
        const auto expected = static_cast<float>(indicators.value(model::indicators()[n].code, place));
        for (std::int64_t m = 0; m < 11; ++m) {
          const float value = ensemble->cells.value(ensemble->layout.variable(year - 2020, n, place), m);
          same = same && (value == expected || (std::isnan(value) && std::isnan(expected)));
        }
      }
  }
  CHECK(same);
  CHECK(parameters_with_spread(*ensemble) == 0);
  CHECK(ensemble->failures.empty());
}

TEST_CASE("uncertain parameters spread the future, not the base year") {
  UncertaintySwitches only = certain;
  only.parameters = true;
  const auto ensemble = run(to_2025(16, only));
  for (const std::string& indicator : base_columns) {
    for (const std::string place : {"Yubei", "Chengdu", "Guizhou", "Singapore", "Chongqing", "mainland"}) {
      CAPTURE(indicator);
      CAPTURE(place);
      CHECK(spread(*ensemble, indicator, place, 2020) == 0);
      CHECK(spread(*ensemble, indicator, place, 2025) > 0);
    }
  }
  int uncertain = 0;
  for (const Prior& prior : baseline().parameters) uncertain += prior.spread > 0;
  CHECK(parameters_with_spread(*ensemble) == uncertain);
}

TEST_CASE("an uncertain base year spreads districts from 2020 on, but not the totals of their province") {
  UncertaintySwitches only = certain;
  only.base_year = true;
  const auto ensemble = run(to_2025(16, only));
  CHECK(spread(*ensemble, "rd", "Yubei", 2020) > 0.01);
  CHECK(spread(*ensemble, "rd", "Yubei", 2025) > 0.01);
  CHECK(spread(*ensemble, "rd_fte", "Chengdu", 2020) > 0.01);
  CHECK(spread(*ensemble, "gdp", "Yubei", 2020) == 0);  // as published
  for (const std::string& indicator : base_columns) {
    CAPTURE(indicator);
    CHECK(spread(*ensemble, indicator, "Chongqing", 2020) <= 1e-6);
  }
  CHECK(spread(*ensemble, "rd", "Chongqing", 2025) > 0);
  CHECK(parameters_with_spread(*ensemble) == 0);
}

TEST_CASE("process noise spreads what comes after 2020") {
  UncertaintySwitches only = certain;
  only.process_noise = true;
  const auto ensemble = run(to_2025(16, only));
  for (int n = 0; n < ensemble->layout.indicators(); ++n) {
    const std::string& code = model::indicators()[n].code;
    if (code == "rd_growth") continue;  // missing in 2020
    CAPTURE(code);
    CHECK(spread(*ensemble, code, "Chongqing", 2020) == 0);
  }
  for (const std::string& indicator : base_columns) CHECK(spread(*ensemble, indicator, "Yubei", 2021) > 0);
  CHECK(spread(*ensemble, "gdp", "Germany", 2021) > 0);
  CHECK(parameters_with_spread(*ensemble) == 0);
}

TEST_CASE("switching one source of uncertainty off leaves the draws of the others") {
  const auto all = run(to_2025(8));
  UncertaintySwitches switches;
  switches.base_year = false;
  const auto published = run(to_2025(8, switches));
  switches = {};
  switches.process_noise = false;
  const auto quiet = run(to_2025(8, switches));
  CHECK(all->parameters == published->parameters);
  CHECK(all->parameters == quiet->parameters);
  const std::int64_t cell = all->layout.variable(0, find_indicator("rd").value(), 0);
  for (std::int64_t m = 0; m < 8; ++m) CHECK(all->cells.value(cell, m) == quiet->cells.value(cell, m));
}

TEST_CASE("a member that leaves the finite numbers is counted with its place, and the others do not notice") {
  const Scenario scenario = with_failing_members(29);
  const auto ensemble = run(scenario);
  const auto& failures = ensemble->failures;
  MESSAGE(failures.size(), " of 29 members fail");
  REQUIRE(failures.size() >= 3);
  REQUIRE(failures.size() <= 15);
  CHECK(std::is_sorted(failures.begin(), failures.end(),
                       [](const auto& a, const auto& b) { return a.member < b.member; }));
  std::size_t next = 0;
  for (std::int64_t m = 0; m < 29; ++m) {
    CAPTURE(m);
    const bool failed = next < failures.size() && failures[next].member == m;
    next += failed;
    CHECK(all_missing(*ensemble, m) == failed);
    if (!failed) CHECK(same_member(*run(scenario, 1, m, 1), *ensemble, m));
  }
  CHECK(next == failures.size());
  const CellSummaries summaries(ensemble->cells, 1);
  CHECK(summaries.count(ensemble->layout.variable(5, 0, 0)) == 29 - static_cast<int>(failures.size()));
}

TEST_CASE("a failure names the step after which the variable of the node is not finite") {
  const Scenario scenario = with_failing_members(16);
  const auto ensemble = run(scenario);
  REQUIRE(!ensemble->failures.empty());
  for (const MemberFailure& failure : ensemble->failures) {
    CAPTURE(failure.member);
    CAPTURE(failure.variable);
    SampledBlock sampled(scenario, baseline_network(), failure.member);
    const model::State& state = sampled.block.simulation.state();
    while (sampled.block.simulation.steps_taken() < failure.step - 1) sampled.step();
    CHECK(model::finite_check(state)[0] == 0);
    sampled.step();
    const auto variable = std::find_if(model::state_variables.begin(), model::state_variables.end(),
                                       [&](const model::StateVariable& each) { return each.name == failure.variable; });
    REQUIRE(variable != model::state_variables.end());
    const model::Lanes& values = state.*variable->lanes;
    const auto per_node = values.size() / sampled.block.setting.topology.nodes;
    bool finite = true;
    for (std::size_t k = 0; k < per_node; ++k)
      finite = finite && std::isfinite(values[sampled.block.node(failure.node) * per_node + k][0]);
    CHECK(!finite);
  }
}

TEST_CASE("failures of a run in parts are those of the whole") {
  const Scenario scenario = with_failing_members(29);
  const auto whole = run(scenario);
  std::vector<MemberFailure> failures;
  for (const auto& [first, count] : std::vector<std::pair<int, int>>{{0, 3}, {3, 11}, {14, 15}}) {
    const auto part = run(scenario, 2, first, count);
    CHECK(same_members(*part, *whole));
    failures.insert(failures.end(), part->failures.begin(), part->failures.end());
  }
  REQUIRE(failures.size() == whole->failures.size());
  for (std::size_t n = 0; n < failures.size(); ++n) {
    CHECK(failures[n].member == whole->failures[n].member);
    CHECK(failures[n].step == whole->failures[n].step);
    CHECK(failures[n].node == whole->failures[n].node);
    CHECK(failures[n].variable == whole->failures[n].variable);
  }
}

TEST_CASE("a run can be cancelled before and while it runs") {
  std::atomic<bool> cancelled = true;
  RunOptions options;
  options.threads = 1;
  options.cancelled = &cancelled;
  CHECK_THROWS_AS(run_ensemble(to_2025(24), baseline_network(), options), Cancelled);
  cancelled = false;
  std::int64_t last = 0;
  options.progress = [&](std::int64_t done, std::int64_t) {
    last = done;
    cancelled = true;
  };
  CHECK_THROWS_AS(run_ensemble(to_2025(24), baseline_network(), options), Cancelled);
  CHECK(last > 0);
  CHECK(last < 24);
}

TEST_CASE("progress rises to the number of members") {
  std::vector<std::int64_t> reports;
  RunOptions options;
  options.threads = 2;
  options.progress = [&](std::int64_t done, std::int64_t total) {
    CHECK(total == 27);
    reports.push_back(done);
  };
  run_ensemble(to_2025(27), baseline_network(), options);
  REQUIRE(!reports.empty());
  CHECK(std::is_sorted(reports.begin(), reports.end()));
  CHECK(reports.back() == 27);
}

TEST_CASE("what a thread throws ends the run and reaches the caller") {
  for (int threads : {1, 2}) {
    RunOptions options;
    options.threads = threads;
    options.progress = [](std::int64_t, std::int64_t) { throw std::bad_alloc(); };
    CHECK_THROWS_AS(run_ensemble(to_2025(27), baseline_network(), options), std::bad_alloc);
  }
}

TEST_CASE("results give the share of members that meet a target and summarise every cell") {
  const Scenario scenario = to_2025(40);
  const auto ensemble = run(scenario);
  const Results results(scenario, *ensemble, 2);
  int met = 0;
  REQUIRE(!results.targets.empty());
  for (const TargetOutcome& outcome : results.targets) {
    CHECK(outcome.target->kind == "outcome");
    CHECK(outcome.target->year <= 2025);
    int meeting = 0, missing = 0;
    for (std::int64_t m = 0; m < 40; ++m) {
      const double value = ensemble->cells.value(outcome.cell, m);
      missing += std::isnan(value);
      meeting += outcome.target->direction == TargetDirection::at_least && value >= outcome.target->target;
    }
    CHECK(outcome.missing == missing);
    if (outcome.target->direction == TargetDirection::at_least)
      CHECK(outcome.probability == doctest::Approx(meeting / (40.0 - missing)));
    met += outcome.probability > 0.5;
    std::vector<float> values;
    for (std::int64_t m = 0; m < 40; ++m) values.push_back(ensemble->cells.value(outcome.cell, m));
    const CellSummary summary = summarise(values);
    CHECK(results.summaries.value(median, outcome.cell) == summary.quantiles[4]);
    CHECK(results.summaries.value(mean_statistic, outcome.cell) == summary.mean);
    CHECK(results.summaries.value(sd_statistic, outcome.cell) == summary.sd);
    CHECK(results.summaries.count(outcome.cell) == summary.count);
  }
  CHECK(met > 0);
  CHECK(met < static_cast<int>(results.targets.size()));
  const auto target_2035 = [](const TargetOutcome& outcome) { return outcome.target->year == 2035; };
  CHECK(std::none_of(results.targets.begin(), results.targets.end(), target_2035));  // beyond the horizon
}

TEST_CASE("targets of the base year and of years before it are not projected") {
  Scenario scenario = to_2025(8);
  const CellLayout layout(scenario, 0);
  const std::size_t all = target_outcomes(scenario, layout).size();
  scenario.data.targets[0].year = 2020;
  scenario.data.targets[1].year = 2019;
  const auto later = target_outcomes(scenario, layout);
  CHECK(later.size() == all - 2);
  for (const TargetOutcome& outcome : later) CHECK(outcome.target->year > 2020);
}

TEST_CASE("a store of cells keeps members apart") {
  for (int width : {2, 4, 8, 16}) {
    CellStore store(3, 11, width);
    CHECK(store.blocks() == (11 + width - 1) / width);
    for (std::int64_t m = 0; m < 11; ++m)
      for (std::int64_t cell = 0; cell < 3; ++cell)
        store.block(m / width)[cell * width + m % width] = static_cast<float>(100 * cell + m);
    for (std::int64_t m = 0; m < 11; ++m)
      for (std::int64_t cell = 0; cell < 3; ++cell) CHECK(store.value(cell, m) == static_cast<float>(100 * cell + m));
  }
}

}  // namespace jialing::test
