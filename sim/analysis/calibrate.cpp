#include "sim/analysis/calibrate.h"

#include <algorithm>
#include <cmath>

#include "sim/ensemble/random.h"
#include "sim/statistics/quantiles.h"
#include "sim/statistics/scores.h"

namespace jialing {
namespace {

// Sampling errors of independent draws beyond which a change is not taken for chance. So many because the draws are not
// independent: all are moved by gains that were estimated from the same members.
constexpr double sampling_errors = 8;

// Of n independent draws of unit variance the mean has the standard error 1/√n, the variance √(2/n).
LatentShift shift_of(const std::vector<double>& prior, const std::vector<double>& posterior) {
  const Moments before = moments(prior), after = moments(posterior);
  const auto n = static_cast<double>(posterior.size());
  LatentShift shift;
  shift.mean = (after.mean - before.mean) / std::sqrt(before.variance);
  shift.contraction = 1 - after.variance / before.variance;
  shift.informed =
      std::abs(shift.mean) > sampling_errors / std::sqrt(n) || shift.contraction > sampling_errors * std::sqrt(2 / n);
  return shift;
}

std::array<double, calibration_probabilities.size()> quantiles_of(std::vector<double> values, bool logarithmic) {
  std::sort(values.begin(), values.end());
  std::array<double, calibration_probabilities.size()> result{};
  for (std::size_t q = 0; q < result.size(); ++q) {
    const double value = sorted_quantile(values, calibration_probabilities[q]);
    result[q] = logarithmic ? std::exp(value) : value;
  }
  return result;
}

double pit_of(std::vector<double> predicted, const AssimilatedObservation& observation, std::uint64_t seed) {
  const std::uint64_t key =
      stream_key(seed, "predictive_error", observation.observation.indicator, observation.observation.place);
  const double sd = std::sqrt(observation.variance());
  for (std::size_t m = 0; m < predicted.size(); ++m)
    predicted[m] += sd * normal_quantile(uniform_draw(key, static_cast<std::int64_t>(m),
                                                      static_cast<std::uint32_t>(observation.observation.year)));
  std::sort(predicted.begin(), predicted.end());
  return probability_integral(predicted, observation.value);
}

// Kish's effective size of weights exp(log weight).
double effective_size(const std::vector<double>& log_weights) {
  const double most = *std::max_element(log_weights.begin(), log_weights.end());
  double sum = 0, squares = 0;
  for (double each : log_weights) {
    const double weight = std::exp(each - most);
    sum += weight;
    squares += weight * weight;
  }
  return sum * sum / squares;
}

std::vector<double> log_likelihoods(const Assimilated& assimilated) {
  std::vector<double> logs(assimilated.prior_predicted.empty() ? 0 : assimilated.prior_predicted[0].size(), 0.0);
  for (std::size_t d = 0; d < assimilated.observations.size(); ++d) {
    const AssimilatedObservation& each = assimilated.observations[d];
    for (std::size_t m = 0; m < logs.size(); ++m)
      logs[m] -= std::pow(assimilated.prior_predicted[d][m] - each.value, 2) / each.variance() / 2;
  }
  return logs;
}

/// The conditioned members again, without noise, with and without policy.
class CourseSplit {
 public:
  CourseSplit(const Assimilated& assimilated, const CalibrationOptions& options) {
    Scenario calm = *assimilated.scenario;
    calm.uncertainty.process_noise = false;
    run_options_.threads = options.threads;
    run_options_.cancelled = options.cancelled;
    with_policy_ = run(calm);
    if (!calm.levers.empty()) {
      calm.levers.clear();
      without_policy_ = run(calm);
    }
  }

  void fill(const Assimilated& assimilated, std::size_t d, ObservationFit& fit) const {
    const AssimilatedObservation& each = assimilated.observations[d];
    AssimilatedObservation start = each;
    start.observation.year = assimilated.scenario->horizon.from;
    const auto whole = transformed(*assimilated.ensemble, each), calm = transformed(*with_policy_.ensemble, each),
               base = transformed(*with_policy_.ensemble, start);
    const auto trend = without_policy_.ensemble ? transformed(*without_policy_.ensemble, each) : calm;
    std::vector<double> trends, policies, shocks;
    for (std::size_t m = 0; m < whole.size(); ++m) {
      trends.push_back(trend[m] - base[m]);
      policies.push_back(calm[m] - trend[m]);
      shocks.push_back(whole[m] - calm[m]);
    }
    fit.base = each.logarithmic ? std::exp(median_of(base)) : median_of(base);
    fit.trend = median_of(trends);
    fit.policy = median_of(policies);
    fit.shocks = median_of(shocks);
  }

 private:
  struct Run {
    std::shared_ptr<const Scenario> scenario;
    std::unique_ptr<Ensemble> ensemble;
  };

  Run run(const Scenario& scenario) const {
    Run made{std::make_shared<const Scenario>(scenario), nullptr};
    made.ensemble = run_ensemble(*made.scenario, build_network(*made.scenario), run_options_);
    return made;
  }

  RunOptions run_options_;
  Run with_policy_, without_policy_;
};

int last_observed_year(const Scenario& scenario) {
  if (scenario.calibration.until) return *scenario.calibration.until;
  int until = 0;
  for (const Observation& each : scenario.calibration.observations)
    if (each.year <= scenario.horizon.to) until = std::max(until, each.year);
  return until;
}

Assimilated assimilate_replicate(const Scenario& scenario, int replicate, const CalibrationOptions& options) {
  AssimilationOptions of_one{.threads = options.threads, .cancelled = options.cancelled, .store = options.store};
  if (options.progress)
    of_one.progress = [&](int step, int steps, std::int64_t done, std::int64_t total) {
      options.progress(replicate, step, steps, done, total);
    };
  return assimilate_observations(scenario, last_observed_year(scenario), of_one);
}

/// Of the scores of each parameter; 0 where it is not drawn.
std::vector<Moments> parameter_moments(const Posterior& posterior) {
  std::vector<Moments> result;
  for (std::string_view name : parameter_names) {
    const auto* scores = posterior.find({LatentKind::parameter, std::string(name), "", 0});
    result.push_back(scores ? moments(*scores) : Moments{});
  }
  return result;
}

/// Of a calibration with another seed; empty when its members do not stay finite.
std::vector<Moments> replicate_moments(const Scenario& scenario, int number, const CalibrationOptions& options) {
  Scenario other = scenario;
  other.ensemble.seed += static_cast<std::uint64_t>(number);
  try {
    return parameter_moments(*assimilate_replicate(other, number, options).posterior);
  } catch (const NumericalError&) {
    return {};
  }
}

/// From the store, if it is there.
std::vector<Moments> replicate(const Scenario& scenario, int number, const CalibrationOptions& options) {
  if (options.store)
    if (const auto known = options.store->replicate(number)) return *known;
  const std::vector<Moments> made = replicate_moments(scenario, number, options);
  if (options.store) options.store->save(number, made);
  return made;
}

void measure_effective_sizes(Calibration& calibration, std::vector<std::vector<Moments>> replicates) {
  calibration.failed_replicates =
      static_cast<int>(std::erase_if(replicates, [](const auto& each) { return each.empty(); }));
  calibration.replicates = static_cast<int>(replicates.size());
  if (replicates.empty()) return;
  const Posterior& posterior = *calibration.assimilated.posterior;
  replicates.push_back(parameter_moments(posterior));
  std::vector<std::size_t> moved;
  for (std::size_t p = 0; p < parameter_count; ++p) {
    const auto found = posterior.positions.find({LatentKind::parameter, std::string(parameter_names[p]), "", 0});
    if (found != posterior.positions.end() && calibration.latents[found->second].informed) moved.push_back(p);
  }
  std::vector<std::vector<Moments>> of_moved;
  for (const auto& each : replicates) {
    auto& chosen = of_moved.emplace_back();
    for (std::size_t p : moved) chosen.push_back(each[p]);
  }
  const std::vector<EffectiveSize> sizes = effective_sizes(of_moved);
  for (std::size_t n = 0; n < moved.size(); ++n) calibration.effective_sizes[moved[n]] = sizes[n];
}

void fit_observations(Calibration& calibration, const Scenario& scenario, const CalibrationOptions& options) {
  const Assimilated& assimilated = calibration.assimilated;
  const CourseSplit course(assimilated, options);
  double covered_count = 0;
  for (std::size_t d = 0; d < assimilated.observations.size(); ++d) {
    const AssimilatedObservation& each = assimilated.observations[d];
    const std::vector<double> predicted = transformed(*assimilated.ensemble, each);
    ObservationFit fit;
    fit.prior = quantiles_of(assimilated.prior_predicted[d], each.logarithmic);
    fit.posterior = quantiles_of(predicted, each.logarithmic);
    fit.pit = pit_of(predicted, each, scenario.ensemble.seed);
    covered_count += std::abs(fit.pit - 0.5) <= 0.45;
    course.fill(assimilated, d, fit);
    calibration.fits.push_back(fit);
  }
  calibration.coverage = covered_count / static_cast<double>(assimilated.observations.size());
}

}  // namespace

Calibration calibrate(const Scenario& scenario, const CalibrationOptions& options) {
  std::vector<std::vector<Moments>> replicates;
  for (int number = 1; number <= options.replicates; ++number)
    replicates.push_back(replicate(scenario, number, options));
  Calibration result;
  result.assimilated = assimilate_replicate(scenario, 0, options);
  const Assimilated& assimilated = result.assimilated;
  for (std::size_t n = 0; n < assimilated.posterior->latents.size(); ++n)
    result.latents.push_back(shift_of(assimilated.prior_scores[n], assimilated.posterior->scores[n]));
  fit_observations(result, scenario, options);
  result.prior_effective_size = effective_size(log_likelihoods(assimilated));
  measure_effective_sizes(result, std::move(replicates));
  return result;
}

}  // namespace jialing
