#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/tables/csv.h"
#include "sim/tables/faults.h"
#include "sim/tables/node_index.h"
#include "sim/tables/values.h"

namespace jialing {

enum class CellType {
  text,
  id,  ///< one word: letters of any script, digits, '_', '-', '.'
  number,
  year,
  choice,
  flag,  ///< 0 or 1
  node   ///< id of a node
};

/// What the cells of one column must hold.
struct ColumnRule {
  std::string name = {};
  CellType type = CellType::text;
  bool optional = false;  ///< the cell may be empty
  Range range = {};
  std::vector<std::string> choices = {};
  bool column_optional = false;  ///< the whole column may be missing
};

/// What a table must look like.
struct TableRules {
  std::string role = {};        ///< key of the scenario that names the file: "data.nodes"
  std::string key_column = {};  ///< names the row in messages
  std::string key_label = {};   ///< "node"
  bool may_have_no_rows = false;
  std::vector<ColumnRule> columns = {};
};

/// A CSV table whose header and cells were checked against rules. Faulty cells read as zero or empty; their faults are
/// collected already.
class CheckedTable {
 public:
  class Row;

  CheckedTable(std::string file, TableRules rules, const NodeIndex& nodes, Faults& faults);
  CheckedTable(const CheckedTable&) = delete;  // rows point to their table
  CheckedTable& operator=(const CheckedTable&) = delete;

  /// False when nothing could be read; the rows are empty then.
  bool readable() const { return readable_; }
  /// Whether every row has a proper key, so that a key that is not found is really missing.
  bool keys_sound() const { return keys_sound_; }
  bool has_column(std::string_view column) const { return file_column_[index_of(column)] > 0; }
  const std::vector<Row>& rows() const { return rows_; }
  /// A fault that concerns the whole table.
  void fault(const std::string& message) const { faults_.add({file_, 0, 0, rules_.role, message}); }

 private:
  struct Cell {
    std::string text;
    double number = 0;
    int index = -1;  ///< of the choice or node
    bool has_number = false;
  };

  std::size_t index_of(std::string_view column) const;
  void check_header(const CsvFile& source);
  Row check_row(const CsvRow& source, const NodeIndex& nodes);
  std::string check_cell(const ColumnRule& rule, const NodeIndex& nodes, Cell& cell) const;

  std::string file_;
  TableRules rules_;
  Faults& faults_;
  bool readable_ = false;
  bool keys_sound_ = false;
  std::vector<int> file_column_;  ///< 1-based column in the file of each rule; 0 when missing
  std::vector<Row> rows_;
};

/// One row of a checked table; columns are called by the names of the rules.
class CheckedTable::Row {
 public:
  int line() const { return line_; }
  /// False when the row does not fit the header; then only the key is readable.
  bool whole() const { return whole_; }
  std::string key() const;
  const std::string& text(std::string_view column) const { return cell(column).text; }
  double number(std::string_view column) const { return cell(column).number; }
  /// Nothing when the cell is empty or faulty.
  std::optional<double> optional_number(std::string_view column) const;
  int year(std::string_view column) const { return static_cast<int>(cell(column).number); }
  bool flag(std::string_view column) const { return cell(column).number != 0; }
  /// -1 when the cell is faulty.
  int choice(std::string_view column) const { return cell(column).index; }
  /// -1 when the cell is faulty.
  int node(std::string_view column) const { return cell(column).index; }
  void fault(std::string_view column, const std::string& message) const;

 private:
  friend class CheckedTable;
  const Cell& cell(std::string_view column) const { return cells_[table_->index_of(column)]; }

  const CheckedTable* table_ = nullptr;
  int line_ = 0;
  bool whole_ = true;
  std::vector<Cell> cells_;
};

/// Finds rows that repeat an earlier one.
class Uniqueness {
 public:
  /// False, with a fault at `column`, when the key was there before.
  bool check(const CheckedTable::Row& row, std::string_view column, const std::string& key, std::string_view what);

 private:
  std::map<std::string, int> first_line_;
};

}  // namespace jialing
