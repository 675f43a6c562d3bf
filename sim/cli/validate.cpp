#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/cli/commands.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/fault_report.h"
#include "sim/graph/network.h"
#include "sim/scenario/scenario.h"

namespace jialing::cli {
namespace {

// The graph is part of a scenario's soundness: every node must be reachable.
std::vector<Fault> faults_of(const std::string& file) {
  try {
    for (const Scenario& scenario : read_scenarios(file)) build_network(scenario);
    return {};
  } catch (const InputError& error) {
    return error.faults();
  }
}

nlohmann::json as_json(const std::vector<Fault>& faults) {
  auto list = nlohmann::json::array();
  for (const Fault& fault : faults)
    list.push_back({{"file", fault.file},
                    {"line", fault.line},
                    {"column", fault.column},
                    {"path", fault.path},
                    {"message", fault.message},
                    {"excerpt", excerpt(fault)}});
  return {{"valid", faults.empty()}, {"faults", list}};
}

void validate(const std::vector<std::string>& files, const CommonOptions& common) {
  std::vector<Fault> all;
  for (const std::string& file : files) {
    const std::vector<Fault> faults = faults_of(file);
    all.insert(all.end(), faults.begin(), faults.end());
    if (common.json) continue;
    fmt::print(stderr, "{}", fault_report(faults));
    if (faults.empty() && !common.quiet) fmt::print("{}: valid\n", file);
  }
  if (common.json) fmt::print("{}\n", as_json(all).dump(2));
  if (all.empty()) return;
  if (!common.json && !common.quiet) fmt::print(stderr, "{} fault{}\n", all.size(), all.size() == 1 ? "" : "s");
  throw Exit{bad_input};
}

}  // namespace

void add_validate(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("validate", "Check scenarios and their tables; report all faults at once");
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("files", *files, "Scenario files; their tables are checked as well")
      ->required()
      ->type_name("YAML");
  add_quiet(*command, common);
  add_json(*command, common);
  command->footer("Example: jialing validate scenarios/*.yaml");
  command->callback([files, &common] { validate(*files, common); });
}

}  // namespace jialing::cli
