#include "sim/cli/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/analysis/compare.h"
#include "sim/cli/attribution_table.h"
#include "sim/cli/comparison_table.h"
#include "sim/cli/cost_table.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/output_file.h"
#include "sim/cli/resumable.h"
#include "sim/cli/shards.h"
#include "sim/cli/text_table.h"
#include "sim/results/netcdf_writer.h"
#include "sim/tables/faults.h"

namespace jialing::cli {
namespace {

// Ids of the scenarios that are compared, each once, the reference first: the one that was asked for, else the first of
// those chosen, or the file's own when one alone is chosen.
std::vector<std::string> compared_ids(const CompareArguments& arguments, const std::vector<std::string>& known) {
  std::vector<std::string> ids;
  const auto add = [&](const std::string& id) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  };
  if (!arguments.reference.empty())
    add(arguments.reference);
  else if (arguments.scenarios.size() == 1)
    add(known[0]);
  for (const std::string& id : arguments.scenarios.empty() ? known : arguments.scenarios) add(id);
  return ids;
}

}  // namespace

std::vector<Scenario> compared_scenarios(const CompareArguments& arguments) {
  const std::string& file = arguments.ensemble.file;
  const std::vector<Scenario> all = read_scenarios(file, arguments.ensemble.overrides);
  std::vector<std::string> known;
  for (const Scenario& each : all) known.push_back(each.id);
  Faults faults;
  std::vector<Scenario> chosen;
  for (const std::string& id : compared_ids(arguments, known)) {
    const auto found = std::find(known.begin(), known.end(), id);
    if (found != known.end()) {
      chosen.push_back(all[static_cast<std::size_t>(found - known.begin())]);
      continue;
    }
    const std::string hint = did_you_mean(id, known);
    faults.add({file, 0, 0, "",
                fmt::format("there is no scenario '{}'{}", id,
                            hint.empty() ? fmt::format("; there are {}", fmt::join(known, ", ")) : hint)});
  }
  faults.raise();
  if (chosen.size() < 2)
    throw InputError({{file, 0, 0, "", "one scenario alone cannot be compared; add others under the key 'scenarios'"}});
  return chosen;
}

namespace {

// Position of the scenario whose effect is split.
std::optional<std::size_t> attributed(const CompareArguments& arguments, const std::vector<Scenario>& scenarios) {
  if (arguments.attribute.empty()) return std::nullopt;
  const auto found = std::find_if(scenarios.begin(), scenarios.end(),
                                  [&](const Scenario& each) { return each.id == arguments.attribute; });
  if (found == scenarios.end())
    throw InputError({{"--attribute", 0, 0, "",
                       fmt::format("{} is not among the scenarios that are compared", arguments.attribute)}});
  if (attribution_players(*found, arguments.by_group).size() < 2)
    throw InputError({{"--attribute", 0, 0, "",
                       fmt::format("{} has fewer than two levers, or groups of them, to split its effect among",
                                   arguments.attribute)}});
  return static_cast<std::size_t>(found - scenarios.begin());
}

std::optional<Attribution> attribution_of(const CompareArguments& arguments, const Comparison& comparison,
                                          std::optional<std::size_t> scenario, Progress& progress) {
  if (!scenario) return std::nullopt;
  return attribute(
      *comparison.scenarios[*scenario].results,
      {.by_group = arguments.by_group,
       .orders = arguments.orders,
       .threads = arguments.ensemble.threads,
       .progress = [&](std::int64_t done, std::int64_t total) { progress.update("sets of levers", done, total); },
       .cancelled = &interrupt_requested()});
}

const Results& results_of(const Comparison& comparison, const Attribution& attribution) {
  const auto all = comparison.results();
  return **std::find_if(all.begin(), all.end(),
                        [&](const Results* each) { return each->scenario.id == attribution.scenario; });
}

void print_json(const Comparison& comparison, const std::optional<Attribution>& attribution,
                const std::string& output) {
  const Scenario& reference = comparison.reference().scenario;
  nlohmann::json report = {{"members", reference.ensemble.members},
                           {"seed", reference.ensemble.seed},
                           {"output", output},
                           {"reference", reference.id},
                           {"variance_removed", variance_removed(comparison)},
                           {"scenarios", nlohmann::json::array()}};
  for (std::size_t s = 0; s < comparison.scenarios.size(); ++s) {
    nlohmann::json scenario = scenario_json(*comparison.scenarios[s].results);
    scenario["differences"] = difference_json(comparison, s);
    scenario["robustness"] = robustness_json(comparison, s);
    report["scenarios"].push_back(scenario);
  }
  if (attribution) report["attribution"] = attribution_json(results_of(comparison, *attribution), *attribution);
  fmt::print("{}\n", report.dump(2));
}

/// How many futures robustness rests on, which may differ between targets.
std::string robustness_futures(const std::vector<TargetRobustness>& robustness) {
  const auto [least, most] = std::minmax_element(robustness.begin(), robustness.end(),
                                                 [](const auto& a, const auto& b) { return a.futures < b.futures; });
  return least->futures == most->futures ? std::to_string(most->futures)
                                         : fmt::format("{} – {}", least->futures, most->futures);
}

void print_tables(const Comparison& comparison, const std::optional<Attribution>& attribution,
                  const std::string& output, double seconds, Language language) {
  const Scenario& reference = comparison.reference().scenario;
  const Words& word = words(language);
  const int width = terminal_width();
  if (!comparison.reference().targets.empty()) {
    fmt::print("{}\n\n{}\n", fmt::format(fmt::runtime(word.compared), fmt::arg("reference", reference.name)),
               comparison_table(comparison, width, language));
    fmt::print(
        "{}\n\n{}",
        fmt::format(fmt::runtime(word.robustness), fmt::arg("futures", robustness_futures(comparison.robustness))),
        robustness_table(comparison, width, language));
  }
  for (const std::string& table :
       {cost_table(comparison.results(), width, language), cost_per_unit_table(comparison, width, language),
        attribution ? attribution_table(results_of(comparison, *attribution), *attribution, width, language) : ""})
    if (!table.empty()) fmt::print("\n{}", table);
  fmt::print("\n");
  fmt::print("{}", run_details(reference, seconds, output, width, language));
}

}  // namespace

void compare(const CompareArguments& arguments, const CommonOptions& common, const ShardSet* shards) {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<Scenario> scenarios = compared_scenarios(arguments);
  const std::optional<std::size_t> split = attributed(arguments, scenarios);
  if (arguments.ensemble.part) {
    if (split)
      throw InputError({{"--attribute", 0, 0, "",
                         "cannot be divided into shards; leave out --shard (mpirun divides it among processes)"}});
    return write_shard({"compare", arguments.scenarios, arguments.reference}, scenarios, arguments.ensemble,
                       arguments.output, common);
  }
  if (shards) shards->check(scenarios, arguments.ensemble.file);
  OutputFile output(arguments.output);
  std::optional<KeptMembers> kept;
  if (!shards) kept.emplace("compare", arguments.output, scenarios, arguments.keep, common.quiet);
  std::optional<Progress> progress(std::in_place, common.quiet);
  const Comparison comparison = keeping(kept, [&] {
    const auto members = [&](const Scenario& scenario) {
      return members_of(scenario, arguments.ensemble.threads, scenario.id + ": members", *progress,
                        {shards, kept ? &kept->parts : nullptr});
    };
    return jialing::compare(scenarios, {.threads = arguments.ensemble.threads, .members = members});
  });
  const std::optional<Attribution> attribution =
      keeping(kept, [&] { return attribution_of(arguments, comparison, split, *progress); });
  progress->say("writing " + arguments.output);
  keeping(kept, [&] { output.write([&](const std::string& path) { write_netcdf(comparison, attribution, path); }); });
  output.commit();
  if (kept) remove_parts(kept->folder);
  progress.reset();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (common.json)
    print_json(comparison, attribution, arguments.output);
  else if (!common.quiet)
    print_tables(comparison, attribution, arguments.output, seconds, common.language);
  bool failed = false;
  for (const ComparedScenario& each : comparison.scenarios) failed |= report_failures(*each.ensemble);
  if (failed) throw Exit{run_failed};
}

void add_compare(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("compare", "Compare scenarios under the same luck, and how robust they are");
  auto arguments = std::make_shared<CompareArguments>();
  add_ensemble_arguments(*command, arguments->ensemble);
  command->add_option("scenario", arguments->scenarios, "Scenarios of the file [all]")->type_name("ID");
  command
      ->add_option("--reference", arguments->reference,
                   "What the others are compared with [the first scenario; the file's own when only one is given]")
      ->type_name("ID");
  auto* output =
      command
          ->add_option("-o,--output", arguments->output, "Result file (netCDF); replaced when the comparison is done")
          ->type_name("NC")
          ->capture_default_str();
  add_part(*command, arguments->ensemble.part, *output, arguments->output);
  add_keeping(*command, arguments->keep);
  command
      ->add_option("--attribute", arguments->attribute,
                   "Scenario whose effect on the targets is split among its levers")
      ->type_name("ID");
  command->add_flag("--by-group", arguments->by_group, "Levers of one group count as one in --attribute");
  command->add_option("--orders", arguments->orders, "Orders of taking levers that are sampled with more than six")
      ->type_name("N")
      ->check(whole_number(1000000))
      ->capture_default_str();
  add_language(*command, common);
  add_quiet(*command, common);
  add_json(*command, common);
  command->footer(
      "Prints, by target: the difference of each scenario from the reference, member by member; the share of\n"
      "members that are better; the change in the chance of the target; how robust the scenarios are. The\n"
      "file holds the differences of all indicators, places and years.\n"
      "Example: jialing compare study/scenario.yaml higher sooner --reference scenario -o comparison.nc");
  command->callback([arguments, &common] { compare(*arguments, common); });
}

}  // namespace jialing::cli
