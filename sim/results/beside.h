#pragma once

#include <functional>
#include <string>

namespace jialing {

std::string reason(int error_number);

/// A new empty file or folder under a temporary name beside `target`, NAME.PROCESS-NUMBER.part. It is locked as long as
/// this object lives: what a killed process has left is not, and the next one for the same target removes it.
class Beside {
 public:
  enum class Kind { file, folder };

  /// `refuse` is told why when the folder does not let it, and throws.
  Beside(const std::string& target, Kind kind, const std::function<void(const std::string& why)>& refuse);
  ~Beside();
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  const std::string& path() const { return path_; }

 private:
  bool make(Kind kind);

  std::string path_;
  int lock_ = -1;
};

}  // namespace jialing
