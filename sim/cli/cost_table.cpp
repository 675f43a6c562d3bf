#include "sim/cli/cost_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/text_table.h"
#include "sim/cli/year_table.h"
#include "sim/tables/indicator_names.h"

namespace jialing::cli {
namespace {

constexpr int scenario_width = 40;

double mean_cost(const Results& results, int year, int measure, bool real) {
  const int past_base = year - results.scenario.horizon.from;
  return results.summaries.value(mean_statistic, results.ensemble.layout.cost(past_base, measure, real));
}

bool has_levers(const Results* results) {
  return results->ensemble.layout.measures() > 0;
}

}  // namespace

std::string cost_table(const std::vector<const Results*>& scenarios, int width, Language language) {
  if (std::none_of(scenarios.begin(), scenarios.end(), has_levers)) return "";
  using enum TextTable::Align;
  const Words& word = words(language);
  std::vector<int> years = {scenarios[0]->scenario.horizon.from};
  for (int year : report_years(scenarios[0]->scenario)) years.push_back(year);
  std::vector<TextTable::Align> columns(years.size(), right);
  columns[0] = left;
  TextTable table(columns);
  std::vector<std::string> heads = {word.scenario};
  for (std::size_t n = 1; n < years.size(); ++n) heads.push_back(fmt::format("{}–{}", years[n - 1] + 1, years[n]));
  table.add(heads);
  table.add_rule();
  for (const Results* results : scenarios) {
    std::vector<std::string> cells = {shortened(results->scenario.name, scenario_width)};
    for (std::size_t n = 1; n < years.size(); ++n)
      cells.push_back(fmt::format("{} ({})", readable(results->public_money(years[n - 1], years[n], false)),
                                  readable(results->public_money(years[n - 1], years[n], true))));
    table.add(cells);
  }
  return fmt::format("{}\n\n{}{}", word.costs, table.text(),
                     paragraph(of_base_year(word.costs_method, years[0]), width));
}

nlohmann::json cost_json(const Results& results) {
  auto list = nlohmann::json::array();
  const auto& measures = results.ensemble.setting.measures;
  for (std::size_t m = 0; m < measures.size(); ++m) {
    auto years = nlohmann::json::object();
    for (int year = results.scenario.horizon.from; year <= results.scenario.horizon.to; ++year) {
      const auto at = [&](bool real) { return mean_cost(results, year, static_cast<int>(m), real); };
      if (at(false) != 0) years[std::to_string(year)] = {{"nominal", at(false)}, {"prices_2020", at(true)}};
    }
    list.push_back({{"lever", measures[m].name}, {"type", measures[m].type}, {"mean_cost", years}});
  }
  return list;
}

}  // namespace jialing::cli
