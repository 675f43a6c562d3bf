#pragma once

#include "sim/tables/parameter_names.h"

namespace jialing::model {

/// Whether the new base year's value follows from the old one's. It does not for levels of the base year itself that
/// nothing but its tables can say (a0, f0, g_patent, g_hightech, basic_gain).
bool survives_rebase(Parameter parameter);

/// Whether the new base year's value comes from the state that the run has reached: g_hist, gap_focus, gap_other.
bool follows_from_state(Parameter parameter);

}  // namespace jialing::model
