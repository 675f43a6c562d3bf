#pragma once

#include "sim/model/process.h"

namespace jialing::model {

/// Shares of strategic emerging and high-tech industries and of scientifically literate citizens, as logits
/// (sim/model/README.md, section 2, Shares). External nodes keep theirs.
void advance_shares(const Context& context, const State& now, StepTime time, const Signals& signals, State& next);

}  // namespace jialing::model
