#pragma once

#include <Eigen/Core>

#include "sim/graph/multigraph.h"

namespace jialing {

/// Shortest travel times over the transport links open in a year: node × node, symmetric, hours; infinite where no path
/// leads; the diagonal holds the time inside the node. Of parallel links the faster counts. Renumbering the nodes
/// renumbers the result and changes no bit of it.
Eigen::MatrixXd travel_times(const Multigraph& graph, int year);

}  // namespace jialing
