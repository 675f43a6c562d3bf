#include "sim/cli/commands.h"

namespace jialing::cli {

void add_quiet(CLI::App& command, CommonOptions& common) {
  command.add_flag("-q,--quiet", common.quiet, "Print nothing but faults");
}

void add_json(CLI::App& command, CommonOptions& common) {
  command.add_flag("--json", common.json, "Print the result as JSON, for programs");
}

}  // namespace jialing::cli
