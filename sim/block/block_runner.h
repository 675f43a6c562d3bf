#pragma once

#include "sim/ensemble/kernels.h"

namespace jialing {

/// Kernels::block_runner.
std::unique_ptr<BlockRunner> make_block_runner(const MemberSources& sources, std::optional<int> rebase_year,
                                               Ensemble& ensemble);

}  // namespace jialing
