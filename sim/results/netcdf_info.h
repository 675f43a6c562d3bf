#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace jialing {

/// What a file of jialing says of itself.
struct ResultInfo {
  /// Of results empty; else posterior, hindcast, sensitivity, allocation or shard, whose places and indicators are not
  /// told.
  std::string kind;
  std::string file, title, version, scenario_hash, seed;
  long long members = 0, failed_members = 0;
  int first_year = 0, last_year = 0;
  std::size_t nodes = 0, regions = 0;
  bool realizations = false;
  std::string quantiles = "exact";
  std::vector<std::string> scenarios;  ///< ids
  std::vector<std::string> indicators;
};

/// Throws FileError when the file is missing, damaged, or not of jialing.
ResultInfo read_result_info(const std::string& path);

std::string as_text(const ResultInfo& info);
nlohmann::json as_json(const ResultInfo& info);

}  // namespace jialing
