#pragma once

#include <string>
#include <vector>

namespace jialing {

/// Words of the tables and scenarios, in the order of the enumerations they stand for.
inline const std::vector<std::string> provenance_status_names = {"reported", "reported_unchecked", "estimated",
                                                                 "assumed"};                         // ProvenanceStatus
inline const std::vector<std::string> distribution_names = {"lognormal", "logitnormal", "normal"};   // DistributionKind
inline const std::vector<std::string> sampling_names = {"monte_carlo", "latin_hypercube", "sobol"};  // Sampling

}  // namespace jialing
