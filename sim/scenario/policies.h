#pragma once

#include <vector>

#include "sim/scenario/levers.h"
#include "sim/scenario/yaml_document.h"

namespace jialing {

/// The levers of resolved `policies` that are switched on, also by `groups`, in their order, with everything that they
/// name in the tables found and checked. All of them are checked, those that are off as well.
std::vector<Lever> read_policies(const YamlValue& policies, const YamlValue& groups, const Dataset& data,
                                 Faults& faults);

/// Resolved `channels`.
ChannelSwitches channel_switches(const YamlValue& channels);

}  // namespace jialing
