#include "sim/tables/observations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/tables/checked_table.h"
#include "sim/tables/indicator_names.h"
#include "sim/tables/places.h"
#include "sim/tables/readers.h"

namespace jialing {

std::vector<Observation> known_in(const std::vector<Observation>& observations, int year) {
  std::map<std::tuple<std::string, std::string, int>, Observation> newest;
  for (const Observation& each : observations) {
    if (each.vintage > year) continue;
    const auto [place, is_new] = newest.try_emplace({each.indicator, each.place, each.year}, each);
    if (!is_new && place->second.vintage < each.vintage) place->second = each;
  }
  std::vector<Observation> known;
  for (const auto& [key, observation] : newest) known.push_back(observation);
  return known;
}

std::vector<Observation> read_observations(const std::string& file, const Dataset& data, Faults& faults) {
  const TableRules rules{
      .role = "calibration.observations",
      .key_column = "region",
      .key_label = "region",
      .columns = {
          {.name = "region"},
          {.name = "indicator", .type = CellType::id},
          {.name = "year", .type = CellType::year, .range = table_years},
          {.name = "value", .type = CellType::number},
          {.name = "sd", .type = CellType::number, .range = positive},
          {.name = "vintage", .type = CellType::year, .optional = true, .range = table_years, .column_optional = true},
          {.name = "status", .optional = true, .column_optional = true},
          {.name = "source", .optional = true, .column_optional = true}}};
  const CheckedTable table(file, rules, NodeIndex(), faults);
  const std::vector<std::string> known = place_ids(data);
  std::vector<Observation> observations;
  Uniqueness unique;
  for (const auto& row : table.rows()) {
    if (!row.whole()) continue;
    const std::string place = row.text("region"), indicator = row.text("indicator");
    if (std::find(known.begin(), known.end(), place) == known.end()) row.fault("region", unknown_place(place, known));
    if (!indicator.empty() && !find_indicator(indicator)) row.fault("indicator", unknown_indicator(indicator));
    const int vintage = row.optional_number("vintage") ? row.year("vintage") : row.year("year");
    unique.check(row, "region", fmt::format("{},{},{},{}", place, indicator, row.text("year"), vintage),
                 "the figure of this region, indicator, year and vintage");
    observations.push_back({.place = place,
                            .indicator = indicator,
                            .year = row.year("year"),
                            .value = row.number("value"),
                            .sd = row.number("sd"),
                            .vintage = vintage,
                            .status = row.text("status")});
  }
  return observations;
}

}  // namespace jialing
