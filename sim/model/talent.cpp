#include "sim/model/talent.h"

#include <algorithm>

#include "sim/model/edge_pass.h"
#include "sim/model/policy.h"

namespace jialing::model {
namespace {

constexpr double largest_hazard = 2;  // 1/year, of leaving a node: six in seven leave within a year

}  // namespace

Talent::Talent(const Topology& topology)
    : log_cost_(topology.nodes, Lane(0)),
      attraction_(log_cost_),
      leaving_inside_(log_cost_),
      leaving_outside_(log_cost_),
      hazard_inside_(log_cost_),
      hazard_outside_(log_cost_),
      leavers_(log_cost_),
      arrivals_(log_cost_),
      sent_inside_(log_cost_),
      sent_outside_(log_cost_),
      inflow_(log_cost_),
      staff_before_(log_cost_) {}

// κ_k = mu_k·ΣH / ΣH·acc^k with acc^k_i = Σ_{j∈k} φ_ij·H_j/ΣH, both sums over domestic nodes that have partners in k:
// so a domestic researcher moves within the province at mu_city and out of it at mu_province in the base year on
// average.
void Talent::start(const Context& context, const State& base) {
  const Topology& topology = context.topology;
  const Lane staff = sum(base.researchers);
  std::fill(staff_before_.begin(), staff_before_.end(), Lane(0));
  for (int i = 0; i < topology.nodes; ++i) {
    log_cost_[i] = lane_log(base.rd(i) / base.researchers[i]);
    attraction_[i] = base.researchers[i] / staff;
  }
  sum_by_border(topology, context.weights.talent, attraction_, hazard_inside_, hazard_outside_);
  const auto kappa = [&](const Lane& mu, const Lanes& access) {
    Lane people = Lane(0), reached = Lane(0);
    for (int i = topology.domestic.begin; i < topology.domestic.end; ++i) {
      people += (access[i] > 0).select(base.researchers[i], Lane(0));
      reached += base.researchers[i] * access[i];
    }
    return Lane((reached > 0).select(mu * people / reached, Lane(0)));
  };
  kappa_inside_ = kappa(context.parameters[Parameter::mu_city], hazard_inside_);
  kappa_outside_ = kappa(context.parameters[Parameter::mu_province], hazard_outside_);
}

void Talent::tightness(const Context& context, StepTime time, Signals& signals) const {
  const Lane& g_wage = context.parameters[Parameter::g_wage];
  for (int i = 0; i < context.topology.nodes; ++i) {
    signals.log_tightness[i] = lane_log(signals.rd[i]) - signals.log_researchers[i] - log_cost_[i] -
                               (g_wage + context.lasting.growth_offset[i]) * time.t;
  }
}

// pull = e^u·x^beta_tight (external: e^u);  att_j = (H_j/ΣH)·pull_j;  hazard_ij = κ_k·φ_ij·att_j / pull_i.
// Symmetric gravity: without differences in pull every pair exchanges equal numbers. Policy adds to u, and recruits n_j
// persons a year by raising att_j so far that as many more move to j at this instant.
void Talent::hazards(const Context& context, const State& now, const Signals& signals) {
  const Topology& topology = context.topology;
  const ParameterLanes& p = context.parameters;
  const Lane per_head = 1 / sum(now.researchers);
  for (int i = 0; i < topology.nodes; ++i) {
    Lane log_pull = topology.siphon[i] * p[Parameter::siphon] + context.policy[NodeEffect::attraction][i];
    if (topology.is_domestic(i)) log_pull += p[Parameter::beta_tight] * signals.log_tightness[i];
    const Lane pull = lane_exp(log_pull);
    attraction_[i] = now.researchers[i] * per_head * pull;
    leaving_inside_[i] = kappa_inside_ / pull;
    leaving_outside_[i] = kappa_outside_ / pull;
  }
  if (context.policy.has(NodeEffect::recruits)) recruit(context, now);
  sum_by_border(topology, context.weights.talent, attraction_, hazard_inside_, hazard_outside_);
  for (int i = 0; i < topology.nodes; ++i) {
    const Lane hazard = hazard_inside_[i] * leaving_inside_[i] + hazard_outside_[i] * leaving_outside_[i];
    const Lane held = (hazard > largest_hazard).select(largest_hazard / hazard, Lane(1));
    leaving_inside_[i] *= held;
    leaving_outside_[i] *= held;
    hazard_inside_[i] *= leaving_inside_[i];
    hazard_outside_[i] *= leaving_outside_[i];
  }
}

// att_j ← att_j·(1 + n_j / inflow_j) with inflow_j = Σ_i H_i·hazard_ij without it.
void Talent::recruit(const Context& context, const State& now) {
  const Lanes& recruits = context.policy[NodeEffect::recruits];
  for (int i = 0; i < context.topology.nodes; ++i) {
    sent_inside_[i] = now.researchers[i] * leaving_inside_[i];
    sent_outside_[i] = now.researchers[i] * leaving_outside_[i];
  }
  sum_over_others(context.topology, context.weights.talent, sent_inside_, sent_outside_, inflow_);
  for (int j = 0; j < context.topology.nodes; ++j) {
    const Lane inflow = inflow_[j] * attraction_[j];
    attraction_[j] *= (inflow > 0).select(1 + recruits[j] / inflow, Lane(1));
  }
}

// leavers_i = H_i·(1 − e^{−dt·hazard_i}), split over destinations in proportion to hazard_ij;
// H ← (H + arrivals − leavers)·x^{dt·kappa_hire} (external: without the last factor), plus those who take up R&D and
// the staff of platforms.
void Talent::advance(const Context& context, const State& now, StepTime time, const Signals& signals, State& next) {
  const Topology& topology = context.topology;
  if (context.channels.talent) {
    for (int i = 0; i < topology.nodes; ++i) {
      const Lane hazard = hazard_inside_[i] + hazard_outside_[i];
      leavers_[i] = now.researchers[i] * (1 - lane_exp(-time.dt * hazard));
      const Lane per_hazard = (hazard > 0).select(leavers_[i] / hazard, Lane(0));
      sent_inside_[i] = per_hazard * leaving_inside_[i];
      sent_outside_[i] = per_hazard * leaving_outside_[i];
    }
    sum_over_others(topology, context.weights.talent, sent_inside_, sent_outside_, arrivals_);
    for (int i = 0; i < topology.nodes; ++i) arrivals_[i] *= attraction_[i];
  } else {
    std::fill(leavers_.begin(), leavers_.end(), Lane(0));
    std::fill(arrivals_.begin(), arrivals_.end(), Lane(0));
  }
  const Lane hiring = time.dt * context.parameters[Parameter::kappa_hire];
  for (int i = 0; i < topology.nodes; ++i) {
    next.researchers[i] = now.researchers[i] + (arrivals_[i] - leavers_[i]);
    if (topology.is_domestic(i)) next.researchers[i] *= lane_exp(hiring * signals.log_tightness[i]);
    const Lane& staff = context.policy[NodeEffect::staff][i];
    next.researchers[i] += time.dt * context.policy[NodeEffect::people][i] + (staff - staff_before_[i]).max(0.0);
    staff_before_[i] = staff;
  }
}

}  // namespace jialing::model
