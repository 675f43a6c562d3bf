#include "sim/block/block_draws.h"

#include <algorithm>

namespace jialing {

model::ParameterLanes central_parameters(const std::vector<Prior>& priors) {
  model::ParameterLanes parameters;
  for (int p = 0; p < parameter_count; ++p) parameters[static_cast<Parameter>(p)] = priors[p].centre;
  return parameters;
}

void draw(const BaseYearDraws& draws, std::int64_t first_member, model::BaseYear& base) {
  for (const BaseYearDraws::Group& group : draws.groups()) {
    model::Lanes& values = base.columns[group.column];
    model::Lane total = model::Lane(0);
    for (const BaseYearDraws::Cell& cell : group.cells) {
      for (int lane = 0; lane < model::lane_width; ++lane)
        values[cell.node][lane] = draws.value(cell, first_member + lane);
      total += values[cell.node];
    }
    if (!group.keep_total) continue;
    for (const BaseYearDraws::Cell& cell : group.cells) values[cell.node] *= group.total / total;
  }
}

void draw(const ProvinceDraws& draws, std::int64_t first_member, model::BaseYear& base) {
  for (int e = 0; e < model::province_effect_count; ++e) {
    const auto effect = static_cast<model::ProvinceEffect>(e);
    for (std::size_t p = 0; p < draws.provinces().size(); ++p) {
      model::Lane scores;
      for (int lane = 0; lane < model::lane_width; ++lane) scores[lane] = draws.score(effect, p, first_member + lane);
      const model::NodeRange nodes = draws.nodes()[p];
      for (int i = nodes.begin; i < nodes.end; ++i) base.effect(effect)[i] = scores;
    }
  }
}

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
  if (scenario.uncertainty.base_year) draw(sources_.base_year, first, base_);
  if (scenario.uncertainty.parameters) draw(sources_.provinces, first, base_);
  random_.start(first, parameters_, base_);
  policy_ = chance_.draw(first);
  simulation.start(parameters_, base_, policy_);
}

const model::Noise& BlockDraws::noise(int step) {
  if (sources_.scenario.uncertainty.process_noise) random_.draw(step, noise_);
  return noise_;
}

}  // namespace jialing
