#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/tables/checked_table.h"
#include "sim/tables/names.h"
#include "sim/tables/places.h"
#include "sim/tables/readers.h"

namespace jialing {

namespace {

TableRules target_rules() {
  return {
      .role = "data.targets",
      .key_column = "indicator",
      .key_label = "indicator",
      .may_have_no_rows = true,
      .columns = {{.name = "indicator", .type = CellType::id},
                  {.name = "name_zh"},
                  {.name = "name_en"},
                  {.name = "unit"},
                  {.name = "region"},
                  {.name = "base_2020", .type = CellType::number, .optional = true},
                  {.name = "year", .type = CellType::year, .range = table_years},
                  {.name = "target", .type = CellType::number},
                  {.name = "direction", .type = CellType::choice, .choices = target_direction_names},
                  {.name = "kind", .type = CellType::choice, .choices = {"outcome", "input", "not_modelled"}},
                  {.name = "formula", .optional = true},
                  {.name = "chapter", .optional = true},
                  {.name = "note", .optional = true}},
  };
}

void check_places(const CheckedTable::Row& row, const std::vector<std::string>& places,
                  const std::vector<std::string>& known) {
  std::set<std::string> seen;
  for (const std::string& place : places) {
    if (std::find(known.begin(), known.end(), place) == known.end()) {
      row.fault("region", unknown_place(place, known));
    } else if (!seen.insert(place).second) {
      row.fault("region", fmt::format("{} is named twice", in_quotes(place)));
    }
  }
}

Target target_of(const CheckedTable::Row& row) {
  return {.indicator = row.key(),
          .name_zh = row.text("name_zh"),
          .name_en = row.text("name_en"),
          .unit = row.text("unit"),
          .regions = split(row.text("region"), ';'),
          .base_2020 = row.optional_number("base_2020"),
          .year = row.year("year"),
          .target = row.number("target"),
          .direction = static_cast<TargetDirection>(std::max(row.choice("direction"), 0)),
          .kind = row.text("kind"),
          .formula = row.text("formula"),
          .chapter = row.text("chapter"),
          .note = row.text("note")};
}

}  // namespace

std::vector<Target> read_targets(const std::string& file, const NodeIndex& index, const RegionTable& regions,
                                 Faults& faults) {
  const CheckedTable table(file, target_rules(), index, faults);
  std::vector<std::string> known = index.ids();
  for (const Region& region : regions.regions) known.push_back(region.id);
  const bool places_known = index.complete() && regions.complete;
  std::vector<Target> targets;
  Uniqueness unique;
  for (const auto& row : table.rows()) {
    if (!row.whole()) continue;
    targets.push_back(target_of(row));
    if (places_known && !row.text("region").empty()) check_places(row, targets.back().regions, known);
    unique.check(row, "indicator",
                 fmt::format("{},{},{},{}", row.key(), row.text("region"), row.text("year"), row.text("direction")),
                 "the target of this region, year and direction");
  }
  return targets;
}

}  // namespace jialing
