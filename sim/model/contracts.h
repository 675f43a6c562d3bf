#pragma once

#include "sim/model/gravity.h"

namespace jialing::model {

/// Technology contracts: knowledge made for money. Every node sells its R&D; demand follows destination GDP and R&D
/// staff (sim/model/README.md, section 2, Contracts).
class Contracts {
 public:
  explicit Contracts(const Topology& topology);

  void start(const Context& context, const State& base, const Signals& signals, const std::vector<double>& home_share);

  /// Splits the R&D sold at this instant, `signals.rd`, over destinations.
  void flow(const Context& context, const Signals& signals);

  /// Contract intensity τ catches up with the national frontier: `next.log_contract_intensity`.
  void advance(const Context& context, const State& now, StepTime time, const Noise& noise, State& next) const;

  const Gravity& gravity() const { return gravity_; }
  const Lanes& mass() const { return mass_; }

 private:
  void attract(const Context& context, const Signals& signals);

  Gravity gravity_;
  Lanes mass_;           ///< Y^a_gdp·H^a_talent
  Lanes log_intensity_;  ///< ln τ of the base year
};

}  // namespace jialing::model
