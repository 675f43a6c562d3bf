#pragma once

#include <string>

#include "sim/cli/words.h"
#include "sim/statistics/summary.h"

namespace jialing::cli {

/// Name of a node or region: of its identifier where a node has no English name (RestOfChina: Rest of China).
std::string place_name(const Dataset& data, int place, Language language);

/// Name of a group of nodes: of its region, or else of its nodes.
std::string group_name(const Dataset& data, const std::string& group, Language language);

/// Indicator, place unless it is Chongqing as a whole, unit; marked with * when mainly estimated.
std::string label(const Results& results, int indicator, int place, Language language);

/// "≥ 2.60"
std::string goal(const Target& target);

/// "60 %"
std::string percentage(double share, Language language);

/// A share in whole per cent, never rounded to 0 or 1; – where it is missing.
std::string whole_percentage(double share, Language language);

/// Chance of meeting a target in whole per cent, never rounded to certainty; – where no member has a value.
std::string chance(const TargetOutcome& outcome, std::int64_t members, Language language);

}  // namespace jialing::cli
