#include "sim/tables/text_file.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace jialing {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t largest_file = std::size_t{1} << 30;

bool in_range(unsigned char byte, unsigned low, unsigned high) {
  return byte >= low && byte <= high;
}

/// Length of the UTF-8 character at the start of `text`, 0 when it is none (Unicode standard, table 3-7).
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto tail = [&](std::size_t i) { return in_range(static_cast<unsigned char>(byte(i)), 0x80, 0xBF); };
  const auto first = static_cast<unsigned char>(byte(0));
  const auto second = static_cast<unsigned char>(byte(1));
  if (first < 0x80) return 1;
  if (in_range(first, 0xC2, 0xDF)) return tail(1) ? 2 : 0;
  if (in_range(first, 0xE0, 0xEF)) {
    const bool valid = in_range(second, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && tail(2);
    return valid ? 3 : 0;
  }
  if (in_range(first, 0xF0, 0xF4)) {
    const bool valid = in_range(second, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF) && tail(2) && tail(3);
    return valid ? 4 : 0;
  }
  return 0;
}

std::size_t first_invalid_byte(std::string_view text) {
  std::size_t position = 0;
  while (true) {
    while (position < text.size() && static_cast<unsigned char>(text[position]) < 0x80) ++position;  // most of a table
    if (position == text.size()) return std::string_view::npos;
    const std::size_t length = character_length(text.substr(position));
    if (length == 0) return position;
    position += length;
  }
}

int line_of(std::string_view text, std::size_t position) {
  return 1 + line_ends(text.substr(0, position));
}

/// What is wrong with the encoding: line and message; an empty message when nothing is.
std::pair<int, std::string> encoding_fault(std::string_view text) {
  constexpr std::string_view advice = "save it as UTF-8 (in Excel: \"CSV UTF-8 (Comma delimited)\")";
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return {0, fmt::format("the file is UTF-16 text; {}", advice)};
  }
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return {line_of(text, zero), "the file is binary, not text"};
  }
  if (const std::size_t wrong = first_invalid_byte(text); wrong != std::string_view::npos) {
    const unsigned byte = static_cast<unsigned char>(text[wrong]);
    return {line_of(text, wrong), fmt::format("byte 0x{:02X} is not UTF-8, perhaps the file is GBK; {}", byte, advice)};
  }
  return {0, ""};
}

/// The whole stream; more than `largest_file` when it is longer, as that of a device that never ends.
std::string contents_of(std::istream& stream) {
  std::array<char, 1 << 14> piece;
  std::string text;
  while (stream && text.size() <= largest_file) {
    stream.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
  }
  return text;
}

/// Why the file cannot be opened; empty when it can.
std::string access_fault(const std::string& file) {
  std::error_code ignored;
  const auto status = std::filesystem::status(file, ignored);
  if (!std::filesystem::exists(status)) return "no such file";
  if (std::filesystem::is_directory(status)) return "is a folder, not a file";
  return "";
}

}  // namespace

int line_ends(std::string_view text) {
  int count = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n' || (text[i] == '\r' && text.substr(i + 1, 1) != "\n")) ++count;
  return count;
}

bool is_utf8_text(std::string_view bytes) {
  return bytes.find('\0') == std::string_view::npos && first_invalid_byte(bytes) == std::string_view::npos;
}

std::optional<std::string> read_text_file(const std::string& file, const std::string& path, Faults& faults) {
  const auto fail = [&](int line, const std::string& message) {
    faults.add({file, line, 0, path, message});
    return std::nullopt;
  };
  if (const std::string why = access_fault(file); !why.empty()) return fail(0, why);
  std::ifstream stream(file, std::ios::binary);
  if (!stream.is_open()) return fail(0, "cannot be read; check its permissions");
  std::string text = contents_of(stream);
  if (stream.bad()) return fail(0, "cannot be read to its end");
  if (text.size() > largest_file)
    return fail(0, fmt::format("is larger than {} GiB, which no table or scenario is", largest_file >> 30));
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return fail(0, "the file is empty");
  if (const auto [line, message] = encoding_fault(text); !message.empty()) return fail(line, message);
  return text;
}

}  // namespace jialing
