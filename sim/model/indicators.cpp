#include "sim/model/indicators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jialing::model {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double least_real_growth = 0.005;  // below it a contribution to growth says nothing

IndicatorName named(const std::string& code) {
  return indicator_names()[static_cast<std::size_t>(find_indicator(code).value())];
}

}  // namespace

const std::vector<Indicator>& indicators() {
  using enum Formula;
  using Q = Quantity;
  using C = NodeColumn;
  static const std::vector<Indicator> all = {
      {named("gdp"), sum, Q::gdp, Q::gdp, 1, {C::gdp}},
      {named("gdp_2020_prices"), sum_2020_prices, Q::gdp, Q::gdp, 1, {C::gdp}},
      {named("gdp_per_head"), ratio, Q::gdp, Q::population, 1, {C::gdp, C::population_10k}},
      {named("rd"), sum, Q::rd, Q::gdp, 1, {C::rd}},
      {named("rd_2020_prices"), sum_2020_prices, Q::rd, Q::gdp, 1, {C::rd}},
      {named("rd_growth"), growth, Q::rd, Q::gdp, 1, {C::rd}},
      {named("rd_intensity"), ratio, Q::rd, Q::gdp, 100, {C::rd, C::gdp}},
      {named("rd_intensity_gap_national"), gap_national, Q::rd, Q::gdp, 100, {C::rd, C::gdp}},
      {named("business_rd"), sum, Q::business_rd, Q::gdp, 1, {C::rd, C::business_share}},
      {named("industrial_rd_expenditure"), published_base, Q::business_rd, Q::gdp, 1, {C::rd, C::business_share}},
      {named("industrial_rd_to_revenue"), ratio, Q::industrial_rd, Q::gdp, 100, {C::industrial_rd_to_revenue}},
      {named("basic_research_share"), ratio, Q::basic_rd, Q::rd, 100, {C::basic_share}, true},
      {named("rd_fte"), sum, Q::researchers, Q::gdp, 1, {C::rd_fte}},
      {named("rd_personnel_per_10k_employed"), ratio, Q::researchers, Q::employment, 1, {C::rd_fte, C::employment_10k}},
      {named("tech_firms"), sum, Q::tech_firms, Q::gdp, 1, {C::tech_firms}},
      {named("hightech_firms"), sum, Q::hightech_firms, Q::gdp, 1, {C::hightech_firms}},
      {named("hightech_firms_per_10k_entities"),
       ratio,
       Q::hightech_firms,
       Q::entities,
       1,
       {C::hightech_firms, C::entities_10k}},
      {named("high_value_patents"), sum, Q::patents, Q::gdp, 1, {C::high_value_patents}},
      {named("high_value_patents_per_10k"),
       ratio,
       Q::patents,
       Q::population,
       1,
       {C::high_value_patents, C::population_10k}},
      {named("tech_contract_value"), sum, Q::contracts_sold, Q::gdp, 1, {C::contract_intensity, C::rd}, true},
      {named("contract_intensity"), ratio, Q::contracts_sold, Q::rd, 1, {C::contract_intensity}, true},
      {named("tech_contracts_sold_outside"), to_2020, Q::sold_outside, Q::gdp, 1, {C::home_contract}, true},
      {named("tech_contracts_sold_neighbours"), to_2020, Q::sold_neighbours, Q::gdp, 1, {C::home_contract}, true},
      {named("sei_output_share"), ratio, Q::sei_output, Q::gdp, 100, {C::sei_share}, true},
      {named("hightech_output_share"), ratio, Q::hightech_output, Q::gdp, 100, {C::hightech_share}, true},
      {named("science_literacy"), ratio, Q::literate, Q::population, 100, {C::literacy}},
      {named("tfp_contribution"), contribution, Q::technology_growth, Q::real_growth, 100, {C::gdp}},
      {named("knowledge"), sum, Q::knowledge, Q::gdp, 1, {C::rd}},
  };
  return all;
}

// Zones state shares of GDP, R&D, high-tech output and technology firms only.
Places::ShareClass Places::share_class(Quantity quantity) {
  switch (quantity) {
    case Quantity::gdp:
    case Quantity::industrial_rd:
    case Quantity::technology_growth:
    case Quantity::real_growth:
      return gdp;
    case Quantity::rd:
    case Quantity::business_rd:
    case Quantity::basic_rd:
      return rd;
    case Quantity::hightech_output:
      return hightech_output;
    case Quantity::tech_firms:
      return tech_firms;
    default:
      return whole;
  }
}

Places::Places(const Setting& setting) : nodes_(setting.topology.nodes), place_of_(setting.topology.table_index) {
  const Dataset& data = setting.data;
  for (int node = 0; node < nodes_; ++node) {
    auto& place = places_.emplace_back();
    for (auto& shares : place) shares = {{node, 1.0}};
  }
  const auto class_of = [](const std::string& variable) {
    if (variable == "gdp") return gdp;
    if (variable == "rd") return rd;
    if (variable == "hightech_output") return hightech_output;
    if (variable == "tech_firms") return tech_firms;
    return whole;
  };
  for (const Region& region : data.regions) {
    if (region.id == "mainland") mainland_ = size();
    auto& place = places_.emplace_back();
    for (const RegionShare& row : region.shares) {
      const Share share = {row.node, row.share};
      if (row.variable == "all") {
        for (auto& shares : place) shares.push_back(share);
      } else if (row.variable != "land") {
        place[class_of(row.variable)].push_back(share);
      }
    }
  }
  published_.assign(indicators().size() * places_.size(), missing);
  for (const Target& target : data.targets) {
    const auto indicator = find_indicator(target.indicator);
    if (!indicator || !target.base_2020 || target.regions.size() != 1) continue;
    for (std::size_t r = 0; r < data.regions.size(); ++r) {
      if (data.regions[r].id == target.regions[0])
        published_[*indicator * places_.size() + nodes_ + r] = *target.base_2020;
    }
  }
}

double Places::share(int place, int node, Quantity quantity) const {
  for (const Share& each : places_[place][share_class(quantity)])
    if (each.place == place_of_[node]) return each.share;
  return 0;
}

void Places::add_up(Quantity quantity, Lane* totals) const {
  for (int place = nodes_; place < size(); ++place) {
    const auto& shares = places_[place][share_class(quantity)];
    Lane total = shares.empty() ? missing : 0;
    for (const Share& each : shares) total += each.share * totals[each.place];
    totals[place] = total;
  }
}

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
  years_ = Real(simulation.steps_taken()) / setting_.steps_per_year;
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
