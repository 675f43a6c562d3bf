#include <fmt/format.h>

#include "sim/cli/commands.h"
#include "sim/scenario/json_schema.h"
#include "sim/tables/indicator_names.h"

namespace jialing::cli {

std::string schema_text(const Scenario* scenario) {
  Vocabularies names;
  if (scenario != nullptr) names = vocabularies(*scenario);
  for (const IndicatorName& each : indicator_names())
    names[Vocabulary::indicator].push_back(
        {each.code, fmt::format("{} [{}] {}", each.name_en, each.unit, each.name_zh)});
  return json_schema(scenario_fields(), names).dump(2) + "\n";
}

void add_schema(CLI::App& app) {
  auto* command = app.add_subcommand("schema", "Print the JSON Schema of scenarios, for editors and validators");
  auto file = std::make_shared<std::string>();
  command->add_option("file", *file, "Scenario whose tables name the parameters, nodes and regions")->type_name("YAML");
  command->footer("Example: jialing schema scenarios/baseline.yaml > scenarios/scenario.schema.json");
  command->callback([file] {
    if (file->empty()) {
      fmt::print("{}", schema_text(nullptr));
    } else {
      const Scenario scenario = read_scenario(*file);
      fmt::print("{}", schema_text(&scenario));
    }
  });
}

}  // namespace jialing::cli
