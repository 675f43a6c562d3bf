#include "sim/cli/level_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/cli/text_table.h"
#include "sim/cli/year_table.h"
#include "sim/tables/names.h"
#include "sim/tables/places.h"

namespace jialing::cli {
namespace {

YearRow row_of(const Results& results, const LevelQuestion& question, int indicator, int place, Language language) {
  YearRow row = {label(results, indicator, place, language), base_value(results, indicator, place), {}, {}};
  row.goals = goals_of(results, indicator, place, language);
  std::set<int> years(question.years.begin(), question.years.end());
  for (const Goal& each : row.goals) years.insert(each.year);
  for (int year : years)
    row.values[year] = {readable(level(results, indicator, place, year, question.probability).value)};
  return row;
}

void add_target(nlohmann::json& row, const Results& results, int indicator, int place, int year) {
  for (const TargetOutcome& outcome : results.targets) {
    if (outcome.indicator != indicator || outcome.place != place || outcome.target->year != year) continue;
    row["target"] = outcome.target->target;
    row["direction"] = direction_name(outcome.target->direction);
    row["target_probability"] = outcome.probability;
    return;
  }
}

}  // namespace

Level level(const Results& results, int indicator, int place, int year, double probability) {
  const Ensemble& ensemble = results.ensemble;
  const std::int64_t cell = ensemble.layout.variable(year - results.scenario.horizon.from, indicator, place);
  std::vector<float> values;
  for (std::int64_t member = 0; member < ensemble.cells.members(); ++member)
    if (const float value = ensemble.cells.value(cell, member); !std::isnan(value)) values.push_back(value);
  const double below = results.less_is_better(indicator, place) ? probability : 1 - probability;
  Level level = {0, static_cast<int>(values.size())};
  quantiles(values, {&below, 1}, {&level.value, 1});
  return level;
}

std::string level_table(const Results& results, const LevelQuestion& question, int width, Language language) {
  const Words& word = words(language);
  const int base_year = results.scenario.horizon.from;
  YearTable table = {base_year, question.years, {}, {word.level}, {}};
  for (int year : question.years) table.year_heads.push_back(std::to_string(year));
  for (const auto& [indicator, place] : question.cells)
    table.rows.push_back(row_of(results, question, indicator, place, language));
  const auto members = results.ensemble.cells.members() - results.ensemble.failed_members();
  const auto sentence = [&](const char* pattern) {
    return paragraph(fmt::format(fmt::runtime(pattern), fmt::arg("members", members), fmt::arg("base_year", base_year),
                                 fmt::arg("probability", percentage(question.probability, language))),
                     width);
  };
  std::string text = sentence(word.levels) + "\n" + table.text(width, word) + footnotes(table, width, word);
  const double rarer = std::min(question.probability, 1 - question.probability);
  if (rarer * static_cast<double>(members) < 1) text += sentence(word.not_resolved);
  return text + "\n" + sentence(word.levels_method);
}

nlohmann::json level_json(const Results& results, const LevelQuestion& question) {
  auto rows = nlohmann::json::array();
  for (const auto& [indicator, place] : question.cells) {
    for (int year : question.years) {
      const Level reached = level(results, indicator, place, year, question.probability);
      nlohmann::json row = {{"indicator", model::indicators()[indicator].code},
                            {"region", place_id(results.scenario.data, place)},
                            {"unit", model::indicators()[indicator].unit},
                            {"base_2020", base_median(results, indicator, place)},
                            {"year", year},
                            {"probability", question.probability},
                            {"level", reached.value},
                            {"reached", results.less_is_better(indicator, place) ? "at_most" : "at_least"},
                            {"members", reached.members},
                            {"mainly_estimated", results.mainly_estimated(indicator, place)}};
      add_target(row, results, indicator, place, year);
      rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace jialing::cli
