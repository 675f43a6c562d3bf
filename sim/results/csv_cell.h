#pragma once

#include <string>

namespace jialing {

/// A cell of a CSV file, in quotes where RFC 4180 asks for them.
inline std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace jialing
