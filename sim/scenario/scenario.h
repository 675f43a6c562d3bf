#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/tables/dataset.h"

namespace jialing {

enum class Sampling { monte_carlo, latin_hypercube, sobol };
enum class Realizations { none, all };
enum class FlowOutput { none, regions };

/// 2020 is the base year of the tables; the run ends at the start of the year `to`.
struct Horizon {
  int from = 2020;
  int to = 2035;
  int steps_per_year = 4;
};

struct EnsembleSettings {
  std::int64_t members = 2000;
  std::uint64_t seed = 0;
  Sampling sampling = Sampling::monte_carlo;
};

/// Each source of uncertainty can be switched off.
struct UncertaintySwitches {
  bool parameters = true;
  bool base_year = true;
  bool process_noise = true;
  bool events = true;
};

struct OutputSettings {
  Realizations realizations = Realizations::none;
  std::vector<std::string> indicators;  ///< empty: all
  std::vector<int> report_years;        ///< years of tables and flows
  FlowOutput flows = FlowOutput::regions;
};

/// A scenario with its tables, typed and validated. What the engine is given.
struct Scenario {
  std::string file;  ///< as the user named it
  std::string name;
  std::string description;
  Horizon horizon;
  EnsembleSettings ensemble;
  UncertaintySwitches uncertainty;
  /// Prior of each model parameter after overrides, in the order of Parameter; a fixed value has spread 0.
  std::vector<Prior> parameters;
  DataPaths data_paths;
  Dataset data;
  OutputSettings output;
  std::string resolved_yaml;  ///< what `jialing show` prints
};

/// Changes from the command line, applied before validation.
struct Overrides {
  std::optional<std::int64_t> members;
  std::optional<std::uint64_t> seed;
};

/// Reads a scenario and its tables. Throws InputError with every fault of every file.
Scenario read_scenario(const std::string& file, const Overrides& overrides = {});

}  // namespace jialing
