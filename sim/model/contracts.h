#pragma once

#include "sim/model/edge_pass.h"
#include "sim/model/gravity.h"

namespace jialing::model {

/// Technology contracts: knowledge made for money. Every node sells its R&D; demand follows destination GDP and R&D
/// staff (model.md section 2, Contracts).
class Contracts {
 public:
  explicit Contracts(const Topology& topology);

  void start(const Context& context, const State& base, const std::vector<double>& home_share);

  /// Splits the R&D sold at this instant over destinations.
  void flow(const Context& context, const State& now, const Signals& signals);

  /// What each node bought from others, relative to 2020, and what it could learn from its sellers' adoption.
  void received(const Context& context, const State& now, Signals& signals);

  /// Contract intensity τ catches up with the national frontier: `next.contract_intensity`.
  void advance(const Context& context, const State& now, StepTime time, const Noise& noise, State& next) const;

  /// Σ_j flow_ji·a_jf / Σ_j flow_ji, own contracts included.
  Lane sellers_adoption(int node, int field) const {
    return bought_.at(node, field + 1) / bought_.at(node, 0);
  }

  const Gravity& gravity() const { return gravity_; }
  const Lanes& mass() const { return mass_; }

 private:
  Lane log_bought_share(const Context& context, int node, const Lane& total_rd) const;
  void receive(const Context& context, const State& now);

  Gravity gravity_;
  Lanes mass_;                            ///< Y^a_gdp·H^a_talent
  NodeColumns sold_inside_, sold_outside_; ///< from(j)·(1, a_j1, …)
  NodeColumns bought_;                    ///< Σ_j from(j)·φ_ij·(1, a_j1, …): per unit of mass
  Lanes log_bought_share_;                ///< ln(T_ext/ΣR) of 2020
  Lanes log_intensity_;                   ///< ln τ of 2020
};

}  // namespace jialing::model
