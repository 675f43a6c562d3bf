#pragma once

#include "sim/model/process.h"

namespace jialing::model {

/// High-value invention patents in force: granted out of lagged knowledge creation, lapsing with age
/// (sim/model/README.md, section 2, Knowledge). Sets `next.patents`; needs `next.lagged_creation` and `next.gdp`.
class Patents {
 public:
  explicit Patents(const Topology& topology);

  void start(const Context& context, const State& base);
  void advance(const Context& context, const State& now, StepTime time, const Noise& noise, State& next) const;

 private:
  Lanes per_rd_;   ///< V/R of the base year
  Lanes per_gdp_;  ///< V/Y of the base year, external nodes keep it
};

}  // namespace jialing::model
