#pragma once

#include <string>

#include "sim/scenario/scenario.h"

namespace jialing {

/// 16 hexadecimal digits that stand for everything which decides the results: the resolved scenarios and the content of
/// their tables, wherever these lie (FNV-1a, 64 bits). Guards against mixing results of different scenarios, not
/// against forgery.
std::string scenario_hash(const std::vector<const Scenario*>& scenarios);

}  // namespace jialing
