#include "sim/model/proximity.h"

#include <algorithm>

namespace jialing::model {

Proximity::Proximity(const Topology& topology)
    : fields_(topology.fields),
      shown_(topology.nodes, topology.fields + 3),
      seen_(shown_),
      log_reach_(topology.nodes, Lane::Zero()) {}

void Proximity::start(const Context& context, const State& base) {
  const Topology& topology = context.topology;
  NodeColumns stock(topology.nodes, 1), reach(topology.nodes, 1);
  for (int i = 0; i < topology.nodes; ++i) stock.at(i, 0) = base.knowledge[i];
  sum_over_partners(topology, context.weights.knowledge, stock, reach);
  for (int i = 0; i < topology.nodes; ++i) log_reach_[i] = reach.at(i, 0).log();
}

void Proximity::look(const Context& context, const State& now, const Lanes& saturation, Signals& signals) {
  const Topology& topology = context.topology;
  for (int i = 0; i < topology.nodes; ++i) {
    shown_.at(i, 0) = now.knowledge[i];
    for (int f = 0; f < fields_; ++f) shown_.at(i, f + 1) = now.knowledge[i] * now.adoption[i * fields_ + f];
    shown_.at(i, fields_ + 1) = now.entities[i];
    shown_.at(i, fields_ + 2) = now.entities[i] * saturation[i];
  }
  sum_over_partners(topology, context.weights.knowledge, shown_, seen_);
  for (int i = 0; i < topology.nodes; ++i) {
    if (context.channels.knowledge) {
      signals.spillover_change[i] = seen_.at(i, 0).log() - log_reach_[i];
    } else {
      signals.spillover_change[i].setZero();
    }
  }
}

}  // namespace jialing::model
