#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/tables/dataset.h"

namespace jialing::fuzz {

/// Ids of all nodes of the shipped table.
std::vector<std::string> shipped_nodes();

/// A folder with the shipped tables, cut down to some nodes, and `base.yaml`, a scenario over them. It is removed at
/// the end.
class SmallWorld {
 public:
  /// Few nodes, so that thousands can be read in a second, and `more`.
  explicit SmallWorld(const std::set<std::string>& more = {});
  ~SmallWorld();
  SmallWorld(const SmallWorld&) = delete;
  SmallWorld& operator=(const SmallWorld&) = delete;

  std::string folder() const { return folder_.string(); }
  const std::string& baseline() const { return baseline_; }
  const DataPaths& tables() const { return tables_; }

 private:
  std::filesystem::path folder_;
  std::string baseline_;
  DataPaths tables_;
};

/// A file in memory, under a name that readers can open.
class MemoryFile {
 public:
  MemoryFile();
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  /// Replaces the content.
  void put(std::string_view content);
  const std::string& path() const { return path_; }

 private:
  int file_;
  std::string path_;
};

}  // namespace jialing::fuzz
