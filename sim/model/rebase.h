#pragma once

#include <vector>

#include "sim/model/simulation.h"

namespace jialing::model {

/// Parameters that mean the same when the base year moves to the present year of a simulation.
///
/// Most are the same in every base year. What is counted from the base year is expressed from the new one, so that the
/// run goes on as it would have: g_real_0, g_public, g_entities, tau_frontier by their courses; g_hist, gap_focus and
/// gap_other from the state (sim/model/README.md, "Another base year").
ParameterLanes rebased_parameters(const Simulation& simulation);

/// Whether the new base year's value follows from the old one's. It does not for levels of the base year itself that
/// nothing but its tables can say (a0, f0, g_patent, g_hightech, basic_gain).
bool survives_rebase(Parameter parameter);

/// Whether the new base year's value comes from the state that the run has reached: g_hist, gap_focus, gap_other.
bool follows_from_state(Parameter parameter);

}  // namespace jialing::model
