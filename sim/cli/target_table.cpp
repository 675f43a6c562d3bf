#include "sim/cli/target_table.h"

#include <fmt/format.h>

#include <set>

#include "sim/cli/text_table.h"
#include "sim/cli/year_table.h"
#include "sim/tables/names.h"

namespace jialing::cli {
namespace {

double value(const Results& results, const TargetOutcome& outcome, int statistic, int year) {
  const int past_base = year - results.scenario.horizon.from;
  return results.summaries.value(statistic,
                                 results.ensemble.layout.variable(past_base, outcome.indicator, outcome.place));
}

std::string range(double low, double high, const Words& words) {
  return readable(low) + (low < 0 ? words.to : "–") + readable(high);
}

YearRow row_of(const Results& results, const TargetOutcome& outcome, Language language) {
  const int indicator = outcome.indicator, place = outcome.place;
  YearRow row = {label(results, indicator, place, language), base_value(results, indicator, place), {}, {}};
  row.goals = goals_of(results, indicator, place, language);
  const std::vector<int> reported = report_years(results.scenario);
  std::set<int> years(reported.begin(), reported.end());
  for (const Goal& each : row.goals) years.insert(each.year);
  for (int year : years) {
    const auto at = [&](int statistic) { return value(results, outcome, statistic, year); };
    row.values[year] = {readable(at(median)), range(at(q05), at(q95), words(language))};
  }
  return row;
}

}  // namespace

std::string target_table(const Results& results, int width, Language language) {
  const Words& word = words(language);
  YearTable table = {results.scenario.horizon.from, report_years(results.scenario), {}, {word.median, word.range}, {}};
  for (int year : table.years)
    table.year_heads.push_back(fmt::format(fmt::runtime(word.wide_value), fmt::arg("year", year)));
  std::set<std::pair<int, int>> shown;
  for (const TargetOutcome& outcome : results.targets)
    if (shown.insert({outcome.indicator, outcome.place}).second)
      table.rows.push_back(row_of(results, outcome, language));
  return table.text(width, word) + footnotes(table, width, word);
}

nlohmann::json target_json(const Results& results) {
  auto rows = nlohmann::json::array();
  for (const TargetOutcome& outcome : results.targets) {
    const Target& target = *outcome.target;
    auto years = nlohmann::json::object();
    for (int year : report_years(results.scenario)) {
      const auto at = [&](int statistic) { return value(results, outcome, statistic, year); };
      years[std::to_string(year)] = {{"median", at(median)}, {"q05", at(q05)}, {"q95", at(q95)}};
    }
    rows.push_back({{"indicator", target.indicator},
                    {"region", target.regions[0]},
                    {"unit", target.unit},
                    {"base_2020", base_median(results, outcome.indicator, outcome.place)},
                    {"years", years},
                    {"target", target.target},
                    {"target_year", target.year},
                    {"direction", direction_name(target.direction)},
                    {"probability", outcome.probability},
                    {"mainly_estimated", results.mainly_estimated(outcome.indicator, outcome.place)}});
  }
  return rows;
}

}  // namespace jialing::cli
