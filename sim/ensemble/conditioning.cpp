#include "sim/ensemble/conditioning.h"

namespace jialing {

Conditioning::Conditioning(const Scenario& scenario)
    : ensemble_(scenario.ensemble),
      posterior_(scenario.posterior),
      stated_(scenario.stated) {
  if (!posterior_) return;
  from_start_ = scenario.horizon.from == posterior_->base_year;
  if (!from_start_) rebase_growth(scenario);
}

const Conditioning& Conditioning::none() {
  static const Conditioning nothing;
  return nothing;
}

const Conditioning::Draws* Conditioning::parameter(Parameter parameter) const {
  const auto p = static_cast<std::size_t>(parameter);
  if (!posterior_ || stated_[p]) return nullptr;
  const Draws& draws = from_start_ ? posterior_->parameters[p] : posterior_->later_parameters[p];
  return draws.empty() ? nullptr : &draws;
}

const Conditioning::Draws* Conditioning::scores(LatentKind kind, std::string_view variable, const std::string& place,
                                                int year) const {
  return posterior_ ? posterior_->find({kind, std::string(variable), place, year}) : nullptr;
}

const Conditioning::Draws* Conditioning::province_effect(model::ProvinceEffect effect,
                                                         const std::string& province) const {
  if (effect == model::ProvinceEffect::growth && !growth_.empty()) {
    const auto found = growth_.find(province);
    return found == growth_.end() ? nullptr : &found->second;
  }
  const auto name = model::province_effect_names[static_cast<std::size_t>(effect)];
  return scores(LatentKind::province_effect, name, province, 0);
}

const Conditioning::Draws* Conditioning::base_year(const std::string& column, const std::string& node) const {
  return from_start_ ? scores(LatentKind::base_year, column, node, 0) : nullptr;
}

const Conditioning::Draws* Conditioning::noise(std::string_view variable, const std::string& node, int year) const {
  return from_start_ ? scores(LatentKind::process_noise, variable, node, year) : nullptr;
}

// The tables of the later year have growth offsets of their own, those of the calibration had perhaps others. What a
// province grows beyond the nation is the posterior's; the tables decide only how its nodes differ. So the score is
// shifted by what the tables say already: their mean offset, weighted by GDP, in units of sd_growth.
void Conditioning::rebase_growth(const Scenario& scenario) {
  const Draws& spread = posterior_->later_parameters[static_cast<std::size_t>(Parameter::sd_growth)];
  std::map<std::string, std::pair<double, double>> offsets;  // [province] Σ offset·gdp, Σ gdp
  for (const Node& node : scenario.data.nodes) {
    if (node.external) continue;
    offsets[node.province].first += node[NodeColumn::growth_offset] * node[NodeColumn::gdp];
    offsets[node.province].second += node[NodeColumn::gdp];
  }
  for (const auto& [province, sums] : offsets) {
    const auto name = model::province_effect_names[static_cast<std::size_t>(model::ProvinceEffect::growth)];
    const Draws* draws = scores(LatentKind::province_effect, name, province, 0);
    if (!draws || spread.empty()) continue;
    Draws& shifted = growth_[province] = *draws;
    for (std::size_t d = 0; d < shifted.size(); ++d) shifted[d] -= sums.first / sums.second / spread[d];
  }
}

}  // namespace jialing
