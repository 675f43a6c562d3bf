#include "sim/scenario/readable_folders.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace jialing {

namespace fs = std::filesystem;

namespace {

constexpr const char* variable = "JIALING_PATH";

/// The path without links and dots, as far as it exists.
fs::path followed(const fs::path& path) {
  std::error_code error;
  fs::path result = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? fs::path() : result;
}

bool is_below(const fs::path& file, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first == folder.end();
}

}  // namespace

ReadableFolders::ReadableFolders(const std::string& scenario_file) {
  const fs::path own = fs::path(scenario_file).parent_path();
  folders_.push_back(followed(own.empty() ? "." : own));
  const char* named = std::getenv(variable);
  std::istringstream list(named == nullptr ? "" : named);
  for (std::string folder; std::getline(list, folder, ':');)
    if (!folder.empty()) folders_.push_back(followed(folder));
}

std::string ReadableFolders::refusal(const fs::path& file) const {
  const fs::path wanted = followed(file);
  const auto holds = [&](const fs::path& folder) {
    return !folder.empty() && is_below(wanted, folder.has_filename() ? folder : folder.parent_path());
  };
  if (!wanted.empty() && std::any_of(folders_.begin(), folders_.end(), holds)) return "";
  std::string named;  // with those that are named already
  for (std::size_t n = 1; n < folders_.size(); ++n) named += folders_[n].string() + ":";
  return fmt::format(
      "{} lies outside the scenario's folder, {}; if you trust the scenario with it, name its folder: {}={}{}",
      file.lexically_normal().string(), folders_.front().string(), variable, named, wanted.parent_path().string());
}

}  // namespace jialing
