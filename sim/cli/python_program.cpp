#include "sim/cli/python_program.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "sim/cli/exit_codes.h"

namespace jialing::cli {
namespace {

namespace fs = std::filesystem;

std::string find_program(const fs::path& own, const std::string& program) {
  for (const fs::path& folder : {own.parent_path(), own.parent_path() / "../../.venv/bin"})
    if (access((folder / program).c_str(), X_OK) == 0) return (folder / program).string();
  return program;
}

void hand_over(const PythonProgram& program, const std::vector<std::string>& words) {
  std::error_code error;
  const fs::path own = fs::read_symlink("/proc/self/exe", error);
  if (!error) setenv("JIALING", own.c_str(), 0);  // which engine it runs
  setenv("JIALING_VERB", ("jialing " + program.name).c_str(), 1);
  const std::string found = find_program(own, "jialing-" + program.name);
  std::vector<char*> arguments{const_cast<char*>(found.c_str())};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(found.c_str(), arguments.data());
  fmt::print(stderr,
             "jialing {}: jialing-{} was not found. It is part of the Python package, which {}:\n"
             "pip install '{}', or ./dev build in the folder of the source\n",
             program.name, program.name, program.reason,
             program.extra.empty() ? "jialing" : fmt::format("jialing[{}]", program.extra));
  throw Exit{run_failed};
}

}  // namespace

void add_python_program(CLI::App& app, const PythonProgram& program) {
  auto* command = app.add_subcommand(program.name, program.description);
  command->prefix_command();
  command->set_help_flag();
  command->callback([command, program] { hand_over(program, command->remaining()); });
}

}  // namespace jialing::cli
