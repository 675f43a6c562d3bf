#pragma once

#include "sim/graph/channel_matrices.h"
#include "sim/graph/network.h"
#include "sim/scenario/scenario.h"

namespace jialing {

/// The network as the model sees it at the central parameters, without noise; node × node in table order.
struct CentralNetwork {
  ChannelMatrices weights;
  Eigen::MatrixXd technology_contracts;  ///< registered value from row to column, 100 million CNY per year
  Eigen::MatrixXd innovation_capital;    ///< 100 million CNY per year
  Eigen::MatrixXd talent;                ///< persons per year
};

/// Runs the central member up to the start of `year` (not before the base year).
CentralNetwork central_network(const Scenario& scenario, const Network& network, int year);

}  // namespace jialing
