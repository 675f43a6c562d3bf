#include "sim/model/edge_pass.h"

#include <algorithm>

#include "sim/model/channel_weights.h"

namespace jialing::model {
namespace {

// Eigen's fixed-size arrays do not stay in registers across a loop; the compiler's own vector type does.
typedef Real Vector __attribute__((vector_size(sizeof(Lane)), may_alias));

const Vector* vectors(const Lanes& lanes) { return reinterpret_cast<const Vector*>(lanes.data()); }
Vector* vectors(Lanes& lanes) { return reinterpret_cast<Vector*>(lanes.data()); }

// Rows handled together: their sums stay in registers while what the partners show passes by once.
constexpr int row_block = 4;

struct Pairs {
  const Vector* weights;
  const Vector* x;
  Vector* y;
};

// Adds φ_ij·x_j to y_i and φ_ij·x_i to y_j for `Rows` rows i from `row` on and begin ≤ j < end ≤ row: each weight is
// read once and serves both ends of its pair.
template <int Rows>
void add_pairs(Pairs pairs, int row, int begin, int end) {
  const Vector* weights[Rows];
  Vector x[Rows], sums[Rows];
  for (int r = 0; r < Rows; ++r) {
    weights[r] = pairs.weights + pair_index(row + r, 0);
    x[r] = pairs.x[row + r];
    sums[r] = pairs.y[row + r];
  }
  for (int j = begin; j < end; ++j) {
    const Vector x_j = pairs.x[j];
    Vector y_j = pairs.y[j];
    for (int r = 0; r < Rows; ++r) {
      const Vector weight = weights[r][j];
      sums[r] += weight * x_j;
      y_j += weight * x[r];
    }
    pairs.y[j] = y_j;
  }
  for (int r = 0; r < Rows; ++r) pairs.y[row + r] = sums[r];
}

// All pairs: those within a province from `inside` to `y_inside`, the others from `outside` to `y_outside`.
void add_all_pairs(const Topology& topology, const Lanes& weights, const Lanes& inside, const Lanes& outside,
                   Lanes& y_inside, Lanes& y_outside) {
  const Pairs in = {vectors(weights), vectors(inside), vectors(y_inside)};
  const Pairs out = {vectors(weights), vectors(outside), vectors(y_outside)};
  for (int row = 0, rows; row < topology.nodes; row += rows) {
    rows = std::min(row_block, topology.nodes - row);
    // Partners before the first row's province are outside for all rows, the rest is seen row by row, unless the rows
    // share one province.
    const NodeRange own = topology.province[row];
    const bool together = rows == row_block;
    const int seen = together ? (row + rows <= own.end ? row : own.begin) : 0;
    if (together) {
      add_pairs<row_block>(out, row, 0, own.begin);
      add_pairs<row_block>(in, row, own.begin, seen);
    }
    for (int i = row; i < row + rows; ++i) {
      const int border = std::max(seen, topology.province[i].begin);
      add_pairs<1>(out, i, seen, border);
      add_pairs<1>(in, i, border, i);
      in.y[i] += in.weights[pair_index(i, i)] * in.x[i];
    }
  }
}

// What one row sees, added up over its partners.
struct Row {
  Vector reach{}, entities{}, saturated{}, bought{};
};

// Where the weights of the rows with partner j lie: partners before all rows, among them, or behind them.
enum class Side { before, among, behind };

template <Side side>
inline int pair_of(int i, int j) {
  if constexpr (side == Side::before) return pair_index(i, 0) + j;
  if constexpr (side == Side::behind) return pair_index(j, 0) + i;
  return pair_index(i, j);
}

// Sums over the partners [begin, end) of the rows, and the two parts of their merged weights.
template <int Rows, Side side>
void look(const Vector* knowledge_weights, const Vector* contract_weights, int row, int begin, int end,
          const Shown& shown, const Vector* const (&sold)[Rows], Row (&sums)[Rows], Vector* near, Vector* bought) {
  const Vector *stock = vectors(shown.knowledge), *entities = vectors(shown.entities),
               *saturated = vectors(shown.saturated_entities);
  Row local[Rows];  // the compiler keeps in registers what nothing else can point to
  std::copy_n(sums, Rows, local);
  for (int j = begin; j < end; ++j) {
#pragma GCC unroll 4
    for (int r = 0; r < Rows; ++r) {
      const int pair = pair_of<side>(row + r, j);
      const Vector phi = knowledge_weights[pair];
      const Vector from_near = phi * stock[j], from_seller = contract_weights[pair] * sold[r][j];
      local[r].reach += from_near;
      local[r].entities += phi * entities[j];
      local[r].saturated += phi * saturated[j];
      local[r].bought += from_seller;
      near[j * Rows + r] = from_near;
      bought[j * Rows + r] = from_seller;
    }
  }
  std::copy_n(local, Rows, sums);
}

// Fields per pass over the partners: rows × fields sums fill the registers, and the merged weights of the rows stay in
// the first-level cache from pass to pass.
constexpr int field_tile = 7;

template <int Rows, int Columns>
void apply(int nodes, const Vector* merged, const Vector* x, int fields, Vector* y) {
  Vector sums[Rows][Columns] = {};
  for (int j = 0; j < nodes; ++j) {
#pragma GCC unroll 8
    for (int c = 0; c < Columns; ++c) {
      const Vector value = x[j * fields + c];
#pragma GCC unroll 8
      for (int r = 0; r < Rows; ++r) sums[r][c] += merged[j * Rows + r] * value;
    }
  }
  for (int r = 0; r < Rows; ++r)
    for (int c = 0; c < Columns; ++c) y[r * fields + c] = sums[r][c];
}

template <int Rows, int Columns = field_tile>
void apply_tile(int width, int nodes, const Vector* merged, const Vector* x, int fields, Vector* y) {
  if constexpr (Columns > 1) {
    if (width < Columns) return apply_tile<Rows, Columns - 1>(width, nodes, merged, x, fields, y);
  }
  apply<Rows, Columns>(nodes, merged, x, fields, y);
}

template <int Rows>
void see_rows(const Topology& topology, const Lanes& knowledge_weights, const Lanes& contract_weights,
              const Vector& contract_part, const Shown& shown, const Seen& seen, int row, Vector* near,
              Vector* bought) {
  const int nodes = topology.nodes, fields = topology.fields;
  const Vector* phi_know = vectors(knowledge_weights);
  const Vector* phi_contract = vectors(contract_weights);
  Row sums[Rows];
  // Between two borders of the rows' provinces each row takes all partners from inside or all from outside.
  for (int begin = 0, end; begin < nodes; begin = end) {
    end = begin < row ? row : begin < row + Rows ? row + Rows : nodes;
    const Vector* sold[Rows];
    for (int r = 0; r < Rows; ++r) {
      const NodeRange own = topology.province[row + r];
      for (int border : {own.begin, own.end})
        if (border > begin) end = std::min(end, border);
      sold[r] = vectors(begin >= own.begin && begin < own.end ? shown.sold_inside : shown.sold_outside);
    }
    const auto look_at = begin < row          ? look<Rows, Side::before>
                         : begin < row + Rows ? look<Rows, Side::among>
                                              : look<Rows, Side::behind>;
    look_at(phi_know, phi_contract, row, begin, end, shown, sold, sums, near, bought);
  }
  Vector near_part[Rows], seller_part[Rows];
  for (int r = 0; r < Rows; ++r) {
    near_part[r] = (1 - contract_part) / sums[r].reach;
    seller_part[r] = contract_part / sums[r].bought;
    vectors(seen.reach)[row + r] = sums[r].reach;
    vectors(seen.bought)[row + r] = sums[r].bought;
    vectors(seen.entities)[row + r] = sums[r].entities;
    vectors(seen.saturated_entities)[row + r] = sums[r].saturated;
  }
  for (int j = 0; j < nodes; ++j)
    for (int r = 0; r < Rows; ++r)
      near[j * Rows + r] = near_part[r] * near[j * Rows + r] + seller_part[r] * bought[j * Rows + r];
  for (int field = 0; field < fields; field += field_tile) {
    apply_tile<Rows>(std::min(field_tile, fields - field), nodes, near, vectors(shown.adoption) + field, fields,
                     vectors(seen.adoption) + row * fields + field);
  }
}

}  // namespace

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

void see_others(const Topology& topology, const Lanes& knowledge_weights, const Lanes& contract_weights,
                const Lane& contract_part, const Shown& shown, const Seen& seen, Lanes& merged) {
  merged.resize(std::size_t(2) * row_block * topology.nodes);
  Vector *near = vectors(merged), *bought = near + row_block * topology.nodes;
  const Vector part = *reinterpret_cast<const Vector*>(&contract_part);
  int row = 0;
  for (; row + row_block <= topology.nodes; row += row_block)
    see_rows<row_block>(topology, knowledge_weights, contract_weights, part, shown, seen, row, near, bought);
  for (; row < topology.nodes; ++row)
    see_rows<1>(topology, knowledge_weights, contract_weights, part, shown, seen, row, near, bought);
}

}  // namespace jialing::model
