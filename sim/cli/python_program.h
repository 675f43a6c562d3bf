#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace jialing::cli {

/// A command that a program of the Python package does: `jialing NAME …` becomes `jialing-NAME …`, in the place of this
/// process. The program is sought beside this one, in the environment of the source folder, and wherever PATH has it.
struct PythonProgram {
  std::string name, description;
  std::string reason;  ///< why it is Python's: "makes the designs"
  std::string extra;   ///< of the package, that brings what it needs; may be empty
};
void add_python_program(CLI::App& app, const PythonProgram& program);

}  // namespace jialing::cli
