#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/analysis/allocation/evaluation.h"
#include "sim/statistics/bootstrap.h"

namespace jialing::allocation {

/// An allocation and what it is worth on members that no search has seen.
struct Candidate {
  std::string name;  ///< of the rule; "optimised" or "optimised for …"
  bool is_rule = true;
  std::vector<double> money = {};         ///< 100 million CNY a year, [cell]
  std::vector<double> training = {};      ///< [objective] statistic on the members of the search
  MemberValues values = {};               ///< [objective][fresh member]; fewer when it was out of the race
  std::vector<Estimate> objectives = {};  ///< [objective] on the first fresh members, the same for all
  std::vector<Estimate> difference = {};  ///< [objective] from the best rule, on the members of both
  double probability_best = 0;            ///< of being the best in the first objective
};

/// What more money yields in a cell, on top of the chosen allocation, per 100 million CNY a year: a difference over a
/// step of a tenth of that.
struct MarginalReturn {
  Estimate yield;        ///< change of the objective by the whole step
  double half_step = 0;  ///< by half of the step: equal when it has converged
};

struct FrontierPoint {
  std::vector<double> money = {};         ///< [cell]
  std::vector<double> training = {};      ///< [objective] statistic on the members of the search
  std::vector<Estimate> objectives = {};  ///< [objective] on the first fresh members
  std::vector<Estimate> difference = {};  ///< [objective] from the best rule on them
  bool stands = true;                     ///< not dominated on fresh members either
};

/// The gain of the optimised allocation over the best rule in the first objective, as a score.
struct Optimism {
  double training = 0;  ///< where it was searched
  Estimate fresh;       ///< where it was not
};

/// The least money that gives the wanted chance.
struct LeastBudget {
  bool found = false;  ///< else even the highest budget does not
  double budget = 0;   ///< 100 million CNY a year
  std::vector<double> money;
  double training = 0;  ///< chance on the members of the search
  Estimate chance;      ///< on fresh members
};

struct AllocationStudy {
  std::vector<Candidate> candidates;  ///< rules, then what was optimised
  std::size_t best_rule = 0, chosen = 0;
  double correct_selection = 0;                       ///< probability that the chosen one is the best of the candidates
  std::int64_t fresh_members = 0;                     ///< of the chosen one
  Optimism optimism;                                  ///< of the first optimised one
  bool beats_rules = false;                           ///< the whole 5–95 % interval of its fresh gain is positive
  std::vector<std::vector<MarginalReturn>> marginal;  ///< [objective][cell], empty for a least budget
  std::vector<FrontierPoint> frontier;                ///< with two objectives or more
  std::vector<double> hypervolume;                    ///< after 0, 1, … generations
  std::optional<LeastBudget> least_budget;
  std::int64_t evaluations = 0;
  std::int64_t marginal_members = 0, frontier_members = 0;
};

struct AllocateOptions {
  EvaluationOptions evaluation = {};
  /// Stage, how much of it is done, and what is best so far: a statistic of the first objective; NaN before there is
  /// one.
  std::function<void(const std::string& stage, std::int64_t done, std::int64_t total, double best)> progress = {};
};

/// Compares rules, searches better allocations, chooses on fresh members, and takes marginal returns. Throws InputError
/// when limits clash, Cancelled.
AllocationStudy allocate(const Scenario& scenario, const AllocateOptions& options = {});

}  // namespace jialing::allocation
