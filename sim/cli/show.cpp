#include <fmt/format.h>

#include "sim/cli/commands.h"
#include "sim/scenario/scenario.h"

namespace jialing::cli {

namespace {

/// The file's own scenario with its named ones, or those that are wanted, each complete and with a comment that names
/// it.
void show(const std::string& file, const Overrides& overrides) {
  const std::vector<Scenario> scenarios = read_scenarios(file, overrides);
  if (overrides.scenarios.empty()) {
    fmt::print("{}", scenarios[0].file_yaml);
    return;
  }
  for (const Scenario& scenario : scenarios) {
    if (scenarios.size() > 1) fmt::print("{}# {}\n", &scenario == &scenarios[0] ? "" : "---\n", scenario.id);
    fmt::print("{}", scenario.resolved_yaml);
  }
}

}  // namespace

void add_show(CLI::App& app) {
  auto* command = app.add_subcommand("show", "Print the complete scenario with all defaults, as YAML");
  auto file = std::make_shared<std::string>();
  auto overrides = std::make_shared<Overrides>();
  command->add_option("file", *file, "Scenario file")->required()->type_name("YAML");
  add_settings(*command, *overrides);
  add_scenario_choice(*command, *overrides);
  command->footer("Example: jialing show scenarios/baseline.yaml --set horizon.to=2030 > scenarios/complete.yaml");
  command->callback([file, overrides] { show(*file, *overrides); });
}

}  // namespace jialing::cli
