#pragma once

#include <vector>

#include "sim/model/simulation.h"
#include "sim/setting/indicators.h"

namespace jialing::model {

/// Forms the indicators of all places from the present state of a simulation.
class IndicatorReport {
 public:
  IndicatorReport(const Setting& setting, const Places& places);

  /// Takes the amounts of this instant. The first call after a start sets the base year. Needs
  /// `simulation.refresh_flows()`.
  void observe(const Simulation& simulation);

  /// Fills values[place] of an indicator from the amounts last taken.
  void form(int indicator, Lane* values) const;

  /// Tells a simulation the ranks of its nodes that performance grants go by, from the amounts last taken.
  void rank_nodes(Simulation& simulation) const;

  /// Amounts of the base year, [quantity·places + place]: kept apart for a block that goes on later.
  const Lanes& base() const { return base_totals_; }
  void set_base(const Lanes& base) { base_totals_ = base; }

 private:
  void take_amounts(const Simulation& simulation);
  void take_contracts(const Simulation& simulation);
  Lane* totals(Quantity quantity) { return &totals_[static_cast<int>(quantity) * places_.size()]; }
  const Lane* totals(Quantity quantity) const { return &totals_[static_cast<int>(quantity) * places_.size()]; }
  const Lane* base_totals(Quantity quantity) const {
    return &base_totals_[static_cast<int>(quantity) * places_.size()];
  }

  const Setting& setting_;
  const Places& places_;
  /// [node] its partners in the provinces around Chongqing, itself among them.
  std::vector<std::vector<int>> neighbours_;
  std::vector<double> industrial_rd_to_revenue_;
  double years_ = 0;            ///< since the base year
  Lane deflator_;               ///< to prices of the base year
  Lanes totals_, base_totals_;  ///< [quantity·places + place]
};

}  // namespace jialing::model
