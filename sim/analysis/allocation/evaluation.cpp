#include "sim/analysis/allocation/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/policy/measure.h"
#include "sim/statistics/inequality.h"
#include "sim/statistics/quantiles.h"
#include "sim/tables/fnv1a.h"

namespace jialing::allocation {
namespace {

constexpr std::size_t most_branches = 3;  // sets of members that are kept ready

std::vector<double> present(std::span<const double> values) {
  std::vector<double> list;
  for (double value : values)
    if (!std::isnan(value)) list.push_back(value);
  return list;
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Mean of the worst share of sorted values, the last of them in part.
double tail_mean(const std::vector<double>& sorted, double share, bool lowest) {
  double left = share * static_cast<double>(sorted.size()), total = 0;
  const double all = left;
  for (std::size_t n = 0; n < sorted.size() && left > 0; ++n) {
    const double part = std::min(1.0, left);
    total += part * (lowest ? sorted[n] : sorted[sorted.size() - 1 - n]);
    left -= part;
  }
  return total / all;
}

double probability(const std::vector<double>& values, double target, bool above, double width) {
  double total = 0;
  for (double value : values) {
    const double distance = above ? value - target : target - value;
    total += width > 0 ? 1 / (1 + std::exp(-distance / width)) : distance >= 0;
  }
  return total / static_cast<double>(values.size());
}

double standard_deviation(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

double statistic_of(const Objective& objective, std::span<const double> all, bool smooth) {
  constexpr double step_width = 0.2, half_band = 0.05;
  std::vector<double> values = present(all);
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  switch (objective.statistic) {
    case ObjectiveStatistic::mean:
      return mean_of(values);
    case ObjectiveStatistic::probability:
      return probability(values, objective.target, objective.maximise,
                         smooth ? step_width * standard_deviation(values) : 0);
    case ObjectiveStatistic::quantile: {
      std::sort(values.begin(), values.end());
      if (!smooth) return sorted_quantile(values, objective.level);
      double total = 0;
      constexpr int points = 11;
      for (int n = 0; n < points; ++n)
        total +=
            sorted_quantile(values, std::clamp(objective.level + half_band * (2.0 * n / (points - 1) - 1), 0.0, 1.0));
      return total / points;
    }
    case ObjectiveStatistic::cvar:
      break;
  }
  std::sort(values.begin(), values.end());
  return tail_mean(values, objective.level, objective.maximise);
}

double value_of(const Objective& objective, std::vector<double> places) {
  switch (objective.form) {
    case ObjectiveForm::value:
      return places[0];
    case ObjectiveForm::gini:
      return gini(std::move(places));
    case ObjectiveForm::theil:
      return theil(places);
    case ObjectiveForm::gap:
      break;
  }
  return places[0] / places[1];
}

/// The scenario with the cells as levers, as long as the objectives need.
Scenario with_cells(const Scenario& given) {
  Scenario scenario = given;
  const AllocationProblem& problem = scenario.allocation;
  scenario.levers.insert(scenario.levers.end(), problem.levers.begin(), problem.levers.end());
  scenario.horizon.to = 0;
  for (const Objective& each : problem.objectives) scenario.horizon.to = std::max(scenario.horizon.to, each.year);
  scenario.ensemble.sampling = Sampling::monte_carlo;
  scenario.ensemble.repeats = 1;
  scenario.ensemble.members = problem.search.training + problem.search.most_evaluation + problem.search.evaluation;
  return scenario;
}

std::uint64_t key_of(std::span<const double> money, std::int64_t first, std::int64_t members) {
  Fnv1a hash;
  hash.add(money.data(), money.size_bytes());
  for (std::int64_t number : {first, members}) hash.add(&number, sizeof number);
  return hash.value();
}

MemberValues split(const std::vector<double>& flat, std::size_t objectives) {
  MemberValues values;
  const auto members = static_cast<std::ptrdiff_t>(flat.size() / objectives);
  for (std::size_t n = 0; n < objectives; ++n) {
    const auto begin = flat.begin() + static_cast<std::ptrdiff_t>(n) * members;
    values.emplace_back(begin, begin + members);
  }
  return values;
}

}  // namespace

double statistic(const Objective& objective, std::span<const double> values) {
  return statistic_of(objective, values, false);
}

double score(const Objective& objective, std::span<const double> values, bool smooth) {
  const double value = statistic_of(objective, values, smooth);
  return objective.more_is_better() ? value : -value;
}

Evaluator::Evaluator(const Scenario& scenario, const EvaluationOptions& options)
    : scenario_(with_cells(scenario)),
      options_(options),
      network_(build_network(scenario_)) {
  const AllocationProblem& allocation = problem();
  const std::vector<Measure> all = measures(scenario_);
  const auto cells = static_cast<std::size_t>(allocation.cells());
  other_measures_ = all.size() - cells;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const Measure& measure = all[other_measures_ + cell];
    const Recipient& recipient = allocation.recipients[cell % allocation.recipients.size()];
    const auto half = allocation.instruments[cell / allocation.recipients.size()].half_return;
    unit_money_.push_back((measure.spending + measure.other_cost) * allocation.sizes[cell]);
    half_returns_.push_back(half.value_or(0) * static_cast<double>(recipient.nodes.size()));
  }
  for (const Objective& objective : allocation.objectives)
    for (int place : objective.places) outcomes_.push_back({objective.indicator, place, objective.year});
}

// s ln(1 + m/s) yields half as much at m = s as at 0.
std::vector<double> Evaluator::amounts(std::span<const double> money) const {
  std::vector<double> factors(other_measures_, 1.0);
  for (std::size_t cell = 0; cell < money.size(); ++cell) {
    const double half = half_returns_[cell];
    const double counted = half > 0 ? half * std::log1p(money[cell] / half) : money[cell];
    factors.push_back(counted / unit_money_[cell]);
  }
  return factors;
}

Branches& Evaluator::branches(std::int64_t first_member, std::int64_t members) {
  const std::pair key(first_member, members);
  const auto known = branches_.find(key);
  if (known != branches_.end()) return *known->second;
  if (branches_.size() == most_branches) branches_.erase(std::prev(branches_.end()));
  return *(branches_[key] = std::make_unique<Branches>(scenario_, network_, problem().first_year, outcomes_,
                                                       RunOptions{.threads = options_.threads,
                                                                  .first_member = first_member,
                                                                  .member_count = members,
                                                                  .cancelled = options_.cancelled}));
}

double Evaluator::step_seconds() const {
  double total = 0;
  for (const auto& [members, each] : branches_) total += each->step_seconds();
  return total;
}

// [objective·members + member]
std::vector<double> Evaluator::objectives_of(const std::vector<std::vector<double>>& outcomes) const {
  std::vector<double> flat;
  std::size_t next = 0;
  for (const Objective& objective : problem().objectives) {
    for (std::size_t m = 0; m < outcomes[0].size(); ++m) {
      std::vector<double> places;
      for (std::size_t p = 0; p < objective.places.size(); ++p) places.push_back(outcomes[next + p][m]);
      flat.push_back(value_of(objective, std::move(places)));
    }
    next += objective.places.size();
  }
  return flat;
}

MemberValues Evaluator::values(std::span<const double> money, std::int64_t first_member, std::int64_t members) {
  if (options_.cancelled && *options_.cancelled) throw Cancelled();
  ++evaluations_;
  const std::uint64_t key = key_of(money, first_member, members);
  const Memory& memory = options_.memory;
  if (memory.recall)
    if (const auto known = memory.recall(key)) return split(*known, problem().objectives.size());
  const std::vector<double> flat = objectives_of(branches(first_member, members).run(amounts(money)));
  if (memory.keep) memory.keep(key, flat);
  return split(flat, problem().objectives.size());
}

}  // namespace jialing::allocation
