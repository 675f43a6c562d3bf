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

/// The 2020 values of the uncertain columns per member, in model order: [column][node][member].
struct BaseYear {
  /// Published values, the same for every member.
  BaseYear(const Topology& topology, const Dataset& data);

  const Lanes& operator[](NodeColumn column) const;
  Lanes& operator[](NodeColumn column);

  std::array<Lanes, uncertain_columns.size()> columns;
};

/// Fills the columns of the state that come straight from the tables; the processes start the others.
void start_state(const Topology& topology, const Dataset& data, const BaseYear& base_year, State& state);

}  // namespace jialing::model
