#include "sim/model/rebase.h"

#include <algorithm>
#include <cmath>

namespace jialing::model {
namespace {

constexpr Real slowing_years = 5;  // as in economy.cpp
constexpr Real fading_years = 10;  // as in economy.cpp and research.cpp

// R-weighted mean over nodes of what is left of the gap: aim − drift/kappa_rd − ln ρ.
Lane mean_gap(const Simulation& simulation, Real years, NodeRange nodes, NodeRange except) {
  Lane total = Lane(0), weight = Lane(0);
  for (int i = nodes.begin; i < nodes.end; ++i) {
    if (i >= except.begin && i < except.end) continue;
    const Lane rd = simulation.state().rd(i);
    const Lane left = simulation.research().log_aim(i) + simulation.lasting().aim_growth[i] * years -
                      simulation.state().log_business_intensity[i];
    total += rd * left;
    weight += rd;
  }
  return (weight > 0).select(total / weight, Lane(0));
}

}  // namespace

ParameterLanes rebased_parameters(const Simulation& simulation) {
  using enum Parameter;
  const Topology& topology = simulation.setting().topology;
  const State& now = simulation.state();
  ParameterLanes p = simulation.parameters();
  const Real years = simulation.year() - simulation.setting().base_year;
  p[g_real_0] = p[g_real_inf] + (p[g_real_0] - p[g_real_inf]) * std::exp(-years / slowing_years);
  p[g_public] *= Lane(std::exp(-years / fading_years));
  p[g_entities] *= Lane(std::exp(-years / fading_years));
  p[tau_frontier] *= lane_exp(p[g_frontier] * years);
  Lane rd = Lane(0), knowledge = Lane(0);
  for (int i = topology.domestic.begin; i < topology.domestic.end; ++i) {
    rd += now.rd(i);
    knowledge += now.knowledge[i];
  }
  p[g_hist] = rd * lane_exp(-p[inflation] * years) / knowledge - p[delta_K];  // K = R/(g_hist + delta_K)
  p[gap_focus] = mean_gap(simulation, years, topology.focus, {0, 0});
  p[gap_other] = mean_gap(simulation, years, topology.domestic, topology.focus);
  return p;
}

bool survives_rebase(Parameter parameter) {
  using enum Parameter;
  constexpr std::array of_the_base_year = {a0, f0, g_patent, g_hightech, basic_gain};
  return std::find(of_the_base_year.begin(), of_the_base_year.end(), parameter) == of_the_base_year.end();
}

}  // namespace jialing::model
