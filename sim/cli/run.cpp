#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/cli/commands.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/progress.h"
#include "sim/cli/target_table.h"
#include "sim/cli/text_table.h"
#include "sim/ensemble/ensemble.h"
#include "sim/results/atomic_file.h"
#include "sim/results/netcdf_writer.h"
#include "sim/scenario/scenario.h"
#include "sim/statistics/summary.h"

namespace jialing::cli {
namespace {

struct RunArguments {
  std::string file;
  std::string output = "results.nc";
  Overrides overrides;
  int threads = 0;
};

// CLI11 would take "-1" and numbers that are too large for others that the user never chose.
auto whole_number(std::uint64_t most) {
  return [most](const std::string& text) -> std::string {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value <= most) return "";
    return fmt::format("must be a whole number up to {}, got '{}'", most, text);
  };
}

constexpr std::size_t failures_shown = 10;
constexpr int most_threads = 4096;

void report_failures(const Ensemble& ensemble) {
  const auto& failures = ensemble.failures;
  fmt::print(stderr, "{} of {} members left the finite numbers; the results are those of the others:\n",
             failures.size(), ensemble.cells.members());
  for (std::size_t n = 0; n < std::min(failures.size(), failures_shown); ++n)
    fmt::print(stderr, "  member {}, step {}: {} of {}\n", failures[n].member, failures[n].step, failures[n].variable,
               failures[n].node);
  if (failures.size() > failures_shown) fmt::print(stderr, "  … and {} more\n", failures.size() - failures_shown);
}

std::string sources(const UncertaintySwitches& uncertainty) {
  std::string on;
  const auto add = [&](bool used, const char* name) { on += used ? (on.empty() ? "" : ", ") + std::string(name) : ""; };
  add(uncertainty.parameters, "parameters");
  add(uncertainty.base_year, "base year");
  add(uncertainty.process_noise, "process noise");
  return on.empty() ? "none" : on;
}

/// A scenario with its results; the members' cells are gone unless the scenario keeps them.
struct FinishedRun {
  std::unique_ptr<Ensemble> ensemble;
  std::unique_ptr<Results> results;
};

std::vector<const Results*> results_of(const std::vector<FinishedRun>& runs) {
  std::vector<const Results*> list;
  for (const FinishedRun& run : runs) list.push_back(run.results.get());
  return list;
}

nlohmann::json scenario_json(const Results& results) {
  auto failures = nlohmann::json::array();
  for (const MemberFailure& each : results.ensemble.failures)
    failures.push_back(
        {{"member", each.member}, {"step", each.step}, {"node", each.node}, {"variable", each.variable}});
  return {{"id", results.scenario.id},
          {"scenario", results.scenario.name},
          {"failed_members", failures},
          {"targets", target_json(results)}};
}

void print_json(const std::vector<const Results*>& all, const std::string& output) {
  const Scenario& first = all[0]->scenario;
  nlohmann::json report = {{"members", first.ensemble.members},
                           {"seed", first.ensemble.seed},
                           {"output", output},
                           {"scenarios", nlohmann::json::array()}};
  for (const Results* results : all) report["scenarios"].push_back(scenario_json(*results));
  fmt::print("{}\n", report.dump(2));
}

void print_tables(const std::vector<const Results*>& all, const std::string& output, double seconds) {
  const Scenario& first = all[0]->scenario;
  for (const Results* results : all)
    fmt::print("{}\n\n{}\n", results->scenario.name, target_table(*results, terminal_width()));
  fmt::print("Median (5–95 %) of {} members; chance: share of members that meet the target.\n", first.ensemble.members);
  fmt::print("Seed {}; uncertainty from {}; {:.1f} s.\n", first.ensemble.seed, sources(first.uncertainty), seconds);
  fmt::print("Results: {}\n", output);
}

/// Runs one of the scenarios.
FinishedRun run_one(const Scenario& scenario, const Network& network, int threads, const std::string& label,
                    Progress& progress) {
  const std::atomic<bool>& interrupted = interrupt_requested();
  FinishedRun run;
  run.ensemble = run_ensemble(
      scenario, network,
      {.threads = threads,
       .progress = [&](std::int64_t done, std::int64_t total) { progress.update(label.c_str(), done, total); },
       .cancelled = &interrupted});
  progress.say("summarising");
  run.results = std::make_unique<Results>(scenario, *run.ensemble, threads);
  if (scenario.output.realizations == Realizations::none) run.ensemble->cells.release();
  if (interrupted) throw Cancelled();
  return run;
}

void run(const RunArguments& arguments, const CommonOptions& common) {
  const auto start = std::chrono::steady_clock::now();
  const std::atomic<bool>& interrupted = interrupt_requested();
  const std::vector<Scenario> scenarios = read_scenarios(arguments.file, arguments.overrides);
  const Scenario& first = scenarios[0];
  const Network network = build_network(first.data, first.horizon.from, first.horizon.to);
  AtomicFile output(arguments.output);  // an unwritable place is found before the work, not after it
  remove_when_killed(output.temporary_path());
  std::optional<Progress> progress(std::in_place, common.quiet);
  std::vector<FinishedRun> runs;
  for (const Scenario& scenario : scenarios) {
    const std::string label = scenarios.size() == 1 ? "members" : scenario.id + ": members";
    runs.push_back(run_one(scenario, network, arguments.threads, label, *progress));
  }
  const std::vector<const Results*> results = results_of(runs);
  progress->say("writing " + arguments.output);
  write_netcdf(results, output.temporary_path());
  if (interrupted) throw Cancelled();
  output.commit();
  progress.reset();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (common.json)
    print_json(results, arguments.output);
  else if (!common.quiet)
    print_tables(results, arguments.output, seconds);
  bool failed = false;
  for (const FinishedRun& each : runs) {
    if (each.ensemble->failures.empty()) continue;
    report_failures(*each.ensemble);
    failed = true;
  }
  if (failed) throw Exit{run_failed};
}

}  // namespace

void add_run(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("run", "Simulate a scenario and compare its indicators with the plan's targets");
  auto arguments = std::make_shared<RunArguments>();
  command->add_option("file", arguments->file, "Scenario file")->required()->type_name("YAML");
  command->add_option("-o,--output", arguments->output, "Result file (netCDF); replaced when the run is done")
      ->type_name("NC")
      ->capture_default_str();
  command->add_option("--members", arguments->overrides.members, "Number of simulated futures [the scenario's]")
      ->type_name("N")
      ->check(whole_number(std::numeric_limits<std::int64_t>::max()));
  command->add_option("--seed", arguments->overrides.seed, "Seed of all random draws [the scenario's]")
      ->type_name("N")
      ->check(whole_number(std::numeric_limits<std::uint64_t>::max()));
  add_settings(*command, arguments->overrides);
  command->add_option("--threads", arguments->threads, "0: all processors; the results are the same with any number")
      ->type_name("N")
      ->check(whole_number(most_threads))
      ->capture_default_str();
  add_quiet(*command, common);
  add_json(*command, common);
  command->footer(
      "Runs the file's own scenario and its named ones under the same luck. Prints the indicators beside the plan's "
      "targets; `jialing info` says what the file holds.\n"
      "Example: jialing run scenarios/baseline.yaml --members 500 -o results.nc");
  command->callback([arguments, &common] { run(*arguments, common); });
}

}  // namespace jialing::cli
