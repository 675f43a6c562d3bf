#pragma once

#include "sim/model/edge_pass.h"
#include "sim/model/process.h"

namespace jialing::model {

/// What a node sees of the others through knowledge links φ^know: the stock of knowledge within reach, how far its
/// neighbours have adopted each field, how saturated with technology firms they are (model.md section 2). One pass
/// over the edges serves the three.
class Proximity {
 public:
  explicit Proximity(const Topology& topology);

  void start(const Context& context, const State& base);

  /// `saturation`: u = F/M per node, fraction.
  void look(const Context& context, const State& now, const Lanes& saturation, Signals& signals);

  /// Σ_j φ_ij·K_j·a_jf / X_i.
  Lane neighbours_adoption(int node, int field) const { return seen_.at(node, field + 1) / seen_.at(node, 0); }
  /// ū_i = Σ_j φ_ij·u_j·E_j / Σ_j φ_ij·E_j.
  Lane neighbours_saturation(int node) const { return seen_.at(node, fields_ + 2) / seen_.at(node, fields_ + 1); }

 private:
  int fields_;
  NodeColumns shown_, seen_;  ///< K, K·a_f, E, u·E
  Lanes log_reach_;           ///< ln X of 2020
};

}  // namespace jialing::model
