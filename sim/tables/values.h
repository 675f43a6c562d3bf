#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jialing {

/// The numbers a cell or a key accepts.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;

  bool contains(double value) const;
  /// "above 0 and at most 1"; "" when every number is accepted.
  std::string text() const;
};

inline constexpr Range any_number{};
inline constexpr Range positive{.low = 0, .low_open = true};
inline constexpr Range non_negative{.low = 0};
inline constexpr Range zero_to_one{.low = 0, .high = 1};
inline constexpr Range open_share{.low = 0, .high = 1, .low_open = true, .high_open = true};  ///< a logit is taken
inline constexpr Range positive_share{.low = 0, .high = 1, .low_open = true};

/// The last year that a run may reach.
inline constexpr int latest_year = 2100;
/// Years that tables may be of, and those that may follow in a run.
inline constexpr Range base_years{.low = 1990, .high = latest_year - 1};
inline constexpr Range run_years{.low = base_years.low + 1, .high = latest_year};

/// The whole text as a finite number, or nothing: no blanks, no thousands separators, no NaN, no infinity.
std::optional<double> parse_number(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

/// One word of letters of any script, digits, '_', '-' and '.'.
bool is_id(std::string_view text);
/// The same in words, for messages.
inline constexpr std::string_view id_rule = "one word of letters, digits, '_', '-' and '.'";

/// "a number above 0", "a whole number from 1 to 52"
std::string expected_number(std::string_view noun, const Range& range);
/// "; a share is a fraction: 40 % is 0.4" when a percentage stands where a fraction is expected, else "".
std::string percentage_hint(std::string_view text, const Range& range);

/// Whether two texts name the same unit: "yr" is "year", blanks do not count.
bool same_unit(std::string_view a, std::string_view b);

/// The text on one line, cut to so many bytes when it is longer.
std::string shortened(std::string_view text, std::size_t longest);
/// The text in single quotes for a message, shortened and on one line.
std::string in_quotes(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string joined(const std::vector<std::string>& words, std::string_view separator);

}  // namespace jialing
