#include "sim/model/knowledge.h"

#include "sim/model/policy.h"

namespace jialing::model {

void start_knowledge(const Context& context, State& base) {
  const Lane &growth = context.parameters[Parameter::g_hist], &depreciation = context.parameters[Parameter::delta_K];
  for (int i = 0; i < context.topology.nodes; ++i) {
    base.knowledge[i] = base.rd(i) / (growth + depreciation);
    base.knowledge_growth[i] = growth;
    base.lagged_creation[i] = base.rd(i);
  }
}

// Z = R_mid·e^{−inflation·t'}·x^{−alpha_H}·(X/X₀)^{sigma_S}·[(T_ext/ΣR)/(T_ext/ΣR)₀]^{gamma_in}·(b_lag/b₀)^{beta_basic}
//     ·e^{g_prod·t + policy}; R_mid without the R&D that a tax credit only relabels
// K ← relax(K, Z/delta_K, delta_K);  k = ln(K_new/K)/dt;  L ← relax(L, Z, 1/lag_patent)
void advance_knowledge(const Context& context, const State& now, StepTime time, const Signals& signals,
                       const Research& research, const Learning& learning, State& next) {
  using enum Parameter;
  const ParameterLanes& p = context.parameters;
  const Lane stock_decay = lane_exp(-time.dt * p[delta_K]);
  const Lane lag_decay = lane_exp(-time.dt / p[lag_patent]);
  const Lane trend = p[g_prod] * time.t - p[inflation] * time.mid();
  for (int i = 0; i < context.topology.nodes; ++i) {
    const Lane rd_mid = (signals.rd[i] + next.rd(i)) / 2 - research.relabelled()[i];
    const Lane effect = trend - p[alpha_H] * signals.log_tightness[i] + p[sigma_S] * signals.spillover_change[i] +
                        p[gamma_in] * signals.technology_change[i] +
                        p[beta_basic] * lane_log(now.lagged_basic_share[i] / research.start_basic_share()[i]) +
                        context.policy[NodeEffect::creation][i] + learning.spilled(i);
    const Lane creation = rd_mid * lane_exp(effect);
    next.knowledge[i] = relax(now.knowledge[i], creation / p[delta_K], stock_decay);
    next.knowledge_growth[i] = lane_log(next.knowledge[i] / now.knowledge[i]) / time.dt;
    next.lagged_creation[i] = relax(now.lagged_creation[i], creation, lag_decay);
  }
}

}  // namespace jialing::model
