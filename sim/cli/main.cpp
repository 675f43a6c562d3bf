#include <fmt/format.h>

#include <cstdio>
#include <new>

#include "jialing/error.h"
#include "sim/cli/commands.h"
#include "sim/cli/exit_codes.h"
#include "sim/ensemble/ensemble.h"

namespace {

using namespace jialing;

int run(int argc, char** argv) {
  CLI::App app(
      "jialing simulates how innovation diffuses between regions: what will each district's indicators be in "
      "2025, 2030 and 2035, and how likely is each target of the plan?");
  app.name("jialing");
  app.set_version_flag("--version", "jialing " JIALING_VERSION);
  app.require_subcommand(1);
  app.footer(
      "A first run:  jialing run scenarios/baseline.yaml -o results.nc\n"
      "Exit codes:   0 done; 2 faulty input, nothing written; 3 the run failed; 130 interrupted");
  cli::CommonOptions common;
  app.add_flag("-q,--quiet", common.quiet, "No progress and no notes");
  app.add_flag("--json", common.json, "Print results as JSON, for machines");
  app.fallthrough();
  cli::add_validate(app, common);
  cli::add_show(app);
  cli::add_run(app, common);
  cli::add_graph(app, common);
  cli::add_info(app, common);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::success : cli::bad_input;
  }
  return cli::success;
}

int fail(cli::ExitCode code, const std::string& message) {
  fmt::print(stderr, "{}\n", message);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const cli::Exit& exit) {
    return exit.code;
  } catch (const InputError& error) {
    const std::size_t faults = error.faults().size();
    return fail(cli::bad_input,
                fmt::format("{}\n{} fault{}; nothing was written", error.what(), faults, faults == 1 ? "" : "s"));
  } catch (const FileError& error) {
    return fail(cli::bad_input, error.what());
  } catch (const Cancelled&) {
    return fail(cli::interrupted, "interrupted; nothing was written");
  } catch (const std::bad_alloc&) {
    return fail(cli::run_failed, "not enough memory: use fewer members, or output.indicators to keep fewer results");
  } catch (const std::exception& error) {
    return fail(cli::run_failed, fmt::format("jialing failed: {}", error.what()));
  }
}
