#pragma once

#include "sim/analysis/compare.h"
#include "sim/results/netcdf_file.h"

namespace jialing {

/// Adds the differences and the robustness to a file that holds the results of the scenarios already; netcdf_writer.h
/// says which variables they are.
void write_comparison(NetcdfFile& file, const Comparison& comparison);

}  // namespace jialing
