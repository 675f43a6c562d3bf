#pragma once

#include <vector>

#include "sim/scenario/scenario.h"

namespace jialing {

/// Throws InputError when the members that the scenarios of a file keep until the end (output.realizations: all) need
/// more memory than there is, or are too many to be kept.
void check_kept_memory(const std::vector<Scenario>& scenarios);

}  // namespace jialing
