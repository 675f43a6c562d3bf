#include "sim/block/central_member.h"

#include <cmath>

#include "sim/block/block_draws.h"

namespace jialing {

CentralNetwork run_central_member(const Scenario& scenario, const Network& network, int year) {
  const model::Setting setting(scenario, network);
  model::Simulation simulation(setting);
  simulation.start(central_parameters(scenario.parameters), model::BaseYear(setting.topology, scenario.data));
  const model::Noise none(setting.topology.nodes);
  while (simulation.year() < year) simulation.step(none);
  simulation.refresh_flows();

  const int n = setting.topology.nodes;
  const Eigen::MatrixXd zero = Eigen::MatrixXd::Zero(n, n);
  CentralNetwork central{{zero, zero, zero, zero}, zero, zero, zero};
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      const int from = setting.topology.table_index[i], to = setting.topology.table_index[j];
      const int pair = setting.topology.pairs.index(i, j);
      if (pair < 0) continue;
      const model::ChannelWeights& weights = simulation.weights();
      central.weights.talent(from, to) = weights.talent[pair][0];
      central.weights.capital(from, to) = weights.capital[pair][0];
      central.weights.contract(from, to) = weights.contract[pair][0];
      central.weights.knowledge(from, to) = weights.knowledge[pair][0];
      central.technology_contracts(from, to) =
          std::exp(simulation.state().log_contract_intensity[i][0]) * simulation.contract_flow(i, j)[0];
      central.innovation_capital(from, to) = simulation.capital_flow(i, j)[0];
      central.talent(from, to) = simulation.talent_flow(i, j)[0];
    }
  }
  return central;
}

}  // namespace jialing
