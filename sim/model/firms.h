#pragma once

#include "sim/model/learning.h"

namespace jialing::model {

/// Technology-based firms enter up to a capacity, by imitation of their own and neighbouring regions; high-tech firms
/// grow out of them (sim/model/README.md, section 2, Firms). Sets `next.tech_firms` and `hightech_firms`.
class Firms {
 public:
  explicit Firms(const Topology& topology);

  void start(const Context& context, const State& base);

  /// Capacity M and saturation u = F/M of this step.
  void saturate(const Context& context, const State& now, StepTime time, const Signals& signals);

  void advance(const Context& context, const State& now, const Learning& learning, StepTime time, const Noise& noise,
               State& next) const;

  const Lanes& saturation() const { return saturation_; }

 private:
  Lanes capacity_per_entity_;              ///< m: fraction of entities
  Lanes hightech_per_tech_;                ///< G/F of the base year
  Lanes hightech_per_gdp_, tech_per_gdp_;  ///< of the base year, external nodes keep them
  Lanes capacity_, saturation_;
};

}  // namespace jialing::model
