#include "sim/cli/labels.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <cmath>

#include "sim/cli/text_table.h"
#include "sim/tables/indicator_names.h"
#include "sim/tables/places.h"

namespace jialing::cli {
namespace {

constexpr const char* focus = "Chongqing";

const std::string& name_of(const Region& region, Language language) {
  return language == Language::zh ? region.name_zh : region.name_en;
}

std::string spaced(const std::string& identifier) {
  std::string name;
  for (char c : identifier) {
    const bool starts = std::isupper(static_cast<unsigned char>(c)) && !name.empty() &&
                        std::islower(static_cast<unsigned char>(name.back()));
    if (starts) name += ' ';
    name += c;
  }
  const std::size_t of = name.find(" Of ");
  return of == std::string::npos ? name : name.replace(of, 4, " of ");
}

std::string name_of(const Node& node, Language language) {
  return language == Language::zh ? node.name_zh : spaced(node.id);
}

}  // namespace

std::string place_name(const Dataset& data, int place, Language language) {
  if (language == Language::zh) return place_name_zh(data, place);
  return is_node(data, place) ? spaced(place_id(data, place)) : text_of_place(data, place, &Node::id, &Region::name_en);
}

std::string group_name(const Dataset& data, const std::string& group, Language language) {
  for (const Region& region : data.regions)
    if (region.id == group && region.kind == "group") return name_of(region, language);
  std::string names;
  for (const Node& node : data.nodes)
    if (node.group == group) names += (names.empty() ? "" : words(language).list_comma) + name_of(node, language);
  return names;
}

std::string label(const Results& results, int indicator, int place, Language language) {
  const Dataset& data = results.scenario.data;
  const model::Indicator& named = model::indicators()[indicator];
  const char* comma = words(language).comma;
  const int base_year = results.scenario.horizon.from;
  std::string text = of_base_year(language == Language::zh ? named.name_zh : named.name_en, base_year);
  if (is_node(data, place) || place_id(data, place) != focus) text += comma + place_name(data, place, language);
  text += comma + of_base_year(unit_name(named.unit, language), base_year);
  return results.mainly_estimated(indicator, place) ? text + " *" : text;
}

std::string goal(const Target& target) {
  constexpr std::array<const char*, 3> signs = {"≥", "≤", "≈"};
  const char* sign = signs[static_cast<std::size_t>(target.direction)];
  return fmt::format("{} {}", sign, readable(target.target));
}

std::string percentage(double share, Language language) {
  return fmt::format(fmt::runtime(words(language).percent), 100 * share);
}

std::string whole_percentage(double share, Language language) {
  if (std::isnan(share)) return "–";
  const double percent = 100 * share;
  if (percent > 0 && percent < 1) return words(language).below_1;
  if (percent > 99 && percent < 100) return words(language).above_99;
  return fmt::format(fmt::runtime(words(language).percent), std::nearbyint(percent));
}

std::string chance(const TargetOutcome& outcome, std::int64_t members, Language language) {
  return outcome.missing == members ? "–" : whole_percentage(outcome.probability, language);
}

}  // namespace jialing::cli
