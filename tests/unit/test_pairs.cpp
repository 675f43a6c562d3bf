#include <doctest/doctest.h>

#include <algorithm>

#include "model_fixture.h"
#include "sim/setting/pairs.h"
#include "sim/setting/strongest_partners.h"

// Graphs whose nodes keep their strongest partners only.

namespace jialing::test {
namespace {

using model::Lane;
using model::Pairs;

Scenario limited(const std::string& partners, const std::string& file = "baseline_priors.yaml") {
  return read_scenario(std::string(JIALING_SOURCE_DIR "/scenarios/") + file,
                       {.set = {"graph.max_partners=" + partners}});
}

// Every pair, but in the form of those that are kept.
Pairs all_listed(int nodes) {
  std::vector<std::vector<int>> partners(nodes);
  for (int i = 0; i < nodes; ++i)
    for (int j = 0; j < i; ++j) partners[i].push_back(j);
  return Pairs(partners);
}

}  // namespace

TEST_CASE("kept pairs have positions, lower nodes and partners, each node with itself") {
  const Pairs pairs({{3}, {}, {0, 3, 3}, {0}});
  CHECK(pairs.size() == 4 + 3);
  CHECK(pairs.index(0, 1) == -1);
  CHECK(pairs.index(0, 2) == pairs.index(2, 0));
  std::vector<int> met;
  pairs.for_partners(2, [&](int j) { met.push_back(j); });
  CHECK(met == std::vector<int>{0, 2, 3});
  int next = 0;
  pairs.for_pairs([&](int i, int j, int pair) {
    CHECK(pair == next++);
    CHECK(pairs.index(i, j) == pair);
    if (i == j) CHECK(pairs.self(i) == pair);
    if (i != j) CHECK(pairs.lower(pair) == j);
  });
  CHECK(next == pairs.size());
  CHECK(pairs.lower(pairs.first_from(3, 1)) == 2);
  CHECK(pairs.first_from(2, 1) == pairs.self(2));
}

TEST_CASE("a list of all pairs has the positions of the complete set") {
  const Pairs listed = all_listed(7), complete(7);
  CHECK(listed.size() == complete.size());
  complete.for_pairs([&](int i, int j, int pair) { CHECK(listed.index(j, i) == pair); });
}

TEST_CASE("sums over listed pairs are those over all pairs") {
  CentralBlock complete;
  CentralBlock listed;
  listed.setting.topology.pairs = all_listed(listed.setting.topology.nodes);
  complete.start();
  listed.start();
  complete.run_to(2035);
  listed.run_to(2035);
  Worst worst;
  for (const model::StateVariable& variable : model::state_variables) {
    const model::Lanes &expected = complete.simulation.state().*variable.lanes,
                       &values = listed.simulation.state().*variable.lanes;
    for (std::size_t n = 0; n < expected.size(); ++n) worst.note(values[n], expected[n], std::string(variable.name));
  }
  MESSAGE("largest relative difference ", worst.error, " in ", worst.where);
  CHECK(worst.error <= 1e-11);
}

TEST_CASE("nothing is lost when nodes keep their strongest partners") {
  const Scenario scenario = limited("8");
  CentralBlock block(scenario);
  block.start();
  const int nodes = block.setting.topology.nodes;
  CHECK(block.setting.topology.pairs.size() < model::pair_index(nodes, 0) / 2);
  Worst contracts, capital;
  for (int year : {2020, 2030}) {
    block.run_to(year);
    block.simulation.refresh_flows();
    for (int i = 0; i < nodes; ++i) {
      Lane sold = Lane(0), sent = Lane(0);
      for (int j = 0; j < nodes; ++j) {
        sold += block.simulation.contract_flow(i, j);
        sent += block.simulation.capital_flow(i, j);
      }
      contracts.note(sold, block.simulation.state().rd(i), block.row(i).id);
      capital.note(sent, block.simulation.capital().sent()[i], block.row(i).id);
    }
  }
  CHECK(contracts.error <= 1e-12);
  CHECK(capital.error <= 1e-12);
  Lane leavers = Lane(0), arrivals = Lane(0);
  for (int i = 0; i < nodes; ++i) {
    leavers += block.simulation.talent().leavers()[i];
    arrivals += block.simulation.talent().arrivals()[i];
  }
  CHECK(leavers[0] == doctest::Approx(arrivals[0]).epsilon(1e-12));
  CHECK(leavers[0] > 0);
}

// On the graph of 2020 alone the best weights of a pair are those of 2020, so the flows of a run tell what is left out.
TEST_CASE("the share that is left out is that of the contracts between pairs that are not kept") {
  Scenario scenario = limited("8");
  const Network network = build_network(scenario.data, 2020, 2020);
  const model::Setting kept(scenario, network);
  scenario.max_partners.reset();
  const model::Setting complete(scenario, network);
  model::Simulation simulation(complete);
  simulation.start(central_parameters(scenario.parameters), model::BaseYear(complete.topology, scenario.data));
  simulation.refresh_flows();
  double left_out = 0, all = 0;
  for (int i = 0; i < complete.topology.nodes; ++i) {
    for (int j = 0; j < complete.topology.nodes; ++j) {
      if (i == j) continue;
      const double flow = simulation.contract_flow(i, j)[0];
      all += flow;
      if (kept.topology.pairs.index(i, j) < 0) left_out += flow;
    }
  }
  CHECK(left_out > 0);
  CHECK(kept.left_out[2] == doctest::Approx(left_out / all).epsilon(1e-9));
}

TEST_CASE("more partners leave less out, and enough of them nothing") {
  double before = 1;
  for (const char* partners : {"2", "8", "32"}) {
    const Scenario scenario = limited(partners);
    const model::Setting setting(scenario, build_network(scenario));
    for (double share : setting.left_out) CHECK(share >= 0);
    CHECK(setting.left_out[2] < before);
    before = setting.left_out[2];
  }
  const Scenario scenario = limited("80");
  const model::Setting setting(scenario, build_network(scenario));
  CHECK(setting.topology.pairs.is_complete());
  CHECK(setting.left_out == std::array<double, model::channel_count>{});
}

TEST_CASE("each node keeps its strongest partner in contracts, and one outside its province") {
  const Scenario scenario = limited("1");
  const Network network = build_network(scenario.data, 2020, 2020);
  const model::Setting kept(scenario, network);
  CentralBlock complete(scenario.data, network);
  complete.start();
  complete.simulation.refresh_flows();
  const model::Topology& topology = complete.setting.topology;
  for (int i = 0; i < topology.nodes; ++i) {
    int strongest = -1, outside = 0;
    for (int j = 0; j < topology.nodes; ++j) {
      if (j == i) continue;
      const double flow = complete.simulation.contract_flow(i, j)[0];
      if (strongest < 0 || flow > complete.simulation.contract_flow(i, strongest)[0]) strongest = j;
    }
    const Pairs& pairs = kept.topology.pairs;
    pairs.for_partners(i, [&](int j) { outside += !topology.province[i].contains(j); });
    CHECK_MESSAGE(outside > 0, complete.row(i).id);
    CHECK_MESSAGE(pairs.index(i, strongest) >= 0, complete.row(i).id);
  }
}

}  // namespace jialing::test
