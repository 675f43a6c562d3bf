#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "sim/graph/channel_matrices.h"
#include "sim/graph/multigraph.h"
#include "sim/tables/dataset.h"

namespace jialing {

/// How central one node is.
struct NodeMetrics {
  /// Sum of the channel's weights to all other nodes, Σ_{j≠i} φ_ij.
  double strength_talent = 0, strength_capital = 0, strength_contract = 0, strength_knowledge = 0;
  /// Share of the pairs of other nodes whose fastest path passes through the node (Freeman 1977; Brandes 2001): divided
  /// by (n−1)(n−2)/2, so 0 to 1. A pair with several fastest paths counts in proportion.
  double betweenness = 0;
  /// Share of a walker's time who follows contract flows out of a node in proportion to their value (Brin & Page 1998):
  /// high where technology arrives from nodes at which much arrives. Sums to 1 over the nodes.
  double pagerank = 0;
  /// Market potential Σ_j φ^contract_ij gdp_j, own node included (Harris 1954), 100 million CNY of 2020 at weight 1.
  double accessibility = 0;
};

struct NodeMetricName {
  const char* name;
  double NodeMetrics::*value;
};

/// The metrics in the order in which tables and files list them.
inline constexpr std::array<NodeMetricName, 7> node_metric_names = {{
    {"strength_talent", &NodeMetrics::strength_talent},
    {"strength_capital", &NodeMetrics::strength_capital},
    {"strength_contract", &NodeMetrics::strength_contract},
    {"strength_knowledge", &NodeMetrics::strength_knowledge},
    {"betweenness", &NodeMetrics::betweenness},
    {"pagerank", &NodeMetrics::pagerank},
    {"accessibility", &NodeMetrics::accessibility},
}};

/// Metrics of all nodes, in the order of the node table, over the transport links open in `year`. `weights` and
/// `contract_flow` (from row to column, per year, ≥ 0) are the model's, at the parameters and in the year of interest.
std::vector<NodeMetrics> network_metrics(const Dataset& data, const Multigraph& graph, const ChannelMatrices& weights,
                                         const Eigen::MatrixXd& contract_flow, int year);

/// Betweenness of each vertex on travel time, as described at NodeMetrics; 0 for fewer than three vertices.
std::vector<double> travel_time_betweenness(const Multigraph& graph, int year);

/// PageRank of a matrix of flows from row to column (all ≥ 0), as described at NodeMetrics: damping 0.85, the rest and
/// the rows without any flow go to all nodes alike, iterated until the change summed over nodes is below 1e-12. What a
/// node sends to itself does not count: it would only reflect how finely the map is cut.
Eigen::VectorXd weighted_pagerank(const Eigen::MatrixXd& flow);

}  // namespace jialing
