#include <algorithm>

#include "sim/tables/checked_table.h"
#include "sim/tables/names.h"
#include "sim/tables/readers.h"

namespace jialing {

namespace {

void check_centre(const CheckedTable::Row& row, const Prior& prior) {
  const auto centre = row.optional_number("centre");
  const Range& range = prior_range(prior.dist);
  if (!centre || row.choice("dist") < 0 || range.contains(*centre)) return;
  row.fault("centre",
            "the centre of a " + row.text("dist") + " must be " + range.text() + ", got " + quoted(row.text("centre")));
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
  std::vector<Prior> priors;
  Uniqueness names;
  for (const auto& row : table.rows()) {
    names.check(row, "name", row.key(), "the parameter");
    priors.push_back({.name = row.key(),
                      .symbol = row.text("symbol"),
                      .dist = static_cast<DistributionKind>(std::max(row.choice("dist"), 0)),
                      .centre = row.number("centre"),
                      .spread = row.number("spread"),
                      .unit = row.text("unit"),
                      .meaning = row.text("meaning"),
                      .source = row.text("source")});
    check_centre(row, priors.back());
  }
  return priors;
}

}  // namespace jialing
