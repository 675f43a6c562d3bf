#pragma once

namespace jialing::cli {

enum ExitCode : int {
  success = 0,
  bad_input = 2,     ///< faulty scenario, table or command line, or a file that cannot be read or written, such as on
                     ///< a disk that is full after the run: no result was put in place
  run_failed = 3,    ///< members left the finite numbers, or the program itself failed
  interrupted = 130  ///< Ctrl-C or SIGTERM, as shells count it
};

/// Leaves the command with this code; messages have been printed.
struct Exit {
  ExitCode code;
};

}  // namespace jialing::cli
