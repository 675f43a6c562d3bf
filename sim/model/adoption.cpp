#include "sim/model/adoption.h"

#include "sim/model/policy.h"

namespace jialing::model {

// a(0) = clip( a0·e^{lambda_a·[specialised]}·√((R/Y)_i / (ΣR/ΣY)), 1e−4, 0.8 )
void start_adoption(const Context& context, State& base) {
  const Topology& topology = context.topology;
  Lane rd = Lane(0);
  for (int i = 0; i < topology.nodes; ++i) rd += base.rd(i);
  const Lane intensity = rd / sum(base.gdp);
  const Lane &average = context.parameters[Parameter::a0], &head_start = context.parameters[Parameter::lambda_a];
  for (int i = 0; i < topology.nodes; ++i) {
    const Lane general = average * (base.rd(i) / base.gdp[i] / intensity).sqrt();
    const Lane specialised = general * lane_exp(head_start);
    for (int f = 0; f < topology.fields; ++f) {
      const int cell = i * topology.fields + f;
      base.adoption[cell] = (topology.specialisation[cell] > 0 ? specialised : general).max(1e-4).min(0.8);
    }
  }
}

// absorb = min(2, ((H/N)_i / (ΣH/ΣN))^phi_absorb); policy adds to p_adopt and multiplies q_adopt
// a ← bass(a, absorb·(p_adopt + q_adopt·nu_adopt·others), absorb·q_adopt·(1 − nu_adopt))
// own speed ȧ_i = Σ_f specialisation_if·(a_new − a)_if / dt
void advance_adoption(const Context& context, const State& now, const Learning& learning, StepTime time, State& next,
                      Signals& signals) {
  const Topology& topology = context.topology;
  const ParameterLanes& p = context.parameters;
  const Lane learnt_elsewhere = p[Parameter::q_adopt] * p[Parameter::nu_adopt];
  const Lane learnt_here = p[Parameter::q_adopt] - learnt_elsewhere;
  const Lanes& added = context.policy[FieldEffect::adoption];
  const Lanes& imitation = context.policy[FieldEffect::imitation];
  const Lane log_staff_share = lane_log(sum(now.researchers) / sum(now.employment));
  for (int i = 0; i < topology.nodes; ++i) {
    const Lane log_staff = lane_log(now.researchers[i] / now.employment[i]) - log_staff_share;
    const Lane absorb = lane_exp(p[Parameter::phi_absorb] * log_staff).min(2.0);
    Lane speed = Lane(0);
    for (int f = 0; f < topology.fields; ++f) {
      const int cell = i * topology.fields + f;
      const Lane faster = context.policy.has(FieldEffect::imitation) ? lane_exp(imitation[cell]) : Lane(1);
      const Lane spontaneous = (p[Parameter::p_adopt] + added[cell]).max(0.0) +
                               learnt_elsewhere * faster * learning.adoption_elsewhere(i, f);
      next.adoption[cell] = bass(now.adoption[cell], absorb * spontaneous, absorb * (learnt_here * faster), time.dt);
      speed += topology.specialisation[cell] * (next.adoption[cell] - now.adoption[cell]);
    }
    signals.adoption_speed[i] = speed / time.dt;
  }
}

}  // namespace jialing::model
