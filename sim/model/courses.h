#pragma once

#include "sim/model/lane_math.h"

namespace jialing::model {

/// Courses that several processes and the change of the base year share.
inline constexpr double slowing_years = 5;  ///< time scale on which national growth approaches its long-run rate
inline constexpr double fading_years = 10;  ///< time scale on which the growth of entities and of public R&D fades

/// Years' worth of a rate that starts at full strength and fades on the time scale `fade`: ∫₀ᵗ e^{−s/fade} ds.
inline Lane faded_years(double t, const Lane& fade) {
  return fade * (1 - lane_exp(-t / fade));
}

}  // namespace jialing::model
