#pragma once

#include <string>
#include <vector>

#include "jialing/error.h"

namespace jialing::cli {

/// The line of the file that a fault is about, shortened around it, and below it a mark where it begins:
///     14 |   membres: 2000
///        |   ^
/// Empty when there is no such line to show.
std::string excerpt(const Fault& fault);

/// All faults with their excerpts, of very many the first and the number of the rest.
std::string fault_report(const std::vector<Fault>& faults);

}  // namespace jialing::cli
