#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sim/results/atomic_file.h"

namespace jialing::cli {

/// The result file of a command, which the first rank writes.
class OutputFile {
 public:
  /// An unwritable place is found here, before the work, not after it: throws FileError.
  explicit OutputFile(const std::string& path);

  /// `write` is given the name of a temporary file; without commit() nothing is left of it. Throws Cancelled at Ctrl-C.
  void write(const std::function<void(const std::string& path)>& write) const;
  /// Puts what was written in place.
  void commit();

 private:
  std::optional<AtomicFile> file_;  ///< none: another rank writes
};

}  // namespace jialing::cli
