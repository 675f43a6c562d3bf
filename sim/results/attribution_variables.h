#pragma once

#include "sim/analysis/attribution.h"
#include "sim/results/netcdf_file.h"

namespace jialing {

/// Adds to a file with the results of the scenarios how an effect is split among levers: `attribution(attributed_lever,
/// attribution_statistic, target)` in the target's unit with the attribute `scenario`, `attribution_error(
/// attributed_lever, target)`, and `attribution_total(target)`, which the means add up to.
void write_attribution(NetcdfFile& file, const Attribution& attribution);

}  // namespace jialing
