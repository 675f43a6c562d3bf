#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "sim/analysis/network_metrics.h"
#include "sim/graph/channel_matrices.h"
#include "sim/graph/multigraph.h"
#include "sim/tables/dataset.h"

namespace jialing {

/// Everything the graph files tell. Refers to its parts; they must outlive it.
struct GraphReport {
  const Dataset& data;
  const Multigraph& graph;
  const ChannelMatrices& weights;           ///< at central parameters, in `year`
  const std::vector<NodeMetrics>& metrics;  ///< by node, in `year`
  int year = 0;
};

/// Name, place in the tables, coordinates and metrics of node i; null where there is nothing to say.
nlohmann::ordered_json node_attributes(const GraphReport& report, std::size_t i);

/// Layer, hours (null for a programme), years, names and the weights of the pair in each channel. All edges of a pair
/// carry the same weights, those of the pair as a whole.
nlohmann::ordered_json edge_attributes(const GraphReport& report, const Multigraph::edge_descriptor& edge);

}  // namespace jialing
