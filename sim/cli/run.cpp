#include "sim/cli/run.h"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/cli/cost_table.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/output_file.h"
#include "sim/cli/resumable.h"
#include "sim/cli/scenario_table.h"
#include "sim/cli/shards.h"
#include "sim/cli/target_table.h"
#include "sim/cli/text_table.h"
#include "sim/results/kept_memory.h"
#include "sim/results/netcdf_writer.h"

namespace jialing::cli {
namespace {

std::vector<const Results*> results_of(const std::vector<FinishedRun>& runs) {
  std::vector<const Results*> list;
  for (const FinishedRun& run : runs) list.push_back(run.results.get());
  return list;
}

void print_json(const std::vector<const Results*>& all, const std::string& output) {
  const Scenario& first = all[0]->scenario;
  nlohmann::json report = {{"members", first.ensemble.members},
                           {"seed", first.ensemble.seed},
                           {"output", output},
                           {"quantile_error", all[0]->summaries.largest_relative_error()},
                           {"scenarios", nlohmann::json::array()}};
  for (const Results* results : all) report["scenarios"].push_back(scenario_json(*results));
  fmt::print("{}\n", report.dump(2));
}

/// The first scenario over the years; several beside each other in the targets' years.
void print_tables(const std::vector<const Results*>& all, const std::string& output, double seconds,
                  Language language) {
  const Scenario& first = all[0]->scenario;
  const Words& word = words(language);
  const int width = terminal_width();
  fmt::print("{}\n\n{}\n", first.name, target_table(*all[0], width, language));
  if (all.size() > 1) fmt::print("{}\n\n{}\n", word.scenarios, scenario_table(all, width, language));
  const std::string costs = cost_table(all, width, language);
  if (!costs.empty()) fmt::print("{}\n", costs);
  std::string method = fmt::format(fmt::runtime(word.method), fmt::arg("members", first.ensemble.members));
  if (const double error = all[0]->summaries.largest_relative_error(); error > 0)
    method += fmt::format(fmt::runtime(word.sketched), fmt::arg("error", 100 * error));
  fmt::print("{}", paragraph(method, width));
  fmt::print("{}", kept_partners_text(all[0]->ensemble, first, width, language));
  fmt::print("{}", run_details(first, seconds, output, width, language));
}

}  // namespace

void run(const RunArguments& arguments, const CommonOptions& common, const ShardSet* shards) {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<Scenario> scenarios = read_scenarios(arguments.ensemble.file, arguments.ensemble.overrides);
  check_kept_memory(scenarios);
  if (arguments.ensemble.part) return write_shard({"run"}, scenarios, arguments.ensemble, arguments.output, common);
  if (shards) shards->check(scenarios, arguments.ensemble.file);
  OutputFile output(arguments.output);
  std::optional<KeptMembers> kept;
  if (!shards) kept.emplace("run", arguments.output, scenarios, arguments.keep, common.quiet);
  std::optional<Progress> progress(std::in_place, common.quiet);
  const std::vector<FinishedRun> runs = keeping(kept, [&] {
    std::vector<FinishedRun> finished;
    for (const Scenario& scenario : scenarios) {
      const std::string label = scenarios.size() == 1 ? "members" : scenario.id + ": members";
      finished.push_back(summarise_members(scenario, arguments.ensemble.threads, label, *progress,
                                           {shards, kept ? &kept->parts : nullptr}));
      if (scenario.output.realizations == Realizations::none) finished.back().ensemble->cells.release();
    }
    return finished;
  });
  const std::vector<const Results*> results = results_of(runs);
  progress->say("writing " + arguments.output);
  keeping(kept, [&] { output.write([&](const std::string& path) { write_netcdf(results, path); }); });
  output.commit();
  if (kept) remove_parts(kept->folder);
  progress.reset();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (common.json)
    print_json(results, arguments.output);
  else if (!common.quiet)
    print_tables(results, arguments.output, seconds, common.language);
  bool failed = false;
  for (const FinishedRun& each : runs) failed |= report_failures(*each.ensemble);
  if (failed) throw Exit{run_failed};
}

void add_run(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("run", "Simulate a scenario and compare its indicators with the plan's targets");
  auto arguments = std::make_shared<RunArguments>();
  auto* output =
      command->add_option("-o,--output", arguments->output, "Result file (netCDF); replaced when the run is done")
          ->type_name("NC")
          ->capture_default_str();
  add_ensemble_arguments(*command, arguments->ensemble);
  add_part(*command, arguments->ensemble.part, *output, arguments->output);
  add_keeping(*command, arguments->keep);
  add_scenario_choice(*command, arguments->ensemble.overrides);
  add_language(*command, common);
  add_quiet(*command, common);
  add_json(*command, common);
  command->footer(
      "Runs the file's own scenario and its named ones under the same luck. Prints the indicators beside the plan's "
      "targets; `jialing info` says what the file holds.\n"
      "Example: jialing run scenarios/baseline.yaml --members 500 -o results.nc");
  command->callback([arguments, &common] { run(*arguments, common); });
}

}  // namespace jialing::cli
