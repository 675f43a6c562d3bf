#include "sim/model/firms.h"

#include <cmath>

#include "sim/model/courses.h"
#include "sim/model/policy.h"

namespace jialing::model {
namespace {

constexpr double largest_capacity = 0.3;   // of all entities
constexpr double smallest_entry = 0.1;     // of p_firm: policy that hinders entry leaves as much
constexpr double entities_per_unit = 1e4;  // entities are counted in 10 000

}  // namespace

Firms::Firms(const Topology& topology)
    : capacity_per_entity_(topology.nodes, Lane(0)),
      hightech_per_tech_(capacity_per_entity_),
      hightech_per_gdp_(capacity_per_entity_),
      tech_per_gdp_(capacity_per_entity_),
      capacity_(capacity_per_entity_),
      saturation_(capacity_per_entity_) {}

// m = min( (F/E)₀^{1−capacity_common}·(ΣF/ΣE over the province)₀^{capacity_common} / f0, 0.3 )
void Firms::start(const Context& context, const State& base) {
  const Topology& topology = context.topology;
  const Lane& common = context.parameters[Parameter::capacity_common];
  for (int i = 0; i < topology.nodes; ++i) {
    const Lane own = base.tech_firms[i] / (entities_per_unit * base.entities[i]);
    const Lane province =
        sum(base.tech_firms, topology.province[i]) / (entities_per_unit * sum(base.entities, topology.province[i]));
    const Lane density = lane_exp((1 - common) * lane_log(own) + common * lane_log(province));
    capacity_per_entity_[i] = (density / context.parameters[Parameter::f0]).min(largest_capacity);
    hightech_per_tech_[i] = base.hightech_firms[i] / base.tech_firms[i];
    hightech_per_gdp_[i] = base.hightech_firms[i] / base.gdp[i];
    tech_per_gdp_[i] = base.tech_firms[i] / base.gdp[i];
  }
}

// M = 10⁴·m·E·e^{dt/2·g_entities·e^{−t'/10} + beta_firm_capital·d_C + policy}  (external: without the g_entities term)
void Firms::saturate(const Context& context, const State& now, StepTime time, const Signals& signals) {
  const ParameterLanes& p = context.parameters;
  const Lane entries = time.dt / 2 * std::exp(-time.mid() / fading_years) * p[Parameter::g_entities];
  for (int i = 0; i < context.topology.nodes; ++i) {
    Lane effect = p[Parameter::beta_firm_capital] * signals.capital_change[i] + context.policy[NodeEffect::capacity][i];
    if (context.topology.is_domestic(i)) effect += entries;
    capacity_[i] = entities_per_unit * capacity_per_entity_[i] * now.entities[i] * lane_exp(effect);
    saturation_[i] = now.tech_firms[i] / capacity_[i];
  }
}

// F ← M·bass(u, p_firm + q_firm·nu_firm·ū, q_firm·(1 − nu_firm))
// G ← relax(G, (g_hightech + x_hightech)/x_hightech·(G₀/F₀)·(F_old + F_new)/2, x_hightech)
void Firms::advance(const Context& context, const State& now, const Learning& learning, StepTime time,
                    const Noise& noise, State& next) const {
  using enum Parameter;
  const ParameterLanes& p = context.parameters;
  const Lane learnt_elsewhere = p[q_firm] * p[nu_firm];
  const Lane learnt_here = p[q_firm] - learnt_elsewhere;
  const Lane loss = lane_exp(-time.dt * p[x_hightech]);
  const Lane promotion = (p[g_hightech] + p[x_hightech]) / p[x_hightech];
  for (int i = 0; i < context.topology.nodes; ++i) {
    if (!context.topology.is_domestic(i)) {
      next.tech_firms[i] = tech_per_gdp_[i] * next.gdp[i];
      next.hightech_firms[i] = hightech_per_gdp_[i] * next.gdp[i];
      continue;
    }
    const Lane neighbours = context.channels.knowledge ? learning.neighbours_saturation(i) : saturation_[i];
    const Lane entry = (p[p_firm] + context.policy[NodeEffect::entry][i]).max(smallest_entry * p[p_firm]);
    const Lane firms = capacity_[i] * bass(saturation_[i], entry + learnt_elsewhere * neighbours, learnt_here, time.dt);
    const Lane supported = promotion * hightech_per_tech_[i] * (now.tech_firms[i] + firms) / 2;
    const Lane luck = lane_exp(noise.firms[i]);
    next.tech_firms[i] = firms * luck;
    next.hightech_firms[i] = relax(now.hightech_firms[i], supported, loss) * luck;
  }
}

}  // namespace jialing::model
