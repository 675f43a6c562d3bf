#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/cli/words.h"
#include "sim/statistics/summary.h"

namespace jialing::cli {

/// What the levers of each scenario cost the public between the years of the tables, means over the members, nominal
/// and at 2020 prices. Empty when no scenario has levers.
std::string cost_table(const std::vector<const Results*>& scenarios, int width, Language language);

/// Every lever of a scenario with what it costs in each year.
nlohmann::json cost_json(const Results& results);

}  // namespace jialing::cli
