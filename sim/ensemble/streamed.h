#pragma once

#include "sim/ensemble/ensemble.h"

namespace jialing {

/// Of an ensemble that keeps no cells: members whose parameters and lasting differences are kept, and failures that are
/// listed, the first ones each.
inline constexpr std::int64_t kept_draws = 10000;
inline constexpr std::int64_t listed_failures = 1000;

/// Whether `run` streams the members of a scenario: more than output.exact_members that nobody wants to keep.
bool is_streamed(const Scenario& scenario);

/// Members whose cells are in memory at a time: enough for every thread to run several blocks.
std::int64_t chunk_members(int threads);

/// Runs the members of a scenario a chunk at a time, in the same memory, and hands the cells of each chunk to
/// `consume`, in the order of the members. The ensemble that is returned has no cells, only their sizes. Every member
/// is the same bits as in run_ensemble. Throws Cancelled, and whatever `consume` throws.
std::unique_ptr<Ensemble> stream_ensemble(const Scenario& scenario, const Network& network, const RunOptions& options,
                                          std::int64_t members_at_once,
                                          const std::function<void(const Ensemble& chunk)>& consume);

}  // namespace jialing
