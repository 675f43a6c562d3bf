#include "sim/statistics/paired.h"

#include <algorithm>
#include <cmath>

#include "sim/parallel/threads.h"
#include "sim/statistics/cell_tile.h"
#include "sim/statistics/missing.h"
#include "sim/statistics/sums.h"

namespace jialing {

const std::array<std::string, difference_statistic_count> difference_statistic_names = {
    "median_difference", "mean", "sd", "q05", "q25", "q50", "q75", "q95", "probability_of_improvement",
    "variance_removed"};

namespace {

// Moves the complete pairs to the front, in order, and returns their number.
std::size_t keep_complete(std::span<float> a, std::span<float> b) {
  std::size_t kept = 0;
  for (std::size_t n = 0; n < a.size(); ++n) {
    a[kept] = a[n];
    b[kept] = b[n];
    kept += !std::isnan(a[n]) && !std::isnan(b[n]);
  }
  return kept;
}

// The summaries have the medians already, unless a member has a value in one scenario only.
double difference_of_medians(const CellSample& reference, const CellSample& scenario, std::int64_t cell,
                             const std::vector<float>& our_members, const std::vector<float>& their_members) {
  const auto members = std::ssize(our_members);
  if (reference.summaries.count(cell) == members && scenario.summaries.count(cell) == members)
    return scenario.summaries.value(median, cell) - reference.summaries.value(median, cell);
  std::vector<float> ours = our_members, theirs = their_members;
  const std::size_t pairs = keep_complete(ours, theirs);
  return median_of(std::span(theirs).first(pairs)) - median_of(std::span(ours).first(pairs));
}

double share_of_improvements(std::span<const float> differences, bool less_is_better) {
  const double sign = less_is_better ? -1 : 1;
  const double score = sum(differences, [&](double d) { return d * sign > 0 ? 1.0 : d == 0 ? 0.5 : 0.0; });
  return score / static_cast<double>(differences.size());
}

}  // namespace

PairedStatistics paired_statistics(std::span<float> reference, std::span<float> scenario, bool less_is_better) {
  using enum DifferenceStatistic;
  PairedStatistics statistics;
  statistics.fill(missing);
  const auto at = [&](DifferenceStatistic each) -> double& { return statistics[static_cast<int>(each)]; };
  const std::size_t pairs = keep_complete(reference, scenario);
  if (pairs == 0) return statistics;
  const std::span<float> base = reference.first(pairs), difference = scenario.first(pairs);
  const double unpaired = variance(base, mean(base)) + variance(difference, mean(difference));
  for (std::size_t n = 0; n < pairs; ++n) difference[n] -= base[n];
  at(paired_mean) = mean(difference);
  const double paired = variance(difference, at(paired_mean));
  at(paired_sd) = std::sqrt(paired);
  at(probability_of_improvement) = share_of_improvements(difference, less_is_better);
  if (unpaired > 0) at(variance_removed) = 1 - paired / unpaired;
  quantiles(difference, difference_probabilities, {&at(paired_q05), difference_probabilities.size()});
  return statistics;
}

PairedDifferences::PairedDifferences(const CellSample& reference, const CellSample& scenario,
                                     std::span<const PairedCell> cells, int threads)
    : values_(reference.cells.cells() * difference_statistic_count, missing) {
  const std::int64_t members = reference.cells.members(), all = std::ssize(cells);
#pragma omp parallel num_threads(thread_count(threads))
  {
    CellTile ours(members), theirs(members);
#pragma omp for schedule(dynamic)
    for (std::int64_t first = 0; first < all; first += CellTile::most_cells) {
      const auto tile = cells.subspan(first, std::min(CellTile::most_cells, all - first));
      std::vector<std::int64_t> positions;
      for (const PairedCell& each : tile) positions.push_back(each.cell);
      ours.gather(reference.cells, positions);
      theirs.gather(scenario.cells, positions);
      for (std::size_t n = 0; n < tile.size(); ++n) {
        const std::int64_t cell = tile[n].cell;
        const double medians = difference_of_medians(reference, scenario, cell, ours[n], theirs[n]);
        PairedStatistics statistics = paired_statistics(ours[n], theirs[n], tile[n].less_is_better);
        statistics[static_cast<int>(DifferenceStatistic::median_difference)] = medians;
        std::copy(statistics.begin(), statistics.end(), values_.begin() + cell * difference_statistic_count);
      }
    }
  }
}

}  // namespace jialing
