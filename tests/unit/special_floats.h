#pragma once

#include <limits>

namespace jialing::test {

inline constexpr float infinite = std::numeric_limits<float>::infinity();
inline constexpr float missing = std::numeric_limits<float>::quiet_NaN();

}  // namespace jialing::test
