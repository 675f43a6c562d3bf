#pragma once

#include "sim/analysis/assimilation.h"
#include "sim/statistics/effective_size.h"

namespace jialing {

inline constexpr std::array calibration_probabilities = {0.05, 0.25, 0.50, 0.75, 0.95};

/// How a parameter or another drawn number moved, on the scale on which it was standard normal.
struct LatentShift {
  double mean = 0;         ///< of the posterior, in prior standard deviations
  double contraction = 0;  ///< 1 − posterior variance / prior variance: 0 nothing learnt, 1 known exactly
  /// Whether the data moved it beyond what sampling alone makes of so many members: else the prior decides.
  bool informed = false;
};

/// An observation beside what was expected of it, without and with the conditioning.
struct ObservationFit {
  std::array<double, calibration_probabilities.size()> prior{}, posterior{};  ///< of the indicator, its unit
  double pit = 0;   ///< of the observation in the posterior with its error
  double base = 0;  ///< median in the base year, in the indicator's unit
  /// Change of the logarithm since the base year (of the value where it may be negative): medians over the members of
  /// what happens without noise and without policy, of what policy adds, and of what noise adds.
  double trend = 0, policy = 0, shocks = 0;
};

struct Calibration {
  Assimilated assimilated;
  std::vector<LatentShift> latents;  ///< as in the posterior
  std::vector<ObservationFit> fits;  ///< as the observations
  double coverage = 0;               ///< of the observations by the posterior's 90 % interval with its error
  /// Members of the prior that the data would leave if they were only weighted (Kish): why they are moved instead.
  double prior_effective_size = 0;
  int replicates = 0, failed_replicates = 0;  ///< those that count, and those whose members did not stay finite
  /// What the draws of a parameter are worth for its mean, [Parameter], of those that the data moved. The draws are
  /// equally likely, but all were moved by gains estimated from the same members, so that their mean is less exact than
  /// that of as many independent ones. Measured on standard normal scores between this calibration and its replicates:
  /// the Monte Carlo error, not what the smoother itself gets wrong. Without replicates all are empty.
  std::array<std::optional<EffectiveSize>, parameter_count> effective_sizes{};
};

/// Keeps what is finished of a calibration for one that goes on after an interruption.
class CalibrationStore : public AssimilationStore {
 public:
  using AssimilationStore::save;
  /// Of the scores of each parameter, [Parameter]; empty: its members did not stay finite.
  virtual std::optional<std::vector<Moments>> replicate(int number) = 0;
  virtual void save(int number, const std::vector<Moments>& replicate) = 0;
};

struct CalibrationOptions {
  int threads = 0;
  int replicates = 0;  ///< the same with the seeds that follow the scenario's, for effective_sizes
  /// Passes of the members: `step` of `steps`, then the last one. Replicates come first; 0 is the calibration itself.
  std::function<void(int replicate, int step, int steps, std::int64_t done, std::int64_t total)> progress = {};
  const std::atomic<bool>* cancelled = nullptr;
  CalibrationStore* store = nullptr;  ///< of the same scenario
};

/// Conditions a scenario on its observations up to `calibration.until` and reports what was learnt. Throws InputError,
/// Cancelled.
Calibration calibrate(const Scenario& scenario, const CalibrationOptions& options = {});

}  // namespace jialing
