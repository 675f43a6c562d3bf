#include "sim/model/rebase.h"

#include <cmath>

#include "sim/model/courses.h"

namespace jialing::model {
namespace {

// R-weighted mean over nodes of what is left of the gap: ln of the aim without the lead over the lag of those who
// follow it, less ln ρ. `drifted`: years' worth of drift so far.
Lane mean_gap(const Simulation& simulation, const Lane& drifted, NodeRange nodes, NodeRange except) {
  Lane total = Lane(0), weight = Lane(0);
  for (int i = nodes.begin; i < nodes.end; ++i) {
    if (except.contains(i)) continue;
    const Lane rd = simulation.state().rd(i);
    const Lane left = simulation.research().log_aim(i) + simulation.lasting().aim_growth[i] * drifted -
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
  const double years = simulation.year() - simulation.setting().base_year;
  p[g_real_0] = p[g_real_inf] + (p[g_real_0] - p[g_real_inf]) * std::exp(-years / slowing_years);
  p[g_public] *= Lane(std::exp(-years / fading_years));
  p[g_entities] *= Lane(std::exp(-years / fading_years));
  p[tau_frontier] *= lane_exp(p[g_frontier] * years);
  const Lane drifted = faded_years(years, p[fade_aim]), fade = lane_exp(-years / p[fade_aim]);
  p[g_aim] *= fade;
  p[sd_aim] *= fade;
  Lane rd = Lane(0), knowledge = Lane(0);
  for (int i = topology.domestic.begin; i < topology.domestic.end; ++i) {
    rd += now.rd(i);
    knowledge += now.knowledge[i];
  }
  p[g_hist] = rd * lane_exp(-p[inflation] * years) / knowledge - p[delta_K];  // K = R/(g_hist + delta_K)
  p[gap_focus] = mean_gap(simulation, drifted, topology.focus, {0, 0});
  p[gap_other] = mean_gap(simulation, drifted, topology.domestic, topology.focus);
  return p;
}

}  // namespace jialing::model
