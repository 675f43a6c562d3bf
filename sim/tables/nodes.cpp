#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/tables/checked_table.h"
#include "sim/tables/names.h"
#include "sim/tables/readers.h"

namespace jialing {

namespace {

struct NumericColumn {
  const char* name;
  Range range;
};

/// In the order of NodeColumn. Above 0 wherever the model divides by the value or takes its logarithm, and below 1
/// wherever it takes a logit.
constexpr std::array<NumericColumn, node_column_count> numeric_columns{{
    {"lon", {.low = -180, .high = 180}},
    {"lat", {.low = -90, .high = 90}},
    {"area_km2", positive},
    {"population_10k", positive},
    {"employment_10k", positive},
    {"entities_10k", positive},
    {"gdp", positive},
    {"rd", positive},
    {"business_share", positive_share},
    {"basic_share", open_share},
    {"rd_fte", positive},
    {"tech_firms", positive},
    {"hightech_firms", positive},
    {"high_value_patents", positive},
    {"contract_intensity", positive},
    {"industrial_rd_to_revenue", open_share},
    {"sei_share", open_share},
    {"hightech_share", open_share},
    {"literacy", open_share},
    {"home_contract", open_share},
    {"home_capital", open_share},
    {"growth_offset", {.low = -0.5, .high = 0.5}},
}};

/// Coordinates and area are geometry, not statistics: nobody states their provenance.
bool is_geometry(std::size_t column) {
  return column <= static_cast<std::size_t>(NodeColumn::area_km2);
}

TableRules node_rules() {
  TableRules rules{.role = "data.nodes", .key_column = "id", .key_label = "node"};
  rules.columns = {
      {.name = "id", .type = CellType::id},
      {.name = "name_zh"},
      {.name = "kind",
       .type = CellType::choice,
       .choices = {"district", "city", "province", "region", "country", "bloc"}},
      {.name = "role", .type = CellType::choice, .choices = {"endogenous", "external"}},
      {.name = "province", .type = CellType::id},
      {.name = "group", .type = CellType::id},
      {.name = "code", .optional = true},
  };
  for (const NumericColumn& column : numeric_columns) {
    rules.columns.push_back({.name = column.name, .type = CellType::number, .range = column.range});
  }
  return rules;
}

Node node_of(const CheckedTable::Row& row) {
  Node node;
  node.id = row.text("id");
  node.name_zh = row.text("name_zh");
  node.kind = row.text("kind");
  node.external = row.text("role") == "external";
  node.province = row.text("province");
  node.group = row.text("group");
  node.code = row.text("code");
  for (std::size_t i = 0; i < numeric_columns.size(); ++i) node.values[i] = row.number(numeric_columns[i].name);
  return node;
}

/// A border cannot run through a province: home shares and barriers abroad would contradict each other.
void check_provinces(const CheckedTable& table, Faults& faults) {
  std::map<std::string, const CheckedTable::Row*> domestic;
  for (const auto& row : table.rows()) {
    if (row.text("role") == "endogenous") domestic.try_emplace(row.text("province"), &row);
  }
  for (const auto& row : table.rows()) {
    const auto shared = domestic.find(row.text("province"));
    if (row.text("role") != "external" || shared == domestic.end()) continue;
    row.fault("province", fmt::format("an external node cannot lie in the province {} of the endogenous node {}",
                                      shared->first, shared->second->key()));
  }
  if (domestic.empty() && faults.empty()) table.fault("no node is endogenous; the model needs at least one");
}

/// Which columns of which nodes have no provenance; nodes that lack the same columns are told of together.
void check_coverage(const CheckedTable& table, const std::vector<Node>& nodes,
                    const std::vector<std::array<bool, node_column_count>>& covered) {
  std::map<std::string, std::vector<std::string>> nodes_lacking;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    std::vector<std::string> lacking;
    for (std::size_t i = 0; i < numeric_columns.size(); ++i) {
      if (!is_geometry(i) && !covered[n][i]) lacking.emplace_back(numeric_columns[i].name);
    }
    if (!lacking.empty()) nodes_lacking[joined(lacking, ", ")].push_back(nodes[n].id);
  }
  for (const auto& [columns, ids] : nodes_lacking) {
    table.fault(fmt::format("no row says where the cells come from: node {}, column {}", joined(ids, ", "), columns));
  }
}

}  // namespace

const std::array<std::string, node_column_count> node_column_names = [] {
  std::array<std::string, node_column_count> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = numeric_columns[i].name;
  return names;
}();

const Range& node_column_range(NodeColumn column) {
  return numeric_columns[static_cast<std::size_t>(column)].range;
}

NodeTable read_nodes(const std::string& file, Faults& faults) {
  const CheckedTable table(file, node_rules(), NodeIndex(), faults);
  std::vector<Node> nodes;
  bool complete = table.keys_sound();
  Uniqueness ids;
  Uniqueness codes;
  for (const auto& row : table.rows()) {
    if (!ids.check(row, "id", row.key(), "the node")) {
      complete = false;
      continue;
    }
    nodes.push_back(node_of(row));
    if (!row.text("code").empty()) codes.check(row, "code", row.text("code"), "the code");
  }
  check_provinces(table, faults);
  NodeIndex index(nodes, complete);
  return {std::move(nodes), std::move(index)};
}

void read_provenance(const std::string& file, const NodeIndex& index, std::vector<Node>& nodes, Faults& faults) {
  const std::vector<std::string> columns(node_column_names.begin(), node_column_names.end());
  const TableRules rules{
      .role = "data.provenance",
      .key_column = "id",
      .key_label = "node",
      .columns = {{.name = "id", .type = CellType::node},
                  {.name = "column", .type = CellType::choice, .choices = columns},
                  {.name = "status", .type = CellType::choice, .choices = provenance_status_names},
                  {.name = "log_sd", .type = CellType::number, .range = non_negative},
                  {.name = "basis"}},
  };
  const CheckedTable table(file, rules, index, faults);
  std::vector<std::array<bool, node_column_count>> covered(nodes.size());
  Uniqueness cells;
  for (const auto& row : table.rows()) {
    const int node = row.node("id");
    const int column = row.choice("column");
    if (node < 0 || column < 0) continue;
    cells.check(row, "column", row.key() + "," + row.text("column"), "the provenance of this cell");
    const auto n = static_cast<std::size_t>(node);
    const auto c = static_cast<std::size_t>(column);
    covered[n][c] = true;
    nodes[n].provenance[c] = {static_cast<ProvenanceStatus>(std::max(row.choice("status"), 0)), row.number("log_sd"),
                              row.text("basis")};
  }
  for (Node& node : nodes) {
    for (std::size_t c = 0; is_geometry(c); ++c) node.provenance[c] = {ProvenanceStatus::reported, 0, "geometry"};
  }
  if (table.readable() && index.complete()) check_coverage(table, nodes, covered);
}

}  // namespace jialing
