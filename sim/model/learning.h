#pragma once

#include "sim/model/gravity.h"
#include "sim/model/process.h"

namespace jialing::model {

/// What a node learns from the others: the stock of knowledge within reach of its knowledge links, how saturated its
/// neighbours are with technology firms, what it buys by contract, and how far neighbours and sellers have adopted each
/// field (sim/model/README.md, section 2: X, ū, T_ext and others_if).
class Learning {
 public:
  explicit Learning(const Topology& topology);

  /// Keeps what reached each node in the base year. Needs the contracts' flow of that year.
  void start(const Context& context, const State& base, const Gravity& contracts, const Lanes& contract_mass,
             const Signals& signals);

  /// `saturation`: u = F/M per node, fraction. Sets `spillover_change` and `technology_change`.
  void observe(const Context& context, const State& now, const Gravity& contracts, const Lanes& contract_mass,
               const Lanes& saturation, Signals& signals);

  /// others_if: adoption elsewhere as node i sees it.
  const Lane& adoption_elsewhere(int node, int field) const { return adoption_[node * fields_ + field]; }
  /// Log points of knowledge creation that spill over from policy in other nodes: their mean, weighted by the
  /// knowledge links, Σ_j φ_ij·σ_j / Σ_j φ_ij.
  const Lane& spilled(int node) const { return spilled_[node]; }
  /// ū_i = Σ_j φ_ij·u_j·E_j / Σ_j φ_ij·E_j.
  Lane neighbours_saturation(int node) const { return seen_saturated_[node] / seen_entities_[node]; }

 private:
  void spill(const Context& context);
  void look(const Context& context, const State& now, const Gravity& contracts, const Lanes& saturation);
  void learn_adoption(const Context& context, const State& now, const Gravity& contracts);
  Lane log_bought_share(const Lanes& contract_mass, int node, const Lane& total_rd) const;

  int fields_;
  Lanes saturated_entities_;  ///< u·E
  Lanes reach_;               ///< X_i
  Lanes bought_;              ///< contracts received from others per unit of mass
  Lanes seen_entities_, seen_saturated_;
  Lanes part_;         ///< of what neighbours show, (1 − w_contract)/X_i
  Lanes seller_part_;  ///< the part of what sellers show relative to it
  Lanes adoption_;     ///< others_if; 0 when the channel is off
  Lanes ones_, links_, spilled_;
  Lanes log_reach_;         ///< ln X of the base year
  Lanes log_bought_share_;  ///< ln(T_ext/ΣR) of the base year
};

}  // namespace jialing::model
