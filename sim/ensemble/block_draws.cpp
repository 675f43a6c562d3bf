#include "sim/ensemble/block_draws.h"

#include <algorithm>

namespace jialing {

MemberSources::MemberSources(const Scenario& scenario_, const model::Setting& setting_)
    : scenario(scenario_),
      setting(setting_),
      conditioning(scenario),
      design(scenario.parameters, scenario.ensemble, scenario.uncertainty.parameters, conditioning),
      base_year(setting.topology, scenario.data, scenario.ensemble.seed, conditioning),
      provinces(setting.topology, scenario.data, scenario.ensemble.seed, conditioning) {}

BlockDraws::BlockDraws(const MemberSources& sources)
    : sources_(sources),
      published_(sources.setting.topology, sources.scenario.data),
      base_(published_),
      random_(sources.setting.topology, sources.scenario, sources.conditioning),
      chance_(sources.setting.measures, sources.scenario.ensemble, sources.scenario.uncertainty,
              sources.scenario.horizon),
      policy_({}, sources.scenario.horizon.from, sources.scenario.horizon.to),
      noise_(sources.setting.topology.nodes) {}

void BlockDraws::start(std::int64_t first, model::Simulation& simulation) {
  const Scenario& scenario = sources_.scenario;
  const std::int64_t last = scenario.ensemble.members - 1;
  for (int p = 0; p < parameter_count; ++p)
    for (int lane = 0; lane < model::lane_width; ++lane)
      parameters_[static_cast<Parameter>(p)][lane] =
          sources_.design.value(static_cast<Parameter>(p), std::min(first + lane, last));
  base_ = published_;
  if (scenario.uncertainty.base_year) sources_.base_year.draw(first, base_);
  if (scenario.uncertainty.parameters) sources_.provinces.draw(first, base_);
  random_.start(first, parameters_, base_);
  policy_ = chance_.draw(scenario.ensemble.luck_of(first));
  simulation.start(parameters_, base_, policy_);
}

const model::Noise& BlockDraws::noise(int step) {
  if (sources_.scenario.uncertainty.process_noise) random_.draw(step, noise_);
  return noise_;
}

}  // namespace jialing
