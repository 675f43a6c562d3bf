#pragma once

#include <string>
#include <vector>

#include "sim/statistics/summary.h"

namespace jialing {

/// Writes results as netCDF-4 with CF-1.8 attributes (scenarios/data/README.md and README.md say how to read it).
///
/// `scenarios` are those of one file: at least one, with the same tables, horizon, ensemble and output.
///
/// Coordinates: scenario (scenario_name and scenario_settings say more), statistic (q05 … q95, mean, sd), time (years),
/// node, region, field, parameter, realization. One variable per indicator by node, `<code>(scenario, statistic, time,
/// node)`, and by region, `<code>_region`; adoption by field and the years in which it arrives; flows between groups;
/// sampled parameters; targets; provenance of the base year; members that failed; on request every member
/// (`<code>_members`, `<code>_region_members`). The same results give the same bytes of data. The file at `path` is
/// replaced; write beside and rename (AtomicFile). Throws FileError.
void write_netcdf(const std::vector<const Results*>& scenarios, const std::string& path);

}  // namespace jialing
