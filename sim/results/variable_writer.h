#pragma once

#include <string>
#include <vector>

#include "sim/results/netcdf_file.h"
#include "sim/tables/indicator_names.h"

namespace jialing {

/// Descriptions that readers carry along with the values (CF: auxiliary coordinates).
inline constexpr const char* node_coordinates = "lon lat node_name_zh node_kind node_role province group code";
inline constexpr const char* region_coordinates = "region_name_en region_name_zh region_kind";

/// What all parts of a result file write alike: variables with their labels.
class VariableWriter {
 protected:
  /// `base_year`: what said() names.
  explicit VariableWriter(NetcdfFile& file, int base_year = 2020) : file_(file), base_year_(base_year) {}

  /// A text that says 2020 where it means the base year, with that of the scenario.
  std::string said(const std::string& words) const { return of_base_year(words, base_year_); }

  void label(int variable, const std::string& unit, const std::string& name, const std::string& name_zh = "") {
    if (!unit.empty()) file_.attribute(variable, "units", unit);
    file_.attribute(variable, "long_name", name);
    if (!name_zh.empty()) file_.attribute(variable, "long_name_zh", name_zh);
  }

  int text(const std::string& name, const std::vector<int>& dimensions, const std::vector<std::string>& values,
           const std::string& long_name) {
    const int variable = file_.variable(name, NC_STRING, dimensions);
    file_.attribute(variable, "long_name", long_name);
    file_.put(variable, values);
    return variable;
  }

  template <class Number>
  int numbers(const std::string& name, nc_type type, const std::vector<int>& dimensions,
              const std::vector<Number>& values, const std::string& unit, const std::string& long_name) {
    const int variable = file_.variable(name, type, dimensions);
    label(variable, unit, long_name);
    file_.put(variable, values);
    return variable;
  }

  NetcdfFile& file_;

 private:
  int base_year_;
};

}  // namespace jialing
