#pragma once

#include "sim/scenario/scenario.h"

namespace jialing {

/// Memory that the cells of all members of a scenario take, bytes.
std::int64_t cell_memory(const Scenario& scenario);

/// Throws InputError when so many bytes, kept of single members, are more than the machine's memory.
void require_memory(const Scenario& scenario, std::int64_t bytes);

/// "12.3 GiB"
std::string gibibytes(std::int64_t bytes);

}  // namespace jialing
