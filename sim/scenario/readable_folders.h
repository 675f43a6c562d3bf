#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace jialing {

/// Where a scenario may read: below its own folder, and below the folders that the user names in the environment
/// variable JIALING_PATH, separated by colons. A scenario from elsewhere cannot make the program read, and repeat in
/// its messages, what the user did not mean it to.
class ReadableFolders {
 public:
  /// Of the scenario file that the user gave, not of those that it extends.
  explicit ReadableFolders(const std::string& scenario_file);

  /// Why the file may not be read, after links are followed; empty when it may.
  std::string refusal(const std::filesystem::path& file) const;

 private:
  std::vector<std::filesystem::path> folders_;  ///< canonical, the scenario's own first
};

}  // namespace jialing
