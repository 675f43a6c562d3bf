#pragma once

#include "sim/analysis/assimilation.h"

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
  double pit = 0;  ///< of the observation in the posterior with its error
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
};

/// Conditions a scenario on its observations up to `calibration.until` and reports what was learnt. Throws InputError,
/// Cancelled.
Calibration calibrate(const Scenario& scenario, const AssimilationOptions& options = {});

}  // namespace jialing
