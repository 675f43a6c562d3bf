#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "model_fixture.h"
#include "sim/analysis/compare.h"
#include "sim/statistics/paired.h"
#include "special_floats.h"

// How one scenario differs from another, member by member.

namespace jialing::test {
namespace {

using enum DifferenceStatistic;

double of(const PairedStatistics& statistics, DifferenceStatistic which) {
  return statistics[static_cast<int>(which)];
}

PairedStatistics paired(std::vector<float> reference, std::vector<float> scenario, bool less_is_better = false) {
  return paired_statistics(reference, scenario, less_is_better);
}

double variance_of(const std::vector<double>& values) {
  double mean = 0, squares = 0;
  for (double value : values) mean += value / static_cast<double>(values.size());
  for (double value : values) squares += (value - mean) * (value - mean);
  return squares / static_cast<double>(values.size() - 1);
}

// A quantile by a full sort, interpolated linearly.
double quantile_of(std::vector<double> values, double probability) {
  std::sort(values.begin(), values.end());
  const double position = probability * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double above = values[std::min(below + 1, values.size() - 1)];
  return values[below] + (position - std::floor(position)) * (above - values[below]);
}

/// Cells filled with values of their own: [cell][member].
CellStore store_of(const std::vector<std::vector<float>>& cells) {
  const auto members = static_cast<std::int64_t>(cells[0].size());
  constexpr int width = 8;
  CellStore store(std::ssize(cells), members, width);
  for (std::int64_t cell = 0; cell < store.cells(); ++cell)
    for (std::int64_t m = 0; m < members; ++m) store.block(m / width)[cell * width + m % width] = cells[cell][m];
  return store;
}

std::vector<std::vector<float>> random_cells(int cells, int members, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(10, 2);
  std::bernoulli_distribution lost(0.05);
  std::vector<std::vector<float>> values(cells, std::vector<float>(members));
  for (auto& cell : values)
    for (float& value : cell) value = lost(random) ? missing : normal(random);
  return values;
}

/// The baseline to 2022 in which firms aim higher by a little, or by much.
std::vector<Scenario> variants(std::int64_t members) {
  Scenario first = small_baseline(members, true);
  first.horizon.to = 2022;
  first.output.report_years = {2022};
  first.output.indicators = {"rd_intensity"};
  std::vector<Scenario> scenarios(3, first);
  const auto aim = static_cast<int>(Parameter::gap_focus);
  scenarios[1].parameters[aim].centre += 0.01;
  scenarios[2].parameters[aim].centre += 0.5;
  return scenarios;
}

}  // namespace

TEST_CASE("a constant gain is found exactly, whatever the futures are like") {
  const PairedStatistics statistics = paired({1, 5, -3, 20}, {1.5, 5.5, -2.5, 20.5});
  for (DifferenceStatistic each : {paired_mean, paired_q05, paired_q25, paired_q50, paired_q75, paired_q95})
    CHECK(of(statistics, each) == 0.5);
  CHECK(of(statistics, paired_sd) == 0);
  CHECK(of(statistics, probability_of_improvement) == 1);
  CHECK(of(statistics, variance_removed) == 1);
}

TEST_CASE("where less is better a decrease is an improvement, and ties count half") {
  const std::vector<float> reference = {1, 2, 3, 4}, scenario = {0, 1, 3, 5};
  CHECK(of(paired(reference, scenario), probability_of_improvement) == 0.375);
  CHECK(of(paired(reference, scenario, true), probability_of_improvement) == 0.625);
}

TEST_CASE("the same scenario differs by nothing: half of the ties are improvements, and pairing removes everything") {
  const std::vector<float> values = {0.1F, 7.3F, -2.2F, missing, 3.14F};
  const PairedStatistics statistics = paired(values, values);
  for (DifferenceStatistic each : {paired_mean, paired_sd, paired_q05, paired_q50, paired_q95})
    CHECK(of(statistics, each) == 0);
  CHECK(of(statistics, probability_of_improvement) == 0.5);
  CHECK(of(statistics, variance_removed) == 1);
}

TEST_CASE("luck that is not common is not removed") {
  CHECK(of(paired({1, 2, 1, 2}, {1, 1, 2, 2}), variance_removed) == doctest::Approx(0));
  CHECK(of(paired({1, 2}, {2, 1}), variance_removed) == doctest::Approx(-1));  // what helps one harms the other
  CHECK(std::isnan(of(paired({1, 1}, {2, 2}), variance_removed)));             // nothing to remove
}

TEST_CASE("a member that is missing in either scenario does not count") {
  const PairedStatistics statistics = paired({1, missing, 3, 4}, {2, 9, missing, 7});
  CHECK(of(statistics, paired_mean) == 2);
  CHECK(of(statistics, paired_q50) == 2);
  CHECK(of(statistics, paired_sd) == doctest::Approx(std::sqrt(2)));
  for (double value : paired({1, missing}, {missing, 1})) CHECK(std::isnan(value));
  CHECK(of(paired({1, missing}, {4, 1}), paired_mean) == 3);
  CHECK(of(paired({1, missing}, {4, 1}), paired_sd) == 0);
}

TEST_CASE("differences of all cells equal the naive computation, with any number of threads") {
  const int cells = 150, members = 301;
  const auto a = random_cells(cells, members, 1), b = random_cells(cells, members, 2);
  const CellStore reference = store_of(a), scenario = store_of(b);
  const CellSummaries of_reference(reference, 1), of_scenario(scenario, 1);
  std::vector<PairedCell> wanted;
  for (int cell = 3; cell < cells; cell += 2) wanted.push_back({cell, cell % 3 == 0});
  const PairedDifferences one({reference, of_reference}, {scenario, of_scenario}, wanted, 1);
  const PairedDifferences three({reference, of_reference}, {scenario, of_scenario}, wanted, 3);
  Worst worst;
  for (const auto& [cell, less_is_better] : wanted) {
    std::vector<double> ours, theirs, differences;
    double better = 0;
    for (int m = 0; m < members; ++m) {
      if (std::isnan(a[cell][m]) || std::isnan(b[cell][m])) continue;
      ours.push_back(a[cell][m]);
      theirs.push_back(b[cell][m]);
      differences.push_back(b[cell][m] - a[cell][m]);
      better += differences.back() == 0 ? 0.5 : (differences.back() < 0) == less_is_better;
    }
    const double variance = variance_of(differences);
    const auto note = [&, c = cell](DifferenceStatistic which, double expected) {
      worst.note(std::abs(one.value(which, c) - expected), difference_statistic_names[static_cast<int>(which)]);
    };
    note(median_difference, quantile_of(theirs, 0.5) - quantile_of(ours, 0.5));
    note(paired_mean, std::accumulate(differences.begin(), differences.end(), 0.0) / std::ssize(differences));
    note(paired_sd, std::sqrt(variance));
    note(paired_q05, quantile_of(differences, 0.05));
    note(paired_q25, quantile_of(differences, 0.25));
    note(paired_q50, quantile_of(differences, 0.50));
    note(paired_q75, quantile_of(differences, 0.75));
    note(paired_q95, quantile_of(differences, 0.95));
    note(probability_of_improvement, better / static_cast<double>(differences.size()));
    note(variance_removed, 1 - variance / (variance_of(ours) + variance_of(theirs)));
    for (int s = 0; s < difference_statistic_count; ++s) {
      const auto statistic = static_cast<DifferenceStatistic>(s);
      CHECK(same_bits(one.value(statistic, cell), three.value(statistic, cell)));
    }
  }
  CAPTURE(worst.where);
  CHECK(worst.error <= 1e-12);
  CHECK(std::isnan(one.value(paired_mean, 4)));  // not asked for
}

TEST_CASE("the statistics have the names of the file") {
  CHECK(difference_statistic_names[static_cast<int>(median_difference)] == "median_difference");
  CHECK(difference_statistic_names[static_cast<int>(paired_q95)] == "q95");
  CHECK(difference_statistic_names[static_cast<int>(variance_removed)] == "variance_removed");
}

TEST_CASE("common luck removes nearly all of the variance between scenarios that differ little") {
  const std::vector<Scenario> scenarios = variants(64);
  const Comparison comparison = compare(scenarios);
  REQUIRE(comparison.scenarios.size() == 3);
  CHECK_FALSE(comparison.scenarios[0].difference);
  const Results& reference = comparison.reference();
  const int city = place_of(reference.scenario.data, "Chongqing");
  const std::int64_t cell = reference.ensemble.layout.variable(2, find_indicator("rd_intensity").value(), city);
  const PairedDifferences& little = *comparison.scenarios[1].difference;
  const PairedDifferences& much = *comparison.scenarios[2].difference;
  CHECK(little.value(variance_removed, cell) > 0.9);
  CHECK(little.value(probability_of_improvement, cell) > 0.9);
  CHECK(little.value(paired_q50, cell) > 0);
  CHECK(much.value(paired_q50, cell) > 5 * little.value(paired_q50, cell));
}

TEST_CASE("a comparison holds what runs alone say and compares the indicators that are wanted") {
  const std::vector<Scenario> scenarios = variants(16);
  const Comparison comparison = compare(scenarios, {.threads = 2});
  const auto alone = run_ensemble(scenarios[2], baseline_network());
  const Results results(scenarios[2], *alone, 1);
  const CellLayout& layout = alone->layout;
  const int city = place_of(scenarios[0].data, "Chongqing");
  const std::int64_t wanted = layout.variable(1, find_indicator("rd_intensity").value(), city);
  const std::int64_t other = layout.variable(1, find_indicator("knowledge").value(), city);
  CHECK(same_bits(comparison.scenarios[2].results->summaries.value(median, wanted),
                  results.summaries.value(median, wanted)));
  CHECK(std::isfinite(comparison.scenarios[2].difference->value(paired_mean, wanted)));
  CHECK(std::isnan(comparison.scenarios[2].difference->value(paired_mean, other)));
}

}  // namespace jialing::test
