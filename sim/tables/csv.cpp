#include "sim/tables/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "sim/tables/text_file.h"

namespace jialing {

namespace {

/// Splits the text of a CSV file into records.
class CsvSplitter {
 public:
  CsvSplitter(std::string_view text, const std::string& file, Faults& faults)
      : text_(text),
        file_(file),
        faults_(faults) {}

  bool at_end() const { return position_ >= text_.size(); }

  CsvRow next_record() {
    CsvRow row;
    row.line = line_;
    do {
      row.cells.push_back(next_cell(row));
    } while (skip(','));
    end_line();
    return row;
  }

 private:
  bool skip(char character) {
    if (at_end() || text_[position_] != character) return false;
    ++position_;
    return true;
  }

  bool at_cell_end() const {
    if (at_end()) return true;
    const char character = text_[position_];
    return character == ',' || character == '\r' || character == '\n';
  }

  void end_line() {
    const bool carriage_return = skip('\r');
    if (skip('\n') || carriage_return) ++line_;
  }

  std::string next_cell(CsvRow& row) {
    std::string cell;
    if (skip('"')) cell = quoted_part(row);
    const std::size_t start = position_;
    while (!at_cell_end()) ++position_;
    const std::string_view rest = text_.substr(start, position_ - start);
    if (row.whole && rest.find('"') != std::string_view::npos) {
      fault(row, "a quote inside a cell: put the whole cell in quotes and write each inner quote twice");
    } else if (row.whole && !cell.empty() && !rest.empty()) {
      fault(row, "text after a closing quote: put the whole cell in quotes");
    }
    return cell.append(rest);
  }

  std::string quoted_part(CsvRow& row) {
    std::string cell;
    for (std::size_t quote; (quote = text_.find('"', position_)) != std::string_view::npos; cell += '"') {
      const std::string_view part = text_.substr(position_, quote - position_);
      line_ += line_ends(part);
      cell += part;
      position_ = quote + 1;
      if (!skip('"')) return cell;
    }
    position_ = text_.size();
    fault(row, "a quote is opened here and never closed");
    return "";  // the rest of the file is no cell
  }

  void fault(CsvRow& row, const std::string& message) {
    row.whole = false;
    faults_.add({file_, row.line, static_cast<int>(row.cells.size()) + 1, "", message, true});
  }

  std::string_view text_;
  const std::string& file_;
  Faults& faults_;
  std::size_t position_ = 0;
  int line_ = 1;
};

/// Spreadsheets of many countries write semicolons.
std::string separator_fault(const std::vector<std::string>& header) {
  if (header.size() > 1) return "";
  for (const auto& [separator, name] : {std::pair{';', "semicolons"}, std::pair{'\t', "tabs"}}) {
    if (header[0].find(separator) == std::string::npos) continue;
    return fmt::format("cells are separated by {}; save the table with commas", name);
  }
  return "";
}

bool is_blank(const CsvRow& row) {
  return row.whole && row.cells.size() == 1 && row.cells[0].empty();
}

bool has_no_text(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); });
}

/// Marks the rows that do not fit the header. Where no row fits, it is the header that is wrong, and one fault is
/// enough.
void check_widths(CsvFile& table, const std::string& file, Faults& faults) {
  const std::size_t width = table.header.size();
  std::vector<CsvRow*> misfits;
  for (CsvRow& row : table.rows) {
    if (row.whole && (row.cells.size() != width || has_no_text(row))) misfits.push_back(&row);
  }
  for (CsvRow* row : misfits) row->whole = false;
  const auto has_other_width = [&](const CsvRow* row) { return row->cells.size() != width; };
  const bool all_differ = std::all_of(misfits.begin(), misfits.end(), has_other_width);
  if (misfits.size() > 1 && misfits.size() == table.rows.size() && all_differ) {
    faults.add({file, table.header_line, 0, "",
                fmt::format("the header names {} columns, but no row has so many cells; the first has {}", width,
                            table.rows[0].cells.size())});
    return;
  }
  for (const CsvRow* row : misfits) {
    faults.add(
        {file, row->line, 0, "",
         has_no_text(*row)
             ? "every cell of the row is empty; delete it"
             : fmt::format("the row has {} cells, the header {}; a cell that contains a comma must stand in quotes",
                           row->cells.size(), width)});
  }
}

}  // namespace

std::optional<CsvFile> read_csv(const std::string& file, const std::string& path, Faults& faults) {
  const auto text = read_text_file(file, path, faults);
  if (!text) return std::nullopt;
  CsvSplitter splitter(*text, file, faults);
  CsvFile table;
  while (!splitter.at_end()) {
    CsvRow row = splitter.next_record();
    if (is_blank(row)) continue;
    if (table.header.empty()) {
      if (const std::string why = separator_fault(row.cells); !why.empty()) {
        faults.add({file, row.line, 0, path, why});
        return std::nullopt;
      }
      if (!row.whole) return std::nullopt;
      table.header = row.cells;
      table.header_line = row.line;
      continue;
    }
    table.rows.push_back(std::move(row));
  }
  check_widths(table, file, faults);
  return table;
}

}  // namespace jialing
