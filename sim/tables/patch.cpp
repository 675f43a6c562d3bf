#include <fmt/format.h>

#include "sim/tables/checked_table.h"
#include "sim/tables/names.h"
#include "sim/tables/readers.h"

namespace jialing {

namespace {

TableRules patch_rules() {
  const std::vector<std::string> columns(node_column_names.begin(), node_column_names.end());
  return {
      .role = "data.patch",
      .key_column = "id",
      .key_label = "node",
      .may_have_no_rows = true,
      .columns = {{.name = "id", .type = CellType::node},
                  {.name = "column", .type = CellType::choice, .choices = columns},
                  {.name = "value", .type = CellType::number},
                  {.name = "status", .type = CellType::choice, .choices = provenance_status_names},
                  {.name = "log_sd", .type = CellType::number, .range = non_negative},
                  {.name = "basis"}},
  };
}

/// The value, or nothing and a fault when the column cannot take it.
std::optional<double> checked_value(const CheckedTable::Row& row, NodeColumn column) {
  const auto value = row.optional_number("value");
  const Range& range = node_column_range(column);
  if (!value || range.contains(*value)) return value;
  row.fault("value", fmt::format("{} must be {}, got {}{}", row.text("column"), expected_number("a number", range),
                                 in_quotes(row.text("value")), percentage_hint(row.text("value"), range)));
  return std::nullopt;
}

}  // namespace

void apply_patch(const std::string& file, const NodeIndex& index, std::vector<Node>& nodes, Faults& faults) {
  const CheckedTable table(file, patch_rules(), index, faults);
  Uniqueness cells;
  for (const auto& row : table.rows()) {
    const int node = row.node("id"), status = row.choice("status");
    if (node < 0 || row.choice("column") < 0) continue;
    const auto column = static_cast<NodeColumn>(row.choice("column"));
    cells.check(row, "column", row.key() + "," + row.text("column"), "the value of this cell");
    const auto value = checked_value(row, column);
    if (!value || status < 0) continue;
    Node& patched = nodes[static_cast<std::size_t>(node)];
    patched[column] = *value;
    patched.provenance[static_cast<std::size_t>(column)] = {static_cast<ProvenanceStatus>(status), row.number("log_sd"),
                                                            row.text("basis")};
  }
}

}  // namespace jialing
