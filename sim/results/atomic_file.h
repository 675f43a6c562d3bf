#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "sim/results/beside.h"

namespace jialing {

/// A result file that appears under its name only once it is whole: written beside under a temporary name, then
/// renamed. Whatever stands under the name before stays untouched until commit(). Usage: write `temporary_path()` with
/// any library, close it, commit(); without commit() the destructor removes the temporary file.
class AtomicFile {
 public:
  /// Creates the empty temporary file. Throws FileError when the folder cannot be written or `path` is something that
  /// must not be replaced (a folder, a device, a write-protected file). A symbolic link is followed, not replaced.
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::string& temporary_path() const { return beside_->path(); }
  /// Brings the content to disk and gives it its name. Throws FileError; then the temporary file is removed as well.
  void commit();

 private:
  std::string path_;                // as the user named it
  std::string target_;              // links resolved
  std::unique_ptr<Beside> beside_;  // none: committed
};

/// A content that is too large to be in memory as a whole: hands it to `put`, piece by piece.
using FileContent = std::function<void(const std::function<void(std::string_view piece)>& put)>;

/// Writes a file whole or not at all. Throws FileError, and what `content` throws.
void write_file(const std::string& path, const FileContent& content);

/// Writes a text into the file itself, such as the temporary one of an AtomicFile. Throws FileError.
void fill_text_file(const std::string& path, std::string_view content);

/// Writes a text file whole or not at all. Throws FileError.
void write_text_file(const std::string& path, std::string_view content);

}  // namespace jialing
