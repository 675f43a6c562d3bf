#pragma once

#include "sim/scenario/yaml_document.h"
#include "sim/tables/dataset.h"

namespace jialing {

/// Adds the resolved `targets` of a scenario to those of the table. One for the same indicator, region, year and
/// direction as a row of the table takes its place, and keeps the row's figure for 2020. All of them
/// lie after the base year of the run.
void add_own_targets(const YamlValue& targets, int base_year, Dataset& data, Faults& faults);

}  // namespace jialing
