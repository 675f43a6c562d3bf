#include "sim/model/indicators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jialing::model {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double least_real_growth = 0.005;  // below it a contribution to growth says nothing

std::vector<int> model_index(const Topology& topology) {
  std::vector<int> index(topology.nodes);
  for (int i = 0; i < topology.nodes; ++i) index[topology.table_index[i]] = i;
  return index;
}

}  // namespace

const std::vector<Indicator>& indicators() {
  using enum Formula;
  using Q = Quantity;
  using C = NodeColumn;
  static const std::vector<Indicator> all = {
      {"gdp", "GDP", "地区生产总值", "100 million CNY", sum, Q::gdp, Q::gdp, 1, {C::gdp}},
      {"gdp_2020_prices",
       "GDP at 2020 prices",
       "地区生产总值（2020年价格）",
       "100 million CNY of 2020",
       sum_2020_prices,
       Q::gdp,
       Q::gdp,
       1,
       {C::gdp}},
      {"gdp_per_head",
       "GDP per head",
       "人均地区生产总值",
       "10 000 CNY",
       ratio,
       Q::gdp,
       Q::population,
       1,
       {C::gdp, C::population_10k}},
      {"rd", "R&D", "研发经费", "100 million CNY", sum, Q::rd, Q::gdp, 1, {C::rd}},
      {"rd_2020_prices",
       "R&D at 2020 prices",
       "研发经费（2020年价格）",
       "100 million CNY of 2020",
       sum_2020_prices,
       Q::rd,
       Q::gdp,
       1,
       {C::rd}},
      {"rd_growth",
       "R&D growth per year since 2020",
       "全社会研发经费投入年均增长",
       "%/yr",
       growth,
       Q::rd,
       Q::gdp,
       1,
       {C::rd}},
      {"rd_intensity", "R&D / GDP", "研发经费占地区生产总值的比重", "%", ratio, Q::rd, Q::gdp, 100, {C::rd, C::gdp}},
      {"rd_intensity_gap_national",
       "R&D / GDP minus the national one",
       "研发投入强度与全国之差",
       "percentage points",
       gap_national,
       Q::rd,
       Q::gdp,
       100,
       {C::rd, C::gdp}},
      {"business_rd",
       "business R&D",
       "企业研发经费",
       "100 million CNY",
       sum,
       Q::business_rd,
       Q::gdp,
       1,
       {C::rd, C::business_share}},
      {"industrial_rd_expenditure",
       "industrial R&D",
       "规上工业企业研发经费投入",
       "100 million CNY",
       published_base,
       Q::business_rd,
       Q::gdp,
       1,
       {C::rd, C::business_share}},
      {"industrial_rd_to_revenue",
       "industrial R&D / revenue",
       "规上工业企业研发经费与营业收入之比",
       "%",
       ratio,
       Q::industrial_rd,
       Q::gdp,
       100,
       {C::industrial_rd_to_revenue}},
      {"basic_research_share",
       "basic research / R&D",
       "基础研究经费占比",
       "%",
       ratio,
       Q::basic_rd,
       Q::rd,
       100,
       {C::basic_share},
       true},
      {"rd_fte", "R&D personnel", "研发人员", "person-years", sum, Q::researchers, Q::gdp, 1, {C::rd_fte}},
      {"rd_personnel_per_10k_employed",
       "R&D personnel per 10 000 employed",
       "每万名就业人员中研发人员",
       "FTE",
       ratio,
       Q::researchers,
       Q::employment,
       1,
       {C::rd_fte, C::employment_10k}},
      {"tech_firms", "technology-based firms", "科技型企业", "firms", sum, Q::tech_firms, Q::gdp, 1, {C::tech_firms}},
      {"hightech_firms",
       "high-tech firms",
       "高新技术企业",
       "firms",
       sum,
       Q::hightech_firms,
       Q::gdp,
       1,
       {C::hightech_firms}},
      {"hightech_firms_per_10k_entities",
       "high-tech firms per 10 000 entities",
       "每万家企业法人中高新技术企业数",
       "firms",
       ratio,
       Q::hightech_firms,
       Q::entities,
       1,
       {C::hightech_firms, C::entities_10k}},
      {"high_value_patents",
       "high-value patents",
       "高价值发明专利",
       "patents",
       sum,
       Q::patents,
       Q::gdp,
       1,
       {C::high_value_patents}},
      {"high_value_patents_per_10k",
       "high-value patents per 10 000 people",
       "每万人口高价值发明专利拥有量",
       "patents",
       ratio,
       Q::patents,
       Q::population,
       1,
       {C::high_value_patents, C::population_10k}},
      {"tech_contract_value",
       "technology contracts",
       "技术合同成交额",
       "100 million CNY",
       sum,
       Q::contracts_sold,
       Q::gdp,
       1,
       {C::contract_intensity, C::rd},
       true},
      {"contract_intensity",
       "technology contracts / R&D",
       "技术合同成交额与研发经费之比",
       "1",
       ratio,
       Q::contracts_sold,
       Q::rd,
       1,
       {C::contract_intensity},
       true},
      {"tech_contracts_sold_outside",
       "contracts sold to other provinces",
       "向市外输出技术合同额",
       "relative to 2020",
       to_2020,
       Q::sold_outside,
       Q::gdp,
       1,
       {C::home_contract},
       true},
      {"tech_contracts_sold_neighbours",
       "contracts sold to neighbouring provinces",
       "向周边省份输出技术合同额",
       "relative to 2020",
       to_2020,
       Q::sold_neighbours,
       Q::gdp,
       1,
       {C::home_contract},
       true},
      {"sei_output_share",
       "emerging / industrial output",
       "战略性新兴产业占比",
       "%",
       ratio,
       Q::sei_output,
       Q::gdp,
       100,
       {C::sei_share},
       true},
      {"hightech_output_share",
       "high-tech / industrial output",
       "高技术产业产值占比",
       "%",
       ratio,
       Q::hightech_output,
       Q::gdp,
       100,
       {C::hightech_share},
       true},
      {"science_literacy",
       "scientific literacy",
       "公民具备科学素质的比例",
       "%",
       ratio,
       Q::literate,
       Q::population,
       100,
       {C::literacy}},
      {"tfp_contribution",
       "S&T contribution to growth",
       "科技进步贡献率",
       "%",
       contribution,
       Q::technology_growth,
       Q::real_growth,
       100,
       {C::gdp}},
      {"knowledge",
       "stock of knowledge (R&D capital)",
       "知识存量",
       "100 million CNY of 2020",
       sum,
       Q::knowledge,
       Q::gdp,
       1,
       {C::rd}},
  };
  return all;
}

std::optional<int> find_indicator(const std::string& code) {
  const auto& all = indicators();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Indicator& each) { return each.code == code; });
  if (found == all.end()) return std::nullopt;
  return static_cast<int>(found - all.begin());
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

Places::Places(const Setting& setting) : nodes_(setting.topology.nodes), model_index_(model_index(setting.topology)) {
  const Dataset& data = setting.data;
  for (int node = 0; node < nodes_; ++node) {
    auto& place = places_.emplace_back();
    for (auto& shares : place) shares = {{model_index_[node], 1.0}};
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
      const Share share = {model_index_[row.node], row.share};
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
    if (each.node == node) return each.share;
  return 0;
}

void Places::total(const Lanes& by_node, Quantity quantity, Lane* totals) const {
  for (int node = 0; node < nodes_; ++node) totals[node] = by_node[model_index_[node]];
  for (int place = nodes_; place < size(); ++place) {
    const auto& shares = places_[place][share_class(quantity)];
    Lane total = Lane::Constant(shares.empty() ? missing : 0);
    for (const Share& each : shares) total += each.share * by_node[each.node];
    totals[place] = total;
  }
}

IndicatorReport::IndicatorReport(const Setting& setting, const Places& places)
    : setting_(setting),
      places_(places),
      by_node_(quantity_count, Lanes(setting.topology.nodes, Lane::Zero())),
      totals_(static_cast<std::size_t>(quantity_count) * places.size(), Lane::Zero()),
      base_totals_(totals_) {
  const std::vector<int> index = model_index(setting.topology);
  for (const Region& region : setting.data.regions) {
    if (region.id != "neighbours") continue;
    for (const RegionShare& share : region.shares) neighbours_.push_back(index[share.node]);
  }
  for (int node : setting.topology.table_index)
    industrial_rd_to_revenue_.push_back(setting.data.nodes[node][NodeColumn::industrial_rd_to_revenue]);
}

void IndicatorReport::amounts(const Simulation& simulation) {
  const State& state = simulation.state();
  const auto of = [&](Quantity quantity, int node) -> Lane& { return by_node_[static_cast<int>(quantity)][node]; };
  for (int i = 0; i < setting_.topology.nodes; ++i) {
    const Lane& gdp = state.gdp[i];
    const Lane rd = state.rd(i);
    const Lane intensity = lane_exp(state.log_contract_intensity[i]);
    of(Quantity::gdp, i) = gdp;
    of(Quantity::rd, i) = rd;
    of(Quantity::business_rd, i) = state.business_intensity[i] * gdp;
    of(Quantity::basic_rd, i) = state.basic_share[i] * rd;
    of(Quantity::researchers, i) = state.researchers[i];
    of(Quantity::employment, i) = state.employment[i];
    of(Quantity::tech_firms, i) = state.tech_firms[i];
    of(Quantity::hightech_firms, i) = state.hightech_firms[i];
    of(Quantity::entities, i) = state.entities[i];
    of(Quantity::patents, i) = state.patents[i];
    of(Quantity::population, i).setConstant(setting_.population[i]);
    of(Quantity::industrial_rd, i) =
        industrial_rd_to_revenue_[i] * state.business_intensity[i] / simulation.research().start_intensity()[i] * gdp;
    of(Quantity::contracts_sold, i) = intensity * rd;
    of(Quantity::sold_outside, i) = intensity * rd * simulation.contract_leaving_share(i);
    Lane neighbours = Lane::Zero();
    for (int j : neighbours_) neighbours += simulation.contract_flow(i, j);
    of(Quantity::sold_neighbours, i) = intensity * neighbours;
    of(Quantity::sei_output, i) = logistic(state.sei_logit[i]) * gdp;
    of(Quantity::hightech_output, i) = logistic(state.hightech_logit[i]) * gdp;
    of(Quantity::literate, i) = logistic(state.literacy_logit[i]) * setting_.population[i];
    of(Quantity::technology_growth, i) = state.technology_growth[i] * gdp;
    of(Quantity::real_growth, i) = state.real_growth[i] * gdp;
    of(Quantity::knowledge, i) = state.knowledge[i];
  }
}

void IndicatorReport::form(const Simulation& simulation, Lanes& values) {
  amounts(simulation);
  for (int q = 0; q < quantity_count; ++q)
    places_.total(by_node_[q], static_cast<Quantity>(q), &totals_[q * places_.size()]);
  if (simulation.steps_taken() == 0) base_totals_ = totals_;
  for (int n = 0; const Indicator& indicator : indicators()) {
    for (int place = 0; place < places_.size(); ++place)
      values[n * places_.size() + place] = value(indicator, n, place, simulation);
    ++n;
  }
}

Lane IndicatorReport::value(const Indicator& indicator, int index, int place, const Simulation& simulation) const {
  const Lane& numerator = total(indicator.numerator, place);
  const Lane& base = base_total(indicator.numerator, place);
  const auto ratio_of = [&](int where) -> Lane {
    return indicator.scale * total(indicator.numerator, where) / total(indicator.denominator, where);
  };
  const Real years = Real(simulation.steps_taken()) / setting_.steps_per_year;
  switch (indicator.formula) {
    case Formula::sum:
      return indicator.scale * numerator;
    case Formula::sum_2020_prices:
      return indicator.scale * numerator * lane_exp(-years * simulation.parameters()[Parameter::inflation]);
    case Formula::ratio:
      return ratio_of(place);
    case Formula::growth:
      if (years == 0) return Lane::Constant(missing);
      return 100 * (lane_exp(lane_log(numerator / base) / years) - 1);
    case Formula::to_2020:
      return numerator / base;
    case Formula::gap_national:
      if (!places_.mainland()) return Lane::Constant(missing);
      return ratio_of(place) - ratio_of(*places_.mainland());
    case Formula::contribution: {
      const Lane real = total(Quantity::real_growth, place) / total(Quantity::gdp, place);
      return (real < least_real_growth).select(Lane::Constant(missing), ratio_of(place));
    }
    default:
      return places_.published(index, place) * numerator / base;
  }
}

}  // namespace jialing::model
