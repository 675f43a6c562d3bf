#pragma once

#include "sim/cli/ensemble_run.h"
#include "sim/results/parts_folder.h"

namespace jialing::cli {

/// --resume.
void add_resume(CLI::App& command, bool& resume);

/// The folder beside the output, for a run of this `kind`, scenario and further options that decide its results. Unless
/// it is quiet, tells on standard error what a resumed run goes on with. Throws FileError.
PartsFolder open_parts(const std::string& kind, const std::string& output, const Scenario& scenario,
                       const RunIdentity& options, bool resume, bool quiet);

/// What the work returns; an interruption (Cancelled) tells of the parts that it leaves, faulty input leaves none.
template <class Parts, class Work>
auto keeping(Parts& parts, Work&& work) {
  try {
    return work();
  } catch (const InputError&) {
    parts.remove();
    throw;
  } catch (const Cancelled&) {
    if (!parts.holds_any()) throw;
    throw Cancelled("finished parts are in '" + parts.path() + "'; the same command with --resume goes on");
  }
}

}  // namespace jialing::cli
