#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>
#include <string>

#include "jialing/error.h"
#include "sim/cli/commands.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/fault_report.h"
#include "sim/ensemble/kernels.h"
#include "sim/parallel/ranks.h"
#include "sim/tables/faults.h"

namespace jialing::cli {

namespace {

std::vector<std::string> names_of_verbs(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> names_of_options(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

// Says what is wrong with the command line, naming the word that is not known.
std::string command_line_fault(const CLI::App& app, const CLI::ParseError& error) {
  const auto verbs = app.get_subcommands();
  const CLI::App& command = verbs.empty() ? app : *verbs.front();
  const std::string full_name = verbs.empty() ? "jialing" : "jialing " + command.get_name();
  const std::string help = fmt::format("`{} --help` explains the command.", full_name);
  const std::vector<std::string> unknown = app.remaining(true);
  if (unknown.empty()) return verbs.empty() ? app.help() : fmt::format("{}: {}\n{}", full_name, error.what(), help);
  const auto option = std::find_if(unknown.begin(), unknown.end(), [](auto& word) { return word.starts_with("-"); });
  if (option != unknown.end())
    return fmt::format("{}: unknown option '{}'{}\n{}", full_name, *option,
                       did_you_mean(*option, names_of_options(command)), help);
  if (verbs.empty())
    return fmt::format("jialing: unknown command '{}'{}\n{}", unknown[0], did_you_mean(unknown[0], names_of_verbs(app)),
                       help);
  return fmt::format("{}: one word too many: '{}'\n{}", full_name, unknown[0], help);
}

std::string version_text() {
  std::vector<std::string> levels;
  for (const Kernels* each : all_kernels())
    if (each->precision == Precision::double_precision) levels.push_back(each->level);
  const Kernels& here = kernels(Precision::double_precision);
  return fmt::format("jialing {}\nmodel compiled for {}; here runs {} ({})", JIALING_VERSION, fmt::join(levels, ", "),
                     here.level, arithmetic(here));
}

int run(int argc, char** argv) {
  CLI::App app(
      "jialing simulates how innovation diffuses between regions: what will each\n"
      "district's indicators be in 2025, 2030 and 2035, and how likely is each target\n"
      "of the plan?");
  app.name("jialing");
  app.set_version_flag("--version", version_text, "Print the version, and the processors it is made for");
  app.set_help_flag("-h,--help", "Print this help");
  app.get_formatter()->column_width(26);
  app.require_subcommand(1);
  app.footer(
      "Each command has its own help: jialing run --help\n"
      "A first run:  jialing run scenarios/baseline.yaml -o results.nc\n"
      "Exit codes:   0 done; 2 faulty input, nothing was written; 3 the run failed;\n"
      "              130 interrupted, no output was written");
  CommonOptions common;
  add_validate(app, common);
  add_show(app);
  add_run(app, common);
  add_compare(app, common);
  add_merge(app, common);
  add_submit(app, common);
  add_targets(app, common);
  add_allocate(app, common);
  add_calibrate(app, common);
  add_hindcast(app, common);
  add_sensitivity(app);
  add_report(app);
  add_graph(app, common);
  add_info(app, common);
  add_schema(app);
  add_init(app, common);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    fmt::print(stderr, "{}\n", command_line_fault(app, error));
    return bad_input;
  }
  return success;
}

/// How a command ended; the message is not printed yet.
struct Ending {
  int code = success;
  std::string message = {};
};

Ending ending_of(int argc, char** argv) {
  try {
    return {run(argc, argv)};
  } catch (const Exit& exit) {
    return {exit.code};
  } catch (const InputError& error) {
    const std::size_t faults = error.faults().size();
    return {bad_input, fmt::format("{}{} fault{}; nothing was written", fault_report(error.faults()), faults,
                                   faults == 1 ? "" : "s")};
  } catch (const FileError& error) {
    return {bad_input, error.what()};
  } catch (const Cancelled& cancelled) {
    return {interrupted, cancelled.what()};
  } catch (const std::bad_alloc&) {
    return {run_failed, "not enough memory: use fewer members, or output.indicators to keep fewer results"};
  } catch (const std::exception& error) {
    return {run_failed, fmt::format("jialing failed: {}", error.what())};
  }
}

/// A table that went nowhere, say on a full disk, is no success.
Ending after_printing(Ending ending) {
  errno = 0;
  const bool printed = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (printed) return ending;
  return {run_failed, fmt::format("cannot print to standard output: {}",
                                  errno != 0 ? std::strerror(errno) : "it took only a part of the text")};
}

/// Verbs whose work ranks divide; any other is for the first alone.
bool is_divided(const std::string& verb) {
  constexpr std::array verbs = {"run", "compare", "targets", "allocate", "calibrate", "hindcast"};
  return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

/// Under mpirun as one of several ranks.
int run_with_ranks(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "";
  try {
    if (verb != "sensitivity") ranks().join();  // the program that it hands over to divides its work itself
  } catch (const Error& error) {
    return ranks().leave(bad_input, error.what());
  }
  const Ending ending = after_printing(ranks().first() || is_divided(verb) ? ending_of(argc, argv) : Ending());
  return ranks().leave(ending.code, ending.message);
}

}  // namespace
}  // namespace jialing::cli

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file larger than the shell allows is an error to tell, as a full disk is
  return jialing::cli::run_with_ranks(argc, argv);
}
