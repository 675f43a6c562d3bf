#include "sim/cli/scenario_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <utility>

#include "sim/cli/labels.h"
#include "sim/cli/text_table.h"

namespace jialing::cli {
namespace {

constexpr int unlimited = std::numeric_limits<int>::max();
constexpr int label_width = 30, name_width = 24, least_name_width = 16;  // where texts are broken or cut to make room

bool same(const Target& a, const Target& b) {
  const auto key = [](const Target& t) { return std::tie(t.indicator, t.regions, t.year, t.direction, t.target); };
  return key(a) == key(b);
}

std::string goal_and_year(const Target& target) {
  return fmt::format("{} ({})", goal(target), target.year);
}

/// The texts of one scenario as one cell so that its name stands above them; columns without any text are left out.
class Block {
 public:
  Block(const ScenarioGrid& grid, std::size_t scenario)
      : head_(grid.heads[scenario]),
        scenario_(scenario),
        widths_(head_.size(), 0) {
    widen(head_);
    for (const GridGroup& group : grid.groups)
      for (const GridRow& row : group.rows) widen(row.answers[scenario]);
  }

  std::string head() const { return text(head_); }
  std::string cell(const GridRow& row) const { return text(row.answers[scenario_]); }

 private:
  void widen(const std::vector<std::string>& texts) {
    for (std::size_t c = 0; c < texts.size(); ++c) widths_[c] = std::max(widths_[c], display_width(texts[c]));
  }
  std::string text(const std::vector<std::string>& texts) const {
    std::string line;
    for (std::size_t c = 0; c < texts.size(); ++c)
      if (widths_[c] > 0) line += (line.empty() ? "" : "  ") + padded(texts[c], widths_[c], TextTable::Align::right);
    return line;
  }

  const std::vector<std::string>& head_;
  std::size_t scenario_;
  std::vector<int> widths_;
};

TextTable side_by_side(const ScenarioGrid& grid, int widest_label, int widest_name, const Words& words) {
  using enum TextTable::Align;
  std::vector<TextTable::Align> columns(2 + grid.names.size(), right);
  columns[0] = left;
  std::vector<std::string> names = {"", ""}, heads = {words.indicator, words.target};
  std::vector<Block> blocks;
  for (std::size_t s = 0; s < grid.names.size(); ++s) {
    blocks.emplace_back(grid, s);
    heads.push_back(blocks[s].head());
    names.push_back(shortened(grid.names[s], std::max(widest_name, display_width(heads.back()))));
  }
  TextTable table(columns);
  table.add(names);
  table.add(heads);
  table.add_rule();
  for (const GridGroup& group : grid.groups) {
    const std::vector<std::string> label = wrapped(group.label, widest_label);
    for (std::size_t line = 0; line < std::max(label.size(), group.rows.size()); ++line) {
      std::vector<std::string> cells = {line < label.size() ? label[line] : ""};
      if (line < group.rows.size()) {
        cells.push_back(goal_and_year(*group.rows[line].target));
        for (const Block& block : blocks) cells.push_back(block.cell(group.rows[line]));
      }
      table.add(cells);
    }
  }
  return table;
}

TextTable below_each_other(const ScenarioGrid& grid, int widest_label, int widest_name, const Words& words) {
  using enum TextTable::Align;
  std::vector<TextTable::Align> columns(2 + grid.heads_below.size(), right);
  columns[0] = columns[1] = left;
  std::vector<std::string> heads = {words.indicator, words.scenario};
  heads.insert(heads.end(), grid.heads_below.begin(), grid.heads_below.end());
  TextTable table(columns);
  table.add(heads);
  table.add_rule();
  for (const GridGroup& group : grid.groups) {
    for (const GridRow& row : group.rows) {
      std::vector<std::string> lines = wrapped(group.label, widest_label);
      lines.push_back(goal_and_year(*row.target));
      for (std::size_t n = 0; n < std::max(lines.size(), grid.names.size()); ++n) {
        std::vector<std::string> cells = {n < lines.size() ? lines[n] : ""};
        if (n < grid.names.size()) {
          cells.push_back(shortened(grid.names[n], widest_name));
          cells.insert(cells.end(), row.answers[n].begin(), row.answers[n].end());
        }
        table.add(cells);
      }
    }
  }
  return table;
}

}  // namespace

GridRow& ScenarioGrid::row_for(const std::string& label, const Target& target) {
  auto group = std::find_if(groups.begin(), groups.end(), [&](const GridGroup& each) { return each.label == label; });
  if (group == groups.end()) group = groups.insert(group, {label, {}});
  std::vector<GridRow>& rows = group->rows;
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const GridRow& each) { return same(*each.target, target); });
  if (row != rows.end()) return *row;
  const std::vector<std::string> empty(heads_below.size(), "–");
  return rows.emplace_back(GridRow{&target, std::vector(names.size(), empty)});
}

std::string ScenarioGrid::text(int width, const Words& words) const {
  constexpr std::array<std::pair<int, int>, 3> widths = {
      {{unlimited, name_width}, {label_width, name_width}, {label_width, least_name_width}}};
  for (const auto& [widest_label, widest_name] : widths) {
    const TextTable table = side_by_side(*this, widest_label, widest_name, words);
    if (table.width() <= width) return table.text();
  }
  return text_below(width, words);
}

std::string ScenarioGrid::text_below(int width, const Words& words) const {
  constexpr std::array<std::pair<int, int>, 3> widths = {{{label_width, name_width}, {24, least_name_width}, {16, 12}}};
  std::string text;
  for (const auto& [widest_label, widest_name] : widths) {
    const TextTable table = below_each_other(*this, widest_label, widest_name, words);
    text = table.text();
    if (table.width() <= width) break;
  }
  return text;
}

bool ScenarioGrid::has_estimates() const {
  return std::any_of(groups.begin(), groups.end(), [](const GridGroup& group) { return group.label.ends_with("*"); });
}

}  // namespace jialing::cli
