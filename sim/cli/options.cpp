#include "sim/cli/commands.h"

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
  command.add_option("--scenario", overrides.scenarios, "Named scenarios of the file, separated by commas [all]")
      ->type_name("ID,…")
      ->delimiter(',')
      ->allow_extra_args(false);
}

}  // namespace jialing::cli
