#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/cli/commands.h"
#include "sim/tables/faults.h"

namespace jialing::cli {

void add_quiet(CLI::App& command, CommonOptions& common) {
  command.add_flag("-q,--quiet", common.quiet, "Print nothing but faults");
}

void add_json(CLI::App& command, CommonOptions& common) {
  command.add_flag("--json", common.json, "Print the result as JSON, for programs");
}

void add_settings(CLI::App& command, Overrides& overrides) {
  command.add_option("--set", overrides.set, "Change of one key, such as horizon.to=2030; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

void add_scenario_choice(CLI::App& command, Overrides& overrides) {
  command.add_option("--scenario", overrides.scenarios, "Named scenarios of the file, separated by commas [all]")
      ->type_name("ID,…")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void add_language(CLI::App& command, CommonOptions& common) {
  static const std::array<std::string, 2> names = {"en", "zh"};
  const auto known = [](const std::string& text) -> std::string {
    if (std::find(names.begin(), names.end(), text) != names.end()) return "";
    return fmt::format("must be {} or {}, got '{}'{}", names[0], names[1], text, did_you_mean(text, names));
  };
  const auto set = [&common](const std::string& name) { common.language = name == "zh" ? Language::zh : Language::en; };
  command.add_option_function<std::string>("--lang", set, "Language of the printed table: en or zh (Chinese)")
      ->type_name("LANG")
      ->check(known)
      ->default_str("en");
}

}  // namespace jialing::cli
