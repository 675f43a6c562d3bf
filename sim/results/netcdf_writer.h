#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/analysis/attribution.h"
#include "sim/analysis/compare.h"

namespace jialing {

/// Writes results as netCDF-4 with CF-1.8 attributes (scenarios/data/README.md and README.md say how to read it).
///
/// `scenarios` are those of one file: at least one, with the same tables, horizon, ensemble and output.
///
/// Coordinates: scenario (scenario_name and scenario_settings say more), statistic (q05 … q95, mean, sd), time (years),
/// node, region, field, parameter, realization. One variable per indicator by node, `<code>(scenario, statistic, time,
/// node)`, and by region, `<code>_region`; adoption by field and the years in which it arrives; flows between groups;
/// sampled parameters; targets; provenance of the base year; members that failed; on request every member
/// (`<code>_members`, `<code>_region_members`). With levers: `cost(scenario, statistic, time, lever)` and
/// `cost_2020_prices`, public money in the year, and `lever_type`. The same results give the same bytes of data. The
/// file at `path` is replaced; write beside and rename (AtomicFile). Throws FileError.
void write_netcdf(const std::vector<const Results*>& scenarios, const std::string& path);

/// The same of the compared scenarios, and how they differ from the reference, the first of them.
///
/// Coordinates: difference_statistic (median_difference, mean, sd, q05 … q95, probability_of_improvement,
/// variance_removed; sim/statistics/paired.h), robustness_statistic (mean, q95, maximum). By indicator that is
/// compared:
/// `<code>_difference(scenario, difference_statistic, time, node)` and `<code>_region_difference` in the indicator's
/// unit (the last two statistics are shares), with the attribute `reference` (id of the reference); the reference
/// differs from itself by 0 where it has a value, and its probability_of_improvement and variance_removed are missing.
/// By target (sim/statistics/ robustness.h): `target_probability_difference(scenario, target)`, `regret(scenario,
/// robustness_statistic, target)`, `satisficing_share(scenario, target)`, `tenth_percentile(scenario, target)`,
/// `minimax_regret_scenario(target)` (an id; empty when no future counts), `robustness_futures(target)` (futures that
/// count).
/// `cost_per_unit(scenario, target)`. With an attribution: what sim/results/attribution_variables.h says.
void write_netcdf(const Comparison& comparison, const std::optional<Attribution>& attribution, const std::string& path);

}  // namespace jialing
