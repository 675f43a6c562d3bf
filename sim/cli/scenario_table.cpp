#include "sim/cli/scenario_table.h"

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

using Scenarios = std::vector<const Results*>;

constexpr int unlimited = std::numeric_limits<int>::max();
constexpr int label_width = 30, name_width = 24, least_name_width = 16;  // where texts are broken or cut to make room

/// What a scenario says of a target.
struct Answer {
  std::string median = "–", chance = "–";
};

/// A target that some of the scenarios have.
struct Row {
  const Target* target;
  std::string goal;
  std::vector<Answer> answers;  ///< [scenario]
};

/// The targets of an indicator in a place.
struct Group {
  std::string label;
  std::vector<Row> rows;
};

// Scenarios may have targets of their own.
bool same(const Target& a, const Target& b) {
  const auto key = [](const Target& t) { return std::tie(t.indicator, t.regions, t.year, t.direction, t.target); };
  return key(a) == key(b);
}

Row& row_for(std::vector<Group>& groups, const std::string& label, const Target& target, std::size_t scenarios) {
  auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& each) { return each.label == label; });
  if (group == groups.end()) group = groups.insert(group, {label, {}});
  std::vector<Row>& rows = group->rows;
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& each) { return same(*each.target, target); });
  if (row != rows.end()) return *row;
  const std::string goal_and_year = fmt::format("{} ({})", goal(target), target.year);
  return rows.emplace_back(Row{&target, goal_and_year, std::vector<Answer>(scenarios)});
}

std::vector<Group> groups_of(const Scenarios& scenarios, Language language) {
  std::vector<Group> groups;
  for (std::size_t s = 0; s < scenarios.size(); ++s) {
    const Results& results = *scenarios[s];
    for (const TargetOutcome& outcome : results.targets) {
      const std::string name = label(results, outcome.indicator, outcome.place, language);
      row_for(groups, name, *outcome.target, scenarios.size()).answers[s] = {
          readable(results.summaries.value(median, outcome.cell)),
          chance(outcome, results.ensemble.cells.members(), language)};
    }
  }
  return groups;
}

/// The median and the chance of one scenario, as one cell so that its name stands above both.
class Pair {
 public:
  Pair(const std::vector<Group>& groups, std::size_t scenario, const Words& words)
      : head_{words.median, words.chance},
        scenario_(scenario) {
    widen(head_);
    for (const Group& group : groups)
      for (const Row& row : group.rows) widen(row.answers[scenario]);
  }

  std::string head() const { return text(head_); }
  std::string cell(const Row& row) const { return text(row.answers[scenario_]); }

 private:
  void widen(const Answer& answer) {
    median_ = std::max(median_, display_width(answer.median));
    chance_ = std::max(chance_, display_width(answer.chance));
  }
  std::string text(const Answer& answer) const {
    constexpr auto right = TextTable::Align::right;
    return padded(answer.median, median_, right) + "  " + padded(answer.chance, chance_, right);
  }

  Answer head_;
  std::size_t scenario_;
  int median_ = 0, chance_ = 0;
};

TextTable side_by_side(const Scenarios& scenarios, const std::vector<Group>& groups, int widest_label, int widest_name,
                       const Words& words) {
  using enum TextTable::Align;
  std::vector<TextTable::Align> columns(2 + scenarios.size(), right);
  columns[0] = left;
  std::vector<std::string> names = {"", ""}, heads = {words.indicator, words.target};
  std::vector<Pair> pairs;
  for (std::size_t s = 0; s < scenarios.size(); ++s) {
    pairs.emplace_back(groups, s, words);
    heads.push_back(pairs[s].head());
    names.push_back(shortened(scenarios[s]->scenario.name, std::max(widest_name, display_width(heads.back()))));
  }
  TextTable table(columns);
  table.add(names);
  table.add(heads);
  table.add_rule();
  for (const Group& group : groups) {
    const std::vector<std::string> label = wrapped(group.label, widest_label);
    for (std::size_t line = 0; line < std::max(label.size(), group.rows.size()); ++line) {
      std::vector<std::string> cells = {line < label.size() ? label[line] : ""};
      if (line < group.rows.size()) {
        cells.push_back(group.rows[line].goal);
        for (const Pair& pair : pairs) cells.push_back(pair.cell(group.rows[line]));
      }
      table.add(cells);
    }
  }
  return table;
}

TextTable below_each_other(const Scenarios& scenarios, const std::vector<Group>& groups, const Words& words) {
  using enum TextTable::Align;
  TextTable table({left, left, right, right});
  table.add({words.indicator, words.scenario, words.median, words.chance});
  table.add_rule();
  for (const Group& group : groups) {
    for (const Row& row : group.rows) {
      std::vector<std::string> lines = wrapped(group.label, label_width);
      lines.push_back(row.goal);
      for (std::size_t n = 0; n < std::max(lines.size(), scenarios.size()); ++n) {
        std::vector<std::string> cells = {n < lines.size() ? lines[n] : ""};
        if (n < scenarios.size()) {
          const std::string name = shortened(scenarios[n]->scenario.name, name_width);
          cells.insert(cells.end(), {name, row.answers[n].median, row.answers[n].chance});
        }
        table.add(cells);
      }
    }
  }
  return table;
}

std::string fitting(const Scenarios& scenarios, const std::vector<Group>& groups, int width, const Words& words) {
  constexpr std::array<std::pair<int, int>, 3> widths = {
      {{unlimited, name_width}, {label_width, name_width}, {label_width, least_name_width}}};
  for (const auto& [widest_label, widest_name] : widths) {
    const TextTable table = side_by_side(scenarios, groups, widest_label, widest_name, words);
    if (table.width() <= width) return table.text();
  }
  return below_each_other(scenarios, groups, words).text();
}

}  // namespace

std::string scenario_table(const Scenarios& scenarios, int width, Language language) {
  const Words& word = words(language);
  const std::vector<Group> groups = groups_of(scenarios, language);
  std::string text = fitting(scenarios, groups, width, word);
  if (std::any_of(groups.begin(), groups.end(), [](const Group& group) { return group.label.ends_with("*"); }))
    text += paragraph(word.estimated, width);
  return text + "\n" + paragraph(word.comparison, width);
}

}  // namespace jialing::cli
