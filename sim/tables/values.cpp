#include "sim/tables/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace jialing {

namespace {

template <class Number>
std::optional<Number> parse_whole(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0u) == 0x80u;
}

/// Without blanks, and with the long names of what has two.
std::string unit_key(std::string_view unit) {
  std::string key, word;
  const auto end_word = [&] {
    key += word == "yr" || word == "years" ? "year" : word;
    word.clear();
  };
  for (const char character : unit) {
    const bool letter = std::isalpha(static_cast<unsigned char>(character)) != 0;
    if (!letter) end_word();
    if (letter) {
      word += character;
    } else if (character != ' ') {
      key += character;
    }
  }
  end_word();
  return key;
}

}  // namespace

bool Range::contains(double value) const {
  const bool above = low_open ? value > low : value >= low;
  const bool below = high_open ? value < high : value <= high;
  return above && below;
}

std::string Range::text() const {
  const bool has_low = std::isfinite(low);
  const bool has_high = std::isfinite(high);
  if (has_low && has_high && !low_open && !high_open) return fmt::format("from {} to {}", low, high);
  const std::string lower = has_low ? fmt::format("{} {}", low_open ? "above" : "of at least", low) : "";
  const std::string upper = has_high ? fmt::format("{} {}", high_open ? "below" : "at most", high) : "";
  return lower + (has_low && has_high ? " and " : "") + upper;
}

std::optional<double> parse_number(std::string_view text) {
  const auto value = parse_whole<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  return parse_whole<std::int64_t>(text);
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  return parse_whole<std::uint64_t>(text);
}

bool is_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char character) {
    return character >= 0x80 || std::isalnum(character) != 0 || character == '_' || character == '-' ||
           character == '.';
  });
}

std::string expected_number(std::string_view noun, const Range& range) {
  if (range.low == range.high) return fmt::format("{}", range.low);
  const std::string limits = range.text();
  return limits.empty() ? std::string(noun) : fmt::format("{} {}", noun, limits);
}

std::string percentage_hint(std::string_view text, const Range& range) {
  const bool percent_sign = text.ends_with('%');
  const auto value = parse_number(percent_sign ? text.substr(0, text.size() - 1) : text);
  if (range.low != 0 || range.high != 1 || !value || *value < (percent_sign ? 0 : 2) || *value > 100) return "";
  return fmt::format("; a share is a fraction: {} % is {:.6g}", *value, *value / 100);
}

bool same_unit(std::string_view a, std::string_view b) {
  return unit_key(a) == unit_key(b);
}

std::string shortened(std::string_view text, std::size_t longest) {
  std::size_t length = std::min(text.size(), longest);
  while (length > 0 && length < text.size() && continues_character(text[length])) --length;
  std::string result;
  for (const char character : text.substr(0, length)) {
    result += static_cast<unsigned char>(character) < 0x20 ? ' ' : character;
  }
  return result + (length < text.size() ? "…" : "");
}

std::string in_quotes(std::string_view text) {
  return "'" + shortened(text, 60) + "'";
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator, start)) {
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  parts.emplace_back(text.substr(start));
  return parts;
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

}  // namespace jialing
