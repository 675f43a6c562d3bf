#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/tables/faults.h"

namespace jialing {

/// What a number that is drawn for a member belongs to.
enum class LatentKind { parameter, province_effect, base_year, process_noise };
inline constexpr std::string_view latent_kind_names[] = {"parameter", "province_effect", "base_year", "process_noise"};

/// One number that is drawn for every member, a standard normal score before anything is known.
struct Latent {
  LatentKind kind = LatentKind::parameter;
  std::string variable;  ///< parameter, province effect, column of the node table, or variable with noise
  std::string place;     ///< province, or node; empty for parameters and for noise common to all nodes
  /// Of noise: that of the year it acts in, from its start to its end; of what all nodes share also the year before the
  /// base year, for the rate at the start. Else 0.
  int year = 0;

  auto operator<=>(const Latent&) const = default;
};

/// Draws of a calibration: every member of a scenario that uses it takes one of them, in turn.
///
/// A scenario that starts in `base_year` takes all of it, and so passes through the years that were observed; one that
/// starts in `last_year` takes what is said about later years: parameters as of that year and lasting differences. A
/// short file holds only the latter.
struct Posterior {
  int base_year = 0;
  int last_year = 0;  ///< of the last observation
  std::int64_t draws = 0;
  std::vector<Latent> latents;
  std::vector<std::vector<double>> scores;            ///< [latent][draw]
  std::map<Latent, std::size_t> positions;            ///< among the latents
  std::vector<std::vector<double>> parameters;        ///< [Parameter][draw] for a start in base_year; may be empty
  std::vector<std::vector<double>> later_parameters;  ///< for a start in last_year; empty where nothing is said
  std::string source;                                 ///< the calibration's name
  std::string hash;                                   ///< of its scenario; empty when the file does not tell
  bool design = false;  ///< not of a calibration, but points to be evaluated: also of parameters that a scenario states

  void add(Latent latent, std::vector<double> its_scores);
  /// Scores, [draw]; null where the latent is not among those that were conditioned.
  const std::vector<double>* find(const Latent& latent) const;
};

/// Reads the file of a calibration (netCDF, see calibration_writer.h). Throws FileError when it is damaged or something
/// else.
Posterior read_posterior(const std::string& file);

}  // namespace jialing
