// What a program with several copies of the model calls each of them by.

#include "sim/ensemble/kernels.h"

#include "sim/block/block_runner.h"
#include "sim/block/branch_runner.h"
#include "sim/block/central_member.h"
#include "sim/model/lane.h"

extern const jialing::Kernels JIALING_KERNELS_NAME;
const jialing::Kernels JIALING_KERNELS_NAME = {
    JIALING_KERNELS_LEVEL,
    sizeof(jialing::model::Real) == sizeof(float) ? jialing::Precision::single_precision
                                                  : jialing::Precision::double_precision,
    jialing::model::lane_width,
#if defined(__FMA__)
    true,
#else
    false,
#endif
    jialing::make_block_runner,
    jialing::make_branch_runner,
    jialing::run_central_member,
};
