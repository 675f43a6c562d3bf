#include "sim/cli/commands.h"
#include "sim/cli/python_program.h"

namespace jialing::cli {

void add_sensitivity(CLI::App& app) {
  add_python_program(app, {.name = "sensitivity",
                           .description = "Find the uncertainties that the projections hang on",
                           .reason = "makes the designs",
                           .extra = "sensitivity"});
}

}  // namespace jialing::cli
