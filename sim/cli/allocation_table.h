#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sim/analysis/allocation/allocate.h"
#include "sim/cli/words.h"

namespace jialing::cli {

/// What a study of allocations found: rules and what was optimised beside each other, the choice and how sure it is,
/// where the money goes, marginal returns, the frontier; or the least budget.
std::string allocation_report(const allocation::AllocationStudy& study, const Scenario& scenario, int width,
                              Language language);

nlohmann::json allocation_json(const allocation::AllocationStudy& study, const Scenario& scenario);

}  // namespace jialing::cli
