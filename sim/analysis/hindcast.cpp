#include "sim/analysis/hindcast.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/ensemble/random.h"
#include "sim/statistics/quantiles.h"

namespace jialing {
namespace {

constexpr std::size_t fewest_years = 3;  // in a row, up to the origin: two growth rates

std::vector<int> origins_of(const Scenario& scenario, int last_year) {
  if (!scenario.hindcast.origins.empty()) return scenario.hindcast.origins;
  std::vector<int> origins;
  for (int year = scenario.horizon.from + 2; year < last_year; ++year) origins.push_back(year);
  return origins;
}

bool is_judged(const Scenario& scenario, const Observation& observation) {
  const auto is_among = [](const std::vector<std::string>& wanted, const std::string& name) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  };
  return is_among(scenario.hindcast.indicators, observation.indicator) &&
         is_among(scenario.hindcast.regions, observation.place);
}

/// The years in a row up to the origin.
std::vector<double> past_of(const std::vector<Observation>& known, const AssimilatedObservation& series, int origin) {
  std::map<int, double> values;
  for (const Observation& each : known)
    if (each.place == series.observation.place && each.indicator == series.observation.indicator && each.year <= origin)
      values[each.year] = series.logarithmic ? std::log(each.value) : each.value;
  std::vector<double> past;
  for (int year = origin; values.contains(year); --year) past.insert(past.begin(), values[year]);
  return past;
}

class Forecaster {
 public:
  Forecaster(const Scenario& scenario, int last_year, const HindcastOptions& options)
      : scenario_(scenario),
        last_year_(last_year),
        options_(options) {}

  /// From the store, if they are there.
  std::vector<Forecast> forecasts(int origin) const {
    if (!options_.store) return forecast(origin);
    if (auto known = options_.store->forecasts(origin)) return std::move(*known);
    std::vector<Forecast> made = forecast(origin);
    options_.store->save(origin, made);
    return made;
  }

 private:
  std::vector<Forecast> forecast(int origin) const {
    Scenario given = scenario_;
    const int end = std::min(origin + scenario_.hindcast.years, last_year_);
    given.horizon.to = end;
    AssimilationOptions options{.threads = options_.threads, .progress = {}, .cancelled = options_.cancelled};
    if (options_.progress)
      options.progress = [&](int step, int steps, std::int64_t done, std::int64_t total) {
        options_.progress(origin, step, steps, done, total);
      };
    const Assimilated assimilated = assimilate_observations(given, origin, options);
    const std::vector<Observation> known = known_in(scenario_.calibration.observations, origin);
    const auto variances = usual_variances(known, origin);
    std::vector<Forecast> forecasts;
    for (const AssimilatedObservation& each : targets(origin, end)) {
      const std::vector<double> past = past_of(known, each, origin);
      if (past.size() < fewest_years) continue;
      forecasts.push_back(judge(*assimilated.ensemble, each, past, variances.at(each.observation.indicator), origin));
    }
    return forecasts;
  }

  /// What was observed after the origin, in its first form.
  std::vector<AssimilatedObservation> targets(int origin, int end) const {
    Scenario first = scenario_;
    std::erase_if(first.calibration.observations, [&](const Observation& each) {
      return each.year <= origin || each.year > end || each.vintage != each.year || !is_judged(scenario_, each);
    });
    return assimilated_observations(first, {}, origin + 1, end);
  }

  /// [indicator] of growth, pooled over places.
  std::map<std::string, double> usual_variances(const std::vector<Observation>& known, int origin) const {
    std::map<std::string, std::set<std::string>> places;
    for (const Observation& each : known) places[each.indicator].insert(each.place);
    std::map<std::string, double> variances;
    for (const auto& [indicator, names] : places) {
      std::vector<std::vector<double>> series;
      for (const std::string& place : names) {
        AssimilatedObservation which;
        which.observation.place = place;
        which.observation.indicator = indicator;
        which.logarithmic = !may_be_negative(*find_indicator(indicator));
        series.push_back(past_of(known, which, origin));
      }
      variances[indicator] = pooled_growth_variance(series);
    }
    return variances;
  }

  Forecast judge(const Ensemble& ensemble, const AssimilatedObservation& target, const std::vector<double>& past,
                 double usual_variance, int origin) const {
    Forecast made{.origin = origin,
                  .year = target.observation.year,
                  .indicator = target.observation.indicator,
                  .place = target.observation.place};
    made.observed = target.observation.value;
    const auto breaks = scenario_.hindcast.breaks.find(made.indicator);
    if (breaks != scenario_.hindcast.breaks.end())
      made.across_break = std::any_of(breaks->second.begin(), breaks->second.end(),
                                      [&](int year) { return origin < year && year <= made.year; });
    const std::vector<double> sample = predictive_sample(ensemble, target);
    for (std::size_t q = 0; q < hindcast_probabilities.size(); ++q) {
      const double value = sorted_quantile(sample, hindcast_probabilities[q]);
      made.quantiles[q] = target.logarithmic ? std::exp(value) : value;
    }
    made.pit = probability_integral(sample, target.value);
    made.crps = crps(sample, target.value);
    made.error = sorted_quantile(sample, 0.5) - target.value;
    const SeriesPast series{past, usual_variance};
    for (int b = 0; b < benchmark_count; ++b) {
      const std::uint64_t key =
          stream_key(scenario_.ensemble.seed, "benchmark", fmt::format("{} {}", made.indicator, origin), made.place);
      const auto forecast = benchmark_forecast(static_cast<Benchmark>(b), series, made.horizon(), key);
      made.benchmark_crps[b] = crps(forecast, target.value);
      made.benchmark_error[b] = sorted_quantile(forecast, 0.5) - target.value;
    }
    return made;
  }

  /// What would be observed: the members with the error of observation and the discrepancy of the model.
  std::vector<double> predictive_sample(const Ensemble& ensemble, const AssimilatedObservation& target) const {
    std::vector<double> sample = transformed(ensemble, target);
    const std::uint64_t key = stream_key(scenario_.ensemble.seed, "predictive_error",
                                         fmt::format("{} {}", target.observation.indicator, target.observation.year),
                                         target.observation.place);
    const double sd = std::sqrt(target.variance());
    for (std::size_t m = 0; m < sample.size(); ++m)
      sample[m] += sd * normal_quantile(uniform_draw(key, static_cast<std::int64_t>(m)));
    std::sort(sample.begin(), sample.end());
    return sample;
  }

  const Scenario& scenario_;
  int last_year_;
  const HindcastOptions& options_;
};

double root_mean_square(const std::vector<const Forecast*>& forecasts,
                        const std::function<double(const Forecast&)>& of) {
  double total = 0;
  for (const Forecast* each : forecasts) total += of(*each) * of(*each);
  return std::sqrt(total / static_cast<double>(forecasts.size()));
}

HindcastScore score_of(const std::vector<const Forecast*>& forecasts, int horizon, const std::string& place) {
  HindcastScore score;
  score.indicator = forecasts[0]->indicator;
  score.horizon = horizon;
  score.place = place;
  score.forecasts = forecasts.size();
  const auto n = static_cast<double>(forecasts.size());
  for (const Forecast* each : forecasts) {
    score.crps += each->crps / n;
    for (int b = 0; b < benchmark_count; ++b) score.benchmark_crps[b] += each->benchmark_crps[b] / n;
    for (std::size_t c = 0; c < coverage_shares.size(); ++c)
      if (std::abs(each->pit - 0.5) <= coverage_shares[c] / 2) score.coverage[c] += 1 / n;
  }
  score.rmse = root_mean_square(forecasts, [](const Forecast& each) { return each.error; });
  for (int b = 0; b < benchmark_count; ++b)
    score.benchmark_rmse[b] =
        root_mean_square(forecasts, [&](const Forecast& each) { return each.benchmark_error[b]; });
  const auto best = std::min_element(score.benchmark_crps.begin(), score.benchmark_crps.end());
  score.best = static_cast<Benchmark>(best - score.benchmark_crps.begin());
  std::vector<double> own, theirs;
  std::vector<int> blocks;
  for (const Forecast* each : forecasts) {
    own.push_back(each->crps);
    theirs.push_back(each->benchmark_crps[static_cast<std::size_t>(score.best)]);
    blocks.push_back(each->origin);
  }
  score.skill = bootstrap_skill(own, theirs, blocks, stream_key(0, "bootstrap", score.indicator, place));
  return score;
}

}  // namespace

Hindcast hindcast(const Scenario& scenario, const HindcastOptions& options) {
  int last_year = scenario.horizon.from;
  for (const Observation& each : scenario.calibration.observations)
    last_year = std::max(last_year, std::min(each.year, scenario.horizon.to));
  Hindcast result;
  const Forecaster forecaster(scenario, last_year, options);
  for (int origin : origins_of(scenario, last_year)) {
    const std::vector<Forecast> made = forecaster.forecasts(origin);
    result.forecasts.insert(result.forecasts.end(), made.begin(), made.end());
  }

  std::map<std::string, std::map<int, std::vector<const Forecast*>>> by_horizon, across;
  std::map<std::string, std::map<std::string, std::vector<const Forecast*>>> by_place;
  for (const Forecast& each : result.forecasts) {
    auto& groups = each.across_break ? across[each.indicator] : by_horizon[each.indicator];
    groups[each.horizon()].push_back(&each);
    if (!each.across_break) by_place[each.indicator][each.place].push_back(&each);
  }
  const auto add = [](auto& groups, std::vector<HindcastScore>& scores) {
    for (auto& [indicator, horizons] : groups) {
      std::vector<const Forecast*> all;
      for (auto& [horizon, forecasts] : horizons) {
        scores.push_back(score_of(forecasts, horizon, ""));
        all.insert(all.end(), forecasts.begin(), forecasts.end());
      }
      scores.push_back(score_of(all, 0, ""));
    }
  };
  add(by_horizon, result.by_horizon);
  add(across, result.across_breaks);
  for (auto& [indicator, places] : by_place)
    for (auto& [place, forecasts] : places) result.by_place.push_back(score_of(forecasts, 0, place));
  return result;
}

}  // namespace jialing
