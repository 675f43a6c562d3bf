#pragma once

#include "sim/model/learning.h"

namespace jialing::model {

/// Share of a node's potential users that have adopted each technology field in the base year.
void start_adoption(const Context& context, State& base);

/// Adoption of technology fields: the diffusion of innovation proper, a mixed-influence (Bass) process in which part of
/// the imitation is learnt from other nodes, near ones and sellers of contracts (sim/model/README.md, section 2,
/// Adoption). Sets `next.adoption` and `signals.adoption_speed`.
void advance_adoption(const Context& context, const State& now, const Learning& learning, StepTime time, State& next,
                      Signals& signals);

}  // namespace jialing::model
