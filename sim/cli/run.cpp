#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "sim/cli/commands.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/progress.h"
#include "sim/cli/target_table.h"
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

constexpr std::size_t failures_shown = 10;

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

void print_json(const Results& results, const std::string& output) {
  auto failures = nlohmann::json::array();
  for (const MemberFailure& each : results.ensemble.failures)
    failures.push_back(
        {{"member", each.member}, {"step", each.step}, {"node", each.node}, {"variable", each.variable}});
  const nlohmann::json report = {{"scenario", results.scenario.name},
                                 {"members", results.ensemble.cells.members()},
                                 {"seed", results.scenario.ensemble.seed},
                                 {"output", output},
                                 {"failed_members", failures},
                                 {"targets", target_json(results)}};
  fmt::print("{}\n", report.dump(2));
}

void print_table(const Results& results, const std::string& output, double seconds) {
  const Scenario& scenario = results.scenario;
  fmt::print("{}\n\n{}\n", scenario.name, target_table(results));
  fmt::print("{} members, seed {}, uncertainty from {}; {:.1f} s\n", scenario.ensemble.members, scenario.ensemble.seed,
             sources(scenario.uncertainty), seconds);
  fmt::print("Results: {}\n", output);
}

void run(const RunArguments& arguments, const CommonOptions& common) {
  const auto start = std::chrono::steady_clock::now();
  const Scenario scenario = read_scenario(arguments.file, arguments.overrides);
  const Network network = build_network(scenario.data, scenario.horizon.from, scenario.horizon.to);
  AtomicFile output(arguments.output);  // an unwritable place is found before the work, not after it
  const auto ensemble = [&] {
    Progress progress("members", common.quiet);
    return run_ensemble(scenario, network,
                        {.threads = arguments.threads,
                         .progress = [&](std::int64_t done, std::int64_t total) { progress.update(done, total); },
                         .cancelled = &interrupt_requested()});
  }();
  const Results results(scenario, *ensemble, arguments.threads);
  write_netcdf(results, output.temporary_path());
  if (interrupt_requested()) throw Cancelled();
  output.commit();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (common.json)
    print_json(results, arguments.output);
  else if (!common.quiet)
    print_table(results, arguments.output, seconds);
  if (ensemble->failures.empty()) return;
  report_failures(*ensemble);
  throw Exit{run_failed};
}

}  // namespace

void add_run(CLI::App& app, const CommonOptions& common) {
  auto* command = app.add_subcommand("run", "Simulate a scenario and compare its indicators with the plan's targets");
  auto arguments = std::make_shared<RunArguments>();
  command->add_option("file", arguments->file, "Scenario file")->required();
  command->add_option("-o,--output", arguments->output, "Result file (netCDF)")->capture_default_str();
  command->add_option("--members", arguments->overrides.members,
                      "Number of simulated futures, instead of the scenario's");
  command->add_option("--seed", arguments->overrides.seed, "Seed of all random draws, instead of the scenario's");
  command->add_option("--threads", arguments->threads, "Threads; 0: all processors. Changes no result")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  command->callback([arguments, &common] { run(*arguments, common); });
}

}  // namespace jialing::cli
