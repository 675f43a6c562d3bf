#pragma once

#include "sim/model/topology.h"
#include "sim/model/lane.h"

namespace jialing::model {

/// A matrix of lanes with `columns` values per node, stored in tiles of a few columns so that a pass over the edges
/// keeps its sums in registers: [tile][node][column in tile][member].
class NodeColumns {
 public:
  static constexpr int tile_width = 8;

  NodeColumns(int nodes, int columns) : nodes_(nodes), columns_(columns), values_(std::size_t(nodes) * columns) {}

  int nodes() const { return nodes_; }
  int columns() const { return columns_; }
  int tiles() const { return (columns_ + tile_width - 1) / tile_width; }
  /// Columns in this tile; the last one may be narrower.
  int width(int tile) const { return std::min(tile_width, columns_ - tile * tile_width); }
  Lane* tile(int tile) { return values_.data() + std::size_t(tile) * tile_width * nodes_; }
  const Lane* tile(int tile) const { return values_.data() + std::size_t(tile) * tile_width * nodes_; }

  Lane& at(int node, int column) {
    const int t = column / tile_width;
    return tile(t)[node * width(t) + column % tile_width];
  }
  const Lane& at(int node, int column) const { return const_cast<NodeColumns*>(this)->at(node, column); }

 private:
  int nodes_, columns_;
  Lanes values_;
};

/// y_ic = Σ_j φ_ij x_jc over all nodes j, for every column c.
void sum_over_partners(const Topology& topology, const Lanes& weights, const NodeColumns& x, NodeColumns& y);

/// The same with partners of the own province taken from `inside` and all others from `outside`.
void sum_over_partners(const Topology& topology, const Lanes& weights, const NodeColumns& inside,
                       const NodeColumns& outside, NodeColumns& y);

/// inside_i = Σ φ_ij x_j over partners in the own province (itself included), outside_i over all others.
void sum_by_border(const Topology& topology, const Lanes& weights, const Lanes& x, Lanes& inside, Lanes& outside);

/// y_i = Σ φ_ij · (j in the own province ? inside_j : outside_j).
void sum_over_partners(const Topology& topology, const Lanes& weights, const Lanes& inside, const Lanes& outside,
                       Lanes& y);

}  // namespace jialing::model
