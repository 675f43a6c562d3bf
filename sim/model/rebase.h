#pragma once

#include "sim/model/simulation.h"

namespace jialing::model {

/// Parameters that mean the same when the base year moves to the present year of a simulation.
///
/// Most are the same in every base year. What is counted from the base year is expressed from the new one, so that the
/// run goes on as it would have: g_real_0, g_public, g_entities, g_aim, sd_aim and tau_frontier by their courses;
/// g_hist, gap_focus and gap_other from the state (sim/model/README.md, "Another base year").
ParameterLanes rebased_parameters(const Simulation& simulation);

}  // namespace jialing::model
