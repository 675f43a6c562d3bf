#include "sim/analysis/allocation/allocate.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/cli/allocation_table.h"
#include "sim/cli/commands.h"
#include "sim/cli/ensemble_run.h"
#include "sim/cli/output_file.h"
#include "sim/cli/resumable.h"
#include "sim/cli/text_table.h"
#include "sim/results/allocation_writer.h"
#include "sim/results/evaluation_log.h"
#include "sim/scenario/scenario_hash.h"

namespace jialing::cli {
namespace {

struct AllocateArguments {
  EnsembleArguments ensemble;
  std::string output = "allocation.nc";
  bool resume = false;
};

Scenario scenario_of(const AllocateArguments& arguments) {
  Scenario scenario = read_scenario(arguments.ensemble.file, arguments.ensemble.overrides);
  if (!scenario.allocation.stated)
    throw InputError({{scenario.file, 0, 0, "allocation",
                       "nothing is to be allocated; state `allocation` with budget, instruments, recipients and "
                       "objectives (scenarios/guiding_fund.yaml is an example)"}});
  if (arguments.ensemble.overrides.members)
    throw InputError({{"--members", 0, 0, "",
                       "a search has several numbers of members; state them with --set allocation.search.training=N, "
                       "…evaluation=N and …most_evaluation=N"}});
  return scenario;
}

std::string best_text(double best) {
  return std::isnan(best) ? "" : fmt::format(" (best so far {:.5g})", best);
}

/// The table beside the output.
std::string table_of(const std::string& output) {
  const std::string table = std::filesystem::path(output).replace_extension(".csv").string();
  if (table == output)
    throw InputError({{"--output", 0, 0, "",
                       fmt::format("'{}' is the name of the table that is written beside the result file; give the "
                                   "result another ending, such as .nc",
                                   output)}});
  return table;
}

void allocate(const AllocateArguments& arguments, const CommonOptions& common) {
  const auto start = std::chrono::steady_clock::now();
  const Scenario scenario = scenario_of(arguments);
  const std::string table = table_of(arguments.output);
  OutputFile output(arguments.output), table_output(table);
  EvaluationLog log(arguments.output + ".parts",
                    scenario_hash({&scenario}) + " " + program_hash(scenario.ensemble.precision), arguments.resume);
  std::optional<Progress> progress(std::in_place, common.quiet);
  allocation::AllocateOptions options;
  options.evaluation = {
      .threads = arguments.ensemble.threads,
      .cancelled = &interrupt_requested(),
      .memory = {.recall = [&](std::uint64_t key) { return log.recall(key); },
                 .keep = [&](std::uint64_t key, std::span<const double> values) { log.keep(key, values); }}};
  options.progress = [&](const std::string& stage, std::int64_t done, std::int64_t total, double best) {
    progress->update(stage, done, total, best_text(best));
  };
  const allocation::AllocationStudy study = keeping(log, [&] {
    allocation::AllocationStudy made = allocation::allocate(scenario, options);
    output.write([&](const std::string& path) { write_allocation(made, scenario, path); });
    table_output.write([&](const std::string& path) { write_allocation_csv(made, scenario, path); });
    return made;
  });
  table_output.commit();
  output.commit();
  remove_parts(log);
  progress.reset();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (common.json) {
    nlohmann::json report = allocation_json(study, scenario);
    report["output"] = arguments.output;
    report["table"] = table;
    fmt::print("{}\n", report.dump(2));
  } else if (!common.quiet) {
    fmt::print("{}\n{}", allocation_report(study, scenario, terminal_width(), common.language),
               run_details(scenario, seconds, arguments.output + ", " + table, terminal_width(), common.language));
  }
}

}  // namespace

void add_allocate(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("allocate", "Divide money among instruments and places: rules, optimum, frontier");
  auto arguments = std::make_shared<AllocateArguments>();
  add_ensemble_arguments(*command, arguments->ensemble);
  command
      ->add_option("-o,--output", arguments->output,
                   "Result file (netCDF), with a table (CSV) beside it; replaced when the search is done")
      ->type_name("NC")
      ->capture_default_str();
  add_resume(*command, arguments->resume);
  add_language(*command, common);
  add_quiet(*command, common);
  add_json(*command, common);
  command->footer(
      "Uses the file's key `allocation`: budget, instruments, recipients, limits, objectives. The members on which is\n"
      "searched, and the fresh ones on which is judged, are its `search.training` and `search.evaluation`.\n"
      "Example: jialing allocate scenarios/guiding_fund.yaml -o allocation.nc");
  command->callback([arguments, &common] { allocate(*arguments, common); });
}

}  // namespace jialing::cli
