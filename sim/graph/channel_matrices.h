#pragma once

#include <Eigen/Core>
#include <array>

namespace jialing {

/// Weights φ_ij of the four channels at one set of parameters (sim/model/README.md, section 1): node × node, symmetric.
struct ChannelMatrices {
  Eigen::MatrixXd talent, capital, contract, knowledge;
};

struct ChannelName {
  const char* name;
  Eigen::MatrixXd ChannelMatrices::*matrix;
};

/// The channels in the order in which tables and files list them.
inline constexpr std::array<ChannelName, 4> channel_names = {{{"talent", &ChannelMatrices::talent},
                                                              {"capital", &ChannelMatrices::capital},
                                                              {"contract", &ChannelMatrices::contract},
                                                              {"knowledge", &ChannelMatrices::knowledge}}};

}  // namespace jialing
