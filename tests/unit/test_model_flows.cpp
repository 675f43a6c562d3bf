#include <doctest/doctest.h>

#include <cmath>

#include "model_fixture.h"

// What flows between nodes: nothing is lost, equals exchange equals, and 2020 is as the tables give it. All in eight
// members with different parameters, base years and noise.

namespace jialing::test {
namespace {

using model::Lane;
using model::Lanes;

// [from·nodes + to], persons per year at this instant.
Lanes talent_flows(const model::Simulation& simulation) {
  Lanes flows;
  const int nodes = simulation.setting().topology.nodes;
  for (int i = 0; i < nodes; ++i)
    for (int j = 0; j < nodes; ++j) flows.push_back(simulation.talent_flow(i, j));
  return flows;
}

enum class Across { no, yes };

// Share of what `i` sends that stays in its province.
template <class FlowTo>
Lane share_inside(const model::Topology& topology, int i, const FlowTo& flow_to) {
  Lane inside = Lane(0), all = Lane(0);
  for (int j = 0; j < topology.nodes; ++j) {
    const Lane flow = flow_to(j);
    all += flow;
    if (j >= topology.province[i].begin && j < topology.province[i].end) inside += flow;
  }
  return inside / all;
}

// Mean hazard of 2020 over domestic R&D staff who have partners inside (or outside) their province.
Lane mean_hazard(const CentralBlock& block, Across across) {
  const model::Topology& topology = block.setting.topology;
  Lane moves = Lane(0), staff = Lane(0);
  for (int i = topology.domestic.begin; i < topology.domestic.end; ++i) {
    bool partners = false;
    for (int j = 0; j < topology.nodes; ++j) {
      const bool outside = j < topology.province[i].begin || j >= topology.province[i].end;
      if (i == j || outside != (across == Across::yes)) continue;
      moves += block.simulation.talent_flow(i, j);
      partners = true;
    }
    if (partners) staff += block.simulation.state().researchers[i];
  }
  return moves / staff;
}

}  // namespace

TEST_CASE("the contracts a node sells add up to its R&D") {
  SampledBlock sampled(baseline(), baseline_network(), 0);
  const model::Simulation& simulation = sampled.block.simulation;
  Worst worst;
  for (int year : {2020, 2025, 2035}) {
    sampled.run_to(year);
    for (int i = 0; i < sampled.block.setting.topology.nodes; ++i) {
      Lane sold = Lane(0);
      for (int j = 0; j < sampled.block.setting.topology.nodes; ++j) sold += simulation.contract_flow(i, j);
      worst.note(sold, simulation.state().rd(i), sampled.block.row(i).id);
    }
  }
  MESSAGE("largest relative error ", worst.error, " at ", worst.where);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("the innovation capital a node sends adds up to its share of GDP") {
  SampledBlock sampled(baseline(), baseline_network(), 8);
  const model::Simulation& simulation = sampled.block.simulation;
  Worst worst;
  for (int year : {2020, 2025, 2035}) {
    sampled.run_to(year);
    for (int i = 0; i < sampled.block.setting.topology.nodes; ++i) {
      Lane sent = Lane(0);
      for (int j = 0; j < sampled.block.setting.topology.nodes; ++j) sent += simulation.capital_flow(i, j);
      worst.note(sent, sampled.block.parameters[Parameter::omega] * simulation.state().gdp[i], sampled.block.row(i).id);
    }
  }
  MESSAGE("largest relative error ", worst.error, " at ", worst.where);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("whoever leaves a node arrives at another, in proportion to the hazards") {
  SampledBlock sampled(baseline(), baseline_network(), 16);
  model::Simulation& simulation = sampled.block.simulation;
  const int nodes = sampled.block.setting.topology.nodes;
  Worst all, leaving, arriving;
  for (int year : {2020, 2024, 2030}) {
    sampled.run_to(year);
    const Lanes flows = talent_flows(simulation);
    const Lanes staff = simulation.state().researchers;
    sampled.step();
    const Lanes &leavers = simulation.talent().leavers(), &arrivals = simulation.talent().arrivals();
    all.note(total(arrivals), total(leavers));
    Lanes expected(nodes, Lane(0));
    for (int i = 0; i < nodes; ++i) {
      Lane rate = Lane(0);
      for (int j = 0; j < nodes; ++j) rate += flows[i * nodes + j];
      leaving.note(leavers[i],
                   staff[i] * (1 - model::lane_exp(-rate / staff[i] / sampled.block.setting.steps_per_year)),
                   sampled.block.row(i).id);
      for (int j = 0; j < nodes; ++j) expected[j] += leavers[i] * flows[i * nodes + j] / rate;
    }
    for (int j = 0; j < nodes; ++j) arriving.note(arrivals[j], expected[j], sampled.block.row(j).id);
  }
  MESSAGE("largest relative errors: in total ", all.error, ", leaving ", leaving.error, " at ", leaving.where,
          ", arriving ", arriving.error, " at ", arriving.where);
  CHECK(all.error <= tolerance);
  CHECK(leaving.error <= tolerance);
  CHECK(arriving.error <= tolerance);
}

TEST_CASE("without hiring the country and its partners keep their R&D staff") {
  CentralBlock block;
  set(block.parameters, {{Parameter::kappa_hire, 0}});
  block.start();
  const Lane before = total(block.simulation.state().researchers);
  const Lane yubei = block.simulation.state().researchers[block.node("Yubei")];
  block.run_to(2035);
  Worst worst;
  worst.note(total(block.simulation.state().researchers), before);
  MESSAGE("relative change over 15 years ", worst.error);
  CHECK(worst.error <= tolerance);
  CHECK(relative_error(block.simulation.state().researchers[block.node("Yubei")][0], yubei[0]) > 0.01);
}

TEST_CASE("with equal pull every pair of nodes exchanges equal numbers of researchers") {
  SampledBlock sampled(baseline(), baseline_network(), 0);
  CentralBlock& block = sampled.block;
  set(block.parameters, {{Parameter::siphon, 0}});
  block.simulation.start(block.parameters, sampled.base);
  block.simulation.refresh_flows();
  Worst worst;
  for (int i = 0; i < block.setting.topology.nodes; ++i)
    for (int j = 0; j < i; ++j)
      worst.note(block.simulation.talent_flow(i, j), block.simulation.talent_flow(j, i),
                 block.row(i).id + " and " + block.row(j).id);
  MESSAGE("largest relative difference ", worst.error, " between ", worst.where);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("a siphon tilts the exchange between the periphery and the centre of the city by twice its strength") {
  CentralBlock block;
  set(block.parameters, {{Parameter::siphon, 0.25}});
  block.start();
  block.simulation.refresh_flows();
  const auto tilt = [&](const char* from, const char* to) {
    const int i = block.node(from), j = block.node(to);
    return std::log(block.simulation.talent_flow(i, j)[0] / block.simulation.talent_flow(j, i)[0]);
  };
  CHECK(tilt("Wanzhou", "Yubei") == doctest::Approx(0.5).epsilon(tolerance));
  CHECK(tilt("Qianjiang", "Yuzhong") == doctest::Approx(0.5).epsilon(tolerance));
  CHECK(tilt("Yongchuan", "Yubei") == doctest::Approx(0.25).epsilon(tolerance));
  CHECK(tilt("Wanzhou", "Chengdu") == doctest::Approx(0.25).epsilon(tolerance));
  CHECK(std::abs(tilt("Yongchuan", "Chengdu")) <= tolerance);
  CHECK(std::abs(tilt("Wanzhou", "Qianjiang")) <= tolerance);
}

TEST_CASE("funding per researcher attracts") {
  CentralBlock block;
  block.start();
  block.run_to(2025);
  const auto& state = block.simulation.state();
  const auto& p = block.parameters;
  // ln x of sim/model/README.md: funding per researcher relative to 2020, corrected for the growth of its cost.
  const auto tightness = [&](int i) {
    const Node& node = block.row(i);
    return std::log(state.rd(i)[0] / state.researchers[i][0] / node[NodeColumn::rd] * node[NodeColumn::rd_fte]) -
           5 * (p[Parameter::g_wage][0] + node[NodeColumn::growth_offset]);
  };
  const int richer = block.node("Chengdu"), poorer = block.node("Beijing");
  const double tilt =
      std::log(block.simulation.talent_flow(poorer, richer)[0] / block.simulation.talent_flow(richer, poorer)[0]);
  CHECK(tilt ==
        doctest::Approx(2 * p[Parameter::beta_tight][0] * (tightness(richer) - tightness(poorer))).epsilon(1e-9));
}

TEST_CASE("in 2020 contracts and capital stay in the province as the tables say") {
  SampledBlock sampled(baseline(), baseline_network(), 0);
  CentralBlock& block = sampled.block;
  set(block.parameters, {{Parameter::home_contract_shift, 0}, {Parameter::home_capital_shift, 0}});
  block.simulation.start(block.parameters, sampled.base);
  block.simulation.refresh_flows();
  Worst contracts, capital;
  for (int i = 0; i < block.setting.topology.nodes; ++i) {
    contracts.note(share_inside(block.setting.topology, i, [&](int j) { return block.simulation.contract_flow(i, j); }),
                   Lane(block.row(i)[NodeColumn::home_contract]), block.row(i).id);
    capital.note(share_inside(block.setting.topology, i, [&](int j) { return block.simulation.capital_flow(i, j); }),
                 Lane(block.row(i)[NodeColumn::home_capital]), block.row(i).id);
  }
  MESSAGE("largest relative errors: contracts ", contracts.error, " at ", contracts.where, ", capital ", capital.error,
          " at ", capital.where);
  CHECK(contracts.error <= tolerance);
  CHECK(capital.error <= tolerance);
}

TEST_CASE("a shift moves the log-odds of staying at home") {
  CentralBlock block;
  set(block.parameters, {{Parameter::home_contract_shift, 0.3}, {Parameter::home_capital_shift, -40}});
  block.start();
  block.simulation.refresh_flows();
  const int i = block.node("Yubei");
  const double staying =
      share_inside(block.setting.topology, i, [&](int j) { return block.simulation.contract_flow(i, j); })[0];
  const double home = block.row(i)[NodeColumn::home_contract];
  CHECK(std::log(staying / (1 - staying)) == doctest::Approx(std::log(home / (1 - home)) + 0.3));
  const double kept =
      share_inside(block.setting.topology, i, [&](int j) { return block.simulation.capital_flow(i, j); })[0];
  CHECK(kept < 1e-15);
}

TEST_CASE("a closed border keeps contracts at home") {
  CentralBlock block;
  set(block.parameters, {{Parameter::home_contract_shift, 40}});
  block.start();
  block.run_to(2021);
  REQUIRE((model::finite_check(block.simulation.state()) == 0).all());
  Worst worst;
  for (int i = 0; i < block.setting.topology.nodes; ++i)
    worst.note(share_inside(block.setting.topology, i, [&](int j) { return block.simulation.contract_flow(i, j); }),
               Lane(1), block.row(i).id);
  CAPTURE(worst.where);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("in 2020 researchers move within and across provinces at the given rates on average") {
  SampledBlock sampled(baseline(), baseline_network(), 24);
  CentralBlock& block = sampled.block;
  set(block.parameters, {{Parameter::siphon, 0}});
  block.simulation.start(block.parameters, sampled.base);
  block.simulation.refresh_flows();
  Worst city, province;
  city.note(mean_hazard(block, Across::no), block.parameters[Parameter::mu_city]);
  province.note(mean_hazard(block, Across::yes), block.parameters[Parameter::mu_province]);
  MESSAGE("largest relative errors: within ", city.error, ", across ", province.error);
  CHECK(city.error <= tolerance);
  CHECK(province.error <= tolerance);
}

TEST_CASE("a channel that is switched off carries nothing") {
  CentralBlock block(baseline().data, baseline_network(), 4, no_channels);
  block.start();
  block.run_to(2021);
  const int nodes = block.setting.topology.nodes;
  double moved = 0;
  for (const Lane& leavers : block.simulation.talent().leavers()) moved += leavers[0];
  CHECK(moved == 0);
  double talent = 0, capital = 0, contracts = 0;
  for (int i = 0; i < nodes; ++i) {
    for (int j = 0; j < nodes; ++j) {
      if (i == j) continue;
      talent += block.simulation.talent_flow(i, j)[0];
      capital += block.simulation.capital_flow(i, j)[0];
      contracts += block.simulation.contract_flow(i, j)[0];
    }
  }
  CHECK(talent == 0);
  CHECK(capital == 0);
  CHECK(contracts == 0);
  const int yubei = block.node("Yubei");
  CHECK(block.simulation.contract_flow(yubei, yubei)[0] ==
        doctest::Approx(block.simulation.state().rd(yubei)[0]).epsilon(tolerance));
}

}  // namespace jialing::test
