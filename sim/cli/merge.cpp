#include "sim/cli/compare.h"
#include "sim/cli/run.h"
#include "sim/cli/shards.h"

namespace jialing::cli {
namespace {

struct MergeArguments {
  std::string file;
  std::vector<std::string> shards;
  std::string output;
  int threads = 0;
};

void merge(const MergeArguments& arguments, const CommonOptions& common) {
  const ShardSet shards(arguments.shards);
  const auto& [request, overrides] = origin_of(shards.identity());
  const EnsembleArguments ensemble{arguments.file, overrides, arguments.threads};
  if (request.command == "compare") {
    CompareArguments compared;
    compared.ensemble = ensemble;
    compared.scenarios = request.scenarios;
    compared.reference = request.reference;
    if (!arguments.output.empty()) compared.output = arguments.output;
    compare(compared, common, &shards);
  } else {
    RunArguments ran;
    ran.ensemble = ensemble;
    if (!arguments.output.empty()) ran.output = arguments.output;
    run(ran, common, &shards);
  }
}

}  // namespace

void add_merge(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("merge", "Put the shards of a run or comparison together");
  auto arguments = std::make_shared<MergeArguments>();
  command->add_option("file", arguments->file, "Scenario file that the shards are of")->required()->type_name("YAML");
  command->add_option("shard", arguments->shards, "All shards, in any order")->required()->type_name("NC");
  command
      ->add_option("-o,--output", arguments->output,
                   "Result file (netCDF); replaced when all is done [results.nc or comparison.nc]")
      ->type_name("NC");
  add_threads(*command, arguments->threads);
  add_language(*command, common);
  add_quiet(*command, common);
  add_json(*command, common);
  command->footer(
      "Goes on as `run` or `compare` does when all members are there, and gives the same file and tables as one run,\n"
      "bit for bit. The shards know with which options they were computed. Refuses shards of another scenario, seed,\n"
      "program or number of members, and members that are missing or there twice.\n"
      "Example: jialing run study.yaml --shard 1/2 && jialing run study.yaml --shard 2/2 &&\n"
      "         jialing merge study.yaml shard_*_of_2.nc -o results.nc");
  command->callback([arguments, &common] { merge(*arguments, common); });
}

}  // namespace jialing::cli
