#include "sim/model/indicator_report.h"

#include <limits>

#include "sim/model/lane_math.h"

namespace jialing::model {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double least_real_growth = 0.005;  // below it a contribution to growth says nothing

}  // namespace

IndicatorReport::IndicatorReport(const Setting& setting, const Places& places)
    : setting_(setting),
      places_(places),
      totals_(static_cast<std::size_t>(quantity_count) * places.size(), Lane(0)),
      base_totals_(totals_) {
  std::vector<int> neighbours;
  for (const Region& region : setting.data.regions) {
    if (region.id != "neighbours") continue;
    for (const RegionShare& share : region.shares) neighbours.push_back(setting.topology.model_index[share.node]);
  }
  neighbours_.resize(setting.topology.nodes);
  for (int i = 0; i < setting.topology.nodes; ++i)
    for (int j : neighbours)
      if (setting.topology.pairs.index(i, j) >= 0) neighbours_[i].push_back(j);
  for (int node : setting.topology.table_index)
    industrial_rd_to_revenue_.push_back(setting.data.nodes[node][NodeColumn::industrial_rd_to_revenue]);
}

void IndicatorReport::take_amounts(const Simulation& simulation) {
  const State& state = simulation.state();
  for (int i = 0; i < setting_.topology.nodes; ++i) {
    const auto of = [&, place = places_.place_of(i)](Quantity quantity) -> Lane& { return totals(quantity)[place]; };
    const Lane& gdp = state.gdp[i];
    const Lane rd = state.rd(i);
    of(Quantity::gdp) = gdp;
    of(Quantity::rd) = rd;
    of(Quantity::business_rd) = state.business_intensity[i] * gdp;
    of(Quantity::basic_rd) = state.basic_share[i] * rd;
    of(Quantity::researchers) = state.researchers[i];
    of(Quantity::employment) = state.employment[i];
    of(Quantity::tech_firms) = state.tech_firms[i];
    of(Quantity::hightech_firms) = state.hightech_firms[i];
    of(Quantity::entities) = state.entities[i];
    of(Quantity::patents) = state.patents[i];
    of(Quantity::population) = setting_.population[i];
    of(Quantity::industrial_rd) =
        industrial_rd_to_revenue_[i] * state.business_intensity[i] / simulation.research().start_intensity()[i] * gdp;
    of(Quantity::sei_output) = logistic(state.sei_logit[i]) * gdp;
    of(Quantity::hightech_output) = logistic(state.hightech_logit[i]) * gdp;
    of(Quantity::literate) = logistic(state.literacy_logit[i]) * setting_.population[i];
    of(Quantity::technology_growth) = state.technology_growth[i] * gdp;
    of(Quantity::real_growth) = state.real_growth[i] * gdp;
    of(Quantity::knowledge) = state.knowledge[i];
  }
}

void IndicatorReport::take_contracts(const Simulation& simulation) {
  const State& state = simulation.state();
  for (int i = 0; i < setting_.topology.nodes; ++i) {
    const int place = places_.place_of(i);
    const Lane intensity = lane_exp(state.log_contract_intensity[i]);
    const Lane sold = intensity * state.rd(i);
    Lane neighbours = 0;
    for (int j : neighbours_[i]) neighbours += simulation.contract_flow(i, j);
    totals(Quantity::contracts_sold)[place] = sold;
    totals(Quantity::sold_outside)[place] = sold * simulation.contract_leaving_share(i);
    totals(Quantity::sold_neighbours)[place] = intensity * neighbours;
  }
}

void IndicatorReport::observe(const Simulation& simulation) {
  take_amounts(simulation);
  take_contracts(simulation);
  for (int q = 0; q < quantity_count; ++q) places_.add_up(static_cast<Quantity>(q), totals(static_cast<Quantity>(q)));
  if (simulation.steps_taken() == 0) base_totals_ = totals_;
  years_ = double(simulation.steps_taken()) / setting_.steps_per_year;
  deflator_ = lane_exp(-years_ * simulation.parameters()[Parameter::inflation]);
}

void IndicatorReport::rank_nodes(Simulation& simulation) const {
  if (simulation.policy().ranking_indicators().empty()) return;
  Lanes values(places_.size()), by_node(places_.nodes());
  for (int indicator : simulation.policy().ranking_indicators()) {
    form(indicator, values.data());
    for (int i = 0; i < places_.nodes(); ++i) by_node[i] = values[places_.place_of(i)];
    simulation.rank(indicator, by_node.data());
  }
}

void IndicatorReport::form(int index, Lane* values) const {
  const Indicator& indicator = indicators()[index];
  const Lane* numerator = totals(indicator.numerator);
  const Lane* denominator = totals(indicator.denominator);
  const Lane* base = base_totals(indicator.numerator);
  const auto of_places = [&](auto value) {
    for (int place = 0; place < places_.size(); ++place) values[place] = value(place);
  };
  const auto ratio_of = [&](int place) { return indicator.scale * numerator[place] / denominator[place]; };
  switch (indicator.formula) {
    case Formula::sum:
      return of_places([&](int place) { return indicator.scale * numerator[place]; });
    case Formula::sum_2020_prices:
      return of_places([&](int place) { return indicator.scale * numerator[place] * deflator_; });
    case Formula::ratio:
      return of_places(ratio_of);
    case Formula::growth:
      if (years_ == 0) return of_places([](int) { return Lane(missing); });
      return of_places(
          [&](int place) { return 100 * (lane_exp(lane_log(numerator[place] / base[place]) / years_) - 1); });
    case Formula::to_2020:
      return of_places([&](int place) { return numerator[place] / base[place]; });
    case Formula::gap_national: {
      const Lane national = places_.mainland() ? ratio_of(*places_.mainland()) : Lane(missing);
      return of_places([&](int place) { return ratio_of(place) - national; });
    }
    case Formula::contribution: {
      const Lane *real = totals(Quantity::real_growth), *gdp = totals(Quantity::gdp);
      return of_places([&](int place) {
        return (real[place] / gdp[place] < least_real_growth).select(Lane(missing), ratio_of(place));
      });
    }
    default:
      return of_places([&](int place) { return places_.published(index, place) * numerator[place] / base[place]; });
  }
}

}  // namespace jialing::model
