#include "sim/cli/resumable.h"

#include <fmt/format.h>

#include "sim/scenario/scenario_hash.h"

namespace jialing::cli {

CLI::Option* add_resume(CLI::App& command, bool& resume) {
  return command.add_flag("--resume", resume,
                          "Go on with the parts in OUTPUT.parts, which an interrupted run has left");
}

PartsFolder open_parts(const std::string& kind, const std::string& output,
                       const std::vector<const Scenario*>& scenarios, const RunIdentity& options, bool resume,
                       bool quiet) {
  const auto identity = [=] {
    const EnsembleSettings& ensemble = scenarios[0]->ensemble;  // the same for all
    RunIdentity all = {{"version", JIALING_VERSION},
                       {"build", program_hash(ensemble.precision)},
                       {"seed", std::to_string(ensemble.seed)},
                       {"members", std::to_string(ensemble.members)}};
    all.insert(all.end(), options.begin(), options.end());
    all.emplace_back("scenario", scenario_hash(scenarios));
    return all;
  };
  PartsFolder parts(output, kind, identity, resume);
  if (resume && !quiet) {
    const std::string& folder = parts.path();
    fmt::print(stderr, "{}\n",
               parts.holds_any() ? fmt::format("going on with the parts in '{}'", folder)
                                 : fmt::format("no parts in '{}'; from the beginning", folder));
  }
  return parts;
}

void add_keeping(CLI::App& command, KeepOptions& options) {
  CLI::Option* shard = command.get_option("--shard");
  add_resume(command, options.resume)->excludes(shard);
  command
      .add_option(
          "--checkpoint", options.checkpoint,
          "Time after which finished members are kept in OUTPUT.parts for --resume; 0: after every few members. "
          "Shards keep none")
      ->excludes(shard)
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 1e9))
      ->capture_default_str();
}

namespace {

std::vector<const Scenario*> pointers_to(const std::vector<Scenario>& scenarios) {
  std::vector<const Scenario*> pointers;
  for (const Scenario& each : scenarios) pointers.push_back(&each);
  return pointers;
}

}  // namespace

KeptMembers::KeptMembers(const std::string& kind, const std::string& output, const std::vector<Scenario>& scenarios,
                         const KeepOptions& options, bool quiet)
    : folder(open_parts(kind, output, pointers_to(scenarios), {}, options.resume, quiet)),
      parts(folder, options.checkpoint, [](const std::string& why) {
        fmt::print(stderr, "{}; the run goes on without keeping what is finished\n", why);
      }) {}

}  // namespace jialing::cli
