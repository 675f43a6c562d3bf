#include "sim/model/base_year.h"

#include <algorithm>
#include <cmath>

namespace jialing::model {
namespace {

double log_odds(double share) {
  return std::log(share / (1 - share));
}

}  // namespace

BaseYear::BaseYear(const Topology& topology, const Dataset& data) {
  for (NodeColumn column : uncertain_columns) {
    Lanes& lanes = (*this)[column];
    for (int node : topology.table_index) lanes.push_back(Lane(data.nodes[node][column]));
  }
  for (Lanes& scores : effects) scores.assign(topology.table_index.size(), Lane(0));
}

const Lanes& BaseYear::operator[](NodeColumn column) const {
  return const_cast<BaseYear&>(*this)[column];
}

Lanes& BaseYear::operator[](NodeColumn column) {
  const auto found = std::find(uncertain_columns.begin(), uncertain_columns.end(), column);
  return columns[found - uncertain_columns.begin()];
}

void start_state(const Topology& topology, const Dataset& data, const BaseYear& base_year, State& state) {
  for (int i = 0; i < topology.nodes; ++i) {
    const Node& node = data.nodes[topology.table_index[i]];
    const Lane &rd = base_year[NodeColumn::rd][i], &gdp = base_year[NodeColumn::gdp][i];
    const double business = node[NodeColumn::business_share];
    state.gdp[i] = gdp;
    state.business_intensity[i] = rd * business / gdp;
    state.log_business_intensity[i] = lane_log(state.business_intensity[i]);
    state.public_rd[i] = rd * (1 - business);
    state.researchers[i] = base_year[NodeColumn::rd_fte][i];
    state.tech_firms[i] = base_year[NodeColumn::tech_firms][i];
    state.hightech_firms[i] = base_year[NodeColumn::hightech_firms][i];
    state.entities[i] = base_year[NodeColumn::entities_10k][i];
    state.patents[i] = base_year[NodeColumn::high_value_patents][i];
    state.employment[i] = node[NodeColumn::employment_10k];
    state.log_contract_intensity[i] = std::log(node[NodeColumn::contract_intensity]);
    state.basic_share[i] = node[NodeColumn::basic_share];
    state.lagged_basic_share[i] = state.basic_share[i];
    state.sei_logit[i] = log_odds(node[NodeColumn::sei_share]);
    state.hightech_logit[i] = log_odds(node[NodeColumn::hightech_share]);
    state.literacy_logit[i] = log_odds(node[NodeColumn::literacy]);
  }
}

// External nodes have no lasting differences: their scores are 0.
void start_lasting(const Topology& topology, const ParameterLanes& parameters, const BaseYear& base_year,
                   Lasting& lasting) {
  const Lane log_frontier = lane_log(parameters[Parameter::tau_frontier]);
  for (int i = 0; i < topology.nodes; ++i) {
    lasting.growth_offset[i] =
        topology.growth_offset[i] + parameters[Parameter::sd_growth] * base_year.effect(ProvinceEffect::growth)[i];
    lasting.aim_growth[i] =
        parameters[Parameter::g_aim] + parameters[Parameter::sd_aim] * base_year.effect(ProvinceEffect::aim)[i];
    lasting.log_frontier[i] =
        log_frontier + parameters[Parameter::sd_frontier] * base_year.effect(ProvinceEffect::frontier)[i];
  }
}

}  // namespace jialing::model
