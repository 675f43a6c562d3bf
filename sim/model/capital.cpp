#include "sim/model/capital.h"

#include <algorithm>

#include "sim/model/edge_pass.h"

namespace jialing::model {

Capital::Capital(const Topology& topology)
    : gravity_(topology),
      sent_(topology.nodes, Lane::Zero()),
      amount_(sent_),
      log_received_per_gdp_(sent_) {}

void Capital::start(const Context& context, const State& base, const std::vector<double>& home_share) {
  gravity_.start(context, context.weights.capital, home_share, context.parameters[Parameter::home_capital_shift],
                 base.hightech_firms);
  flow(context, base);
  receive(context, base);
  for (int i = 0; i < context.topology.nodes; ++i) log_received_per_gdp_[i] = lane_log(amount_[i] / base.gdp[i]);
}

void Capital::flow(const Context& context, const State& now) {
  for (int i = 0; i < context.topology.nodes; ++i) sent_[i] = context.parameters[Parameter::omega] * now.gdp[i];
  gravity_.split(context, context.weights.capital, sent_, now.hightech_firms);
}

void Capital::receive(const Context& context, const State& now) {
  sum_over_others(context.topology, context.weights.capital, gravity_.from_inside(), gravity_.from_outside(), amount_);
  for (int i = 0; i < context.topology.nodes; ++i) {
    const Lane own = gravity_.from_inside()[i] * context.weights.capital[pair_index(i, i)];
    amount_[i] = (amount_[i] + own) * now.hightech_firms[i];
  }
}

void Capital::received(const Context& context, const State& now, Signals& signals) {
  if (!context.channels.capital) {
    std::fill(signals.capital_change.begin(), signals.capital_change.end(), Lane::Zero());
    return;
  }
  flow(context, now);
  receive(context, now);
  for (int i = 0; i < context.topology.nodes; ++i)
    signals.capital_change[i] = lane_log(amount_[i] / now.gdp[i]) - log_received_per_gdp_[i];
}

}  // namespace jialing::model
