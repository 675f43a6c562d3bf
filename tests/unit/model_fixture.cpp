#include "model_fixture.h"

#include <stdexcept>

namespace jialing::test {

const Scenario& baseline() {
  static const Scenario scenario = read_scenario(JIALING_SOURCE_DIR "/scenarios/baseline.yaml");
  return scenario;
}

const Network& baseline_network() {
  static const Network network =
      build_network(baseline().data, baseline().horizon.from, baseline().horizon.to);
  return network;
}

Scenario small_baseline(std::int64_t members, bool uncertain) {
  Scenario scenario = baseline();
  scenario.ensemble.members = members;
  scenario.uncertainty = {uncertain, uncertain, uncertain, uncertain};
  return scenario;
}

CentralBlock::CentralBlock(const Dataset& data, const Network& network, int steps_per_year,
                           model::ChannelSwitches channels)
    : setting(data, network, steps_per_year, channels),
      parameters(central_parameters(baseline().parameters)),
      simulation(setting),
      none(setting.topology.nodes) {}

void CentralBlock::start() { simulation.start(parameters, model::BaseYear(setting.topology, setting.data)); }

void CentralBlock::run_to(int year) {
  while (simulation.year() < year) simulation.step(none);
  simulation.refresh_flows();
}

int CentralBlock::node(const std::string& id) const {
  for (int i = 0; i < setting.topology.nodes; ++i)
    if (setting.data.nodes[setting.topology.table_index[i]].id == id) return i;
  throw std::out_of_range(id);
}

}  // namespace jialing::test
