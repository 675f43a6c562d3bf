#include "sim/setting/setting.h"

#include <algorithm>
#include <cmath>

#include "sim/setting/strongest_partners.h"

namespace jialing::model {
namespace {

std::vector<double> column(const Topology& topology, const Dataset& data, NodeColumn which) {
  std::vector<double> values;
  for (int node : topology.table_index) values.push_back(data.nodes[node][which]);
  return values;
}

}  // namespace

Setting::Setting(const Dataset& data_, const Network& network, int steps, ChannelSwitches switches,
                 std::vector<Measure> measures_)
    : data(data_),
      base_year(network.regimes.front().from_year),
      topology(data_, "Chongqing"),
      channels(switches),
      measures(std::move(measures_)),
      steps_per_year(steps),
      population(column(topology, data_, NodeColumn::population_10k)),
      log_population(population),
      home_capital(column(topology, data_, NodeColumn::home_capital)),
      home_contract(column(topology, data_, NodeColumn::home_contract)) {
  for (double& value : log_population) value = std::log(value);
}

Setting::Setting(const Dataset& tables, const Network& network, int steps, ChannelSwitches switches)
    : Setting(tables, network, steps, switches, {}) {
  take_regimes(network);
}

Setting::Setting(const Scenario& scenario, const Network& network)
    : Setting(scenario.data, network, scenario.horizon.steps_per_year, scenario.channels, jialing::measures(scenario)) {
  KeptPairs kept = kept_pairs(scenario, network, topology, measures);
  topology.pairs = std::move(kept.pairs);
  left_out = kept.left_out;
  take_regimes(network);
}

void Setting::take_regimes(const Network& network) {
  for (const NetworkRegime& each : network.regimes) {
    regime_years.push_back(each.from_year);
    regimes.push_back(pair_terms(topology, network, each, regimes.empty() ? nullptr : &regimes.back()));
  }
}

int Setting::regime(int year) const {
  const auto after = std::upper_bound(regime_years.begin(), regime_years.end(), year);
  return static_cast<int>(after - regime_years.begin()) - 1;
}

}  // namespace jialing::model
