#pragma once

#include <string>
#include <vector>

namespace jialing::cli {

/// A table for a terminal: columns padded to their widest cell. Chinese characters count as two columns wide.
class TextTable {
 public:
  enum class Align { left, right };

  explicit TextTable(std::vector<Align> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  void add_rule() { rows_.emplace_back(); }
  std::string text() const;
  int width() const;

 private:
  std::vector<int> widths() const;

  std::vector<Align> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// Columns that UTF-8 text takes on a terminal.
int display_width(const std::string& text);

/// The text in lines of at most `width` columns, broken at spaces.
std::vector<std::string> wrapped(const std::string& text, int width);

/// Columns of the terminal that standard output goes to; no limit in a pipe or file.
int terminal_width();

/// A number with three or four significant digits and thousands set apart: 0.012, 3.14, 57.0, 145.7, 26 371.
std::string readable(double value);

}  // namespace jialing::cli
