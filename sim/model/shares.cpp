#include "sim/model/shares.h"

#include "sim/model/policy.h"

namespace jialing::model {

// logit(sei) += dt·(beta_adopt_sei·ȧ + beta_K_share·(k − mean k)) with the k of the previous step; the high-tech share
// with beta_adopt_ht; logit(literacy) += dt·g_literacy
void advance_shares(const Context& context, const State& now, StepTime time, const Signals& signals, State& next) {
  using enum Parameter;
  const Topology& topology = context.topology;
  const ParameterLanes& p = context.parameters;
  const Lane mean_growth = weighted_mean(now.knowledge_growth, now.gdp, topology.domestic);
  for (int i = 0; i < topology.nodes; ++i) {
    const double dt = topology.is_domestic(i) ? time.dt : 0;
    const Lane knowledge = p[beta_K_share] * (now.knowledge_growth[i] - mean_growth);
    next.sei_logit[i] = now.sei_logit[i] + dt * (p[beta_adopt_sei] * signals.adoption_speed[i] + knowledge);
    next.hightech_logit[i] = now.hightech_logit[i] + dt * (p[beta_adopt_ht] * signals.adoption_speed[i] + knowledge);
    next.literacy_logit[i] = now.literacy_logit[i] + dt * (p[g_literacy] + context.policy[NodeEffect::literacy][i]);
  }
}

}  // namespace jialing::model
