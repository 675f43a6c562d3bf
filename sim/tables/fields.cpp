#include <fmt/format.h>

#include <cmath>

#include "sim/tables/checked_table.h"
#include "sim/tables/readers.h"

namespace jialing {

namespace {

/// The weights of a row are rounded to four digits.
constexpr double weight_tolerance = 0.005;

TableRules specialisation_rules(const std::vector<Field>& fields) {
  TableRules rules{.role = "data.specialisation", .key_column = "id", .key_label = "node"};
  rules.columns = {{.name = "id", .type = CellType::node}};
  for (const Field& field : fields) {
    rules.columns.push_back({.name = field.code, .type = CellType::number, .range = zero_to_one});
  }
  rules.columns.push_back({.name = "provenance"});
  return rules;
}

std::vector<double> checked_weights(const CheckedTable::Row& row, const std::vector<Field>& fields) {
  std::vector<double> weights;
  double sum = 0;
  bool complete = true;
  for (const Field& field : fields) {
    const auto weight = row.optional_number(field.code);
    complete = complete && weight;
    weights.push_back(weight.value_or(0));
    sum += weights.back();
  }
  if (complete && std::abs(sum - 1) > weight_tolerance) {
    row.fault("id", fmt::format("the weights of the fields must add up to 1, got {:.4g}", sum));
  }
  return weights;
}

}  // namespace

std::optional<std::vector<Field>> read_fields(const std::string& file, Faults& faults) {
  const TableRules rules{
      .role = "data.fields",
      .key_column = "code",
      .key_label = "field",
      .columns = {{.name = "code", .type = CellType::id},
                  {.name = "name_zh"},
                  {.name = "name_en"},
                  {.name = "boxes", .optional = true},
                  {.name = "sei", .type = CellType::flag},
                  {.name = "hightech", .type = CellType::flag}},
  };
  const CheckedTable table(file, rules, NodeIndex(), faults);
  std::vector<Field> fields;
  Uniqueness codes;
  bool sound = table.keys_sound();
  for (const auto& row : table.rows()) {
    sound = codes.check(row, "code", row.key(), "the field") && sound;
    fields.push_back({.code = row.key(),
                      .name_zh = row.text("name_zh"),
                      .name_en = row.text("name_en"),
                      .boxes = row.text("boxes"),
                      .sei = row.flag("sei"),
                      .hightech = row.flag("hightech")});
  }
  if (!sound) return std::nullopt;
  return fields;
}

std::vector<std::vector<double>> read_specialisation(const std::string& file, const NodeIndex& index,
                                                     const std::vector<Field>& fields, Faults& faults) {
  std::vector<std::vector<double>> weights(index.ids().size());
  const CheckedTable table(file, specialisation_rules(fields), index, faults);
  Uniqueness nodes;
  for (const auto& row : table.rows()) {
    nodes.check(row, "id", row.key(), "the node");
    const int node = index.find(row.key());
    if (node >= 0) weights[static_cast<std::size_t>(node)] = checked_weights(row, fields);
  }
  std::vector<std::string> missing;
  for (std::size_t n = 0; n < weights.size(); ++n) {
    if (weights[n].empty()) missing.push_back(index.ids()[n]);
  }
  if (table.readable() && index.complete() && !missing.empty()) {
    table.fault(fmt::format("no row for node {}", joined(missing, ", ")));
  }
  return weights;
}

}  // namespace jialing
