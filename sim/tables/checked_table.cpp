#include "sim/tables/checked_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace jialing {

namespace {

std::string expectation(const ColumnRule& rule) {
  switch (rule.type) {
    case CellType::text:
      return "a text";
    case CellType::id:
      return std::string(id_rule);
    case CellType::number:
      return expected_number("a number", rule.range);
    case CellType::year:
      return expected_number("a year", rule.range);
    case CellType::choice:
      return "one of " + joined(rule.choices, ", ");
    case CellType::flag:
      return "0 or 1";
    case CellType::node:
      return "the id of a node";
  }
  return "";
}

}  // namespace

CheckedTable::CheckedTable(std::string file, TableRules rules, const NodeIndex& nodes, Faults& faults)
    : file_(std::move(file)),
      rules_(std::move(rules)),
      faults_(faults),
      file_column_(rules_.columns.size(), 0) {
  const auto source = read_csv(file_, rules_.role, faults_);
  if (!source) return;
  readable_ = true;
  check_header(*source);
  keys_sound_ = has_column(rules_.key_column) && (rules_.may_have_no_rows || !source->rows.empty());
  for (const CsvRow& row : source->rows) rows_.push_back(check_row(row, nodes));
  if (rows_.empty() && !rules_.may_have_no_rows) fault("the table has a header and no rows");
}

std::size_t CheckedTable::index_of(std::string_view column) const {
  for (std::size_t i = 0; i < rules_.columns.size(); ++i) {
    if (rules_.columns[i].name == column) return i;
  }
  throw std::logic_error(fmt::format("{} has no rule for column '{}'", rules_.role, column));
}

void CheckedTable::check_header(const CsvFile& source) {
  const std::vector<std::string>& header = source.header;
  std::vector<std::string> known;
  for (const ColumnRule& rule : rules_.columns) known.push_back(rule.name);
  std::vector<bool> named(known.size(), false);
  for (std::size_t i = 0; i < header.size(); ++i) {
    const int column = static_cast<int>(i) + 1;
    const auto add = [&](const std::string& message) {
      faults_.add({file_, source.header_line, column, rules_.role, message, true});
    };
    const auto rule = std::find(known.begin(), known.end(), header[i]);
    if (header[i].empty()) {
      add("a column without a name; is there a comma too many?");
    } else if (rule == known.end()) {
      add(fmt::format("unknown column {}{}", in_quotes(header[i]), did_you_mean(header[i], known)));
    } else if (const auto r = static_cast<std::size_t>(rule - known.begin()); named[r]) {
      add(fmt::format("column {} stands in the header twice", in_quotes(header[i])));
      file_column_[r] = 0;  // nobody knows which one is meant
    } else {
      named[r] = true;
      file_column_[r] = column;
    }
  }
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!named[i] && !rules_.columns[i].column_optional)
      faults_.add({file_, source.header_line, 0, rules_.role, fmt::format("missing column '{}'", known[i])});
  }
}

CheckedTable::Row CheckedTable::check_row(const CsvRow& source, const NodeIndex& nodes) {
  Row row;
  row.table_ = this;
  row.line_ = source.line;
  row.whole_ = source.whole;
  row.cells_.resize(rules_.columns.size());
  for (std::size_t i = 0; i < rules_.columns.size(); ++i) {
    const auto position = static_cast<std::size_t>(file_column_[i]);
    if (position > 0 && position <= source.cells.size()) row.cells_[i].text = source.cells[position - 1];
  }
  if (!source.whole && row.key().empty()) keys_sound_ = false;
  for (std::size_t i = 0; i < rules_.columns.size() && source.whole; ++i) {
    const std::string why = file_column_[i] > 0 ? check_cell(rules_.columns[i], nodes, row.cells_[i]) : "";
    if (!why.empty()) row.fault(rules_.columns[i].name, why);
    if (!why.empty() && rules_.columns[i].name == rules_.key_column) keys_sound_ = false;
  }
  return row;
}

std::string CheckedTable::check_cell(const ColumnRule& rule, const NodeIndex& nodes, Cell& cell) const {
  const std::string& text = cell.text;
  if (text.empty()) return rule.optional ? "" : fmt::format("the cell is empty; it must be {}", expectation(rule));
  const auto refuse = [&](const std::string& hint) {
    return fmt::format("must be {}, got {}{}", expectation(rule), in_quotes(text), hint);
  };
  switch (rule.type) {
    case CellType::text:
      return "";
    case CellType::id:
      return is_id(text) ? "" : refuse("");
    case CellType::number: {
      const auto value = parse_number(text);
      if (!value || !rule.range.contains(*value)) return refuse(percentage_hint(text, rule.range));
      cell.number = *value;
      cell.has_number = true;
      return "";
    }
    case CellType::year: {
      const auto value = parse_integer(text);
      if (!value || !rule.range.contains(static_cast<double>(*value))) return refuse("");
      cell.number = static_cast<double>(*value);
      cell.has_number = true;
      return "";
    }
    case CellType::choice: {
      const auto found = std::find(rule.choices.begin(), rule.choices.end(), text);
      if (found == rule.choices.end()) return refuse(did_you_mean(text, rule.choices));
      cell.index = static_cast<int>(found - rule.choices.begin());
      return "";
    }
    case CellType::flag:
      if (text != "0" && text != "1") return refuse("");
      cell.number = text == "1" ? 1 : 0;
      return "";
    case CellType::node:
      cell.index = nodes.find(text);
      return cell.index < 0 && nodes.complete() ? nodes.unknown(text) : "";
  }
  return "";
}

std::string CheckedTable::Row::key() const {
  return text(table_->rules_.key_column);
}

std::optional<double> CheckedTable::Row::optional_number(std::string_view column) const {
  return cell(column).has_number ? std::optional(cell(column).number) : std::nullopt;
}

void CheckedTable::Row::fault(std::string_view column, const std::string& message) const {
  const std::string name = key();
  const std::string path = name.empty() ? fmt::format("column {}", column)
                                        : fmt::format("column {}, {} {}", column, table_->rules_.key_label, name);
  table_->faults_.add({table_->file_, line_, table_->file_column_[table_->index_of(column)], path, message, true});
}

bool Uniqueness::check(const CheckedTable::Row& row, std::string_view column, const std::string& key,
                       std::string_view what) {
  const auto [first, fresh] = first_line_.try_emplace(key, row.line());
  if (!fresh) row.fault(column, fmt::format("{} is there twice; the first is in line {}", what, first->second));
  return fresh;
}

}  // namespace jialing
