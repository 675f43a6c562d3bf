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

/// The text filled up with spaces to `width` columns.
std::string padded(const std::string& text, int width, TextTable::Align align);

/// The text in lines of at most `width` columns, broken at spaces and beside Chinese characters, but not so that
/// punctuation stands apart from what it closes or opens.
std::vector<std::string> wrapped(const std::string& text, int width);

/// A text below a table: the same, each line with its end, at most 100 columns wide so that it reads well.
std::string paragraph(const std::string& text, int width);

/// The text cut to `width` columns; an … stands for what is left out.
std::string shortened(const std::string& text, int width);

/// Columns of the terminal that standard output goes to; no limit in a pipe or file.
int terminal_width();

/// A number with three or four significant digits and thousands set apart: 0.012, 3.14, 57.0, 145.7, 26 371.
std::string readable(double value);

/// The same with + or - before it; what is too small to be shown has no sign.
std::string with_sign(double value);
/// A value whose size is this text.
std::string with_sign(double value, const std::string& size);

}  // namespace jialing::cli
