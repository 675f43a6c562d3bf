#include "sim/setting/indicators.h"

#include <limits>

namespace jialing::model {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

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
  double total = 0;  // of the rows for all of the node and for this variable
  for (const Share& each : places_[place][share_class(quantity)])
    if (each.place == place_of_[node]) total += each.share;
  return total;
}

}  // namespace jialing::model
