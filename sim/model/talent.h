#pragma once

#include "sim/model/process.h"

namespace jialing::model {

/// R&D staff move between nodes, and nodes hire and lose staff with funding (sim/model/README.md, section 2, Talent).
class Talent {
 public:
  explicit Talent(const Topology& topology);

  /// Sets funding per researcher and the hazards of the base year.
  void start(const Context& context, const State& base);

  /// ln x: funding per researcher relative to the base year, corrected for the growth of its cost.
  void tightness(const Context& context, StepTime time, Signals& signals) const;

  /// hazard_ij = leaving(i, j)·φ_ij·attraction_j, 1/year.
  void hazards(const Context& context, const State& now, const Signals& signals);

  /// Moves and hires during the step: `next.researchers`.
  void advance(const Context& context, const State& now, StepTime time, const Signals& signals, State& next);

  /// Persons per year from one node to another: H_i·hazard_ij.
  Lane flow(const Topology& topology, const Lanes& weights, const Lanes& researchers, int from, int to) const {
    const int pair = topology.pairs.index(from, to);
    if (pair < 0) return Lane(0);
    const Lane& leaving = topology.province[from].contains(to) ? leaving_inside_[from] : leaving_outside_[from];
    return researchers[from] * leaving * weights[pair] * attraction_[to];
  }

  const Lanes& leavers() const { return leavers_; }    ///< persons leaving in the step
  const Lanes& arrivals() const { return arrivals_; }  ///< persons arriving in the step

 private:
  void recruit(const Context& context, const State& now);

  Lanes log_cost_;  ///< ln(rd / rd_fte) of the base year
  Lane kappa_inside_, kappa_outside_;
  Lanes attraction_;
  Lanes leaving_inside_, leaving_outside_;  ///< κ_in / pull_i, κ_out / pull_i, held
  Lanes hazard_inside_, hazard_outside_;
  Lanes leavers_, arrivals_;
  Lanes sent_inside_, sent_outside_;
  Lanes inflow_;        ///< persons per year who move to the node
  Lanes staff_before_;  ///< staff of platforms at the start of the step
};

}  // namespace jialing::model
