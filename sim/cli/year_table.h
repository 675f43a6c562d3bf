#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/cli/labels.h"

namespace jialing::cli {

/// A target of the plan in words.
struct Goal {
  int year;
  std::string goal, chance;
};

/// An indicator of a place by year, beside the plan's targets for it.
struct YearRow {
  std::string label, base;
  /// The texts of each year: a value, perhaps with its range.
  std::map<int, std::vector<std::string>> values;
  std::vector<Goal> goals;
};

/// Indicators by year against the plan's targets.
struct YearTable {
  int base_year;
  std::vector<int> years;                ///< of the columns
  std::vector<std::string> year_heads;   ///< of these columns
  std::vector<std::string> value_heads;  ///< of the texts of a year where years stand below each other
  std::vector<YearRow> rows;

  /// One line for each target with the years side by side where `width` allows it, else one line for each year.
  std::string text(int width, const Words& words) const;
};

/// The targets of an indicator in a place, in the order of the table.
std::vector<Goal> goals_of(const Results& results, int indicator, int place, Language language);

/// Years that the scenario reports; its last when it names none.
std::vector<int> report_years(const Scenario& scenario);

/// Median in the base year, NaN where it is missing.
double base_median(const Results& results, int indicator, int place);

/// The same as a text. 2020 itself has no growth since 2020: the plan's own figure stands there, with a †.
std::string base_value(const Results& results, int indicator, int place);

/// Explains the marks in `table`.
std::string footnotes(const YearTable& table, int width, const Words& words);

}  // namespace jialing::cli
