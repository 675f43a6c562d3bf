#include "sim/model/capital.h"

#include <algorithm>

#include "sim/model/edge_pass.h"
#include "sim/model/policy.h"

namespace jialing::model {
namespace {

constexpr double smallest_fund = 0.1;  // of what there would be without policy: funds that shrink leave as much

}  // namespace

Capital::Capital(const Topology& topology)
    : gravity_(topology),
      sent_(topology.nodes, Lane(0)),
      tied_(sent_),
      drawn_(sent_),
      base_log_received_per_gdp_(sent_) {}

void Capital::start(const Context& context, const State& base, const std::vector<double>& home_share) {
  gravity_.start(context, context.weights.capital, home_share, context.parameters[Parameter::home_capital_shift],
                 base.hightech_firms);
  flow(context, base);
  draw(context);
  for (int i = 0; i < context.topology.nodes; ++i)
    base_log_received_per_gdp_[i] = log_received_per_gdp(context, base, i);
}

void Capital::flow(const Context& context, const State& now) {
  for (int i = 0; i < context.topology.nodes; ++i) {
    const Lane own = context.parameters[Parameter::omega] * now.gdp[i];
    sent_[i] = (own + context.policy[NodeEffect::capital_sent][i]).max(smallest_fund * own);
    tied_[i] = context.policy[NodeEffect::capital_tied][i];
  }
  gravity_.split(context, context.weights.capital, sent_, now.hightech_firms);
}

void Capital::draw(const Context& context) {
  sum_over_others(context.topology, context.weights.capital, gravity_.from_inside(), gravity_.from_outside(), drawn_);
}

Lane Capital::log_received_per_gdp(const Context& context, const State& now, int node) const {
  const Lane own = gravity_.from_inside()[node] * context.weights.capital[context.topology.pairs.self(node)];
  const Lane received = (drawn_[node] + own) * now.hightech_firms[node];
  return lane_log((received + tied_[node]).max(smallest_fund * received) / now.gdp[node]);
}

void Capital::receive(const Context& context, const State& now, Signals& signals) {
  if (!context.channels.capital) {
    std::fill(signals.capital_change.begin(), signals.capital_change.end(), Lane(0));
    return;
  }
  draw(context);
  for (int i = 0; i < context.topology.nodes; ++i)
    signals.capital_change[i] = log_received_per_gdp(context, now, i) - base_log_received_per_gdp_[i];
}

}  // namespace jialing::model
