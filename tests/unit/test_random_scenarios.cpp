#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "model_fixture.h"
#include "random_scenario.h"

// What holds in every scenario that is accepted, tried on random ones: nothing leaves the finite numbers, no stock
// falls below zero, what flows is conserved, and the same scenario gives the same bits.

namespace jialing::test {
namespace {

using model::Lane;

bool may_be_negative(const std::string_view name) {
  return name.starts_with("log_") || name.ends_with("_logit") || name.ends_with("growth");
}

// The first variable that is not finite, or a stock below zero.
std::string fault_of(const model::State& state) {
  for (const auto& variable : model::state_variables)
    for (const Lane& lane : state.*variable.lanes)
      for (int m = 0; m < model::lane_width; ++m)
        if (!std::isfinite(lane[m]) || (lane[m] < 0 && !may_be_negative(variable.name)))
          return fmt::format("{} is {}", variable.name, lane[m]);
  return "";
}

// Contracts, capital and talent of one instant, against what the nodes spend, send and lose.
void note_flows(const model::Simulation& simulation, Worst& worst) {
  const model::Setting& setting = simulation.setting();
  const int nodes = setting.topology.nodes;
  bool none_negative = true;
  for (int i = 0; i < nodes; ++i) {
    Lane contracts = Lane(0), capital = Lane(0);
    for (int j = 0; j < nodes; ++j) {
      contracts += simulation.contract_flow(i, j);
      capital += simulation.capital_flow(i, j);
      Lane moved = simulation.capital_flow(i, j);
      if (i == j) moved -= simulation.capital().tied()[i].min(Lane(0));  // a tied fund that shrinks is no flow
      for (const Lane& flow : {simulation.contract_flow(i, j), moved, simulation.talent_flow(i, j)})
        for (int m = 0; m < model::lane_width; ++m) none_negative = none_negative && flow[m] >= 0;
    }
    worst.note(contracts, simulation.state().rd(i), "contracts");
    worst.note(capital, simulation.capital().sent()[i] + simulation.capital().tied()[i], "capital");
  }
  CHECK(none_negative);
}

std::unique_ptr<Ensemble> run(const Scenario& scenario, int threads, std::int64_t first, std::int64_t count) {
  RunOptions options;
  options.threads = threads;
  options.first_member = first;
  options.member_count = count;
  return run_ensemble(scenario, build_network(scenario), options);
}

void check_scenario(const Scenario& scenario) {
  const model::Setting setting(scenario, build_network(scenario));
  const MemberSources sources(scenario, setting);
  model::Simulation simulation(setting);
  BlockDraws draws(sources);
  draws.start(0, simulation);
  Worst worst, talent;
  const int steps = (scenario.horizon.to - scenario.horizon.from) * scenario.horizon.steps_per_year;
  for (int step = 0; step < steps; ++step) {
    const std::string fault = fault_of(simulation.state());
    REQUIRE_MESSAGE(fault.empty(), "step ", step, ": ", fault);
    simulation.step(draws.noise(step));
    if (scenario.channels.talent)
      talent.note(total(simulation.talent().arrivals()), total(simulation.talent().leavers()));
  }
  const std::string last = fault_of(simulation.state());
  CHECK_MESSAGE(last.empty(), last);
  simulation.refresh_flows();
  note_flows(simulation, worst);
  CHECK_MESSAGE(worst.error <= tolerance, worst.where, " ", worst.error);
  CHECK(talent.error <= tolerance);
  const std::int64_t members = scenario.ensemble.members;
  const auto whole = run(scenario, 1, 0, members);
  CHECK(whole->failed_members() == 0);
  CHECK(same_members(*run(scenario, 2, 0, members), *whole));
  CHECK(same_members(*run(scenario, 1, 9, members - 9), *whole));
}

}  // namespace

TEST_CASE("random scenarios stay finite, keep what flows and give the same bits") {
  constexpr int wanted = sanitized ? 15 : 60;
  std::map<std::string, int> types;
  int accepted = 0, refused = 0;
  for (std::uint64_t seed = 1; accepted < wanted; ++seed) {
    const RandomScenario random(seed);
    INFO("seed ", seed, ":\n", random.text());
    if (!random.scenario()) {
      CHECK(!random.refusal().empty());
      REQUIRE(++refused < wanted);
      continue;
    }
    ++accepted;
    for (const std::string& type : random.lever_types()) ++types[type];
    check_scenario(*random.scenario());
  }
  MESSAGE(accepted, " scenarios with levers of ", types.size(), " types; ", refused, " were refused");
  CHECK(types.size() > (sanitized ? 8 : 15));
}

}  // namespace jialing::test
