#pragma once

#include <string>

#include "sim/cli/commands.h"
#include "sim/cli/ensemble_run.h"
#include "sim/cli/resumable.h"

namespace jialing::cli {

struct RunArguments {
  EnsembleArguments ensemble;
  std::string output = "results.nc";
  KeepOptions keep = {};
};

/// Simulates the scenarios of a file or, with shards, takes their members from these; writes and prints the results.
/// Throws Exit when members failed.
void run(const RunArguments& arguments, const CommonOptions& common, const ShardSet* shards = nullptr);

}  // namespace jialing::cli
