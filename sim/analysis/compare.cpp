#include "sim/analysis/compare.h"

#include <algorithm>
#include <limits>

#include "sim/ensemble/memory.h"

namespace jialing {
namespace {

// In ascending order.
std::vector<PairedCell> compared_cells(const Results& reference) {
  const CellLayout& layout = reference.ensemble.layout;
  std::vector<PairedCell> cells;
  const auto has_target = [&](int indicator) {
    return std::any_of(reference.targets.begin(), reference.targets.end(),
                       [&](const TargetOutcome& outcome) { return outcome.indicator == indicator; });
  };
  for (int year = 0; year < layout.years(); ++year)
    for (int n = 0; n < layout.indicators(); ++n)
      if (reference.scenario.output.wants(model::indicators()[n].code) || has_target(n))
        for (int place = 0; place < layout.places(); ++place)
          cells.push_back({layout.variable(year, n, place), reference.less_is_better(n, place)});
  return cells;
}

ComparedScenario run(const Scenario& scenario, const CompareOptions& options) {
  ComparedScenario run;
  run.ensemble = options.members ? options.members(scenario)
                                 : run_ensemble(scenario, build_network(scenario), {.threads = options.threads});
  run.results = std::make_unique<Results>(scenario, *run.ensemble, options.threads);
  return run;
}

// The reference is in memory beside each of the others, or all of them are to be written.
void check_memory(const std::vector<Scenario>& scenarios, bool keep) {
  std::int64_t all = 0, largest = 0;
  for (const Scenario& each : scenarios) {
    const std::int64_t bytes = cell_memory(each);
    if (&each != &scenarios[0]) largest = std::max(largest, bytes);
    if (keep || &each == &scenarios[0]) all += bytes;
  }
  require_memory(scenarios[0], keep ? all : all + largest);
}

std::vector<TargetRobustness> robustness_of(const Results& reference, const std::vector<TargetValues>& scenarios) {
  std::vector<TargetRobustness> robustness;
  for (std::size_t t = 0; t < reference.targets.size(); ++t) {
    std::vector<std::span<const float>> values;
    for (const TargetValues& each : scenarios) values.emplace_back(each[t]);
    robustness.push_back(target_robustness(*reference.targets[t].target, values));
  }
  return robustness;
}

}  // namespace

std::vector<const Results*> Comparison::results() const {
  std::vector<const Results*> list;
  for (const ComparedScenario& each : scenarios) list.push_back(each.results.get());
  return list;
}

double Comparison::cost_per_unit(std::size_t scenario, std::size_t target) const {
  const ComparedScenario& compared = scenarios[scenario];
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (!compared.difference) return none;
  const TargetOutcome& outcome = reference().targets[target];
  const int base = reference().scenario.horizon.from, year = outcome.target->year;
  const double money = compared.results->public_money(base, year, true) - reference().public_money(base, year, true);
  const double change = compared.difference->value(DifferenceStatistic::paired_mean, outcome.cell);
  const double better = reference().less_is_better(outcome.indicator, outcome.place) ? -change : change;
  return money > 0 && better > 0 ? money / better : none;
}

Comparison compare(const std::vector<Scenario>& scenarios, const CompareOptions& options) {
  Comparison comparison;
  std::vector<TargetValues> values;
  std::vector<PairedCell> cells;
  const bool keep = scenarios[0].output.realizations != Realizations::none;
  check_memory(scenarios, keep);
  const auto sample = [](const ComparedScenario& run) {
    return CellSample{run.ensemble->cells, run.results->summaries};
  };
  for (const Scenario& scenario : scenarios) {
    ComparedScenario compared = run(scenario, options);
    values.push_back(target_values(*compared.results));
    if (comparison.scenarios.empty()) {
      cells = compared_cells(*compared.results);
    } else {
      compared.difference = std::make_unique<PairedDifferences>(sample(comparison.scenarios[0]), sample(compared),
                                                                cells, options.threads);
      if (!keep) compared.ensemble->cells.release();
    }
    comparison.scenarios.push_back(std::move(compared));
  }
  if (!keep) comparison.scenarios[0].ensemble->cells.release();
  comparison.robustness = robustness_of(comparison.reference(), values);
  return comparison;
}

}  // namespace jialing
