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

// East Asian wide and full-width characters (Unicode standard annex 11), as far as they occur in our labels. What is
// narrow or wide by context (≥, –, “, ※) counts as narrow, as terminals show it by default.
bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f) || (c >= 0xac00 && c <= 0xd7a3) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
         (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x20000 && c <= 0x3fffd);
}

int width_of(char32_t c) {
  return is_wide(c) ? 2 : 1;
}

// Decodes the character that begins at `at` and moves on behind it.
char32_t next_character(const std::string& text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  char32_t code = bytes == 1 ? lead : lead & (0x7f >> bytes);
  for (std::size_t b = 1; b < bytes && at + b < text.size(); ++b) code = code << 6 | (text[at + b] & 0x3f);
  at = std::min(at + bytes, text.size());
  return code;
}

bool may_break(char32_t before, char32_t after) {
  constexpr std::u32string_view closing = U"，。、；：！？）》」』】〉”’…—,.;:!?)%", opening = U"（《「『【〈“‘(/";
  if (!is_wide(before) && !is_wide(after)) return false;
  return closing.find(after) == closing.npos && opening.find(before) == opening.npos;
}

// The parts of a word between which a line may be broken.
std::vector<std::string> parts_of(const std::string& word) {
  std::vector<std::string> parts;
  char32_t before = 0;
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t begin = at;
    const char32_t character = next_character(word, at);
    if (parts.empty() || may_break(before, character)) parts.emplace_back();
    parts.back() += word.substr(begin, at - begin);
    before = character;
  }
  return parts;
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
  for (std::size_t at = 0; at < text.size();) width += width_of(next_character(text, at));
  return width;
}

std::string padded(const std::string& text, int width, TextTable::Align align) {
  const std::string space(std::max(0, width - display_width(text)), ' ');
  return align == TextTable::Align::left ? text + space : space + text;
}

std::string readable(double value) {
  if (std::isnan(value)) return "–";
  const double size = std::abs(value);
  if (size >= 1000) return set_apart(std::llround(value));
  if (size >= 10) return fmt::format("{:.1f}", value);
  if (size >= 1 || size == 0) return fmt::format("{:.2f}", value);
  const std::string text = fmt::format("{:.3f}", value);
  return text == "-0.000" ? "0.000" : text;
}

std::string with_sign(double value) {
  return with_sign(value, readable(std::abs(value)));
}

std::string with_sign(double value, const std::string& size) {
  if (std::isnan(value) || size.find_first_of("123456789") == std::string::npos) return size;
  return (value > 0 ? "+" : "-") + size;
}

std::vector<std::string> wrapped(const std::string& text, int width) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    std::string space = lines.empty() ? "" : " ";
    for (const std::string& part : parts_of(word)) {
      if (!lines.empty() && display_width(lines.back() + space + part) <= width)
        lines.back() += space + part;
      else
        lines.push_back(part);
      space.clear();
    }
  }
  return lines;
}

std::string paragraph(const std::string& text, int width) {
  constexpr int widest = 100;
  std::string lines;
  for (const std::string& line : wrapped(text, std::min(width, widest))) lines += line + "\n";
  return lines;
}

std::string shortened(const std::string& text, int width) {
  if (display_width(text) <= width) return text;
  std::string kept;
  int used = 1;  // the …
  for (std::size_t at = 0, begin = 0;; begin = at) {
    used += width_of(next_character(text, at));
    if (used > width) break;
    kept += text.substr(begin, at - begin);
  }
  return kept.erase(kept.find_last_not_of(' ') + 1) + "…";
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
    for (std::size_t c = 0; c < row.size(); ++c) line += (c > 0 ? "  " : "") + padded(row[c], widths[c], columns_[c]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace jialing::cli
