#include <fmt/format.h>

#include "sim/cli/commands.h"
#include "sim/scenario/scenario.h"

namespace jialing::cli {

void add_show(CLI::App& app) {
  auto* command = app.add_subcommand("show", "Print the complete scenario with all defaults, as YAML");
  auto file = std::make_shared<std::string>();
  command->add_option("file", *file, "Scenario file")->required()->type_name("YAML");
  command->footer("Example: jialing show scenarios/baseline.yaml > scenarios/complete.yaml");
  command->callback([file] { fmt::print("{}", read_scenario(*file).resolved_yaml); });
}

}  // namespace jialing::cli
