#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "graph_fixture.h"
#include "model_fixture.h"

// A node keeps its results and its random numbers wherever it stands in the tables and whoever else is in them.

namespace jialing::test {
namespace {

std::vector<int> shuffled_rows() {
  std::vector<int> rows(baseline().data.nodes.size());
  std::iota(rows.begin(), rows.end(), 0);
  std::shuffle(rows.begin(), rows.end(), std::mt19937(7));
  return rows;
}

Scenario with_data(const Scenario& scenario, Dataset data) {
  Scenario other = scenario;
  other.data = std::move(data);
  return other;
}

Network network_of(const Scenario& scenario) {
  return build_network(scenario.data, scenario.horizon.from, scenario.horizon.to);
}

// The baseline with a city of `province` near Guiyang.
Dataset with_another_node(const std::string& id, const std::string& province) {
  Dataset data = baseline().data;
  const int model = data.find_node("Guizhou").value();
  Node node = data.nodes[model];
  node.id = id;
  node.province = province;
  node[NodeColumn::lon] += 1;
  data.nodes.insert(data.nodes.begin(), node);
  data.specialisation.insert(data.specialisation.begin(), std::vector<double>(data.specialisation[model]));
  return data;
}

// Largest difference between the states of equally named nodes.
Worst difference(const CentralBlock& a, const CentralBlock& b) {
  Worst worst;
  for (int i = 0; i < a.setting.topology.nodes; ++i) {
    const std::string& id = a.row(i).id;
    const int j = b.node(id);
    for (const model::StateVariable& variable : model::state_variables) {
      const model::Lanes &first = a.simulation.state().*variable.lanes, &second = b.simulation.state().*variable.lanes;
      const auto per_node = first.size() / a.setting.topology.nodes;
      for (std::size_t k = 0; k < per_node; ++k)
        worst.note(second[j * per_node + k], first[i * per_node + k], id + " " + std::string(variable.name));
    }
  }
  return worst;
}

// Names, nodes and base-year draws of members 0 … 7 under a data set.
model::BaseYear base_year_of(const Dataset& data, const model::Topology& topology) {
  model::BaseYear base(topology, data);
  draw(BaseYearDraws(topology, data, 99), 0, base);
  return base;
}

int index_of(const Dataset& data, const model::Topology& topology, const std::string& id) {
  const auto& order = topology.table_index;
  const auto found = std::find_if(order.begin(), order.end(), [&](int node) { return data.nodes[node].id == id; });
  return static_cast<int>(found - order.begin());
}

}  // namespace

TEST_CASE("permuting the node table permutes the deterministic results") {
  const Scenario other = with_data(baseline(), reordered(baseline().data, shuffled_rows()));
  const Network network = network_of(other);
  CentralBlock block, permuted_block(other.data, network);
  for (CentralBlock* each : {&block, &permuted_block}) {
    each->start();
    each->run_to(2035);
  }
  const Worst worst = difference(block, permuted_block);
  MESSAGE("largest relative difference ", worst.error, " at ", worst.where);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("permuting the node table permutes the results of every member, all uncertainty included") {
  const Scenario other = with_data(baseline(), reordered(baseline().data, shuffled_rows()));
  const Network network = network_of(other);
  SampledBlock sampled(baseline(), baseline_network(), 40), permuted_block(other, network, 40);
  sampled.run_to(2035);
  permuted_block.run_to(2035);
  const Worst worst = difference(sampled.block, permuted_block.block);
  MESSAGE("largest relative difference ", worst.error, " at ", worst.where);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("permuting the node table permutes the cells of an ensemble") {
  Scenario scenario = small_baseline(9, true);
  scenario.horizon.to = 2025;
  scenario.output.report_years = {2025};
  const std::vector<int> rows = shuffled_rows();
  const Scenario other = with_data(scenario, reordered(scenario.data, rows));
  const Network network = network_of(other);
  const auto first = run_ensemble(scenario, baseline_network()), second = run_ensemble(other, network);
  const CellLayout &layout = first->layout, &other_layout = second->layout;
  const auto old_place = [&](int place) { return place < layout.nodes() ? rows[place] : place; };
  const auto old_group = [&](int group) {
    const auto found = std::find(layout.groups().begin(), layout.groups().end(), other_layout.groups()[group]);
    return static_cast<int>(found - layout.groups().begin());
  };
  Worst worst;
  const auto compare = [&](std::int64_t cell, std::int64_t other_cell) {
    for (std::int64_t m = 0; m < 9; ++m)
      worst.note(relative_error(second->cells.value(other_cell, m), first->cells.value(cell, m)));
  };
  for (int year = 0; year < layout.years(); ++year)
    for (int variable = 0; variable < layout.variables(); ++variable)
      for (int place = 0; place < layout.places(); ++place)
        compare(layout.variable(year, variable, old_place(place)), other_layout.variable(year, variable, place));
  for (int share = 0; share < static_cast<int>(arrival_shares.size()); ++share)
    for (int field = 0; field < layout.fields(); ++field)
      for (int node = 0; node < layout.nodes(); ++node)
        compare(layout.arrival(share, field, rows[node]), other_layout.arrival(share, field, node));
  const int groups = static_cast<int>(layout.groups().size());
  for (int year = 0; year < static_cast<int>(layout.flow_years().size()); ++year)
    for (int flow = 0; flow < flow_count; ++flow)
      for (int from = 0; from < groups; ++from)
        for (int to = 0; to < groups; ++to)
          compare(layout.flow(year, flow, old_group(from), old_group(to)), other_layout.flow(year, flow, from, to));
  // Cells are kept in single precision; differences of two of them, as the gap to the country, lose digits.
  MESSAGE("largest relative difference ", worst.error);
  CHECK(worst.error <= 2e-7);
}

TEST_CASE("adding a node leaves the process noise of all others as it was") {
  const Dataset& data = baseline().data;
  const Dataset larger = with_another_node("Aa", "Aa");
  const model::Topology topology(data, "Chongqing"), larger_topology(larger, "Chongqing");
  Scenario scenario = baseline();
  ProcessNoise random(topology, scenario);
  scenario.data = larger;
  ProcessNoise larger_random(larger_topology, scenario);
  model::Noise noise(topology.nodes), larger_noise(larger_topology.nodes);
  const model::ParameterLanes parameters = central_parameters(baseline().parameters);
  random.start(16, parameters, model::BaseYear(topology, data));
  larger_random.start(16, parameters, model::BaseYear(larger_topology, larger));
  bool same = true;
  for (int step = 0; step < 9; ++step) {
    random.draw(step, noise);
    larger_random.draw(step, larger_noise);
    for (int i = 0; i < topology.nodes; ++i) {
      const int j = index_of(larger, larger_topology, data.nodes[topology.table_index[i]].id);
      for (auto changes : {&model::Noise::gdp, &model::Noise::business_intensity, &model::Noise::contract_intensity,
                           &model::Noise::firms, &model::Noise::patents})
        same = same && ((noise.*changes)[i] == (larger_noise.*changes)[j]).all();
    }
  }
  CHECK(same);
}

TEST_CASE("adding a node changes base years only where a province shares its total, and there all in proportion") {
  const Dataset& data = baseline().data;
  const model::Topology topology(data, "Chongqing");
  const model::BaseYear base = base_year_of(data, topology);
  for (const std::string province : {"Aa", "Sichuan"}) {
    const Dataset larger = with_another_node("Aa", province);
    const model::Topology larger_topology(larger, "Chongqing");
    const model::BaseYear larger_base = base_year_of(larger, larger_topology);
    const int chengdu = index_of(data, topology, "Chengdu"), chengdu_now = index_of(larger, larger_topology, "Chengdu");
    bool same = true;
    Worst proportion;
    for (NodeColumn column : model::uncertain_columns) {
      for (int i = 0; i < topology.nodes; ++i) {
        const Node& node = data.nodes[topology.table_index[i]];
        const int j = index_of(larger, larger_topology, node.id);
        if (node.province != province) {
          same = same && (base[column][i] == larger_base[column][j]).all();
        } else if (node.provenance[static_cast<int>(column)].log_sd > 0 &&
                   data.nodes[topology.table_index[chengdu]].provenance[static_cast<int>(column)].log_sd > 0) {
          proportion.note(larger_base[column][j] / larger_base[column][chengdu_now],
                          base[column][i] / base[column][chengdu], node.id);
        }
      }
    }
    CHECK(same);
    CHECK(proportion.error <= tolerance);
  }
}

}  // namespace jialing::test
