#include "sim/model/contracts.h"

#include "sim/model/policy.h"

namespace jialing::model {

Contracts::Contracts(const Topology& topology)
    : gravity_(topology),
      mass_(topology.nodes, Lane(0)),
      log_intensity_(mass_) {}

void Contracts::attract(const Context& context, const Signals& signals) {
  const Lane &a_gdp = context.parameters[Parameter::a_gdp], &a_talent = context.parameters[Parameter::a_talent];
  for (int i = 0; i < context.topology.nodes; ++i)
    mass_[i] = lane_exp(a_gdp * signals.log_gdp[i] + a_talent * signals.log_researchers[i]);
}

void Contracts::start(const Context& context, const State& base, const Signals& signals,
                      const std::vector<double>& home_share) {
  log_intensity_ = base.log_contract_intensity;
  attract(context, signals);
  gravity_.start(context, context.weights.contract, home_share, context.parameters[Parameter::home_contract_shift],
                 mass_);
}

void Contracts::flow(const Context& context, const Signals& signals) {
  attract(context, signals);
  gravity_.split(context, context.weights.contract, signals.rd, mass_, context.policy[NodeEffect::openness]);
}

// ln τ ← relax(ln τ, ln max(τ₀, tau_frontier·e^{frontier}) + g_frontier·t', kappa_contract·e^{catch_up}); external
// nodes keep theirs.
void Contracts::advance(const Context& context, const State& now, StepTime time, const Noise& noise,
                        State& next) const {
  const ParameterLanes& p = context.parameters;
  const Policy& policy = context.policy;
  Lane decay = lane_exp(-time.dt * p[Parameter::kappa_contract]);
  const Lane drift = p[Parameter::g_frontier] * time.mid();
  for (int i = 0; i < context.topology.nodes; ++i) {
    next.log_contract_intensity[i] = now.log_contract_intensity[i];
    if (!context.topology.is_domestic(i)) continue;
    if (policy.has(NodeEffect::catch_up))
      decay = lane_exp(-time.dt * p[Parameter::kappa_contract] * lane_exp(policy[NodeEffect::catch_up][i]));
    const Lane aim = log_intensity_[i].max(context.lasting.log_frontier[i] + policy[NodeEffect::frontier][i]) + drift;
    next.log_contract_intensity[i] = relax(now.log_contract_intensity[i], aim, decay) + noise.contract_intensity[i];
  }
}

}  // namespace jialing::model
