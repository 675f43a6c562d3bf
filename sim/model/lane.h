#pragma once

#include <Eigen/Core>
#include <vector>

namespace jialing::model {

using Real = double;

/// Members simulated side by side: one 64-byte vector. Every model variable is a Lane per node, so that all
/// arithmetic, exp and log included, runs on whole vectors of members.
inline constexpr int lane_width = 64 / sizeof(Real);
using Lane = Eigen::Array<Real, lane_width, 1>;
using Lanes = std::vector<Lane>;

}  // namespace jialing::model
