#include "sim/model/gravity.h"

#include <cmath>

#include "sim/model/edge_pass.h"

namespace jialing::model {

Gravity::Gravity(const Topology& topology)
    : log_leaving_odds_(topology.nodes, Lane::Zero()),
      inside_(log_leaving_odds_),
      outside_(log_leaving_odds_),
      from_inside_(log_leaving_odds_),
      from_outside_(log_leaving_odds_),
      leaving_share_(log_leaving_odds_) {}

Lane Gravity::log_access_ratio(int node) const { return (outside_[node] / inside_[node]).log(); }

void Gravity::start(const Context& context, const Lanes& weights, const std::vector<double>& home_share,
                    const Lane& shift, const Lanes& mass) {
  sum_by_border(context.topology, weights, mass, inside_, outside_);
  const Lane& eta = context.parameters[Parameter::eta];
  for (int i = 0; i < context.topology.nodes; ++i)
    log_leaving_odds_[i] = std::log(1 / home_share[i] - 1) - shift - eta * log_access_ratio(i);
}

void Gravity::split(const Context& context, const Lanes& weights, const Lanes& sent, const Lanes& mass) {
  const Topology& topology = context.topology;
  const Lane& eta = context.parameters[Parameter::eta];
  sum_by_border(topology, weights, mass, inside_, outside_);
  for (int i = 0; i < topology.nodes; ++i) {
    if (topology.province[i].size() == topology.nodes) {  // nobody lives outside: all stays
      leaving_share_[i].setZero();
      from_outside_[i].setZero();
    } else {
      leaving_share_[i] = logistic(log_leaving_odds_[i] + eta * log_access_ratio(i));
      from_outside_[i] = sent[i] * leaving_share_[i] / outside_[i];
    }
    from_inside_[i] = sent[i] * (1 - leaving_share_[i]) / inside_[i];
  }
}

}  // namespace jialing::model
