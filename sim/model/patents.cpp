#include "sim/model/patents.h"

namespace jialing::model {

Patents::Patents(const Topology& topology) : per_rd_(topology.nodes, Lane(0)), per_gdp_(per_rd_) {}

void Patents::start(const Context& context, const State& base) {
  for (int i = 0; i < context.topology.nodes; ++i) {
    per_rd_[i] = base.patents[i] / base.rd(i);
    per_gdp_[i] = base.patents[i] / base.gdp[i];
  }
}

// V ← relax(V, (g_patent + delta_P)/delta_P·(V₀/R₀)·(L_old + L_new)/2, delta_P)
void Patents::advance(const Context& context, const State& now, StepTime time, const Noise& noise, State& next) const {
  const ParameterLanes& p = context.parameters;
  const Lane lapse = lane_exp(-time.dt * p[Parameter::delta_P]);
  const Lane grants = (p[Parameter::g_patent] + p[Parameter::delta_P]) / p[Parameter::delta_P];
  for (int i = 0; i < context.topology.nodes; ++i) {
    if (context.topology.is_domestic(i)) {
      const Lane supported = grants * per_rd_[i] * (now.lagged_creation[i] + next.lagged_creation[i]) / 2;
      next.patents[i] = relax(now.patents[i], supported, lapse) * lane_exp(noise.patents[i]);
    } else {
      next.patents[i] = per_gdp_[i] * next.gdp[i];
    }
  }
}

}  // namespace jialing::model
