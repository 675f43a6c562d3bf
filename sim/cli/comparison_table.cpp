#include "sim/cli/comparison_table.h"

#include <fmt/format.h>

#include <cmath>

#include "sim/cli/labels.h"
#include "sim/cli/scenario_grid.h"
#include "sim/cli/text_table.h"
#include "sim/tables/indicator_names.h"
#include "sim/tables/names.h"

namespace jialing::cli {
namespace {

std::string change(double probability_difference) {
  if (std::isnan(probability_difference)) return "–";
  const long points = std::lround(100 * probability_difference);
  return points == 0 ? "±0" : fmt::format("{:+d}", points);
}

std::string chance_of(const Results& results, std::size_t target, Language language) {
  return chance(results.targets[target], results.ensemble.cells.members(), language);
}

std::vector<std::string> difference_texts(const Comparison& comparison, std::size_t scenario, std::size_t target,
                                          Language language) {
  using enum DifferenceStatistic;
  const ComparedScenario& compared = comparison.scenarios[scenario];
  const std::int64_t cell = compared.results->targets[target].cell;
  const std::string chance = chance_of(*compared.results, target, language);
  if (!compared.difference) return {readable(compared.results->summaries.value(median, cell)), "", chance};
  const auto value = [&](DifferenceStatistic statistic) { return compared.difference->value(statistic, cell); };
  const char* to = value(paired_q05) < 0 ? words(language).to : "–";
  return {fmt::format("{} ({}{}{})", with_sign(value(paired_q50)), readable(value(paired_q05)), to,
                      readable(value(paired_q95))),
          whole_percentage(value(probability_of_improvement), language),
          fmt::format("{} ({})", chance, change(comparison.probability_difference(scenario, target)))};
}

std::vector<std::string> robustness_texts(const TargetRobustness& robustness, std::size_t scenario, Language language) {
  const Robustness& metrics = robustness.scenarios[scenario];
  const bool minimax = robustness.minimax == static_cast<int>(scenario);
  return {readable(metrics.mean_regret), readable(metrics.q95_regret),
          (minimax ? "‡ " : "") + readable(metrics.maximum_regret),
          whole_percentage(metrics.satisficing_share, language), readable(metrics.tenth_percentile)};
}

/// `texts(scenario, target)` for all of them.
template <class Texts>
void fill(ScenarioGrid& grid, const Comparison& comparison, Language language, Texts texts) {
  const Results& reference = comparison.reference();
  for (std::size_t t = 0; t < reference.targets.size(); ++t) {
    const TargetOutcome& outcome = reference.targets[t];
    GridRow& row = grid.row_for(label(reference, outcome.indicator, outcome.place, language), *outcome.target);
    for (std::size_t s = 0; s < comparison.scenarios.size(); ++s) row.answers[s] = texts(s, t);
  }
}

std::vector<std::string> scenario_names(const Comparison& comparison) {
  std::vector<std::string> names;
  for (const Results* each : comparison.results()) names.push_back(each->scenario.name);
  return names;
}

nlohmann::json target_key(const Target& target) {
  return {{"indicator", target.indicator}, {"region", target.regions[0]},
          {"unit", target.unit},           {"target", target.target},
          {"target_year", target.year},    {"direction", direction_name(target.direction)}};
}

}  // namespace

std::string comparison_table(const Comparison& comparison, int width, Language language) {
  const Words& word = words(language);
  const Scenario& reference = comparison.reference().scenario;
  const std::vector<std::string> heads = {word.difference, word.better, word.chance};
  ScenarioGrid grid = {scenario_names(comparison), {{word.median, "", word.chance}}, heads};
  grid.heads.resize(grid.names.size(), heads);
  fill(grid, comparison, language, [&](auto s, auto t) { return difference_texts(comparison, s, t, language); });
  std::string text = grid.text(width, word);
  if (grid.has_estimates()) text += paragraph(of_base_year(word.estimated, reference.horizon.from), width);
  const auto sentence = [&](const char* pattern) {
    return paragraph(fmt::format(fmt::runtime(pattern), fmt::arg("reference", reference.name),
                                 fmt::arg("members", reference.ensemble.members),
                                 fmt::arg("share", whole_percentage(variance_removed(comparison), language))),
                     width);
  };
  return text + "\n" + sentence(word.difference_method) + sentence(word.pairing);
}

std::string robustness_table(const Comparison& comparison, int width, Language language) {
  const Words& word = words(language);
  ScenarioGrid grid = {scenario_names(comparison),
                       {},
                       {word.mean_regret, word.high_regret, word.maximum_regret, word.met, word.tenth_percentile}};
  fill(grid, comparison, language,
       [&](auto s, auto t) { return robustness_texts(comparison.robustness[t], s, language); });
  std::string text = grid.text_below(width, word) + paragraph(word.minimax, width);
  if (grid.has_estimates())
    text += paragraph(of_base_year(word.estimated, comparison.reference().scenario.horizon.from), width);
  return text + "\n" + paragraph(word.robustness_method, width);
}

std::string cost_per_unit_table(const Comparison& comparison, int width, Language language) {
  const Words& word = words(language);
  bool spends = false;
  std::vector<std::vector<std::string>> heads(comparison.scenarios.size(), {word.cost});
  ScenarioGrid grid = {scenario_names(comparison), heads, {word.cost}};
  fill(grid, comparison, language, [&](auto s, auto t) {
    const double cost = comparison.cost_per_unit(s, t);
    spends = spends || !std::isnan(cost);
    return std::vector<std::string>{std::isnan(cost) ? "–" : readable(cost)};
  });
  if (!spends) return "";
  const Scenario& reference = comparison.reference().scenario;
  const std::string method =
      fmt::format(fmt::runtime(word.cost_per_unit_method), fmt::arg("reference", reference.name));
  return fmt::format("{}\n\n{}{}", of_base_year(word.cost_per_unit, reference.horizon.from), grid.text(width, word),
                     paragraph(method, width));
}

double variance_removed(const Comparison& comparison) {
  std::vector<float> removed;
  for (const ComparedScenario& scenario : comparison.scenarios) {
    if (!scenario.difference) continue;
    for (const TargetOutcome& outcome : scenario.results->targets) {
      const double value = scenario.difference->value(DifferenceStatistic::variance_removed, outcome.cell);
      if (!std::isnan(value)) removed.push_back(static_cast<float>(value));
    }
  }
  return median_of(removed);
}

nlohmann::json difference_json(const Comparison& comparison, std::size_t scenario) {
  auto rows = nlohmann::json::array();
  const ComparedScenario& compared = comparison.scenarios[scenario];
  if (!compared.difference) return rows;
  for (std::size_t t = 0; t < compared.results->targets.size(); ++t) {
    const TargetOutcome& outcome = compared.results->targets[t];
    nlohmann::json row = target_key(*outcome.target);
    for (int s = 0; s < difference_statistic_count; ++s)
      row[difference_statistic_names[s]] =
          compared.difference->value(static_cast<DifferenceStatistic>(s), outcome.cell);
    row["probability_difference"] = comparison.probability_difference(scenario, t);
    row["cost_per_unit"] = comparison.cost_per_unit(scenario, t);
    row["mainly_estimated"] = compared.results->mainly_estimated(outcome.indicator, outcome.place);
    rows.push_back(row);
  }
  return rows;
}

nlohmann::json robustness_json(const Comparison& comparison, std::size_t scenario) {
  auto rows = nlohmann::json::array();
  for (std::size_t t = 0; t < comparison.robustness.size(); ++t) {
    const TargetRobustness& robustness = comparison.robustness[t];
    const Robustness& metrics = robustness.scenarios[scenario];
    nlohmann::json row = target_key(*comparison.reference().targets[t].target);
    row.update({{"mean_regret", metrics.mean_regret},
                {"q95_regret", metrics.q95_regret},
                {"maximum_regret", metrics.maximum_regret},
                {"minimax", robustness.minimax == static_cast<int>(scenario)},
                {"satisficing_share", metrics.satisficing_share},
                {"tenth_percentile", metrics.tenth_percentile},
                {"futures", robustness.futures}});
    rows.push_back(row);
  }
  return rows;
}

}  // namespace jialing::cli
