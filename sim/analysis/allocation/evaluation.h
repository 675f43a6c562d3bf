#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sim/ensemble/branches.h"

namespace jialing::allocation {

/// What the objectives are in every member, [objective][member]; NaN where an indicator is missing.
using MemberValues = std::vector<std::vector<double>>;

/// The statistic of an objective over members; those that are missing do not count.
double statistic(const Objective& objective, std::span<const double> values);

/// The same as a score, higher is better; `smooth`: a near one without jumps, for an optimiser (a probability becomes
/// the mean of a logistic step a fifth of the standard deviation wide, a quantile the mean of those within ±5 points).
double score(const Objective& objective, std::span<const double> values, bool smooth = false);

/// What was computed before, by key; both may be empty.
struct Memory {
  std::function<std::optional<std::vector<double>>(std::uint64_t key)> recall = {};
  std::function<void(std::uint64_t key, std::span<const double> values)> keep = {};
};

struct EvaluationOptions {
  int threads = 0;
  const std::atomic<bool>* cancelled = nullptr;
  Memory memory = {};
};

/// Runs the members of a scenario under allocations of money. Members are Monte Carlo draws numbered from 0; the same
/// member has the same luck under every allocation.
class Evaluator {
 public:
  Evaluator(const Scenario& scenario, const EvaluationOptions& options);

  /// `money`: 100 million CNY a year, [cell]. Throws Cancelled.
  MemberValues values(std::span<const double> money, std::int64_t first_member, std::int64_t members);

  const AllocationProblem& problem() const { return scenario_.allocation; }
  std::int64_t evaluations() const { return evaluations_; }  ///< so far, remembered ones included
  double step_seconds() const;                               ///< thread time in the steps of the model so far

 private:
  Branches& branches(std::int64_t first_member, std::int64_t members);
  std::vector<double> amounts(std::span<const double> money) const;
  std::vector<double> objectives_of(const std::vector<std::vector<double>>& outcomes) const;

  Scenario scenario_;
  EvaluationOptions options_;
  Network network_;
  std::vector<Outcome> outcomes_;
  std::vector<double> unit_money_;    ///< [cell] what the effect of the lever as written costs there, per year
  std::vector<double> half_returns_;  ///< [cell] 0: none
  std::size_t other_measures_ = 0;    ///< of the scenario itself, before the cells
  std::map<std::pair<std::int64_t, std::int64_t>, std::unique_ptr<Branches>> branches_;
  std::int64_t evaluations_ = 0;
};

}  // namespace jialing::allocation
