#include "sim/ensemble/sampling.h"

#include <boost/random/sobol.hpp>
#include <cmath>

#include "sim/ensemble/random.h"

namespace jialing {
namespace {

std::uint32_t reverse_bits(std::uint32_t x) {
  x = (x & 0x55555555U) << 1 | (x >> 1 & 0x55555555U);
  x = (x & 0x33333333U) << 2 | (x >> 2 & 0x33333333U);
  x = (x & 0x0f0f0f0fU) << 4 | (x >> 4 & 0x0f0f0f0fU);
  x = (x & 0x00ff00ffU) << 8 | (x >> 8 & 0x00ff00ffU);
  return x << 16 | x >> 16;
}

// Nested uniform scrambling by a hash in which each bit depends only on the bits below it (Burley 2020, after Laine &
// Karras 2011; constants of Vegdahl 2021), applied to the reversed word so that "below" means "more significant".
std::uint32_t owen_scramble(std::uint32_t x, std::uint32_t seed) {
  x = reverse_bits(x);
  x ^= x * 0x3d20adeaU;
  x += seed;
  x *= (seed >> 16) | 1U;
  x ^= x * 0x05526c56U;
  x ^= x * 0x53a22864U;
  return reverse_bits(x);
}

}  // namespace

double prior_value(const Prior& prior, double z) {
  switch (prior.dist) {
    case DistributionKind::lognormal:
      return prior.centre * std::exp(prior.spread * z);
    case DistributionKind::logitnormal: {
      const double logit = std::log(prior.centre / (1 - prior.centre)) + prior.spread * z;
      return 1 / (1 + std::exp(-logit));
    }
    default:
      return prior.centre + prior.spread * z;
  }
}

double prior_score(const Prior& prior, double value) {
  switch (prior.dist) {
    case DistributionKind::lognormal:
      return std::log(value / prior.centre) / prior.spread;
    case DistributionKind::logitnormal:
      return (std::log(value / (1 - value)) - std::log(prior.centre / (1 - prior.centre))) / prior.spread;
    default:
      return (value - prior.centre) / prior.spread;
  }
}

ParameterDesign::ParameterDesign(const std::vector<Prior>& priors, const EnsembleSettings& ensemble, bool uncertain,
                                 const Conditioning& conditioning)
    : priors_(priors),
      conditioning_(conditioning),
      sampling_(ensemble.sampling),
      uncertain_(uncertain),
      members_(ensemble.draw_of(ensemble.members - 1) + 1) {
  for (const Prior& prior : priors) {
    keys_.push_back(stream_key(ensemble.seed, "parameters", prior.name));
    strata_keys_.push_back(stream_key(ensemble.seed, "latin_hypercube", prior.name));
  }
  if (uncertain && sampling_ == Sampling::sobol) find_directions();
}

// The generator runs through the Gray code of the member (Antonov & Saleev 1979): point m is the sum without carry of
// the directions whose bits are set in it, so two points whose codes differ in one bit tell that direction.
void ParameterDesign::find_directions() {
  const std::size_t dimensions = priors_.size();
  const auto point = [&](std::uint32_t member) {
    std::vector<std::uint32_t> coordinates(dimensions);
    if (member == 0) return coordinates;
    boost::random::sobol_engine<std::uint32_t, 32> engine(dimensions);
    engine.seed(member - 1);  // the engine leaves out the first point, which is zero
    for (std::uint32_t& each : coordinates) each = engine();
    return coordinates;
  };
  directions_.resize(dimensions);
  for (unsigned bit = 0; std::int64_t(1) << bit < members_; ++bit) {
    const auto with = point(1U << bit), without = point((1U << bit) - 1);
    for (std::size_t d = 0; d < dimensions; ++d) directions_[d].push_back(with[d] ^ without[d]);
  }
}

std::uint32_t ParameterDesign::sobol_point(int parameter, std::int64_t member) const {
  const std::uint64_t key = keys_[parameter];
  std::uint32_t point = 0;
  auto code = static_cast<std::uint32_t>(member ^ member >> 1);
  for (std::size_t bit = 0; code != 0; ++bit, code >>= 1)
    if (code & 1U) point ^= directions_[parameter][bit];
  return owen_scramble(point, static_cast<std::uint32_t>(key ^ key >> 32));
}

double ParameterDesign::uniform(int parameter, std::int64_t member) const {
  const std::uint64_t key = keys_[parameter];
  switch (sampling_) {
    case Sampling::latin_hypercube:
      return (static_cast<double>(permuted(member, members_, strata_keys_[parameter])) + uniform_draw(key, member)) /
             static_cast<double>(members_);
    case Sampling::sobol:
      return (sobol_point(parameter, member) + 0.5) * 0x1p-32;
    default:
      return uniform_draw(key, member);
  }
}

double ParameterDesign::value(Parameter parameter, std::int64_t member) const {
  const int place = static_cast<int>(parameter);
  const Prior& prior = priors_[place];
  if (!uncertain_) return prior.centre;
  if (const auto* known = conditioning_.parameter(parameter)) return (*known)[conditioning_.draw_of(member)];
  if (prior.spread == 0) return prior.centre;
  return prior_value(prior, normal_quantile(uniform(place, conditioning_.own_draw_of(member))));
}

BaseYearDraws::BaseYearDraws(const model::Topology& topology, const Dataset& data, std::uint64_t seed,
                             const Conditioning& conditioning)
    : conditioning_(conditioning) {
  for (std::size_t c = 0; c < model::uncertain_columns.size(); ++c) {
    const NodeColumn column = model::uncertain_columns[c];
    for (int begin = 0; begin < topology.nodes; begin = topology.province[begin].end) {
      const model::NodeRange province = topology.province[begin];
      Group group{static_cast<int>(c), 0, province.size() > 1, {}};
      for (int i = province.begin; i < province.end; ++i) {
        const Node& node = data.nodes[topology.table_index[i]];
        const double log_sd = node.provenance[static_cast<std::size_t>(column)].log_sd;
        if (log_sd == 0) continue;
        const std::string& name = node_column_names[static_cast<std::size_t>(column)];
        group.cells.push_back({i, node[column], log_sd, stream_key(seed, "base_year", name, node.id),
                               conditioning_.base_year(name, node.id)});
        group.total += node[column];
      }
      if (!group.cells.empty()) groups_.push_back(std::move(group));
    }
  }
}

double BaseYearDraws::value(const Cell& cell, std::int64_t member) const {
  const double z = cell.known ? (*cell.known)[conditioning_.draw_of(member)]
                              : normal_quantile(uniform_draw(cell.key, conditioning_.luck_of(member)));
  return cell.published * std::exp(cell.log_sd * z);
}

ProvinceDraws::ProvinceDraws(const model::Topology& topology, const Dataset& data, std::uint64_t seed,
                             const Conditioning& conditioning)
    : conditioning_(conditioning) {
  for (int begin = 0; begin < topology.domestic.end; begin = topology.province[begin].end) {
    const std::string& province = data.nodes[topology.table_index[begin]].province;
    provinces_.push_back(province);
    nodes_.push_back(topology.province[begin]);
    for (int e = 0; e < model::province_effect_count; ++e) {
      const auto effect = static_cast<model::ProvinceEffect>(e);
      streams_[e].push_back({stream_key(seed, "province_effect", model::province_effect_names[e], province),
                             conditioning_.province_effect(effect, province)});
    }
  }
}

double ProvinceDraws::score(model::ProvinceEffect effect, std::size_t province, std::int64_t member) const {
  const Stream& stream = streams_[static_cast<std::size_t>(effect)][province];
  return stream.known ? (*stream.known)[conditioning_.draw_of(member)]
                      : normal_quantile(uniform_draw(stream.key, conditioning_.own_draw_of(member)));
}

}  // namespace jialing
