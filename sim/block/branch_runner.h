#pragma once

#include "sim/ensemble/kernels.h"

namespace jialing {

/// Kernels::branch_runner.
std::unique_ptr<BranchRunner> make_branch_runner(const BranchTask& task);

}  // namespace jialing
