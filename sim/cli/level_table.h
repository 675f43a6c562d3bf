#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "sim/cli/words.h"
#include "sim/statistics/summary.h"

namespace jialing::cli {

/// What is asked of `jialing targets`.
struct LevelQuestion {
  double probability = 0.6;                ///< in (0, 1)
  std::vector<int> years;                  ///< after the base year and within the horizon, ascending
  std::vector<std::pair<int, int>> cells;  ///< indicator and place
};

/// The level that an indicator reaches with some probability.
struct Level {
  double value;  ///< missing (NaN) where no member has one
  int members;   ///< that have a value
};

/// The level that a share `probability` of the members reaches: is at or above, or at or below where less is better.
Level level(const Results& results, int indicator, int place, int year, double probability);

/// Levels by year beside the plan's targets, in a table of at most `width` columns where possible.
std::string level_table(const Results& results, const LevelQuestion& question, int width, Language language);

/// The same as numbers.
nlohmann::json level_json(const Results& results, const LevelQuestion& question);

}  // namespace jialing::cli
