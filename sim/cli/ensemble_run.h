#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "sim/cli/progress.h"
#include "sim/cli/words.h"
#include "sim/results/member_parts.h"
#include "sim/results/shard_reader.h"
#include "sim/scenario/scenario.h"
#include "sim/statistics/summary.h"

namespace jialing::cli {

/// Which scenario is simulated, and how.
struct EnsembleArguments {
  std::string file;
  Overrides overrides;
  int threads = 0;
  std::optional<Part> part = {};  ///< the members that are computed and written as a shard; none: all
};

/// The scenario file, --members, --seed, --set and --threads.
void add_ensemble_arguments(CLI::App& command, EnsembleArguments& arguments);

/// --members, --seed and --set.
void add_scenario_options(CLI::App& command, Overrides& overrides);
void add_threads(CLI::App& command, int& threads);

/// The members of a scenario and what is reported of them. Refers to the scenario.
struct FinishedRun {
  std::unique_ptr<Ensemble> ensemble;
  std::unique_ptr<Results> results;
};

/// All members, shown on the terminal and cancelled at Ctrl-C. `label` must outlive them.
RunOptions run_options(int threads, const std::string& label, Progress& progress);

/// Where members come from that need not be run, and where finished ones are kept.
struct MemberFiles {
  const ShardSet* shards = nullptr;  ///< all members
  MemberParts* parts = nullptr;      ///< those that an interrupted run has left
};

/// Runs all members that the files do not have; `label` says on the terminal what is counted. Throws Cancelled at
/// Ctrl-C.
std::unique_ptr<Ensemble> members_of(const Scenario& scenario, int threads, const std::string& label,
                                     Progress& progress, const MemberFiles& files);

/// The same, summarised. The members are kept.
FinishedRun run_members(const Scenario& scenario, int threads, const std::string& label, Progress& progress,
                        const MemberFiles& files = {});

/// Runs and summarises all members, streamed when there are more than output.exact_members. Throws Cancelled at Ctrl-C.
FinishedRun summarise_members(const Scenario& scenario, int threads, const std::string& label, Progress& progress,
                              const MemberFiles& files);

/// Streams the members that the options choose. Each of several ranks has those that it ran.
StreamedMembers stream_members(const Scenario& scenario, const Network& network, const RunOptions& options);

/// Which pairs of nodes are simulated and what is left out; empty when all are.
std::string kept_partners_text(const Ensemble& ensemble, const Scenario& scenario, int width, Language language);

/// Seed, sources of uncertainty and time of a run, and where its results are.
std::string run_details(const Scenario& scenario, double seconds, const std::string& output, int width,
                        Language language);

/// A scenario beside the plan's targets.
nlohmann::json scenario_json(const Results& results);

nlohmann::json failures_json(const Ensemble& ensemble);

/// Names the members that left the finite numbers on standard error. False when there are none.
bool report_failures(const Ensemble& ensemble);

/// Check of an option: CLI11 would take "-1" and numbers that are too large for others that the user never chose.
CLI::Validator whole_number(std::uint64_t most);

}  // namespace jialing::cli
