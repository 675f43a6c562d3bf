#include "sim/block/process_noise.h"

#include <cmath>

#include "sim/ensemble/random.h"
#include "sim/model/lane_math.h"

namespace jialing {

using model::Lane;

namespace {

// Nodes whose own noise is that of the priors: a province with R&D or GDP of this size, 100 million CNY.
constexpr double usual_rd = 400, usual_gdp = 20000;

Lane in_lane(const NormalLane& draws) {
  return Lane(__builtin_convertvector(draws, model::Vector));
}

}  // namespace

ProcessNoise::ProcessNoise(const model::Topology& topology, const Scenario& scenario, const Conditioning& conditioning)
    : steps_per_year_(scenario.horizon.steps_per_year),
      dt_(1.0 / steps_per_year_),
      conditioning_(conditioning) {
  const auto add = [&](std::string_view name, Parameter sd, model::Lanes model::Noise::*changes, int nodes) {
    Variable& variable = variables_.emplace_back();
    variable.sd = sd;
    variable.changes = changes;
    variable.common = stream(name, "", scenario);
    variable.start_key = stream_key(scenario.ensemble.seed, "shared_growth", name);
    variable.start_known = conditioning_.noise(name, "", scenario.horizon.from - 1);
    variable.has_tails = changes != &model::Noise::gdp;
    for (int i = 0; i < nodes; ++i)
      variable.nodes.push_back(stream(name, scenario.data.nodes[topology.table_index[i]].id, scenario));
    variable.own_scale.resize(nodes);
    variable.year_scale.resize(nodes);
  };
  add("gdp", Parameter::sd_Y, &model::Noise::gdp, topology.nodes);
  add("business_intensity", Parameter::sd_R, &model::Noise::business_intensity, topology.domestic.end);
  add("contract_intensity", Parameter::sd_T, &model::Noise::contract_intensity, topology.domestic.end);
  add("firms", Parameter::sd_F, &model::Noise::firms, topology.domestic.end);
  add("patents", Parameter::sd_P, &model::Noise::patents, topology.domestic.end);
}

ProcessNoise::Stream ProcessNoise::stream(std::string_view variable, const std::string& node,
                                          const Scenario& scenario) const {
  Stream made{stream_key(scenario.ensemble.seed, "process_noise", variable, node), {}};
  for (int year = scenario.horizon.from; year < scenario.horizon.to; ++year)
    made.known.push_back(conditioning_.noise(variable, node, year));
  return made;
}

template <class Action>
void ProcessNoise::for_streams(Action&& action) {
  for (Variable& variable : variables_) {
    action(variable.common);
    for (Stream& each : variable.nodes) action(each);
  }
}

// sd·√common_share of the shared rate; sd·√dt·√(1 − common_share)·(size/usual size)^(−size_noise) of the own part.
void ProcessNoise::start(std::int64_t first_member, const model::ParameterLanes& parameters,
                         const model::BaseYear& base) {
  using enum Parameter;
  first_member_ = first_member;
  for (int lane = 0; lane < model::lane_width; ++lane) lucks_[lane] = conditioning_.luck_of(first_member + lane);
  decay_ = model::lane_exp(-dt_ / parameters[memory_noise]);
  refresh_ = (1 - decay_ * decay_).sqrt();
  tails_ = parameters[tail_noise].max(0.0) / 2;
  const Lane& shared = parameters[common_share];
  const Lane root_shared = shared.sqrt(), root_own = (1 - shared).sqrt();
  for (Variable& variable : variables_) {
    const bool is_gdp = variable.changes == &model::Noise::gdp;
    const model::Lanes& sizes = base[is_gdp ? NodeColumn::gdp : NodeColumn::rd];
    const double log_usual = std::log(is_gdp ? usual_gdp : usual_rd);
    variable.common_scale = parameters[variable.sd] * root_shared * dt_;
    const Lane own = parameters[variable.sd] * root_own * std::sqrt(dt_);
    for (std::size_t i = 0; i < variable.nodes.size(); ++i)
      variable.own_scale[i] = own * model::lane_exp(-parameters[size_noise] * (model::lane_log(sizes[i]) - log_usual));
    for (int lane = 0; lane < model::lane_width; ++lane)
      variable.common_rate[lane] = variable.start_known
                                       ? (*variable.start_known)[conditioning_.draw_of(first_member + lane)]
                                       : normal_quantile(uniform_draw(variable.start_key, lucks_[lane]));
  }
}

void ProcessNoise::draw_quad(int quad, Stream& stream) const {
  normal_draws(stream.key, lucks_, static_cast<std::uint32_t>(quad), stream.draws.data());
}

// What is known of a year is the sum of its steps, Σξ/√n: each step moves by the same amount to make it so, which
// leaves the course within the year to chance.
void ProcessNoise::begin_year(int year, Stream& stream) const {
  const auto y = static_cast<std::size_t>(year);
  const bool is_known = y < stream.known.size() && stream.known[y];
  const int first = year * steps_per_year_;
  stream.sum = NormalLane{};
  stream.shift = NormalLane{};
  for (int step = first; step < first + steps_per_year_; ++step) {
    if (step == first || step % 4 == 0) draw_quad(step / 4, stream);
    stream.sum += stream.draws[step % 4];
  }
  const auto root = std::sqrt(static_cast<float>(steps_per_year_));
  stream.sum /= root;
  if (!is_known) return;
  for (int lane = 0; lane < model::lane_width; ++lane) {
    const auto wanted = static_cast<float>((*stream.known[y])[conditioning_.draw_of(first_member_ + lane)]);
    stream.shift[lane] = (wanted - stream.sum[lane]) / root;
    stream.sum[lane] = wanted;
  }
}

// Tukey's h: a year's own noise Z becomes Z·e^{h·Z²/2}, step by step in proportion.
void ProcessNoise::begin_year(int year) {
  constexpr double largest_square = 25;
  for_streams([&](Stream& each) { begin_year(year, each); });
  drawn_quad_ = ((year + 1) * steps_per_year_ - 1) / 4;
  for (Variable& variable : variables_) {
    for (std::size_t i = 0; i < variable.nodes.size(); ++i) {
      variable.year_scale[i] = variable.own_scale[i];
      if (!variable.has_tails) continue;
      const Lane sum = in_lane(variable.nodes[i].sum);
      variable.year_scale[i] *= model::lane_exp(tails_ * (sum * sum).min(largest_square));
    }
  }
}

// Shared: m ← m·e^{−dt/T} + √(1 − e^{−2dt/T})·ξ, a rate of growth. Own: white noise.
void ProcessNoise::draw(int step, model::Noise& noise) {
  if (step % steps_per_year_ == 0) begin_year(step / steps_per_year_);
  if (const int quad = step / 4; quad != drawn_quad_) {
    drawn_quad_ = quad;
    for_streams([&](Stream& each) { draw_quad(quad, each); });
  }
  const int draw = step % 4;
  for (Variable& variable : variables_) {
    const Lane shock = in_lane(variable.common.draws[draw] + variable.common.shift);
    variable.common_rate = variable.common_rate * decay_ + refresh_ * shock;
    const Lane common = variable.common_scale * variable.common_rate;
    model::Lanes& changes = noise.*variable.changes;
    for (std::size_t i = 0; i < variable.nodes.size(); ++i)
      changes[i] = common + variable.year_scale[i] * in_lane(variable.nodes[i].draws[draw] + variable.nodes[i].shift);
  }
}

}  // namespace jialing
