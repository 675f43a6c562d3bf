#pragma once

#include <string>
#include <vector>

#include "sim/tables/dataset.h"

namespace jialing {

/// Words of the tables and scenarios, in the order of the enumerations they stand for.
inline const std::vector<std::string> provenance_status_names = {"reported", "reported_unchecked", "estimated",
                                                                 "assumed"};                         // ProvenanceStatus
inline const std::vector<std::string> target_direction_names = {"at_least", "at_most", "about"};     // TargetDirection
inline const std::vector<std::string> distribution_names = {"lognormal", "logitnormal", "normal"};   // DistributionKind
inline const std::vector<std::string> sampling_names = {"monte_carlo", "latin_hypercube", "sobol"};  // Sampling
inline const std::vector<std::string> precision_names = {"double", "single"};                        // Precision

/// Variables of which a region may hold a share of a node; `all` stands for each of them.
inline const std::vector<std::string> share_variables = {"all", "gdp", "rd", "hightech_output", "tech_firms", "land"};

inline const std::string& direction_name(TargetDirection direction) {
  return target_direction_names[static_cast<std::size_t>(direction)];
}

}  // namespace jialing
