#include "sim/statistics/summary.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>

#include "sim/statistics/cell_tile.h"

namespace jialing {
namespace {

// Targets of zones have names of their own for indicators that every region has.
std::string indicator_of(const Target& target) {
  static const std::map<std::string, std::string> names = {{"science_city_rd_intensity", "rd_intensity"},
                                                           {"science_city_hightech_share", "hightech_output_share"}};
  const auto found = names.find(target.indicator);
  return found == names.end() ? target.indicator : found->second;
}

std::optional<int> place_of(const Dataset& data, const std::vector<std::string>& names) {
  if (names.size() != 1) return std::nullopt;
  for (std::size_t r = 0; r < data.regions.size(); ++r)
    if (data.regions[r].id == names[0]) return static_cast<int>(data.nodes.size() + r);
  return data.find_node(names[0]);
}

std::vector<TargetOutcome> target_outcomes(const Scenario& scenario, const Ensemble& ensemble) {
  std::vector<TargetOutcome> outcomes;
  for (const Target& target : scenario.data.targets) {
    const auto indicator = find_indicator(indicator_of(target));
    const auto place = place_of(scenario.data, target.regions);
    if (target.kind != "outcome" || !indicator || !place || target.year > scenario.horizon.to) continue;
    const auto cell = [&](int year) {
      return ensemble.layout.variable(year - scenario.horizon.from, *indicator, *place);
    };
    TargetOutcome outcome{&target, *indicator, *place, cell(target.year), cell(scenario.horizon.from), 0, 0};
    int met = 0;
    for (std::int64_t m = 0; m < ensemble.cells.members(); ++m) {
      const double value = ensemble.cells.value(outcome.cell, m);
      if (std::isnan(value))
        ++outcome.missing;
      else if (meets(value, target))
        ++met;
    }
    const double counted = static_cast<double>(ensemble.cells.members() - outcome.missing);
    outcome.probability = met / counted;
    outcomes.push_back(outcome);
  }
  return outcomes;
}

std::vector<float> arrival_probabilities(const Ensemble& ensemble) {
  std::vector<float> probabilities;
  const std::int64_t first = ensemble.layout.arrival(0, 0, 0);
  const auto arrivals = static_cast<std::int64_t>(arrival_shares.size()) * ensemble.layout.fields();
  for (std::int64_t cell = first; cell < first + arrivals * ensemble.layout.nodes(); ++cell) {
    int arrived = 0, counted = 0;
    for (std::int64_t m = 0; m < ensemble.cells.members(); ++m) {
      const float year = ensemble.cells.value(cell, m);
      counted += !std::isnan(year);
      arrived += std::isfinite(year);
    }
    probabilities.push_back(counted > 0 ? static_cast<float>(arrived) / static_cast<float>(counted)
                                        : std::numeric_limits<float>::quiet_NaN());
  }
  return probabilities;
}

// Columns whose total for the region the plan publishes: those of indicators with a published 2020 figure there.
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

bool meets(double value, const Target& target) {
  if (target.direction == "at_least") return value >= target.target;
  if (target.direction == "at_most") return value <= target.target;
  return std::abs(value - target.target) <= 0.05 * std::abs(target.target);  // "about"
}

CellSummaries::CellSummaries(const CellStore& store, int threads)
    : cells_(store.cells()),
      values_(store.cells() * statistic_count),
      counts_(store.cells()) {
#pragma omp parallel num_threads(threads > 0 ? threads : omp_get_max_threads())
  {
    CellTile tile(store.members());
#pragma omp for schedule(dynamic)
    for (std::int64_t begin = 0; begin < cells_; begin += CellTile::most_cells) {
      const std::int64_t end = std::min(begin + CellTile::most_cells, cells_);
      std::vector<std::int64_t> positions(end - begin);
      std::iota(positions.begin(), positions.end(), begin);
      tile.gather(store, positions);
      for (std::int64_t cell = begin; cell < end; ++cell) {
        const CellSummary summary = summarise(tile[cell - begin]);
        for (std::size_t q = 0; q < summary.quantiles.size(); ++q) values_[q * cells_ + cell] = summary.quantiles[q];
        values_[mean_statistic * cells_ + cell] = summary.mean;
        values_[sd_statistic * cells_ + cell] = summary.sd;
        counts_[cell] = summary.count;
      }
    }
  }
}

Results::Results(const Scenario& scenario_, const Ensemble& ensemble_, int threads)
    : scenario(scenario_),
      ensemble(ensemble_),
      summaries(ensemble_.cells, threads),
      targets(target_outcomes(scenario_, ensemble_)),
      arrival_probability(arrival_probabilities(ensemble_)),
      estimated_share(estimated_shares(scenario_, ensemble_)) {}

bool Results::less_is_better(int indicator, int place) const {
  for (const TargetOutcome& outcome : targets)
    if (outcome.indicator == indicator && outcome.place == place) return outcome.target->direction == "at_most";
  for (const Target& target : scenario.data.targets)
    if (target.indicator == model::indicators()[indicator].code) return target.direction == "at_most";
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
