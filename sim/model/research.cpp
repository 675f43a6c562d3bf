#include "sim/model/research.h"

#include <algorithm>
#include <cmath>

#include "sim/model/courses.h"
#include "sim/model/policy.h"

namespace jialing::model {
namespace {

constexpr double basic_share_floor = 0.3;  // of the base year's share of basic research: aims do not lie below
constexpr double largest_basic_share = 0.9;
constexpr double least_leverage = -0.5;       // grants displace at most this much …
constexpr double least_grant_response = 0.1;  // … and business R&D aims at this part of its own at least
constexpr double smallest_public_part = 0.1;  // of the own public R&D: cuts leave as much
constexpr double largest_gift = 0.5;          // of the own public R&D

}  // namespace

Research::Research(const Topology& topology)
    : start_intensity_(topology.nodes, Lane(0)),
      log_intensity_(start_intensity_),
      gap_(log_intensity_),
      moved_aim_(log_intensity_),
      answered_(log_intensity_),
      log_firm_density_(log_intensity_),
      start_basic_share_(log_intensity_),
      added_(log_intensity_),
      induced_(log_intensity_),
      relabelled_(log_intensity_),
      given_(log_intensity_) {}

// gap = gap_focus − chi_gap·(ln(R/Y)₀ − ln(ΣR/ΣY over the focus)₀) for focus nodes, gap_other elsewhere
void Research::start(const Context& context, const State& base) {
  const Topology& topology = context.topology;
  const ParameterLanes& p = context.parameters;
  const NodeRange focus = topology.focus;
  for (Lanes* lanes : {&added_, &induced_, &relabelled_, &moved_aim_, &answered_})
    std::fill(lanes->begin(), lanes->end(), Lane(0));
  Lane focus_rd = Lane(0);
  for (int i = focus.begin; i < focus.end; ++i) focus_rd += base.rd(i);
  const Lane log_focus = lane_log(focus_rd / sum(base.gdp, focus));
  for (int i = 0; i < topology.nodes; ++i) {
    start_intensity_[i] = base.business_intensity[i];
    log_intensity_[i] = base.log_business_intensity[i];
    log_firm_density_[i] = lane_log(base.hightech_firms[i] / base.entities[i]);
    start_basic_share_[i] = base.basic_share[i];
    gap_[i] = p[Parameter::gap_other];
    if (focus.contains(i)) {
      gap_[i] = p[Parameter::gap_focus] - p[Parameter::chi_gap] * (lane_log(base.rd(i) / base.gdp[i]) - log_focus);
    }
  }
}

void Research::advance(const Context& context, const State& now, StepTime time, const Signals& signals,
                       const Noise& noise, State& next) {
  desire(context, now, time, signals, noise, next);
  fund(context, now, time, next);
  direct(context, now, time, next);
}

// ln ρ ← relax(ln ρ, ln ρ₀ + gap + drift·(D + e^{−t'/fade_aim}/kappa_rd) + beta_firms_rd·ln[(G/E)/(G/E)₀] +
// beta_capital_rd·d_C + policy + Σ permanence·noise, kappa_rd) + noise, with D = fade_aim·(1 − e^{−t'/fade_aim}): who
// follows an aim that grows by drift a year lags 1/kappa_rd behind; external nodes keep ρ
void Research::desire(const Context& context, const State& now, StepTime time, const Signals& signals,
                      const Noise& noise, State& next) {
  using enum Parameter;
  const Topology& topology = context.topology;
  const ParameterLanes& p = context.parameters;
  const Lane decay = lane_exp(-time.dt * p[kappa_rd]);
  const Lane drifting = faded_years(time.mid(), p[fade_aim]) + lane_exp(-time.mid() / p[fade_aim]) / p[kappa_rd];
  for (int i = 0; i < topology.nodes; ++i) {
    next.business_intensity[i] = now.business_intensity[i];
    next.log_business_intensity[i] = now.log_business_intensity[i];
    if (!topology.is_domestic(i)) continue;
    const Lane log_density = lane_log(now.hightech_firms[i] / now.entities[i]) - log_firm_density_[i];
    answered_[i] = p[beta_firms_rd] * log_density + p[beta_capital_rd] * signals.capital_change[i];
    const Lane aim = log_aim(i) + context.lasting.aim_growth[i] * drifting;
    const Lane moved = aim + policy_aim(context, now, i, aim);
    next.log_business_intensity[i] = relax(now.log_business_intensity[i], moved, decay) + noise.business_intensity[i];
    next.business_intensity[i] = lane_exp(next.log_business_intensity[i]);
    moved_aim_[i] += p[permanence] * noise.business_intensity[i];
    count_relabelled(context, decay, i, next);
  }
}

// Tax credit: user_cost·C. Grants: ln max(1 + max(leverage, −0.5)·L/(ρY), 0.1), L held within ±grant_limit·ρY. Mandate
// on a share M with floor f: ln(1 + M·max(f/e^aim − 1, 0)), so that the obliged do not aim below the floor.
Lane Research::policy_aim(const Context& context, const State& now, int i, const Lane& own_aim) const {
  using enum Parameter;
  const Policy& policy = context.policy;
  const ParameterLanes& p = context.parameters;
  Lane change = p[user_cost] * policy[NodeEffect::user_cost][i];
  if (policy.has(NodeEffect::levered_grant)) {
    const Lane business_rd = now.business_intensity[i] * now.gdp[i];
    const Lane limit = p[grant_limit];
    const Lane part = (policy[NodeEffect::levered_grant][i] / business_rd).min(limit).max(-limit);
    change += lane_log((1 + p[leverage].max(least_leverage) * part).max(least_grant_response));
  }
  if (policy.has(NodeEffect::mandate_share)) {
    const Lane& total = policy[NodeEffect::mandate_share][i];
    const Lane floor = (total > 0).select(policy[NodeEffect::mandate_floor][i] / total, Lane(0));
    const Lane shortfall = (floor * lane_exp(-(own_aim + change)) - 1).max(0.0);
    change += lane_log(1 + total.min(1.0) * shortfall);
  }
  return change;
}

// ι ← relax(ι, user_cost·C, kappa_rd); relabelled: relabel·ρY·(1 − e^{−ι}) of the business R&D that the credit induced.
void Research::count_relabelled(const Context& context, const Lane& decay, int i, const State& next) {
  if (!context.policy.has(NodeEffect::user_cost)) return;
  const ParameterLanes& p = context.parameters;
  induced_[i] = relax(induced_[i], p[Parameter::user_cost] * context.policy[NodeEffect::user_cost][i], decay);
  relabelled_[i] = p[Parameter::relabel] * next.business_intensity[i] * next.gdp[i] * (1 - lane_exp(-induced_[i]));
}

// own ← own·(Y_new/Y)·e^{dt·g_public·e^{−t'/10}} (external: without the last factor);
// pub = max(own + S, 0.1·own) − given + received
void Research::fund(const Context& context, const State& now, StepTime time, State& next) {
  const Topology& topology = context.topology;
  const Lane growth =
      lane_exp(time.dt * std::exp(-time.mid() / fading_years) * context.parameters[Parameter::g_public]);
  const Lanes& grants = context.policy[NodeEffect::grant];
  for (int i = 0; i < topology.nodes; ++i) {
    Lane own = (now.public_rd[i] - added_[i]) * (next.gdp[i] / now.gdp[i]);
    if (topology.is_domestic(i)) own *= growth;
    next.public_rd[i] = (own + grants[i]).max(smallest_public_part * own);
    added_[i] = next.public_rd[i] - own;
  }
  if (!context.policy.transfers().empty()) transfer(context, next);
}

// A donor gives at most half of its own and takes nothing, whatever the effectiveness.
void Research::transfer(const Context& context, State& next) {
  std::fill(given_.begin(), given_.end(), Lane(0));
  for (const auto& each : context.policy.transfers()) given_[each.donor] += each.share.max(0.0);
  for (const auto& each : context.policy.transfers()) {
    const Lane& total = given_[each.donor];
    const Lane held = (total > largest_gift).select(largest_gift / total, Lane(1));
    moved_.push_back((next.public_rd[each.donor] - added_[each.donor]) * each.share.max(0.0) * held);
  }
  for (std::size_t n = 0; n < moved_.size(); ++n) {
    const auto& each = context.policy.transfers()[n];
    for (const auto& [node, amount] : {std::pair(each.donor, Lane(-moved_[n])), std::pair(each.recipient, moved_[n])}) {
      next.public_rd[node] += amount;
      added_[node] += amount;
    }
  }
  moved_.clear();
}

// b_lag ← relax(b_lag, b, 1/lag_basic);  b ← relax(b, aim, kappa_basic) with aim = max(b₀ + basic_gain + policy,
// 0.3·b₀), drawn towards what grants that say so spend on basic research
void Research::direct(const Context& context, const State& now, StepTime time, State& next) const {
  using enum Parameter;
  const ParameterLanes& p = context.parameters;
  const Lane lag_decay = lane_exp(-time.dt / p[lag_basic]);
  const Lane decay = lane_exp(-time.dt * p[kappa_basic]);
  for (int i = 0; i < context.topology.nodes; ++i) {
    next.basic_share[i] = now.basic_share[i];
    next.lagged_basic_share[i] = relax(now.lagged_basic_share[i], now.basic_share[i], lag_decay);
    if (!context.topology.is_domestic(i)) continue;
    const Lane& basic = start_basic_share_[i];
    Lane aim = (basic + p[basic_gain] + context.policy[NodeEffect::basic_gain][i]).max(basic_share_floor * basic);
    if (context.policy.has(NodeEffect::basic_money)) {
      const Lane& money = context.policy[NodeEffect::basic_money][i];
      aim += (context.policy[NodeEffect::basic_spent][i] - aim * money) / next.rd(i).max(money);
    }
    next.basic_share[i] = relax(now.basic_share[i], aim.min(largest_basic_share), decay);
  }
}

}  // namespace jialing::model
