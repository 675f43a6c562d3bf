#include "sim/cli/target_table.h"

#include <fmt/format.h>

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
  return fmt::format("{} ({}–{})", readable(row.value(median, year)), readable(row.value(q05, year)),
                     readable(row.value(q95, year)));
}

// 2020 itself has no growth since 2020: the plan's own figure stands there.
std::string base(const Row& row) {
  const double value = row.value(median, row.results.scenario.horizon.from);
  return std::isnan(value) && row.target().base_2020 ? readable(*row.target().base_2020) + "†" : readable(value);
}

std::string goal(const Target& target) {
  const std::string sign = target.direction == "at_least" ? "≥" : target.direction == "at_most" ? "≤" : "≈";
  return fmt::format("{} {} ({})", sign, readable(target.target), target.year);
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

}  // namespace

std::string target_table(const Results& results) {
  using enum TextTable::Align;
  const std::vector<int> years = columns_of(results.scenario);
  std::vector<TextTable::Align> columns = {left, right};
  std::vector<std::string> header = {"Indicator", std::to_string(results.scenario.horizon.from)};
  for (int year : years) {
    columns.push_back(right);
    header.push_back(fmt::format("{} (5–95 %)", year));
  }
  columns.insert(columns.end(), {right, right});
  header.insert(header.end(), {"target", "chance"});
  TextTable table(columns);
  table.add(header);
  table.add_rule();
  const TargetOutcome* before = nullptr;
  bool any_estimated = false, any_published = false;
  for (const TargetOutcome& outcome : results.targets) {
    const Row row{outcome, results};
    std::vector<std::string> cells(2 + years.size());
    if (!before || !row.same_indicator({*before, results})) {
      cells = {label(row), base(row)};
      for (int year : years) cells.push_back(range(row, year));
      any_estimated |= row.estimated();
      any_published |= base(row).ends_with("†");
    }
    cells.insert(cells.end(), {goal(row.target()), chance(outcome, results.ensemble.cells.members())});
    table.add(cells);
    before = &outcome;
  }
  std::string notes;
  if (any_estimated) notes += "* rests mainly on estimated or assumed figures for 2020\n";
  if (any_published) notes += "† the plan's figure for 2020, a rise over one year\n";
  return table.text() + notes;
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
