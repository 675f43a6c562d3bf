// Deterministic runs at given parameter vectors, every node variable of every year at full precision, as JSON: what the
// tests compare with the NumPy model.
//
//   trajectory SCENARIO VECTORS.json OUT.json        VECTORS: {"delta_K": [v1, …, vB], …}, the others at their centre

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "sim/block/block_draws.h"

namespace {

using namespace jialing;
using model::Lane;
using model::lane_width;
using nlohmann::json;

// [variable][node in table order] of one member.
std::vector<std::pair<std::string, std::vector<double>>> variables(const model::Simulation& simulation, int lane) {
  const model::State& state = simulation.state();
  const model::Topology& topology = simulation.setting().topology;
  std::vector<std::pair<std::string, std::vector<double>>> all;
  const auto add = [&](const std::string& name, auto value) {
    std::vector<double> nodes(topology.nodes);
    for (int i = 0; i < topology.nodes; ++i) nodes[topology.table_index[i]] = Lane(value(i))[lane];
    all.emplace_back(name, nodes);
  };
  add("gdp", [&](int i) { return state.gdp[i]; });
  add("rd", [&](int i) { return state.rd(i); });
  add("rd_fte", [&](int i) { return state.researchers[i]; });
  add("knowledge", [&](int i) { return state.knowledge[i]; });
  add("tech_firms", [&](int i) { return state.tech_firms[i]; });
  add("hightech_firms", [&](int i) { return state.hightech_firms[i]; });
  add("high_value_patents", [&](int i) { return state.patents[i]; });
  add("contract_intensity", [&](int i) { return model::lane_exp(state.log_contract_intensity[i]); });
  add("basic_share", [&](int i) { return state.basic_share[i]; });
  add("sei_share", [&](int i) { return model::logistic(state.sei_logit[i]); });
  add("hightech_share", [&](int i) { return model::logistic(state.hightech_logit[i]); });
  add("literacy", [&](int i) { return model::logistic(state.literacy_logit[i]); });
  const auto& fields = simulation.setting().data.fields;
  for (std::size_t f = 0; f < fields.size(); ++f)
    add("adoption:" + fields[f].code, [&](int i) { return state.adoption[i * fields.size() + f]; });
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: trajectory SCENARIO VECTORS.json OUT.json\n");
    return 2;
  }
  const Scenario scenario = read_scenario(argv[1]);
  const Network network = build_network(scenario.data, scenario.horizon.from, scenario.horizon.to);
  const model::Setting setting(scenario.data, network, scenario.horizon.steps_per_year);
  const json vectors = json::parse(std::ifstream(argv[2]));
  const std::size_t members = vectors.begin()->size();
  const model::Noise none(setting.topology.nodes);
  json out;
  for (std::size_t first = 0; first < members; first += lane_width) {
    model::ParameterLanes parameters = central_parameters(scenario.parameters);
    for (int p = 0; p < parameter_count; ++p) {
      const auto found = vectors.find(std::string(parameter_names[p]));
      if (found == vectors.end()) continue;
      for (int lane = 0; lane < lane_width; ++lane)
        parameters[static_cast<Parameter>(p)][lane] = (*found)[std::min(first + lane, members - 1)].get<double>();
    }
    model::Simulation simulation(setting);
    simulation.start(parameters, model::BaseYear(setting.topology, scenario.data));
    while (true) {
      for (std::size_t m = first; m < std::min(first + lane_width, members); ++m)
        for (const auto& [name, values] : variables(simulation, static_cast<int>(m - first)))
          out[name][m].push_back(values);
      if (simulation.year() == scenario.horizon.to) break;
      do simulation.step(none);
      while (!simulation.at_year_start());
    }
  }
  std::ofstream(argv[3]) << out.dump();
  return 0;
}
