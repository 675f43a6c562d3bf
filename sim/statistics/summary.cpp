#include "sim/statistics/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/parallel/threads.h"
#include "sim/statistics/cell_tile.h"

namespace jialing {
namespace {

std::vector<TargetOutcome> counted_targets(const Scenario& scenario, const Ensemble& ensemble) {
  std::vector<TargetOutcome> outcomes = target_outcomes(scenario, ensemble.layout);
  for (TargetOutcome& each : outcomes) each.count(ensemble.cells);
  return outcomes;
}

// Of each cell of arrivals, whose members `count` finds: how many arrive, and how many there are.
template <class Count>
std::vector<float> arrival_probabilities(const CellLayout& layout, Count count) {
  std::vector<float> probabilities;
  const std::int64_t first = layout.arrival(0, 0, 0);
  const auto arrivals = static_cast<std::int64_t>(arrival_shares.size()) * layout.fields();
  for (std::int64_t cell = first; cell < first + arrivals * layout.nodes(); ++cell) {
    const auto [arrived, counted] = count(cell);
    probabilities.push_back(counted > 0 ? static_cast<float>(double(arrived) / double(counted))
                                        : std::numeric_limits<float>::quiet_NaN());
  }
  return probabilities;
}

using ArrivalCount = std::pair<std::int64_t, std::int64_t>;

ArrivalCount arrivals_in(const CellStore& cells, std::int64_t cell) {
  ArrivalCount count;
  for (std::int64_t m = 0; m < cells.members(); ++m) {
    const float year = cells.value(cell, m);
    count.first += std::isfinite(year);
    count.second += !std::isnan(year);
  }
  return count;
}

ArrivalCount arrivals_in(const CellSketches& cells, std::int64_t cell) {
  return {cells[cell].finite(), cells[cell].valid()};
}

// Columns whose total for the region the plan publishes: those of indicators with a published figure of the base year
// there.
std::vector<bool> published_columns(const Ensemble& ensemble, int place) {
  std::vector<bool> published(node_column_count, false);
  for (std::size_t n = 0; n < model::indicators().size(); ++n) {
    if (std::isnan(ensemble.places.published(static_cast<int>(n), place))) continue;
    for (NodeColumn column : model::indicators()[n].columns) published[static_cast<int>(column)] = true;
  }
  return published;
}

// Amounts weigh by themselves, shares and ratios by GDP.
bool is_amount(NodeColumn column) {
  using enum NodeColumn;
  switch (column) {
    case population_10k:
    case employment_10k:
    case entities_10k:
    case gdp:
    case rd:
    case rd_fte:
    case tech_firms:
    case hightech_firms:
    case high_value_patents:
      return true;
    default:
      return false;
  }
}

double estimated_part(const Scenario& scenario, const Ensemble& ensemble, NodeColumn column,
                      const model::Indicator& indicator, int place) {
  const model::Topology& topology = ensemble.setting.topology;
  double total = 0, estimated = 0;
  for (int i = 0; i < topology.nodes; ++i) {
    const Node& node = scenario.data.nodes[topology.table_index[i]];
    const double weight =
        ensemble.places.share(place, i, indicator.numerator) * node[is_amount(column) ? column : NodeColumn::gdp];
    const ProvenanceStatus status = node.provenance[static_cast<int>(column)].status;
    total += weight;
    if (status == ProvenanceStatus::estimated || status == ProvenanceStatus::assumed) estimated += weight;
  }
  return total > 0 ? estimated / total : std::numeric_limits<double>::quiet_NaN();
}

// The part that is estimated or assumed in the indicator's weakest column. Shares of zones are themselves estimates.
std::vector<double> estimated_shares(const Scenario& scenario, const Ensemble& ensemble) {
  std::vector<double> shares;
  const int nodes = ensemble.layout.nodes();
  for (const model::Indicator& indicator : model::indicators()) {
    for (int place = 0; place < ensemble.layout.places(); ++place) {
      const std::vector<bool> published = published_columns(ensemble, place);
      const bool zone = place >= nodes && scenario.data.regions[place - nodes].kind == "zone";
      double worst = zone ? 1 : 0;
      for (NodeColumn column : indicator.columns) {
        if (published[static_cast<int>(column)]) continue;
        worst = std::max(worst, estimated_part(scenario, ensemble, column, indicator, place));
      }
      shares.push_back(worst);
    }
  }
  return shares;
}

}  // namespace

const std::vector<std::string>& statistic_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (double p : summary_probabilities) all.push_back(fmt::format("q{:02.0f}", 100 * p));
    all.insert(all.end(), {"mean", "sd"});
    return all;
  }();
  return names;
}

CellSummaries::CellSummaries(std::int64_t cells, double largest_relative_error)
    : cells_(cells),
      largest_relative_error_(largest_relative_error),
      values_(cells * statistic_count),
      counts_(cells) {}

CellSummaries::CellSummaries(const CellStore& store, int threads) : CellSummaries(store.cells(), 0) {
#pragma omp parallel num_threads(thread_count(threads))
  {
    CellTile tile(store.members());
#pragma omp for schedule(dynamic)
    for (std::int64_t begin = 0; begin < cells_; begin += CellTile::most_cells) {
      const std::int64_t end = std::min(begin + CellTile::most_cells, cells_);
      std::vector<std::int64_t> positions(end - begin);
      std::iota(positions.begin(), positions.end(), begin);
      tile.gather(store, positions);
      for (std::int64_t cell = begin; cell < end; ++cell) put(cell, summarise(tile[cell - begin]));
    }
  }
}

CellSummaries::CellSummaries(const CellSketches& sketches, int threads)
    : CellSummaries(sketches.cells(), QuantileSketch::largest_relative_error) {
#pragma omp parallel for schedule(dynamic, 64) num_threads(thread_count(threads))
  for (std::int64_t cell = 0; cell < cells_; ++cell) put(cell, sketches[cell].summary());
}

void CellSummaries::put(std::int64_t cell, const CellSummary& summary) {
  for (std::size_t q = 0; q < summary.quantiles.size(); ++q) values_[q * cells_ + cell] = summary.quantiles[q];
  values_[mean_statistic * cells_ + cell] = summary.mean;
  values_[sd_statistic * cells_ + cell] = summary.sd;
  counts_[cell] = summary.count;
}

Results::Results(const Scenario& scenario_, const Ensemble& ensemble_, int threads)
    : scenario(scenario_),
      ensemble(ensemble_),
      summaries(ensemble_.cells, threads),
      targets(counted_targets(scenario_, ensemble_)),
      arrival_probability(arrival_probabilities(ensemble_.layout,
                                                [&](std::int64_t cell) { return arrivals_in(ensemble_.cells, cell); })),
      estimated_share(estimated_shares(scenario_, ensemble_)) {}

Results::Results(const Scenario& scenario_, const Ensemble& ensemble_, const StreamedMembers& members, int threads)
    : scenario(scenario_),
      ensemble(ensemble_),
      summaries(members.sketches(), threads),
      targets(members.targets()),
      arrival_probability(arrival_probabilities(
          ensemble_.layout, [&](std::int64_t cell) { return arrivals_in(members.sketches(), cell); })),
      estimated_share(estimated_shares(scenario_, ensemble_)) {}

bool Results::less_is_better(int indicator, int place) const {
  for (const TargetOutcome& outcome : targets)
    if (outcome.indicator == indicator && outcome.place == place)
      return outcome.target->direction == TargetDirection::at_most;
  for (const Target& target : scenario.data.targets)
    if (target.indicator == model::indicators()[indicator].code) return target.direction == TargetDirection::at_most;
  return false;
}

double Results::public_money(int from, int to, bool real) const {
  double total = 0;
  for (int year = from + 1; year <= to; ++year)
    for (int m = 0; m < ensemble.layout.measures(); ++m)
      total += summaries.value(mean_statistic, ensemble.layout.cost(year - scenario.horizon.from, m, real));
  return total;
}

}  // namespace jialing
