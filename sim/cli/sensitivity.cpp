#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "sim/cli/commands.h"
#include "sim/cli/exit_codes.h"

namespace jialing::cli {
namespace {

namespace fs = std::filesystem;

constexpr char program[] = "jialing-sensitivity";

/// The Python package's program: beside this one, in the environment of the source folder, else wherever PATH has it.
std::string find_program(const fs::path& own) {
  for (const fs::path& folder : {own.parent_path(), own.parent_path() / "../../.venv/bin"})
    if (access((folder / program).c_str(), X_OK) == 0) return (folder / program).string();
  return program;
}

void hand_over(const std::vector<std::string>& words) {
  std::error_code error;
  const fs::path own = fs::read_symlink("/proc/self/exe", error);
  if (!error) setenv("JIALING", own.c_str(), 0);  // which engine it runs
  setenv("JIALING_VERB", "jialing sensitivity", 1);
  const std::string found = find_program(own);
  std::vector<char*> arguments{const_cast<char*>(found.c_str())};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(found.c_str(), arguments.data());
  fmt::print(stderr,
             "jialing sensitivity: {} was not found. It is part of the Python package, which makes the designs:\n"
             "pip install 'jialing[sensitivity]', or ./dev build in the folder of the source\n",
             program);
  throw Exit{run_failed};
}

}  // namespace

void add_sensitivity(CLI::App& app) {
  auto* command = app.add_subcommand("sensitivity", "Find the uncertainties that the projections hang on");
  command->prefix_command();
  command->set_help_flag();
  command->callback([command] { hand_over(command->remaining()); });
}

}  // namespace jialing::cli
