#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jialing {

/// How an indicator is called; its formula is in sim/setting/indicators.h.
struct IndicatorName {
  std::string code;              ///< in files: "rd_intensity"
  std::string name_en, name_zh;  ///< short names, for tables and charts
  std::string unit;
};

/// A text that says 2020 where it means the base year, with another base year in its place.
std::string of_base_year(std::string text, int base_year);

/// Every indicator that is reported, in the order of model::indicators().
const std::vector<IndicatorName>& indicator_names();

/// Position in indicator_names(), if there is one of that code.
std::optional<int> find_indicator(std::string_view code);

/// What to tell about a code that no indicator has: the most similar one, or else all.
std::string unknown_indicator(const std::string& code);

}  // namespace jialing
