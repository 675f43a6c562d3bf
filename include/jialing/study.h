#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "jialing/error.h"

namespace jialing {

/// In place of what the scenario file says.
struct StudySettings {
  std::optional<std::int64_t> members = {};  ///< simulated futures
  std::optional<std::uint64_t> seed = {};    ///< of all random draws
  std::vector<std::string> set = {};         ///< "key=value", as the command's --set
  int threads = 0;                           ///< 0: all processors; the results are the same with any number
};

/// A target of the plan, and the share of futures that meet it.
struct TargetChance {
  std::string indicator;  ///< code, one of Study::indicators()
  std::string place;      ///< id of a node or region, one of Study::places()
  int year = 0;
  double target = 0;       ///< in the indicator's unit
  double probability = 0;  ///< 0 – 1; NaN where the indicator is missing in all futures
};

/// The scenarios of a file, simulated under the same luck and summarised: what `jialing run` computes.
class JIALING_API Study {
 public:
  /// Runs all scenarios of the file. Throws InputError with every fault of it, and when what it wants to keep of every
  /// member (output.realizations: all) is too much.
  explicit Study(const std::string& file, const StudySettings& settings = {});
  ~Study();
  Study(Study&&) noexcept;
  Study& operator=(Study&&) noexcept;

  std::vector<std::string> scenarios() const;   ///< ids, the file's own first
  std::vector<std::string> indicators() const;  ///< codes
  std::vector<std::string> places() const;      ///< ids of nodes, then of regions
  int first_year() const;                       ///< base year of the tables
  int last_year() const;
  std::int64_t members() const;
  /// Members of a scenario that left the finite numbers and do not count.
  std::int64_t failed_members(const std::string& scenario) const;

  /// A statistic ("q05", "q10", "q25", "q33", "q50", "q67", "q75", "q90", "q95", "mean", "sd") of an indicator in a
  /// place at the start of a year, in the indicator's unit, over all members; NaN where it is missing. An empty
  /// scenario is the first. Throws Error that names what there is for an unknown word.
  double value(const std::string& indicator, const std::string& place, int year, const std::string& statistic = "q50",
               const std::string& scenario = "") const;
  /// The plan's targets within the horizon.
  std::vector<TargetChance> targets(const std::string& scenario = "") const;

  /// The result file of `jialing run` (netCDF). Throws FileError.
  void write(const std::string& path) const;

 private:
  struct Runs;
  std::unique_ptr<const Runs> runs_;
};

}  // namespace jialing
