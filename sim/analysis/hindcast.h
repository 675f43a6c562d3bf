#pragma once

#include <array>
#include <functional>

#include "sim/analysis/assimilation.h"
#include "sim/statistics/benchmarks.h"
#include "sim/statistics/scores.h"

namespace jialing {

inline constexpr std::array hindcast_probabilities = {0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};
inline constexpr std::array coverage_shares = {0.5, 0.8, 0.9};

/// One forecast and what happened. Scores are of logarithms (of values where the indicator may be negative).
struct Forecast {
  int origin = 0, year = 0;
  std::string indicator, place;
  bool across_break = false;
  double observed = 0;                                            ///< in the indicator's unit
  std::array<double, hindcast_probabilities.size()> quantiles{};  ///< of the model, in the indicator's unit
  double pit = 0;
  double crps = 0, error = 0;  ///< of the model; error: median − observed
  std::array<double, benchmark_count> benchmark_crps{}, benchmark_error{};

  int horizon() const { return year - origin; }
};

/// Scores of a set of forecasts.
struct HindcastScore {
  std::string indicator;
  int horizon = 0;    ///< 0: all
  std::string place;  ///< empty: all
  std::size_t forecasts = 0;
  double crps = 0, rmse = 0;
  std::array<double, benchmark_count> benchmark_crps{}, benchmark_rmse{};
  std::array<double, coverage_shares.size()> coverage{};
  Benchmark best = Benchmark::random_walk;  ///< the benchmark with the smallest CRPS here
  SkillInterval skill;                      ///< 1 − CRPS/CRPS of the best benchmark; blocks are origins
  /// RMSE of the model / RMSE of the random walk with drift (Theil's U2).
  double theil_u() const { return rmse / benchmark_rmse[0]; }
};

struct Hindcast {
  std::vector<Forecast> forecasts;
  std::vector<HindcastScore> by_horizon;  ///< per indicator: each horizon, then all, without forecasts across breaks
  std::vector<HindcastScore> by_place;    ///< per indicator and place, all horizons
  std::vector<HindcastScore> across_breaks;
};

/// Keeps finished origins for a run that goes on after an interruption.
class HindcastStore {
 public:
  virtual ~HindcastStore() = default;
  virtual std::optional<std::vector<Forecast>> forecasts(int origin) = 0;
  virtual void save(int origin, const std::vector<Forecast>& forecasts) = 0;
};

struct HindcastOptions {
  int threads = 0;
  std::function<void(int origin, int step, int steps, std::int64_t done, std::int64_t total)> progress = {};
  const std::atomic<bool>* cancelled = nullptr;
  HindcastStore* store = nullptr;  ///< of the same scenario
};

/// Forecasts of the past: for each origin the members are conditioned on what was known then (as a calibration) and run
/// on; each year that was observed later is scored, for the model and for the benchmarks. Series of which fewer than
/// three years in a row are known at an origin are left out there. Throws InputError, Cancelled.
Hindcast hindcast(const Scenario& scenario, const HindcastOptions& options = {});

}  // namespace jialing
