#pragma once

#include "sim/model/learning.h"
#include "sim/model/research.h"

namespace jialing::model {

/// Stock, growth and lagged creation of knowledge in the base year.
void start_knowledge(const Context& context, State& base);

/// Knowledge creation (Griliches–Jaffe, with spillovers and bought technology) and its stock by perpetual inventory
/// (sim/model/README.md, section 2, Knowledge). Sets `next.knowledge`, `knowledge_growth` and `lagged_creation`; needs
/// `next` GDP and R&D.
void advance_knowledge(const Context& context, const State& now, StepTime time, const Signals& signals,
                       const Research& research, const Learning& learning, State& next);

}  // namespace jialing::model
