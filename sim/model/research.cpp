#include "sim/model/research.h"

#include <cmath>

namespace jialing::model {
namespace {

constexpr Real fading_years = 10;        // time scale on which public R&D stops outgrowing GDP
constexpr Real basic_share_floor = 0.3;  // the share of basic research aimed at is at least this part of 2020's

}  // namespace

Research::Research(const Topology& topology)
    : start_intensity_(topology.nodes, Lane(0)),
      log_intensity_(start_intensity_),
      gap_(log_intensity_),
      log_firm_density_(log_intensity_),
      start_basic_share_(log_intensity_) {}

// gap = gap_focus − chi_gap·(ln(R/Y)₀ − ln(ΣR/ΣY over the focus)₀) for focus nodes, gap_other elsewhere
void Research::start(const Context& context, const State& base) {
  const Topology& topology = context.topology;
  const ParameterLanes& p = context.parameters;
  const NodeRange focus = topology.focus;
  Lane focus_rd = Lane(0);
  for (int i = focus.begin; i < focus.end; ++i) focus_rd += base.rd(i);
  const Lane log_focus = lane_log(focus_rd / sum(base.gdp, focus));
  for (int i = 0; i < topology.nodes; ++i) {
    start_intensity_[i] = base.business_intensity[i];
    log_intensity_[i] = base.log_business_intensity[i];
    log_firm_density_[i] = lane_log(base.hightech_firms[i] / base.entities[i]);
    start_basic_share_[i] = base.basic_share[i];
    gap_[i] = p[Parameter::gap_other];
    if (i >= focus.begin && i < focus.end) {
      gap_[i] = p[Parameter::gap_focus] - p[Parameter::chi_gap] * (lane_log(base.rd(i) / base.gdp[i]) - log_focus);
    }
  }
}

// ln ρ ← relax(ln ρ, ln ρ₀ + gap + beta_firms_rd·ln[(G/E)/(G/E)₀] + beta_capital_rd·d_C, kappa_rd)
// pub ← pub·(Y_new/Y)·e^{dt·g_public·e^{−t'/10}};  external nodes keep ρ and pub/Y
// b_lag ← relax(b_lag, b, 1/lag_basic);  b ← relax(b, max(b₀ + basic_gain, 0.3·b₀), kappa_basic)
void Research::advance(const Context& context, const State& now, StepTime time, const Signals& signals,
                       const Noise& noise, State& next) const {
  using enum Parameter;
  const Topology& topology = context.topology;
  const ParameterLanes& p = context.parameters;
  const Lane intensity_decay = lane_exp(-time.dt * p[kappa_rd]);
  const Lane public_growth = lane_exp(time.dt * std::exp(-time.mid() / fading_years) * p[g_public]);
  const Lane lag_decay = lane_exp(-time.dt / p[lag_basic]);
  const Lane basic_decay = lane_exp(-time.dt * p[kappa_basic]);
  for (int i = 0; i < topology.nodes; ++i) {
    next.public_rd[i] = now.public_rd[i] * (next.gdp[i] / now.gdp[i]);
    next.business_intensity[i] = now.business_intensity[i];
    next.log_business_intensity[i] = now.log_business_intensity[i];
    next.basic_share[i] = now.basic_share[i];
    next.lagged_basic_share[i] = relax(now.lagged_basic_share[i], now.basic_share[i], lag_decay);
    if (!topology.is_domestic(i)) continue;
    const Lane log_density = lane_log(now.hightech_firms[i] / now.entities[i]) - log_firm_density_[i];
    const Lane aim =
        log_intensity_[i] + gap_[i] + p[beta_firms_rd] * log_density + p[beta_capital_rd] * signals.capital_change[i];
    next.log_business_intensity[i] =
        relax(now.log_business_intensity[i], aim, intensity_decay) + noise.business_intensity[i];
    next.business_intensity[i] = lane_exp(next.log_business_intensity[i]);
    next.public_rd[i] *= public_growth;
    const Lane& basic = start_basic_share_[i];
    next.basic_share[i] =
        relax(now.basic_share[i], (basic + p[basic_gain]).max(basic_share_floor * basic), basic_decay);
  }
}

}  // namespace jialing::model
