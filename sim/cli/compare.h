#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/analysis/attribution.h"
#include "sim/cli/commands.h"
#include "sim/cli/ensemble_run.h"
#include "sim/cli/resumable.h"

namespace jialing::cli {

struct CompareArguments {
  EnsembleArguments ensemble;
  std::vector<std::string> scenarios;  ///< that were chosen; none: all
  std::string reference;               ///< none: see compare's help
  std::string output = "comparison.nc";
  std::string attribute = {};  ///< id of the scenario whose effect is split among its levers
  bool by_group = false;
  std::int64_t orders = AttributionOptions().orders;
  KeepOptions keep = {};
};

/// Those that are compared, the reference first. Throws InputError.
std::vector<Scenario> compared_scenarios(const CompareArguments& arguments);

/// Compares scenarios that are simulated or, with shards, whose members are taken from these; writes and prints the
/// results. Throws Exit when members failed.
void compare(const CompareArguments& arguments, const CommonOptions& common, const ShardSet* shards = nullptr);

}  // namespace jialing::cli
