#pragma once

#include "sim/model/process.h"
#include "sim/setting/member_start.h"

namespace jialing::model {

/// Where a member starts, in model order: the base-year values of the uncertain columns, [column][node][member], and
/// the lasting differences of the node's province as standard normal scores, [effect][node][member].
struct BaseYear {
  /// Published values, the same for every member, and no lasting differences beyond them.
  BaseYear(const Topology& topology, const Dataset& data);

  const Lanes& operator[](NodeColumn column) const;
  Lanes& operator[](NodeColumn column);

  Lanes& effect(ProvinceEffect effect) { return effects[static_cast<std::size_t>(effect)]; }
  const Lanes& effect(ProvinceEffect effect) const { return effects[static_cast<std::size_t>(effect)]; }

  std::array<Lanes, uncertain_columns.size()> columns;
  std::array<Lanes, province_effect_count> effects;
};

/// Fills the columns of the state that come straight from the tables; the processes start the others.
void start_state(const Topology& topology, const Dataset& data, const BaseYear& base_year, State& state);

/// Turns scores into growth, drift and frontier (section 2, Provinces).
void start_lasting(const Topology& topology, const ParameterLanes& parameters, const BaseYear& base_year,
                   Lasting& lasting);

}  // namespace jialing::model
