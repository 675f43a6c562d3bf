#include "sim/model/edge_pass.h"

#include <algorithm>

#include "sim/model/channel_weights.h"

namespace jialing::model {
namespace {

// Eigen's fixed-size arrays do not stay in registers across a loop; the compiler's own vector type does.
typedef Real Vector __attribute__((vector_size(sizeof(Lane)), may_alias));

const Vector* vectors(const Lane* lanes) { return reinterpret_cast<const Vector*>(lanes); }
Vector* vectors(Lane* lanes) { return reinterpret_cast<Vector*>(lanes); }

constexpr int row_block = 3;

// Adds Σ_{begin ≤ j < end} φ_ij x_jc to the sums of `Rows` consecutive rows from `row` on.
template <int Rows, int Columns>
inline void accumulate(Vector (*sums)[Columns], const Vector* weights, int row, const Vector* x, int begin, int end) {
  Vector local[Rows][Columns];
  for (int r = 0; r < Rows; ++r)
    for (int c = 0; c < Columns; ++c) local[r][c] = sums[r][c];
  for (int j = begin; j < end; ++j) {
    Vector w[Rows];
    for (int r = 0; r < Rows; ++r) w[r] = weights[pair_index(row + r, j)];
    for (int c = 0; c < Columns; ++c) {
      const Vector value = x[j * Columns + c];
      for (int r = 0; r < Rows; ++r) local[r][c] += w[r] * value;
    }
  }
  for (int r = 0; r < Rows; ++r)
    for (int c = 0; c < Columns; ++c) sums[r][c] = local[r][c];
}

struct Partners {
  const Vector* inside;   ///< x of nodes in the own province
  const Vector* outside;  ///< x of all others
};

// Rows [row, row + Rows): partners between the rows' provinces are looked at row by row, all others together.
template <int Rows, int Columns>
inline void rows_pass(const Topology& topology, const Vector* weights, Partners x, int row, Vector* y) {
  Vector sums[Rows][Columns] = {};
  const int begin = topology.province[row].begin;
  const int end = topology.province[row + Rows - 1].end;
  accumulate<Rows, Columns>(sums, weights, row, x.outside, 0, begin);
  if (topology.province[row].end == end) {
    accumulate<Rows, Columns>(sums, weights, row, x.inside, begin, end);
  } else {
    for (int r = 0; r < Rows; ++r) {
      const NodeRange own = topology.province[row + r];
      accumulate<1, Columns>(&sums[r], weights, row + r, x.outside, begin, own.begin);
      accumulate<1, Columns>(&sums[r], weights, row + r, x.inside, own.begin, own.end);
      accumulate<1, Columns>(&sums[r], weights, row + r, x.outside, own.end, end);
    }
  }
  accumulate<Rows, Columns>(sums, weights, row, x.outside, end, topology.nodes);
  for (int r = 0; r < Rows; ++r)
    for (int c = 0; c < Columns; ++c) y[(row + r) * Columns + c] = sums[r][c];
}

template <int Columns>
void tile_pass(const Topology& topology, const Vector* weights, Partners x, Vector* y) {
  int row = 0;
  for (; row + row_block <= topology.nodes; row += row_block)
    rows_pass<row_block, Columns>(topology, weights, x, row, y);
  for (; row < topology.nodes; ++row) rows_pass<1, Columns>(topology, weights, x, row, y);
}

using TilePass = void (*)(const Topology&, const Vector*, Partners, Vector*);
constexpr TilePass tile_passes[NodeColumns::tile_width] = {tile_pass<1>, tile_pass<2>, tile_pass<3>, tile_pass<4>,
                                                           tile_pass<5>, tile_pass<6>, tile_pass<7>, tile_pass<8>};

// Adds φ_ij·x_j to y_i and φ_ij·x_i to y_j for the pairs (i, begin ≤ j < end), end ≤ i: each weight is read once.
void add_pairs(const Vector* weights, int i, int begin, int end, const Vector* x, Vector* y) {
  const Vector* row = weights + pair_index(i, 0);
  const Vector x_i = x[i];
  Vector sum = y[i];
  for (int j = begin; j < end; ++j) {
    sum += row[j] * x[j];
    y[j] += row[j] * x_i;
  }
  y[i] = sum;
}

// All pairs: those within a province from `inside` to `y_inside`, the others from `outside` to `y_outside`.
void add_all_pairs(const Topology& topology, const Lanes& weights, const Lanes& inside, const Lanes& outside,
                   Lanes& y_inside, Lanes& y_outside) {
  const Vector* w = vectors(weights.data());
  for (int i = 0; i < topology.nodes; ++i) {
    const int border = topology.province[i].begin;
    add_pairs(w, i, 0, border, vectors(outside.data()), vectors(y_outside.data()));
    add_pairs(w, i, border, i, vectors(inside.data()), vectors(y_inside.data()));
    vectors(y_inside.data())[i] += w[pair_index(i, i)] * vectors(inside.data())[i];
  }
}

}  // namespace

void sum_over_partners(const Topology& topology, const Lanes& weights, const NodeColumns& x, NodeColumns& y) {
  sum_over_partners(topology, weights, x, x, y);
}

void sum_over_partners(const Topology& topology, const Lanes& weights, const NodeColumns& inside,
                       const NodeColumns& outside, NodeColumns& y) {
  for (int tile = 0; tile < y.tiles(); ++tile) {
    tile_passes[y.width(tile) - 1](topology, vectors(weights.data()),
                                   {vectors(inside.tile(tile)), vectors(outside.tile(tile))}, vectors(y.tile(tile)));
  }
}

void sum_by_border(const Topology& topology, const Lanes& weights, const Lanes& x, Lanes& inside, Lanes& outside) {
  std::fill(inside.begin(), inside.end(), Lane::Zero());
  std::fill(outside.begin(), outside.end(), Lane::Zero());
  add_all_pairs(topology, weights, x, x, inside, outside);
}

void sum_over_partners(const Topology& topology, const Lanes& weights, const Lanes& inside, const Lanes& outside,
                       Lanes& y) {
  std::fill(y.begin(), y.end(), Lane::Zero());
  add_all_pairs(topology, weights, inside, outside, y, y);
}

}  // namespace jialing::model
