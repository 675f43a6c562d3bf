#include "sim/cli/target_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/cli/text_table.h"

namespace jialing::cli {
namespace {

struct Row {
  const TargetOutcome& outcome;
  const Results& results;

  const Target& target() const { return *outcome.target; }
  std::int64_t cell(int year) const {
    return results.ensemble.layout.variable(year - results.scenario.horizon.from, outcome.indicator, outcome.place);
  }
  double value(int statistic, int year) const { return results.summaries.value(statistic, cell(year)); }
  bool estimated() const { return results.mainly_estimated(outcome.indicator, outcome.place); }
  bool same_indicator(const Row& other) const {
    return outcome.indicator == other.outcome.indicator && outcome.place == other.outcome.place;
  }
};

std::string label(const Row& row) {
  const model::Indicator& indicator = model::indicators()[row.outcome.indicator];
  const std::string& region = row.target().regions[0];
  const std::string place = region == "Chongqing" ? "" : ", " + region;
  return fmt::format("{}{}, {}{}", indicator.name_en, place, indicator.unit, row.estimated() ? " *" : "");
}

std::string range(const Row& row, int year) {
  const double low = row.value(q05, year);
  return fmt::format("{}{}{}", readable(low), low < 0 ? " to " : "–", readable(row.value(q95, year)));
}

// 2020 itself has no growth since 2020: the plan's own figure stands there.
std::string base(const Row& row) {
  const double value = row.value(median, row.results.scenario.horizon.from);
  return std::isnan(value) && row.target().base_2020 ? readable(*row.target().base_2020) + "†" : readable(value);
}

std::string goal(const Target& target) {
  const std::string sign = target.direction == "at_least" ? "≥" : target.direction == "at_most" ? "≤" : "≈";
  return fmt::format("{} {}", sign, readable(target.target));
}

std::string chance(const TargetOutcome& outcome, std::int64_t members) {
  if (outcome.missing == members) return "–";
  const double percent = 100 * outcome.probability;
  if (percent > 0 && percent < 1) return "< 1 %";
  if (percent > 99 && percent < 100) return "> 99 %";
  return fmt::format("{:.0f} %", percent);
}

std::vector<int> columns_of(const Scenario& scenario) {
  if (!scenario.output.report_years.empty()) return scenario.output.report_years;
  return {scenario.horizon.to};
}

/// The targets of one indicator in one place.
using Group = std::vector<Row>;

std::vector<Group> groups_of(const Results& results) {
  std::vector<Group> groups;
  for (const TargetOutcome& outcome : results.targets) {
    const Row row{outcome, results};
    if (groups.empty() || !groups.back().front().same_indicator(row)) groups.emplace_back();
    groups.back().push_back(row);
  }
  return groups;
}

// Years side by side.
TextTable wide_table(const Results& results) {
  using enum TextTable::Align;
  const std::vector<int> years = columns_of(results.scenario);
  std::vector<TextTable::Align> columns(years.size() + 4, right);
  columns[0] = left;
  std::vector<std::string> header = {"Indicator", std::to_string(results.scenario.horizon.from)};
  for (int year : years) header.push_back(fmt::format("{} (5–95 %)", year));
  header.insert(header.end(), {"target", "chance"});
  TextTable table(columns);
  table.add(header);
  table.add_rule();
  for (const Group& group : groups_of(results)) {
    std::vector<std::string> cells = {label(group[0]), base(group[0])};
    for (int year : years)
      cells.push_back(fmt::format("{} ({})", readable(group[0].value(median, year)), range(group[0], year)));
    for (const Row& row : group) {
      cells.push_back(fmt::format("{} ({})", goal(row.target()), row.target().year));
      cells.push_back(chance(row.outcome, results.ensemble.cells.members()));
      table.add(cells);
      cells.assign(2 + years.size(), "");
    }
  }
  return table;
}

// Years below each other, each target beside its year.
TextTable narrow_table(const Results& results) {
  using enum TextTable::Align;
  constexpr int label_width = 30;
  const int base_year = results.scenario.horizon.from;
  TextTable table({left, right, right, right, right, right});
  table.add({"Indicator", "year", "median", "5–95 %", "target", "chance"});
  table.add_rule();
  for (const Group& group : groups_of(results)) {
    const std::vector<int> reported = columns_of(results.scenario);
    std::set<int> years(reported.begin(), reported.end());
    for (const Row& row : group) years.insert(row.target().year);
    std::vector<std::string> names = wrapped(label(group[0]), label_width);
    names.resize(std::max(names.size(), years.size() + 1));
    auto name = names.begin();
    table.add({*name++, std::to_string(base_year), base(group[0]), "", "", ""});
    for (int year : years) {
      std::vector<std::string> cells = {
          *name++, std::to_string(year), readable(group[0].value(median, year)), range(group[0], year), "", ""};
      for (const Row& row : group) {
        if (row.target().year != year) continue;
        cells[4] = goal(row.target());
        cells[5] = chance(row.outcome, results.ensemble.cells.members());
      }
      table.add(cells);
    }
    for (; name != names.end(); ++name) table.add({*name, "", "", "", "", ""});
  }
  return table;
}

}  // namespace

std::string target_table(const Results& results, int width) {
  const TextTable wide = wide_table(results);
  std::string text = wide.width() <= width ? wide.text() : narrow_table(results).text();
  const std::vector<Group> groups = groups_of(results);
  if (std::any_of(groups.begin(), groups.end(), [](const Group& group) { return group[0].estimated(); }))
    text += "* rests mainly on estimated or assumed figures for 2020\n";
  if (std::any_of(groups.begin(), groups.end(), [](const Group& group) { return base(group[0]).ends_with("†"); }))
    text += "† the plan's figure for 2020, a rise over one year\n";
  return text;
}

nlohmann::json target_json(const Results& results) {
  auto rows = nlohmann::json::array();
  for (const TargetOutcome& outcome : results.targets) {
    const Row row{outcome, results};
    const Target& target = row.target();
    auto years = nlohmann::json::object();
    for (int year : columns_of(results.scenario)) {
      years[std::to_string(year)] = {
          {"median", row.value(median, year)}, {"q05", row.value(q05, year)}, {"q95", row.value(q95, year)}};
    }
    rows.push_back({{"indicator", target.indicator},
                    {"region", target.regions[0]},
                    {"unit", target.unit},
                    {"base_2020", row.value(median, results.scenario.horizon.from)},
                    {"years", years},
                    {"target", target.target},
                    {"target_year", target.year},
                    {"direction", target.direction},
                    {"probability", outcome.probability},
                    {"mainly_estimated", row.estimated()}});
  }
  return rows;
}

}  // namespace jialing::cli
