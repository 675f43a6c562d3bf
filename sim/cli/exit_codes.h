#pragma once

namespace jialing::cli {

enum ExitCode : int {
  success = 0,
  bad_input = 2,     ///< scenario, table, command line or output path: nothing was computed or written
  run_failed = 3,    ///< members left the finite numbers, or the program itself failed
  interrupted = 130  ///< Ctrl-C or SIGTERM, as shells count it
};

/// Leaves the command with this code; messages have been printed.
struct Exit {
  ExitCode code;
};

}  // namespace jialing::cli
