#include "sim/cli/resumable.h"

#include <fmt/format.h>

#include "sim/scenario/scenario_hash.h"

namespace jialing::cli {

void add_resume(CLI::App& command, bool& resume) {
  command.add_flag("--resume", resume, "Go on with the parts in OUTPUT.parts, which an interrupted run has left");
}

PartsFolder open_parts(const std::string& kind, const std::string& output, const Scenario& scenario,
                       const RunIdentity& options, bool resume, bool quiet) {
  RunIdentity identity = {{"kind", kind},
                          {"version", JIALING_VERSION},
                          {"build", program_hash(scenario.ensemble.precision)},
                          {"seed", std::to_string(scenario.ensemble.seed)},
                          {"members", std::to_string(scenario.ensemble.members)}};
  identity.insert(identity.end(), options.begin(), options.end());
  identity.emplace_back("scenario", scenario_hash({&scenario}));
  PartsFolder parts(output, identity, resume);
  if (resume && !quiet) {
    const std::string& folder = parts.path();
    fmt::print(stderr, "{}\n",
               parts.holds_any() ? fmt::format("going on with the parts in '{}'", folder)
                                 : fmt::format("no parts in '{}'; from the beginning", folder));
  }
  return parts;
}

}  // namespace jialing::cli
