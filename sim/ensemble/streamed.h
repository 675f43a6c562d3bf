#pragma once

#include "sim/ensemble/ensemble.h"

namespace jialing {

/// Whether `run` streams the members of a scenario: more than output.exact_members that nobody wants to keep.
bool is_streamed(const Scenario& scenario);

/// Members whose cells are in memory at a time: enough for every thread to run several blocks.
std::int64_t chunk_members(int threads);

/// Runs the members of a scenario a chunk at a time, in the same memory, and hands each chunk to `consume`, in the
/// order of the members. Every member is the same bits as in run_ensemble. Throws Cancelled, and whatever `consume`
/// throws.
void stream_ensemble(const Scenario& scenario, const Network& network, const RunOptions& options,
                     std::int64_t members_at_once, const std::function<void(const Ensemble& chunk)>& consume);

}  // namespace jialing
