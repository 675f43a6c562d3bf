#include "sim/model/gravity.h"

#include <cmath>
#include <type_traits>

#include "sim/model/edge_pass.h"

namespace jialing::model {
namespace {

// Of staying: the odds are still a number.
constexpr double largest_log_odds = std::is_same_v<Real, float> ? 80 : 600;

}  // namespace

Gravity::Gravity(const Topology& topology)
    : log_leaving_odds_(topology.nodes, Lane(0)),
      inside_(log_leaving_odds_),
      outside_(log_leaving_odds_),
      from_inside_(log_leaving_odds_),
      from_outside_(log_leaving_odds_),
      leaving_share_(log_leaving_odds_),
      no_openness_(log_leaving_odds_) {}

void Gravity::start(const Context& context, const Lanes& weights, const std::vector<double>& home_share,
                    const Lane& shift, const Lanes& mass) {
  sum_by_border(context.topology, weights, mass, inside_, outside_);
  const Lane& eta = context.parameters[Parameter::eta];
  for (int i = 0; i < context.topology.nodes; ++i)
    log_leaving_odds_[i] = std::log(1 / home_share[i] - 1) - shift - eta * lane_log(outside_[i] / inside_[i]);
}

void Gravity::split(const Context& context, const Lanes& weights, const Lanes& sent, const Lanes& mass,
                    const Lanes& openness) {
  const Topology& topology = context.topology;
  const Lane& eta = context.parameters[Parameter::eta];
  sum_by_border(topology, weights, mass, inside_, outside_);
  for (int i = 0; i < topology.nodes; ++i) {
    if (topology.province[i].size() == topology.nodes) {  // nobody lives outside: all stays
      leaving_share_[i] = 0;
      from_outside_[i] = 0;
      from_inside_[i] = sent[i] / inside_[i];
      continue;
    }
    // 1 − w = staying odds·w, so what stays follows from what leaves.
    const Lane ratio = outside_[i] / inside_[i];
    const Lane log_odds = log_leaving_odds_[i] + openness[i] + eta * lane_log(ratio);
    const Lane staying_odds = lane_exp((-log_odds).min(largest_log_odds));
    leaving_share_[i] = 1 / (1 + staying_odds);
    from_outside_[i] = sent[i] * leaving_share_[i] / outside_[i];
    from_inside_[i] = from_outside_[i] * staying_odds * ratio;
  }
}

}  // namespace jialing::model
