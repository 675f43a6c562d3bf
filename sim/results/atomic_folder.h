#pragma once

#include <memory>
#include <string>

#include "sim/results/beside.h"

namespace jialing {

/// A folder that appears under its name only once it is whole: filled beside under a temporary name, then renamed.
/// Usage: write files below `temporary_path()`, commit(); without commit() the destructor removes them all.
class AtomicFolder {
 public:
  /// Makes the empty temporary folder. Throws FileError when `path` exists and is anything but an empty folder, when it
  /// is the present folder, or when the folder around it cannot be written.
  explicit AtomicFolder(const std::string& path);
  ~AtomicFolder();
  AtomicFolder(const AtomicFolder&) = delete;
  AtomicFolder& operator=(const AtomicFolder&) = delete;

  const std::string& temporary_path() const { return beside_->path(); }
  /// Gives the folder its name. Throws FileError, also when something has appeared there in the meantime.
  void commit();

 private:
  std::string path_;                // as the user named it
  std::string target_;              // links resolved
  std::unique_ptr<Beside> beside_;  // none: committed
};

}  // namespace jialing
