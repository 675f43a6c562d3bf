#pragma once

#include <limits>

namespace jialing {

/// Stands where there is no value; a float of it is missing too.
inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

}  // namespace jialing
