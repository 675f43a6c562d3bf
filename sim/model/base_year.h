#pragma once

#include "sim/model/process.h"

namespace jialing::model {

/// Columns of the node table with an uncertain base year (model.md section 3).
inline constexpr std::array uncertain_columns = {NodeColumn::gdp,
                                                 NodeColumn::rd,
                                                 NodeColumn::rd_fte,
                                                 NodeColumn::entities_10k,
                                                 NodeColumn::tech_firms,
                                                 NodeColumn::hightech_firms,
                                                 NodeColumn::high_value_patents};

/// Lasting differences between provinces, whose nodes share them.
enum class ProvinceEffect {
  growth,    ///< of real GDP
  aim,       ///< growth of the desired business R&D intensity
  frontier,  ///< contract intensity aimed at
  count
};
inline constexpr int province_effect_count = static_cast<int>(ProvinceEffect::count);
inline constexpr std::array<std::string_view, province_effect_count> province_effect_names = {"growth", "aim",
                                                                                              "frontier"};

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
