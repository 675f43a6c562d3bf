#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace jialing {

/// What a long search has computed so far, in a folder beside its output, so that a run that was stopped or killed at
/// any moment can go on: records of a key and its values, appended one by one, each with a checksum. A record that is
/// not whole ends the log when it is read again. The first rank alone reads and writes the folder; the others know what
/// it read.
class EvaluationLog {
 public:
  /// `fingerprint` stands for everything that decides the values. A log that is there is read with `resume` and begun
  /// anew without. Throws FileError for a log of another fingerprint or one that another process is writing, for a
  /// folder that holds something else, and when the disk refuses.
  EvaluationLog(std::string folder, const std::string& fingerprint, bool resume);
  ~EvaluationLog();
  EvaluationLog(const EvaluationLog&) = delete;
  EvaluationLog& operator=(const EvaluationLog&) = delete;

  std::optional<std::vector<double>> recall(std::uint64_t key) const;
  /// Throws FileError when the disk refuses.
  void keep(std::uint64_t key, std::span<const double> values);

  const std::string& path() const { return folder_; }
  bool holds_any() const { return !known_.empty(); }
  /// Removes the folder: the search is done.
  void remove();

 private:
  void lock();
  void open(const std::string& fingerprint, bool resume);
  void begin(const std::string& fingerprint);
  void share_known();
  void read(const std::string& fingerprint);

  std::string folder_, path_;
  std::unordered_map<std::uint64_t, std::vector<double>> known_;
  std::ofstream file_;
  int lock_ = -1;
};

}  // namespace jialing
