#pragma once

#include <functional>
#include <span>
#include <vector>

#include "sim/statistics/share_limits.h"

namespace jialing::allocation {

/// What shares are worth, higher is better: one score, or one per objective.
using Score = std::function<double(std::span<const double> shares)>;
using Scores = std::function<std::vector<double>(std::span<const double> shares)>;

/// Step of shares in which marginal returns are taken while searching.
inline constexpr double search_step = 1e-3;

/// Change of the score per unit of share at `shares`, [cell]: forward differences, the budget grows with the cell.
std::vector<double> gradient(const Score& score, std::span<const double> shares, double step = search_step);

struct Climb {
  std::vector<double> shares;  ///< feasible
  double score = 0;
};

/// Climbs from feasible shares by sequential quadratic programming (SLSQP of NLopt; Kraft 1994) with at most `rounds`
/// gradients. Feasible whenever it ends, and never worse than the start.
Climb climb(const ShareLimits& limits, const Score& score, std::vector<double> start, int rounds);

/// Allocations of which none is better than another in every objective, and how far the search came.
struct Frontier {
  std::vector<std::vector<double>> shares;  ///< [point][cell], feasible
  std::vector<std::vector<double>> scores;  ///< [point][objective]
  std::vector<double> hypervolume;          ///< after 0, 1, … generations; never falls
};

struct FrontierOptions {
  int population = 40, generations = 30;
  std::uint64_t seed = 0;
  std::function<void(int generation, double hypervolume)> progress = {};
};

/// NSGA-II (Deb et al. 2002, of pagmo) over all feasible shares, from `seeds` and random ones. Everything that was
/// tried counts for the frontier. Hypervolume is of the volume between the frontier and the worst of the seeds in each
/// objective, relative to that between their worst and their best.
Frontier find_frontier(const ShareLimits& limits, const Scores& scores, const std::vector<std::vector<double>>& seeds,
                       const FrontierOptions& options);

/// Whether `a` is at least as good in all scores and better in one.
bool dominates(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace jialing::allocation
