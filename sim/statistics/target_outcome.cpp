#include "sim/statistics/target_outcome.h"

#include <cmath>
#include <map>
#include <optional>

#include "sim/tables/places.h"

namespace jialing {
namespace {

// Targets of zones have names of their own for indicators that every region has.
std::string indicator_of(const Target& target) {
  static const std::map<std::string, std::string> names = {{"science_city_rd_intensity", "rd_intensity"},
                                                           {"science_city_hightech_share", "hightech_output_share"}};
  const auto found = names.find(target.indicator);
  return found == names.end() ? target.indicator : found->second;
}

}  // namespace

bool meets(double value, const Target& target) {
  if (target.direction == TargetDirection::at_least) return value >= target.target;
  if (target.direction == TargetDirection::at_most) return value <= target.target;
  return std::abs(value - target.target) <= 0.05 * std::abs(target.target);  // "about"
}

void TargetOutcome::count(const CellStore& cells) {
  for (std::int64_t m = 0; m < cells.members(); ++m) {
    const double value = cells.value(cell, m);
    if (std::isnan(value))
      ++missing;
    else if (meets(value, *target))
      ++met;
  }
  members += cells.members();
  find_probability();
}

void TargetOutcome::merge(const TargetOutcome& other) {
  met += other.met;
  missing += other.missing;
  members += other.members;
  find_probability();
}

void TargetOutcome::find_probability() {
  probability = static_cast<double>(met) / static_cast<double>(members - missing);
}

std::vector<TargetOutcome> target_outcomes(const Scenario& scenario, const CellLayout& layout) {
  std::vector<TargetOutcome> outcomes;
  for (const Target& target : scenario.data.targets) {
    const auto indicator = find_indicator(indicator_of(target));
    const auto place = target.regions.size() == 1 ? find_place(scenario.data, target.regions[0]) : std::nullopt;
    const bool projected = scenario.horizon.from < target.year && target.year <= scenario.horizon.to;
    if (target.kind != "outcome" || !indicator || !place || !projected) continue;
    const std::int64_t cell = layout.variable(target.year - scenario.horizon.from, *indicator, *place);
    outcomes.push_back({&target, *indicator, *place, cell, 0, 0});
  }
  return outcomes;
}

}  // namespace jialing
