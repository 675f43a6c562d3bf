#pragma once

#include <string>
#include <vector>

#include "sim/cli/words.h"
#include "sim/statistics/summary.h"

namespace jialing::cli {

/// What the scenarios say of a target.
struct GridRow {
  const Target* target;
  /// The texts of each scenario, [scenario][column].
  std::vector<std::vector<std::string>> answers;
};

/// The targets of an indicator in a place.
struct GridGroup {
  std::string label;
  std::vector<GridRow> rows;
};

/// Scenarios beside or below each other by target.
struct ScenarioGrid {
  std::vector<std::string> names;               ///< of the scenarios
  std::vector<std::vector<std::string>> heads;  ///< [scenario][column], of scenarios beside each other
  std::vector<std::string> heads_below;         ///< [column], of scenarios below each other
  std::vector<GridGroup> groups = {};

  /// The row of a target; a new one of empty answers when there is none yet. Scenarios may have targets of their own.
  GridRow& row_for(const std::string& label, const Target& target);

  /// The scenarios beside each other where `width` allows it, else below each other.
  std::string text(int width, const Words& words) const;
  std::string text_below(int width, const Words& words) const;

  /// Some rows rest mainly on estimated figures.
  bool has_estimates() const;
};

}  // namespace jialing::cli
