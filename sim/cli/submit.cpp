#include <fmt/format.h>

#include <filesystem>
#include <regex>

#include "sim/cli/compare.h"
#include "sim/cli/job_script.h"
#include "sim/cli/shards.h"
#include "sim/results/atomic_file.h"

namespace jialing::cli {
namespace {

namespace fs = std::filesystem;

constexpr int most_shards = 100000, most_processors = 4096;

struct SubmitArguments {
  std::string kind = "slurm", script;
  CompareArguments compared;  // of `run` the scenario and the options that both have
  ShardJob job;
};

/// What is not one word of SLURM would become another directive, or none.
std::string word_fault(const std::string& text) {
  static const std::regex word("[A-Za-z0-9:_.,-]+");
  return std::regex_match(text, word) ? "" : fmt::format("must be one word, such as 2:00:00 or 8G, got '{}'", text);
}

std::vector<std::string> options_of(const SubmitArguments& arguments) {
  const Overrides& overrides = arguments.compared.ensemble.overrides;
  std::vector<std::string> options;
  const auto add = [&](const std::string& option, const std::string& value) {
    options.push_back(option);
    options.push_back(value);
  };
  if (overrides.members) add("--members", std::to_string(*overrides.members));
  if (overrides.seed) add("--seed", std::to_string(*overrides.seed));
  for (const std::string& change : overrides.set) add("--set", change);
  if (arguments.job.command == "run") {
    for (const std::string& id : arguments.compared.scenarios) add("--scenario", id);
    return options;
  }
  if (!arguments.compared.reference.empty()) add("--reference", arguments.compared.reference);
  options.insert(options.begin(), arguments.compared.scenarios.begin(), arguments.compared.scenarios.end());
  return options;
}

std::vector<Scenario> scenarios_of(const SubmitArguments& arguments) {
  const CompareArguments& compared = arguments.compared;
  if (arguments.job.command == "compare") return compared_scenarios(compared);
  if (!compared.reference.empty()) throw InputError({{"--reference", 0, 0, "", "belongs to --command compare"}});
  Overrides overrides = compared.ensemble.overrides;
  overrides.scenarios = compared.scenarios;
  return read_scenarios(compared.ensemble.file, overrides);
}

void submit(const SubmitArguments& arguments, const CommonOptions& common) {
  check_shard_count(arguments.job.shards, scenarios_of(arguments)[0]);
  ShardJob job = arguments.job;
  job.program = fs::read_symlink("/proc/self/exe").string();
  job.scenario = fs::absolute(arguments.compared.ensemble.file).string();
  job.output = fs::absolute(arguments.job.output).string();
  job.options = options_of(arguments);
  const std::string script = arguments.script.empty() ? arguments.job.output + ".sh" : arguments.script;
  if (interrupt_requested()) throw Cancelled();  // later signals let the script be written
  write_text_file(script, slurm_script(job));
  if (!common.quiet)
    fmt::print("{} submits {} shards and merges them into {}: bash {}\n", script, job.shards, job.output, script);
}

}  // namespace

void add_submit(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("submit", "Write a script that computes shards on a cluster and merges them");
  auto arguments = std::make_shared<SubmitArguments>();
  CompareArguments& compared = arguments->compared;
  ShardJob& job = arguments->job;
  job.output = "results.nc";
  command->add_option("file", compared.ensemble.file, "Scenario file")->required()->type_name("YAML");
  command->add_option("--kind", arguments->kind, "The cluster's queue: slurm")
      ->type_name("KIND")
      ->check(CLI::IsMember({"slurm"}))
      ->capture_default_str();
  command->add_option("--command", job.command, "What is computed: run or compare")
      ->type_name("VERB")
      ->check(CLI::IsMember({"run", "compare"}))
      ->capture_default_str();
  command->add_option("--shards", job.shards, "Number of shards, each a task of an array job")
      ->required()
      ->type_name("N")
      ->check(CLI::Range(1, most_shards));
  command->add_option("-o,--output", job.output, "Result file (netCDF) of the merge; shards lie in OUTPUT.shards")
      ->type_name("NC")
      ->capture_default_str();
  command->add_option("--script", arguments->script, "The script [OUTPUT.sh]")->type_name("SH");
  command->add_option("--time", job.time, "Limit of each task, such as 2:00:00 [the cluster's]")
      ->type_name("TIME")
      ->check(word_fault);
  command->add_option("--memory", job.memory, "Memory of each task, such as 8G [the cluster's]")
      ->type_name("SIZE")
      ->check(word_fault);
  command->add_option("--threads", job.threads, "Processors of each task")
      ->type_name("N")
      ->check(CLI::Range(1, most_processors))
      ->capture_default_str();
  command->add_option("--partition", job.partition, "Partition of the cluster [its default]")
      ->type_name("NAME")
      ->check(word_fault);
  add_scenario_options(*command, compared.ensemble.overrides);
  command->add_option("--scenario", compared.scenarios, "Named scenarios of the file, separated by commas [all]")
      ->type_name("ID,…")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--reference", compared.reference, "Of compare: what the others are compared with")
      ->type_name("ID");
  add_quiet(*command, common);
  command->footer(
      "Submits nothing itself: `bash SCRIPT` does, and the script says what else it can do. The scenario is checked\n"
      "now. Many nodes without a queue's array jobs: mpirun jialing run …, see scenarios/README.md.\n"
      "Example: jialing submit --kind slurm study.yaml --shards 20 --threads 8 --time 1:00:00 -o results.nc");
  command->callback([arguments, &common] { submit(*arguments, common); });
}

}  // namespace jialing::cli
