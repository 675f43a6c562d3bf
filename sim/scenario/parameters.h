#pragma once

#include <vector>

#include "sim/scenario/yaml_document.h"
#include "sim/tables/dataset.h"

namespace jialing {

/// The priors, in the order of `Parameter`, with the resolved `parameters` of a scenario in their place. A parameter
/// whose prior is lognormal stays above 0 and one whose prior is logitnormal between 0 and 1, whatever the scenario
/// says: the model relies on it.
std::vector<Prior> apply_parameters(std::vector<Prior> priors, const YamlValue& parameters, Faults& faults);

/// Which parameters a resolved `parameters` states, in the order of `Parameter`.
std::vector<bool> stated_parameters(const YamlValue& parameters);

/// `prior` with the distribution that a resolved value states: a number or a distribution with named arguments.
Prior stated_prior(Prior prior, const YamlValue& value);

/// The `parameters` of a scenario that reads back as these priors; only those that are `wanted`.
YamlValue parameters_value(const std::vector<Prior>& priors, const std::vector<bool>& wanted);

}  // namespace jialing
