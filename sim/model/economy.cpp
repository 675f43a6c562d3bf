#include "sim/model/economy.h"

#include <cmath>
#include <limits>

#include "sim/model/courses.h"

namespace jialing::model {
namespace {

constexpr double technology_share = 0.586;  // contribution of S&T progress to Chongqing's growth in 2020 (plan, box 1)
constexpr Real smallest_growth = std::numeric_limits<Real>::min();  // stands for none, whose logarithm is no number
constexpr double smoothing_rate = 1.0 / 3;                          // 1/year

// Y-weighted mean of ln(Y/population) over the focus province.
Lane log_income_mean(const State& now, const Lanes& log_gdp, const std::vector<double>& log_population,
                     NodeRange focus) {
  Lane total = Lane(0), weight = Lane(0);
  for (int i = focus.begin; i < focus.end; ++i) {
    total += now.gdp[i] * (log_gdp[i] - log_population[i]);
    weight += now.gdp[i];
  }
  return total / weight;
}

}  // namespace

void start_economy(const Context& context, State& base) {
  for (int i = 0; i < context.topology.nodes; ++i) {
    base.real_growth[i] = context.parameters[Parameter::g_real_0] + context.lasting.growth_offset[i];
    base.technology_growth[i] = technology_share * base.real_growth[i];
  }
}

// excess = theta_K·(k − mean k) + theta_A·(ȧ − mean ȧ)                                        (0 for external)
// real = national + growth_offset + excess − beta_conv·(ln(Y/population) − its mean)            (last term: focus)
// technology = 0.586·(g_real_0 + growth_offset)·(max(national, 0)/g_real_0)^eta_tfp + excess
void advance_economy(const Context& context, const State& now, const std::vector<double>& log_population, StepTime time,
                     const Signals& signals, const Noise& noise, State& next) {
  using enum Parameter;
  const Topology& topology = context.topology;
  const ParameterLanes& p = context.parameters;
  const Lane national = p[g_real_inf] + (p[g_real_0] - p[g_real_inf]) * std::exp(-time.mid() / slowing_years);
  const Lane slowing = lane_exp(p[eta_tfp] * lane_log(national.max(smallest_growth) / p[g_real_0]));
  const Lane mean_knowledge = weighted_mean(now.knowledge_growth, now.gdp, topology.domestic);
  const Lane mean_speed = weighted_mean(signals.adoption_speed, now.gdp, topology.domestic);
  const Lane mean_income = log_income_mean(now, signals.log_gdp, log_population, topology.focus);
  const Lane jobs = lane_exp(time.dt * p[g_employment]);
  const Lane entries = lane_exp(time.dt * std::exp(-time.mid() / fading_years) * p[g_entities]);
  const double smoothing = std::exp(-time.dt * smoothing_rate);

  for (int i = 0; i < topology.nodes; ++i) {
    const Lane& offset = context.lasting.growth_offset[i];
    Lane excess = Lane(0);
    if (topology.is_domestic(i)) {
      excess = p[theta_K] * (now.knowledge_growth[i] - mean_knowledge) +
               p[theta_A] * (signals.adoption_speed[i] - mean_speed);
      next.employment[i] = now.employment[i] * jobs;
      next.entities[i] = now.entities[i] * entries;
    } else {
      next.employment[i] = now.employment[i];
      next.entities[i] = now.entities[i];
    }
    Lane real = national + offset + excess;
    if (topology.focus.contains(i)) real -= p[beta_conv] * (signals.log_gdp[i] - log_population[i] - mean_income);
    const Lane technology = technology_share * (p[g_real_0] + offset) * slowing + excess;
    next.gdp[i] = now.gdp[i] * lane_exp(time.dt * (real + p[inflation]) + noise.gdp[i]);
    next.real_growth[i] = relax(now.real_growth[i], real, smoothing);
    next.technology_growth[i] = relax(now.technology_growth[i], technology, smoothing);
  }
}

}  // namespace jialing::model
