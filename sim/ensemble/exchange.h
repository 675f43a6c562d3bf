#pragma once

#include <cstdint>
#include <vector>

#include "sim/ensemble/ensemble.h"
#include "sim/parallel/ranks.h"

namespace jialing {

/// Stands for everything that decides the members of an ensemble, and for how many stand side by side in a block: the
/// ranks that compute it must agree on it.
std::uint64_t work_hash(const Scenario& scenario, std::int64_t first_member, std::int64_t members);

/// Brings the blocks of members that each rank has computed to all ranks: cells, parameters and failures ([block]), of
/// as many blocks as these from `begin` on. Called by all ranks. Throws what Ranks::meet() does.
void exchange_members(SharedWork& work, std::uint64_t hash, std::int64_t begin, Ensemble& ensemble,
                      std::vector<std::vector<MemberFailure>>& failures);

}  // namespace jialing
