#pragma once

#include <string>

#include "sim/analysis/allocation/allocate.h"

namespace jialing {

/// Writes a study as netCDF: allocations with what they are worth, marginal returns, the frontier. Throws FileError.
void write_allocation(const allocation::AllocationStudy& study, const Scenario& scenario, const std::string& path);

/// Every allocation as a table: allocation, instrument, recipient, money a year, share of the budget. Into the file
/// itself, which an AtomicFile should stand for. Throws FileError.
void write_allocation_csv(const allocation::AllocationStudy& study, const Scenario& scenario, const std::string& path);

}  // namespace jialing
