#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/tables/faults.h"

namespace jialing {

/// The number of line ends in a text: LF, CRLF or CR alone.
int line_ends(std::string_view text);

/// Whether these are characters in UTF-8, none of them a zero.
bool is_utf8_text(std::string_view bytes);

/// The contents of a UTF-8 text file without a byte-order mark. Nothing, and one fault, when the file is missing, a
/// folder, unreadable, empty, binary or in another encoding. `path` is the fault's path in the scenario ("data.nodes").
std::optional<std::string> read_text_file(const std::string& file, const std::string& path, Faults& faults);

}  // namespace jialing
