#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sim/cli/words.h"
#include "sim/statistics/summary.h"

namespace jialing::cli {

/// Indicators against the plan's targets: base year, median and 5–95 % in each report year, target, probability.
/// One line for each target with the years side by side where `width` allows it, else one line for each year.
std::string target_table(const Results& results, int width, Language language);

/// The same as numbers.
nlohmann::json target_json(const Results& results);

}  // namespace jialing::cli
