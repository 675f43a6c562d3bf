#include "sim/cli/year_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/cli/text_table.h"
#include "sim/tables/indicator_names.h"

namespace jialing::cli {
namespace {

constexpr int unlimited = std::numeric_limits<int>::max();
constexpr int label_width = 30, least_label_width = 16;  // where labels are broken to make room
constexpr const char *estimated_mark = "*", *plan_mark = "†";

std::string with_range(const std::vector<std::string>& texts) {
  return texts.size() == 1 ? texts[0] : fmt::format("{} ({})", texts[0], texts[1]);
}

/// A table with the indicator before and the target behind these heads.
TextTable headed(std::vector<std::string> header, const std::vector<std::string>& heads, const Words& words) {
  header.insert(header.begin(), words.indicator);
  header.insert(header.end(), heads.begin(), heads.end());
  header.insert(header.end(), {words.target, words.chance});
  std::vector<TextTable::Align> columns(header.size(), TextTable::Align::right);
  columns[0] = TextTable::Align::left;
  TextTable table(columns);
  table.add(header);
  table.add_rule();
  return table;
}

TextTable years_side_by_side(const YearTable& content, int widest_label, const Words& words) {
  TextTable table = headed({std::to_string(content.base_year)}, content.year_heads, words);
  for (const YearRow& row : content.rows) {
    const std::vector<std::string> label = wrapped(row.label, widest_label);
    for (std::size_t line = 0; line < std::max(label.size(), row.goals.size()); ++line) {
      std::vector<std::string> cells = {line < label.size() ? label[line] : "", line == 0 ? row.base : ""};
      for (int year : content.years) cells.push_back(line == 0 ? with_range(row.values.at(year)) : "");
      if (line < row.goals.size()) {
        const Goal& each = row.goals[line];
        cells.insert(cells.end(), {fmt::format("{} ({})", each.goal, each.year), each.chance});
      }
      table.add(cells);
    }
  }
  return table;
}

using Lines = std::vector<std::vector<std::string>>;

// The cells beside the label, a line for each year and for each further target of a year.
Lines lines_of(const YearRow& row, int base_year, std::size_t values) {
  Lines lines = {{std::to_string(base_year), row.base}};
  for (const auto& [year, texts] : row.values) {
    std::size_t line = lines.size();
    lines.push_back({std::to_string(year)});
    lines.back().insert(lines.back().end(), texts.begin(), texts.end());
    for (const Goal& each : row.goals) {
      if (each.year != year) continue;
      if (line == lines.size()) lines.emplace_back(1 + values);
      lines[line].insert(lines[line].end(), {each.goal, each.chance});
      ++line;
    }
  }
  return lines;
}

TextTable years_below_each_other(const YearTable& content, int widest_label, const Words& words) {
  TextTable table = headed({words.year}, content.value_heads, words);
  for (const YearRow& row : content.rows) {
    const std::vector<std::string> label = wrapped(row.label, widest_label);
    Lines lines = lines_of(row, content.base_year, content.value_heads.size());
    lines.resize(std::max(lines.size(), label.size()));
    for (std::size_t line = 0; line < lines.size(); ++line) {
      lines[line].insert(lines[line].begin(), line < label.size() ? label[line] : "");
      table.add(lines[line]);
    }
  }
  return table;
}

bool marked(const YearTable& table, const char* mark, std::string YearRow::*text) {
  return std::any_of(table.rows.begin(), table.rows.end(),
                     [&](const YearRow& row) { return (row.*text).ends_with(mark); });
}

}  // namespace

std::string YearTable::text(int width, const Words& words) const {
  for (int widest_label : {unlimited, label_width}) {
    const TextTable table = years_side_by_side(*this, widest_label, words);
    if (table.width() <= width) return table.text();
  }
  const TextTable table = years_below_each_other(*this, label_width, words);
  const int excess = table.width() - width;
  if (excess <= 0) return table.text();
  return years_below_each_other(*this, std::max(least_label_width, label_width - excess), words).text();
}

std::vector<Goal> goals_of(const Results& results, int indicator, int place, Language language) {
  std::vector<Goal> goals;
  for (const TargetOutcome& outcome : results.targets) {
    if (outcome.indicator != indicator || outcome.place != place) continue;
    const std::int64_t members = results.ensemble.cells.members();
    goals.push_back({outcome.target->year, goal(*outcome.target), chance(outcome, members, language)});
  }
  return goals;
}

std::vector<int> report_years(const Scenario& scenario) {
  if (!scenario.output.report_years.empty()) return scenario.output.report_years;
  return {scenario.horizon.to};
}

double base_median(const Results& results, int indicator, int place) {
  return results.summaries.value(median, results.ensemble.layout.variable(0, indicator, place));
}

std::string base_value(const Results& results, int indicator, int place) {
  const double value = base_median(results, indicator, place);
  if (!std::isnan(value)) return readable(value);
  for (const TargetOutcome& outcome : results.targets)
    if (outcome.indicator == indicator && outcome.place == place && outcome.target->base_2020)
      return readable(*outcome.target->base_2020) + plan_mark;
  return readable(value);
}

std::string footnotes(const YearTable& table, int width, const Words& words) {
  std::string text;
  if (marked(table, estimated_mark, &YearRow::label))
    text += paragraph(of_base_year(words.estimated, table.base_year), width);
  if (marked(table, plan_mark, &YearRow::base))
    text += paragraph(of_base_year(words.plan_base, table.base_year), width);
  return text;
}

}  // namespace jialing::cli
