#pragma once

#include "sim/model/process.h"

namespace jialing::model {

/// Two-level gravity of a channel: node i sends V_i, a share w_i of it across the border of its province, to masses m_j
/// (sim/model/README.md, section 1; nested choice with the province as nest).
///
///     w_i = logistic( ln(1/home_i − 1) − shift + eta·[ ln(acc^out/acc^in) − the same at t = 0 ] )
///     flow_ij = V_i (1 − w_i) φ_ij m_j / acc^in_i  (j in i's province),   V_i w_i φ_ij m_j / acc^out_i  (j outside)
class Gravity {
 public:
  explicit Gravity(const Topology& topology);

  /// Sets the home shares of the base year (fractions, per node) and the accessibilities they hold at.
  void start(const Context& context, const Lanes& weights, const std::vector<double>& home_share, const Lane& shift,
             const Lanes& mass);

  /// Splits what each node sends: afterwards flow_ij = from(i, j)·φ_ij·mass_j. `openness` adds to the leaving log-odds.
  void split(const Context& context, const Lanes& weights, const Lanes& sent, const Lanes& mass, const Lanes& openness);
  void split(const Context& context, const Lanes& weights, const Lanes& sent, const Lanes& mass) {
    split(context, weights, sent, mass, no_openness_);
  }

  Lane flow(const Topology& topology, const Lanes& weights, const Lanes& mass, int i, int j) const {
    const int pair = topology.pairs.index(i, j);
    if (pair < 0) return Lane(0);
    const Lane& from = topology.province[i].contains(j) ? from_inside_[i] : from_outside_[i];
    return from * weights[pair] * mass[j];
  }

  const Lanes& from_inside() const { return from_inside_; }
  const Lanes& from_outside() const { return from_outside_; }
  const Lanes& leaving_share() const { return leaving_share_; }  ///< w

 private:
  Lanes log_leaving_odds_;  ///< ln(1/home − 1) − shift − eta·ln(acc^out/acc^in) of the base year
  Lanes inside_, outside_;  ///< accessibilities
  Lanes from_inside_, from_outside_, leaving_share_;
  Lanes no_openness_;
};

}  // namespace jialing::model
