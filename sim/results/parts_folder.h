#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/results/atomic_file.h"
#include "sim/scenario/scenario.h"

namespace jialing {

/// What decides the results of a run, by name: its parts are of use only to a run with the same.
using RunIdentity = std::vector<std::pair<std::string, std::string>>;

/// The folder OUTPUT.parts, in which a run keeps what is finished for one that goes on after an interruption. It
/// appears with the first part, and the run removes it when all went well.
///
/// The file `parts.json` in it tells the identity. A part NAME.bin is "JLPART01", then the hash of the identity, the
/// length of the content and the hash of the content (FNV-1a), each of 64 bits, then the content; all little-endian.
/// The first rank alone reads and writes the folder, and the others are told what it found; but each rank has parts of
/// its own as well, of which the first reads all.
class PartsFolder {
 public:
  /// `kind` of run, and what else decides its results, which is asked for once and when there are parts. Without
  /// `resume` the parts of an earlier run of this kind are removed. Throws FileError when the folder holds something
  /// else, and with `resume` parts of another run.
  PartsFolder(const std::string& output, std::string kind, std::function<RunIdentity()> identity, bool resume);

  const std::string& path() const { return path_; }
  /// Whether there is a part.
  bool holds_any() const;
  /// Content of a part, nothing when it is not there. Throws FileError when it is damaged.
  std::optional<std::string> find(const std::string& name) const;
  /// Writes a part whole or not at all, over an earlier one of the name. Throws FileError.
  void save(const std::string& name, std::string_view content);
  /// The same of this rank, which may be large: a part of this name of the first one, NAME_2 of the third. The pieces
  /// are asked for twice.
  void save_own(const std::string& name, const FileContent& content);
  /// Names of the parts that ranks have saved under this one, ascending; for the first rank only.
  std::vector<std::string> of_ranks(const std::string& name) const;
  /// As find(), but this rank reads by itself.
  std::optional<std::string> read(const std::string& name) const;
  /// Throws FileError that names the part, for content that cannot be.
  [[noreturn]] void refuse(const std::string& name) const;
  void remove();
  /// A part, if it is there. Throws FileError.
  void remove(const std::string& name);

 private:
  void open();
  bool is_open() const;
  void write(const std::string& name, const FileContent& content);
  std::string file_of(const std::string& name) const;
  void check_ours() const;
  void check_identity() const;

  const RunIdentity& identity() const;

  std::string path_, kind_;
  std::function<RunIdentity()> ask_;
  mutable std::optional<RunIdentity> identity_;
};

/// Stands for how the program that is running rounds: a hash of its file, and the arithmetic of the kernels that it
/// takes on this machine.
std::string program_hash(Precision precision);

}  // namespace jialing
