#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "sim/statistics/summary.h"

namespace jialing::cli {

/// Indicators against the plan's targets: base year, median and 5–95 % in each report year, target, probability.
std::string target_table(const Results& results);

/// The same as numbers.
nlohmann::json target_json(const Results& results);

}  // namespace jialing::cli
