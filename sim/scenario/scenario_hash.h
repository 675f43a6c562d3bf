#pragma once

#include <string>

#include "sim/scenario/scenario.h"

namespace jialing {

/// 16 hexadecimal digits that stand for everything which decides the results: the resolved scenario and the content of
/// its tables (FNV-1a, 64 bits). Guards against mixing results of different scenarios, not against forgery.
std::string scenario_hash(const Scenario& scenario);

}  // namespace jialing
