#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>

#include "sim/ensemble/ensemble.h"

namespace jialing {

/// Whether an indicator, by its position, may be negative: then it has no logarithm and is taken as it is.
bool may_be_negative(int indicator);

/// An observation as the smoother sees it: of the logarithm, or of the value itself where the indicator may be
/// negative.
struct AssimilatedObservation {
  Observation observation;
  int indicator = 0, place = 0;  ///< positions in cells
  bool logarithmic = true;
  double value = 0;           ///< transformed
  double error_sd = 0;        ///< of the observation, transformed
  double discrepancy_sd = 0;  ///< of what the model cannot represent

  double variance() const { return error_sd * error_sd + discrepancy_sd * discrepancy_sd; }
};

/// Those of the scenario's observations that were known in `until`, of the years from `from` on and of the wanted
/// indicators. Throws InputError for figures that cannot be transformed.
std::vector<AssimilatedObservation> assimilated_observations(const Scenario& scenario,
                                                             const std::vector<std::string>& indicators, int from,
                                                             int until);

/// What the passes so far have led to: with the scenario, all that is needed to go on with the same bits.
struct AssimilationState {
  std::uint64_t seed = 0;                            ///< of the scenario
  int passes = 0;                                    ///< finished
  std::vector<std::size_t> members;                  ///< those that are left, of the scenario's
  std::vector<std::array<double, 2>> scales;         ///< centre and spread as learnt, [Parameter]
  std::vector<std::vector<double>> scores;           ///< [latent][member left]
  std::vector<std::vector<double>> prior_predicted;  ///< [observation][member left]
  std::vector<double> mismatch;
};

/// Keeps the state of an assimilation for a run that goes on after an interruption.
class AssimilationStore {
 public:
  virtual ~AssimilationStore() = default;
  /// To go on from; nothing, or a state of another seed: from the beginning.
  virtual std::optional<AssimilationState> state() = 0;
  /// Called after every pass but the last.
  virtual void save(const AssimilationState& state) = 0;
};

struct AssimilationOptions {
  int threads = 0;
  /// Passes of the members: `step` of `steps`, then the last one.
  std::function<void(int step, int steps, std::int64_t done, std::int64_t total)> progress = {};
  const std::atomic<bool>* cancelled = nullptr;
  AssimilationStore* store = nullptr;  ///< of the same scenario, whatever its seed
};

/// The members of a scenario before and after they were conditioned on observations.
struct Assimilated {
  std::vector<AssimilatedObservation> observations;
  std::shared_ptr<const Posterior> posterior;
  std::vector<std::vector<double>> prior_scores;      ///< [latent][draw], as in the posterior
  std::vector<std::vector<double>> prior_parameters;  ///< [Parameter][draw]
  std::vector<std::vector<double>> prior_predicted;   ///< [observation][draw], transformed, without error
  std::vector<double> mismatch;  ///< before, between and after the steps: mean of ((predicted − value)/sd)²
  std::shared_ptr<const Scenario> scenario;  ///< the given one with the posterior
  std::unique_ptr<Ensemble> ensemble;        ///< the conditioned members, over the scenario's whole horizon
};

/// Conditions parameters, lasting differences, base-year figures and the noise of every year on the observations up to
/// `until`, by an ensemble smoother with multiple data assimilation over standard normal scores; then runs the
/// conditioned members. How large noise and lasting differences are, of which no sign is known, is estimated before,
/// from the spread of the observations. Members that leave the finite numbers are dropped. Throws Cancelled,
/// InputError.
Assimilated assimilate_observations(const Scenario& scenario, int until, const AssimilationOptions& options = {});

/// Transformed values of a cell, [member].
std::vector<double> transformed(const Ensemble& ensemble, const AssimilatedObservation& observation);

}  // namespace jialing
