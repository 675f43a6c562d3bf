#include "sim/cli/text_table.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <sstream>

namespace jialing::cli {
namespace {

// East Asian wide and full-width characters (Unicode standard annex 11), as far as they occur in our labels.
bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60);
}

std::string pad(const std::string& text, int width, TextTable::Align align) {
  const std::string space(std::max(0, width - display_width(text)), ' ');
  return align == TextTable::Align::left ? text + space : space + text;
}

std::string set_apart(std::int64_t value) {
  std::string digits = std::to_string(value);
  for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > (value < 0 ? 1 : 0); place -= 3)
    digits.insert(static_cast<std::size_t>(place), " ");
  return digits;
}

}  // namespace

int display_width(const std::string& text) {
  int width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t code = bytes == 1 ? lead : lead & (0x7f >> bytes);
    for (int b = 1; b < bytes && i + b < text.size(); ++b) code = code << 6 | (text[i + b] & 0x3f);
    width += is_wide(code) ? 2 : 1;
    i += bytes;
  }
  return width;
}

std::string readable(double value) {
  if (std::isnan(value)) return "–";
  const double size = std::abs(value);
  if (size >= 1000) return set_apart(std::llround(value));
  if (size >= 10) return fmt::format("{:.1f}", value);
  if (size >= 1 || size == 0) return fmt::format("{:.2f}", value);
  return fmt::format("{:.3f}", value);
}

std::vector<std::string> wrapped(const std::string& text, int width) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!lines.empty() && display_width(lines.back()) + 1 + display_width(word) <= width)
      lines.back() += " " + word;
    else
      lines.push_back(word);
  }
  return lines;
}

int terminal_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return std::numeric_limits<int>::max();
}

std::vector<int> TextTable::widths() const {
  std::vector<int> widths(columns_.size(), 0);
  for (const auto& row : rows_)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], display_width(row[c]));
  return widths;
}

int TextTable::width() const {
  const std::vector<int> each = widths();
  return std::accumulate(each.begin(), each.end(), 2 * static_cast<int>(columns_.size() - 1));
}

std::string TextTable::text() const {
  const std::vector<int> widths = this->widths();
  const int total = width();
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (int i = 0; row.empty() && i < total; ++i) line += "─";
    for (std::size_t c = 0; c < row.size(); ++c) line += (c > 0 ? "  " : "") + pad(row[c], widths[c], columns_[c]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace jialing::cli
