#include "sim/cli/commands.h"
#include "sim/cli/python_program.h"

namespace jialing::cli {

void add_report(CLI::App& app) {
  add_python_program(app, {.name = "report",
                           .description = "Write a result file as one page of HTML, with charts and maps",
                           .reason = "draws the charts",
                           .extra = ""});
}

}  // namespace jialing::cli
