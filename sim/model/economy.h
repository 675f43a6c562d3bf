#pragma once

#include "sim/model/process.h"

namespace jialing::model {

/// GDP, employment and corporate entities. National growth is given; nodes grow relative to it with knowledge and
/// adoption, and within the focus province they converge (sim/model/README.md, section 2, Economy). Sets `next.gdp`,
/// `employment`, `entities`, `real_growth` and `technology_growth`.
void advance_economy(const Context& context, const State& now, const std::vector<double>& log_population, StepTime time,
                     const Signals& signals, const Noise& noise, State& next);

/// Growth rates before the first step.
void start_economy(const Context& context, State& base);

}  // namespace jialing::model
