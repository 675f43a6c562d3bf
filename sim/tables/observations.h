#pragma once

#include <string>
#include <vector>

#include "sim/tables/dataset.h"
#include "sim/tables/node_index.h"

namespace jialing {

/// An observed figure of an indicator.
struct Observation {
  std::string place;      ///< region or node
  std::string indicator;  ///< code
  int year = 0;
  double value = 0;    ///< in the unit of the indicator
  double sd = 0;       ///< standard error, in the same unit
  int vintage = 0;     ///< year in which this figure was known first; a later one for the same year replaces it
  std::string status;  ///< where it comes from, as its table says
};

/// Those that were known in `year`, each in its newest form.
std::vector<Observation> known_in(const std::vector<Observation>& observations, int year);

/// Reads a table with the columns region, indicator, year, value, sd and, optionally, vintage (else: the year itself),
/// status and source.
std::vector<Observation> read_observations(const std::string& file, const Dataset& data, Faults& faults);

}  // namespace jialing
