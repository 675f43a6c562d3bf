#pragma once

#include "sim/ensemble/central_network.h"

namespace jialing {

/// central_network() of these kernels.
CentralNetwork run_central_member(const Scenario& scenario, const Network& network, int year);

}  // namespace jialing
