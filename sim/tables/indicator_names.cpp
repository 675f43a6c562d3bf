#include "sim/tables/indicator_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/tables/faults.h"
#include "sim/tables/values.h"

namespace jialing {

const std::vector<IndicatorName>& indicator_names() {
  static const std::vector<IndicatorName> all = {
      {"gdp", "GDP", "地区生产总值", "100 million CNY"},
      {"gdp_2020_prices", "GDP at 2020 prices", "地区生产总值（2020年价格）", "100 million CNY of 2020"},
      {"gdp_per_head", "GDP per head", "人均地区生产总值", "10 000 CNY"},
      {"rd", "R&D", "研发经费", "100 million CNY"},
      {"rd_2020_prices", "R&D at 2020 prices", "研发经费（2020年价格）", "100 million CNY of 2020"},
      {"rd_growth", "R&D growth per year since 2020", "全社会研发经费投入年均增长", "%/yr"},
      {"rd_intensity", "R&D / GDP", "研发经费占地区生产总值的比重", "%"},
      {"rd_intensity_gap_national", "R&D / GDP minus the national one", "研发投入强度与全国之差", "percentage points"},
      {"business_rd", "business R&D", "企业研发经费", "100 million CNY"},
      {"industrial_rd_expenditure", "industrial R&D", "规上工业企业研发经费投入", "100 million CNY"},
      {"industrial_rd_to_revenue", "industrial R&D / revenue", "规上工业企业研发经费与营业收入之比", "%"},
      {"basic_research_share", "basic research / R&D", "基础研究经费占比", "%"},
      {"rd_fte", "R&D personnel", "研发人员", "person-years"},
      {"rd_personnel_per_10k_employed", "R&D personnel per 10 000 employed", "每万名就业人员中研发人员", "FTE"},
      {"tech_firms", "technology-based firms", "科技型企业", "firms"},
      {"hightech_firms", "high-tech firms", "高新技术企业", "firms"},
      {"hightech_firms_per_10k_entities", "high-tech firms per 10 000 entities", "每万家企业法人中高新技术企业数",
       "firms"},
      {"high_value_patents", "high-value patents", "高价值发明专利", "patents"},
      {"high_value_patents_per_10k", "high-value patents per 10 000 people", "每万人口高价值发明专利拥有量", "patents"},
      {"tech_contract_value", "technology contracts", "技术合同成交额", "100 million CNY"},
      {"contract_intensity", "technology contracts / R&D", "技术合同成交额与研发经费之比", "1"},
      {"tech_contracts_sold_outside", "contracts sold to other provinces", "向市外输出技术合同额", "relative to 2020"},
      {"tech_contracts_sold_neighbours", "contracts sold to neighbouring provinces", "向周边省份输出技术合同额",
       "relative to 2020"},
      {"sei_output_share", "emerging / industrial output", "战略性新兴产业占比", "%"},
      {"hightech_output_share", "high-tech / industrial output", "高技术产业产值占比", "%"},
      {"science_literacy", "scientific literacy", "公民具备科学素质的比例", "%"},
      {"tfp_contribution", "S&T contribution to growth", "科技进步贡献率", "%"},
      {"knowledge", "stock of knowledge (R&D capital)", "知识存量", "100 million CNY of 2020"},
  };
  return all;
}

std::string of_base_year(std::string text, int base_year) {
  constexpr std::string_view usual = "2020";
  const std::string year = std::to_string(base_year);
  for (std::size_t at = text.find(usual); at != std::string::npos; at = text.find(usual, at + year.size()))
    text.replace(at, usual.size(), year);
  return text;
}

std::optional<int> find_indicator(std::string_view code) {
  const auto& all = indicator_names();
  const auto found = std::find_if(all.begin(), all.end(), [&](const IndicatorName& each) { return each.code == code; });
  if (found == all.end()) return std::nullopt;
  return static_cast<int>(found - all.begin());
}

std::string unknown_indicator(const std::string& code) {
  std::vector<std::string> known;
  for (const IndicatorName& indicator : indicator_names()) known.push_back(indicator.code);
  const std::string hint = did_you_mean(code, known);
  return fmt::format("unknown indicator {}{}", in_quotes(code),
                     hint.empty() ? "; they are " + joined(known, ", ") : hint);
}

}  // namespace jialing
