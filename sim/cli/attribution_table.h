#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sim/analysis/attribution.h"
#include "sim/cli/words.h"

namespace jialing::cli {

/// What each lever adds to each target of a scenario: mean, standard error where orders were sampled, and its part of
/// the whole. The largest first; at most so many levers that the table can be read, the rest as one.
std::string attribution_table(const Results& results, const Attribution& attribution, int width, Language language);

nlohmann::json attribution_json(const Results& results, const Attribution& attribution);

}  // namespace jialing::cli
