#include "sim/statistics/robustness.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/statistics/missing.h"
#include "sim/statistics/sums.h"

namespace jialing {
namespace {

constexpr double bad_tail = 0.1, high_regret = 0.95;

float performance(float value, const Target& target) {
  if (target.direction == TargetDirection::at_least) return value;
  if (target.direction == TargetDirection::at_most) return -value;
  return -std::abs(value - static_cast<float>(target.target));
}

double quantile(std::vector<float> values, double probability) {
  double result = 0;
  quantiles(values, {&probability, 1}, {&result, 1});
  return result;
}

// The values of each scenario in the futures in which all have one.
std::vector<std::vector<float>> complete_futures(const std::vector<std::span<const float>>& scenarios) {
  std::vector<std::vector<float>> complete(scenarios.size());
  for (std::size_t m = 0; m < scenarios[0].size(); ++m) {
    if (std::any_of(scenarios.begin(), scenarios.end(), [&](auto values) { return std::isnan(values[m]); })) continue;
    for (std::size_t s = 0; s < scenarios.size(); ++s) complete[s].push_back(scenarios[s][m]);
  }
  return complete;
}

std::vector<float> best_performance(const std::vector<std::vector<float>>& scenarios, const Target& target) {
  std::vector<float> best(scenarios[0].size(), -std::numeric_limits<float>::infinity());
  for (const std::vector<float>& values : scenarios)
    for (std::size_t m = 0; m < best.size(); ++m) best[m] = std::max(best[m], performance(values[m], target));
  return best;
}

Robustness robustness_of(const std::vector<float>& values, const std::vector<float>& best, const Target& target) {
  if (values.empty()) return {missing, missing, missing, missing, missing};
  std::vector<float> regrets, performances;
  for (std::size_t m = 0; m < values.size(); ++m) {
    performances.push_back(performance(values[m], target));
    regrets.push_back(best[m] - performances[m]);
  }
  const auto met = std::count_if(values.begin(), values.end(), [&](float value) { return meets(value, target); });
  const double tail = quantile(performances, bad_tail);
  return {.mean_regret = mean(regrets),
          .q95_regret = quantile(regrets, high_regret),
          .maximum_regret = *std::max_element(regrets.begin(), regrets.end()),
          .satisficing_share = static_cast<double>(met) / static_cast<double>(values.size()),
          .tenth_percentile = target.direction == TargetDirection::at_least ? tail : -tail};
}

}  // namespace

TargetValues target_values(const Results& results) {
  TargetValues values;
  const CellStore& cells = results.ensemble.cells;
  for (const TargetOutcome& outcome : results.targets) {
    std::vector<float>& members = values.emplace_back();
    for (std::int64_t m = 0; m < cells.members(); ++m) members.push_back(cells.value(outcome.cell, m));
  }
  return values;
}

TargetRobustness target_robustness(const Target& target, const std::vector<std::span<const float>>& scenarios) {
  const std::vector<std::vector<float>> complete = complete_futures(scenarios);
  const std::vector<float> best = best_performance(complete, target);
  TargetRobustness result = {{}, -1, static_cast<int>(best.size())};
  for (const std::vector<float>& values : complete) result.scenarios.push_back(robustness_of(values, best, target));
  if (best.empty()) return result;
  const auto least = std::min_element(result.scenarios.begin(), result.scenarios.end(),
                                      [](auto& a, auto& b) { return a.maximum_regret < b.maximum_regret; });
  result.minimax = static_cast<int>(least - result.scenarios.begin());
  return result;
}

}  // namespace jialing
