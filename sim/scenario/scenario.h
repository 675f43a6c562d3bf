#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/scenario/allocation.h"
#include "sim/scenario/levers.h"
#include "sim/tables/dataset.h"
#include "sim/tables/observations.h"
#include "sim/tables/posterior.h"

namespace jialing {

enum class Sampling { monte_carlo, latin_hypercube, sobol };
/// Of the numbers that the model computes with.
enum class Precision { double_precision, single_precision };
enum class Realizations { none, all };
enum class FlowOutput { none, regions };

/// `from` is the base year of the tables; the run ends at the start of the year `to`.
struct Horizon {
  int from = 2020;
  int to = 2035;
  int steps_per_year = 4;
};

struct EnsembleSettings {
  std::int64_t members = 2000;
  std::uint64_t seed = 0;
  Sampling sampling = Sampling::monte_carlo;
  Precision precision = Precision::double_precision;
  std::int64_t repeats = 1;  ///< members that share a draw of the parameters; 1 or a multiple of 8

  /// Which draw of the parameters a member takes, and whose luck.
  std::int64_t draw_of(std::int64_t member) const { return member / repeats; }
  std::int64_t luck_of(std::int64_t member) const { return repeats > 1 ? member % repeats : member; }
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
  std::int64_t exact_members = 10000;  ///< `run` summarises more members from sketches and keeps none of them

  bool wants(const std::string& indicator) const {
    return indicators.empty() || std::find(indicators.begin(), indicators.end(), indicator) != indicators.end();
  }
};

/// What members are conditioned on, and how (`jialing calibrate`).
struct CalibrationSettings {
  std::vector<Observation> observations;
  std::vector<std::string> indicators;  ///< that are used; empty: all
  std::optional<int> until;             ///< last year that is used; none: the last observed
  int steps = 4;
  double localisation = 3;                    ///< standard errors at which a sampled correlation counts half
  std::map<std::string, double> discrepancy;  ///< [indicator] standard deviation of what the model cannot represent
};

/// Which forecasts of the past are made (`jialing hindcast`).
struct HindcastSettings {
  std::vector<int> origins;             ///< empty: every year from the third after the base year on
  int years = 5;                        ///< longest horizon
  std::vector<std::string> indicators;  ///< empty: all that were observed
  std::vector<std::string> regions;     ///< regions or nodes; empty: all that were observed
  /// [indicator] years from which its figures are on another basis: forecasts across them are told apart.
  std::map<std::string, std::vector<int>> breaks;
};

/// A scenario with its tables, typed and validated. What the engine is given.
struct Scenario {
  std::string file;  ///< as the user named it
  std::string id;    ///< of a named scenario its key; of the file's own the name of the file without ".yaml"
  std::string name;
  std::string description;
  Horizon horizon;
  EnsembleSettings ensemble;
  UncertaintySwitches uncertainty;
  /// Prior of each model parameter after overrides, in the order of Parameter; a fixed value has spread 0.
  std::vector<Prior> parameters;
  std::vector<bool> stated;                    ///< [Parameter] by the scenario itself: only a design changes it
  std::shared_ptr<const Posterior> posterior;  ///< draws of a calibration; may be null
  std::optional<int> max_partners;             ///< that each node keeps in each channel; none: all
  ChannelSwitches channels;
  std::vector<Lever> levers;  ///< those that are switched on
  DataPaths data_paths;
  Dataset data;
  OutputSettings output;
  CalibrationSettings calibration;
  HindcastSettings hindcast;
  AllocationProblem allocation;
  std::string resolved_yaml;  ///< complete, with all defaults; paths relative to the folder of `file`
  std::string hashed_yaml;    ///< the same without the paths of tables, observations and draws, whose content counts
  std::string file_name;      ///< name of the file's own scenario
  std::string file_yaml;      ///< the file's own scenario, complete, with its named scenarios as changes
};

/// Changes from the command line, applied before validation.
struct Overrides {
  std::optional<std::int64_t> members = {};
  std::optional<std::uint64_t> seed = {};
  std::vector<std::string> set = {};        ///< "horizon.to=2030": a dotted key and a YAML value
  std::vector<std::string> scenarios = {};  ///< ids of those that are wanted, in this order; none: all
};

/// Reads a file, what it extends and its tables: its own scenario and then the named ones, or those that are wanted.
/// All have the same tables, horizon, ensemble and output. Throws InputError with every fault of every file.
std::vector<Scenario> read_scenarios(const std::string& file, const Overrides& overrides = {});

/// The first of them; the others are checked as well.
Scenario read_scenario(const std::string& file, const Overrides& overrides = {});

}  // namespace jialing
