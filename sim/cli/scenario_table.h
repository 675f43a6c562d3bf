#pragma once

#include <string>
#include <vector>

#include "sim/cli/words.h"
#include "sim/statistics/summary.h"

namespace jialing::cli {

/// The plan's targets in several scenarios: for each target and scenario the median in its year and the chance of
/// meeting it. Scenarios stand side by side where `width` allows it, else below each other. Needs no cells of members;
/// a scenario without a target of the others shows – there.
std::string scenario_table(const std::vector<const Results*>& scenarios, int width, Language language);

}  // namespace jialing::cli
