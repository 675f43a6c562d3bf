#include <fmt/format.h>

#include <algorithm>

#include "sim/tables/checked_table.h"
#include "sim/tables/names.h"
#include "sim/tables/parameter_names.h"
#include "sim/tables/readers.h"

namespace jialing {

namespace {

void check_centre(const CheckedTable::Row& row) {
  const auto centre = row.optional_number("centre");
  if (!centre || row.choice("dist") < 0) return;
  const Range& range = prior_range(static_cast<DistributionKind>(row.choice("dist")));
  if (range.contains(*centre)) return;
  row.fault("centre", fmt::format("the centre of a {} must be {}, got {}", row.text("dist"), range.text(),
                                  in_quotes(row.text("centre"))));
}

Prior prior_of(const CheckedTable::Row& row) {
  return {.name = row.key(),
          .symbol = row.text("symbol"),
          .dist = row.choice("dist") < 0 ? DistributionKind::normal : static_cast<DistributionKind>(row.choice("dist")),
          .centre = row.number("centre"),
          .spread = row.number("spread"),
          .unit = row.text("unit"),
          .meaning = row.text("meaning"),
          .source = row.text("source")};
}

}  // namespace

const Range& prior_range(DistributionKind kind) {
  switch (kind) {
    case DistributionKind::lognormal:
      return positive;
    case DistributionKind::logitnormal:
      return open_share;
    case DistributionKind::normal:
      break;
  }
  return any_number;
}

std::vector<Prior> read_priors(const std::string& file, Faults& faults) {
  const TableRules rules{
      .role = "data.priors",
      .key_column = "name",
      .key_label = "parameter",
      .columns = {{.name = "name", .type = CellType::id},
                  {.name = "symbol", .optional = true},
                  {.name = "dist", .type = CellType::choice, .choices = distribution_names},
                  {.name = "centre", .type = CellType::number},
                  {.name = "spread", .type = CellType::number, .range = non_negative},
                  {.name = "unit"},
                  {.name = "meaning"},
                  {.name = "source"}},
  };
  const CheckedTable table(file, rules, NodeIndex(), faults);
  const std::vector<std::string> known(parameter_names.begin(), parameter_names.end());
  std::vector<Prior> priors(known.size());
  Uniqueness names;
  for (const auto& row : table.rows()) {
    const auto place = std::find(known.begin(), known.end(), row.key());
    if (place != known.end()) {
      priors[static_cast<std::size_t>(place - known.begin())] = prior_of(row);
    } else if (row.whole() && !row.key().empty()) {
      row.fault("name",
                fmt::format("the model has no parameter {}{}", in_quotes(row.key()), did_you_mean(row.key(), known)));
    }
    names.check(row, "name", row.key(), "the parameter");
    check_centre(row);
  }
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (priors[i].name.empty()) missing.push_back(known[i]);
  }
  if (table.keys_sound() && !missing.empty()) {
    table.fault(fmt::format("no row for parameter {}", joined(missing, ", ")));
  }
  return priors;
}

}  // namespace jialing
