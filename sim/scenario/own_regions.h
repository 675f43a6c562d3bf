#pragma once

#include "sim/scenario/yaml_document.h"
#include "sim/tables/readers.h"

namespace jialing {

/// Adds the resolved `regions` of a scenario to those of the tables.
void add_own_regions(const YamlValue& regions, const NodeIndex& nodes, RegionTable& table, Faults& faults);

}  // namespace jialing
