#include "sim/cli/fault_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "sim/cli/text_table.h"
#include "sim/tables/faults.h"

namespace jialing::cli {
namespace {

/// Characters shown before and after the place of the fault.
constexpr std::size_t shown_before = 40;
constexpr std::size_t shown_after = 60;

bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0u) == 0x80u;
}

std::optional<std::string> line_of(const std::string& file, int number) {
  std::ifstream stream(file);
  std::string line;
  for (int i = 0; i < number; ++i) {
    if (!std::getline(stream, line)) return std::nullopt;
    if (i == 0 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  }
  if (line.ends_with('\r')) line.pop_back();
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return line;
}

/// First and last byte of a cell of the line; of text when there is none in that column, the end.
std::pair<std::size_t, std::size_t> cell_range(const std::string& line, int column) {
  std::size_t begin = 0;
  bool in_quotes = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') in_quotes = !in_quotes;
    if (line[i] != ',' || in_quotes) continue;
    if (--column == 0) return {begin, i};
    begin = i + 1;
  }
  return column == 1 ? std::pair{begin, line.size()} : std::pair{line.size(), line.size()};
}

std::pair<std::size_t, std::size_t> character_range(const std::string& line, int column) {
  std::size_t begin = 0;
  while (begin < line.size() && column > 1) {
    ++begin;
    while (begin < line.size() && continues_character(line[begin])) ++begin;
    --column;
  }
  return {begin, std::min(begin + 1, line.size())};
}

/// The part of the line around the place, and the display columns before the place.
std::pair<std::string, int> window(const std::string& line, std::size_t place) {
  const bool whole = line.size() <= shown_before + shown_after;
  std::size_t begin = whole || place < shown_before ? 0 : place - shown_before;
  while (begin > 0 && continues_character(line[begin])) --begin;
  std::size_t end = whole ? line.size() : std::min(place + shown_after, line.size());
  while (end < line.size() && continues_character(line[end])) ++end;
  const std::string before = (begin > 0 ? "…" : "") + line.substr(begin, place - begin);
  return {before + line.substr(place, end - place) + (end < line.size() ? "…" : ""), display_width(before)};
}

}  // namespace

std::string excerpt(const Fault& fault) {
  if (fault.line <= 0) return "";
  const auto line = line_of(fault.file, fault.line);
  if (!line || line->find_first_not_of(' ') == std::string::npos) return "";
  const std::string number = fmt::format("{:>5} | ", fault.line);
  if (fault.column <= 0) return number + window(*line, 0).first + "\n";
  const auto [begin, end] = fault.in_table ? cell_range(*line, fault.column) : character_range(*line, fault.column);
  const auto [text, before] = window(*line, begin);
  const int width = std::clamp(display_width(line->substr(begin, end - begin)), 1, static_cast<int>(shown_after));
  return fmt::format("{}{}\n{:>8}{:>{}}{:^>{}}\n", number, text, "| ", "", before, "", width);
}

std::string fault_report(const std::vector<Fault>& faults) {
  if (faults.empty()) return "";
  const auto with_excerpt = [](const Fault& fault) {
    std::string text = fault.text() + "\n" + excerpt(fault);
    text.pop_back();  // the list adds it
    return text;
  };
  return listed(faults, with_excerpt) + "\n";
}

}  // namespace jialing::cli
