#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/tables/faults.h"

namespace jialing {

/// A record of a CSV file. `whole` is false when its cells do not fit the header.
struct CsvRow {
  int line = 0;  ///< line of the file on which the record begins
  bool whole = true;
  std::vector<std::string> cells;
};

/// A CSV file as text: commas, quotes as in RFC 4180, a header of column names.
struct CsvFile {
  int header_line = 0;  ///< line of the file on which the header begins
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
};

/// Reads a file with LF, CRLF or CR line ends, with or without a byte-order mark; blank lines are skipped. Nothing when
/// no header can be made out. `path` is the fault's path in the scenario ("data.nodes").
std::optional<CsvFile> read_csv(const std::string& file, const std::string& path, Faults& faults);

}  // namespace jialing
