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
  const std::vector<int> index = model_index(setting.topology);
  for (const Region& region : setting.data.regions) {
    if (region.id != "neighbours") continue;
    for (const RegionShare& share : region.shares) neighbours_.push_back(index[share.node]);
  }
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
    for (int j : neighbours_) neighbours += simulation.contract_flow(i, j);
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
