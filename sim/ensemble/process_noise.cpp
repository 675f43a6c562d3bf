#include "sim/ensemble/process_noise.h"

#include <cmath>

namespace jialing {

using model::Lane;

namespace {

Lane in_double(const NormalLane& draws) {
  return Lane(__builtin_convertvector(draws, model::Vector));
}

}  // namespace

ProcessNoise::ProcessNoise(const model::Topology& topology, const Dataset& data, std::uint64_t seed, int steps_per_year)
    : sqrt_dt_(std::sqrt(1.0 / steps_per_year)) {
  const auto add = [&](std::string_view name, Parameter sd, model::Lanes model::Noise::*changes, int nodes) {
    const std::string_view source = "process_noise";
    Variable& variable = variables_.emplace_back(Variable{sd, changes, {stream_key(seed, source, name), {}}, {}});
    for (int i = 0; i < nodes; ++i)
      variable.nodes.push_back({stream_key(seed, source, name, data.nodes[topology.table_index[i]].id), {}});
  };
  add("gdp", Parameter::sd_Y, &model::Noise::gdp, topology.nodes);
  add("business_intensity", Parameter::sd_R, &model::Noise::business_intensity, topology.domestic.end);
  add("contract_intensity", Parameter::sd_T, &model::Noise::contract_intensity, topology.domestic.end);
  add("firms", Parameter::sd_F, &model::Noise::firms, topology.domestic.end);
  add("patents", Parameter::sd_P, &model::Noise::patents, topology.domestic.end);
}

void ProcessNoise::draw_ahead(std::int64_t first_member, int step) {
  const auto quad = static_cast<std::uint32_t>(step / 4);
  for (Variable& variable : variables_) {
    normal_draws(variable.common.key, first_member, quad, variable.common.draws.data());
    for (Stream& stream : variable.nodes) normal_draws(stream.key, first_member, quad, stream.draws.data());
  }
}

// sd·√dt·(√common_share·ξ_common + √(1 − common_share)·ξ_node)
void ProcessNoise::draw(std::int64_t first_member, int step, const model::ParameterLanes& parameters,
                        model::Noise& noise) {
  if (step % 4 == 0) draw_ahead(first_member, step);
  const Lane& shared = parameters[Parameter::common_share];
  const Lane root_shared = shared.sqrt(), root_own = (1 - shared).sqrt();
  const int draw = step % 4;
  for (const Variable& variable : variables_) {
    const Lane scale = parameters[variable.sd] * sqrt_dt_;
    const Lane common = scale * root_shared * in_double(variable.common.draws[draw]);
    const Lane own = scale * root_own;
    model::Lanes& changes = noise.*variable.changes;
    for (std::size_t i = 0; i < variable.nodes.size(); ++i)
      changes[i] = common + own * in_double(variable.nodes[i].draws[draw]);
  }
}

}  // namespace jialing
