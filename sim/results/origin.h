#pragma once

#include <string>

#include "sim/ensemble/kernels.h"
#include "sim/results/netcdf_file.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/scenario_hash.h"
#include "sim/tables/names.h"

namespace jialing {

/// How the members were computed: what decides which runs have the same bits.
inline void put_precision(NetcdfFile& file, Precision precision) {
  file.attribute(whole_file, "precision", precision_names[static_cast<std::size_t>(precision)]);
  file.attribute(whole_file, "arithmetic", arithmetic(kernels(precision)));
}

/// What files of other kinds than results say about the scenario that they come from.
inline void put_origin(NetcdfFile& file, const Scenario& scenario, const std::string& kind) {
  file.attribute(whole_file, "Conventions", "CF-1.8");
  file.attribute(whole_file, "source", "jialing " JIALING_VERSION);
  file.attribute(whole_file, "kind", kind);
  file.attribute(whole_file, "title", scenario.name);
  file.attribute(whole_file, "description", scenario.description);
  file.attribute(whole_file, "scenario_yaml", scenario.resolved_yaml);
  file.attribute(whole_file, "scenario_hash", scenario_hash({&scenario}));
  file.attribute(whole_file, "seed", std::to_string(scenario.ensemble.seed));
  put_precision(file, scenario.ensemble.precision);
  file.attribute(whole_file, "base_year", static_cast<long long>(scenario.horizon.from));
}

}  // namespace jialing
