#include "sim/model/edge_pass.h"

#include <algorithm>

#include "sim/model/channel_weights.h"

namespace jialing::model {
namespace {

const Vector* vectors(const Lanes& lanes) {
  return reinterpret_cast<const Vector*>(lanes.data());
}
Vector* vectors(Lanes& lanes) {
  return reinterpret_cast<Vector*>(lanes.data());
}

// Rows handled together: their sums stay in registers while what the partners show passes by once.
constexpr bool many_registers = register_count > 16;
template <int Columns>
constexpr int row_block = Columns == 1     ? 6
                          : many_registers ? 4
                                           : 2;

template <int Columns>
struct Pass {
  const Vector* weights;
  const Vector* x[Columns];
  Vector* y[Columns];
};

// All pairs: adds φ_ij·x_j to y_i and φ_ij·x_i to y_j for `Rows` rows i from `row` on, for the partners j before all
// rows, of which those from `own` on belong to the province of the first row, then for the pairs among the rows. Each
// weight is read once and serves both ends of its pair and all columns.
template <int Rows, int Columns>
void add_pairs(const Topology& topology, const Pass<Columns>& in, const Pass<Columns>& out, int row) {
  const Vector* weights[Rows];
  for (int r = 0; r < Rows; ++r) weights[r] = in.weights + pair_index(row + r, 0);
  const auto add_partners = [&](const Pass<Columns>& pass, int begin, int end) {
    if (begin == end) return;
    Vector x[Rows][Columns], sums[Rows][Columns];
    for (int r = 0; r < Rows; ++r) {
      for (int c = 0; c < Columns; ++c) {
        x[r][c] = pass.x[c][row + r];
        sums[r][c] = pass.y[c][row + r];
      }
    }
    for (int j = begin; j < end; ++j) {
#pragma GCC unroll 4
      for (int c = 0; c < Columns; ++c) {
        const Vector x_j = pass.x[c][j];
        Vector y_j = pass.y[c][j];
#pragma GCC unroll 8
        for (int r = 0; r < Rows; ++r) {
          const Vector weight = weights[r][j];
          sums[r][c] += weight * x_j;
          y_j += weight * x[r][c];
        }
        pass.y[c][j] = y_j;
      }
    }
    for (int r = 0; r < Rows; ++r)
      for (int c = 0; c < Columns; ++c) pass.y[c][row + r] = sums[r][c];
  };
  const int own = std::min(topology.province[row].begin, row);
  add_partners(out, 0, own);
  add_partners(in, own, row);
  for (int r = 1; r < Rows; ++r) {
    for (int s = 0; s < r; ++s) {
      const Pass<Columns>& pass = row + s < topology.province[row + r].begin ? out : in;
      const Vector weight = weights[r][row + s];
      for (int c = 0; c < Columns; ++c) {
        pass.y[c][row + r] += weight * pass.x[c][row + s];
        pass.y[c][row + s] += weight * pass.x[c][row + r];
      }
    }
  }
}

// Calls visit<n>() with a number of rows n ≤ Rows as a constant.
template <int Rows, class Visit>
void with_rows(int rows, const Visit& visit) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return with_rows<Rows - 1>(rows, visit);
  }
  visit.template operator()<Rows>();
}

// The same for one row and the partners that are kept.
template <int Columns>
void add_kept_pairs(const Topology& topology, const Pass<Columns>& in, const Pass<Columns>& out, int row) {
  const Pairs& pairs = topology.pairs;
  const auto add_partners = [&](const Pass<Columns>& pass, int begin, int end) {
    Vector x[Columns], sums[Columns];
    for (int c = 0; c < Columns; ++c) {
      x[c] = pass.x[c][row];
      sums[c] = pass.y[c][row];
    }
    for (int pair = begin; pair < end; ++pair) {
      const int j = pairs.lower(pair);
      const Vector weight = pass.weights[pair];
#pragma GCC unroll 4
      for (int c = 0; c < Columns; ++c) {
        sums[c] += weight * pass.x[c][j];
        pass.y[c][j] += weight * x[c];
      }
    }
    for (int c = 0; c < Columns; ++c) pass.y[c][row] = sums[c];
  };
  const int own = pairs.first_from(row, topology.province[row].begin);
  add_partners(out, pairs.begin(row), own);
  add_partners(in, own, pairs.self(row));
}

// All pairs of different nodes: those within a province by `in`, the others by `out`.
template <int Columns>
void add_all_pairs(const Topology& topology, const Pass<Columns>& in, const Pass<Columns>& out) {
  if (!topology.pairs.is_complete()) {
    for (int row = 0; row < topology.nodes; ++row) add_kept_pairs(topology, in, out, row);
    return;
  }
  for (int row = 0, rows; row < topology.nodes; row += rows) {
    // All partners before the rows are outside for all of them, or the rows share one province that began before.
    const NodeRange own = topology.province[row];
    rows = std::min(row_block<Columns>, (own.begin < row ? own.end : topology.nodes) - row);
    with_rows<row_block<Columns>>(rows, [&]<int Rows>() { add_pairs<Rows>(topology, in, out, row); });
  }
}

// Where the weights of the rows with partner j lie: partners before all rows, among them, or behind them.
enum class Side { before, among, behind };

template <Side side>
inline int pair_of(int i, int j) {
  if constexpr (side == Side::before) return pair_index(i, 0) + j;
  if constexpr (side == Side::behind) return pair_index(j, 0) + i;
  return pair_index(i, j);
}

// What the rows learn from: neighbours' knowledge, and what sellers send to each row.
template <int Rows>
struct Sources {
  const Vector *neighbour_weights, *seller_weights;
  const Vector* known;
  const Vector* sold[Rows];
  Vector seller_part[Rows];
};

// Merged weights of the rows with the partners [begin, end): merged[j·Rows + r].
template <int Rows, Side side>
void merge(Sources<Rows> from, int row, int begin, int end, Vector* merged) {
  for (int j = begin; j < end; ++j) {
    const Vector known = from.known[j];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      const int pair = pair_of<side>(row + r, j);
      merged[j * Rows + r] =
          known * from.neighbour_weights[pair] + from.seller_part[r] * (from.sold[r][j] * from.seller_weights[pair]);
    }
  }
}

// Rows handled together, and fields per pass over the partners: their sums, a weight and what a partner shows fill the
// registers, and the merged weights of the rows stay in the first-level cache from pass to pass.
constexpr int learner_block = many_registers ? 4 : 3, field_tile = many_registers ? 5 : 3;

template <int Rows, int Columns>
void apply(int nodes, const Vector* merged, const Vector* scale, const Vector* x, int fields, Vector* y) {
  Vector sums[Rows][Columns] = {};
  for (int j = 0; j < nodes; ++j) {
    Vector values[Columns];
#pragma GCC unroll 8
    for (int c = 0; c < Columns; ++c) values[c] = x[j * fields + c];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      const Vector weight = merged[j * Rows + r];
#pragma GCC unroll 8
      for (int c = 0; c < Columns; ++c) sums[r][c] += weight * values[c];
    }
  }
  for (int r = 0; r < Rows; ++r)
    for (int c = 0; c < Columns; ++c) y[r * fields + c] = scale[r] * sums[r][c];
}

template <int Rows, int Columns = field_tile>
void apply_tile(int width, int nodes, const Vector* merged, const Vector* scale, const Vector* x, int fields,
                Vector* y) {
  if constexpr (Columns > 1) {
    if (width < Columns) return apply_tile<Rows, Columns - 1>(width, nodes, merged, scale, x, fields, y);
  }
  apply<Rows, Columns>(nodes, merged, scale, x, fields, y);
}

// Between two borders of the rows' provinces each row takes all partners from inside or all from outside.
template <int Rows>
void merge_rows(const Topology& topology, const Teachers& teachers, int row, Vector* merged) {
  Sources<Rows> from{
      vectors(teachers.neighbour_weights), vectors(teachers.seller_weights), vectors(teachers.known), {}, {}};
  for (int r = 0; r < Rows; ++r) from.seller_part[r] = vectors(teachers.seller_part)[row + r];
  for (int begin = 0, end; begin < topology.nodes; begin = end) {
    end = begin < row ? row : begin < row + Rows ? row + Rows : topology.nodes;
    for (int r = 0; r < Rows; ++r) {
      const NodeRange own = topology.province[row + r];
      for (int border : {own.begin, own.end})
        if (border > begin) end = std::min(end, border);
      from.sold[r] = vectors(own.contains(begin) ? teachers.sold_inside : teachers.sold_outside);
    }
    const auto merge_side = begin < row          ? merge<Rows, Side::before>
                            : begin < row + Rows ? merge<Rows, Side::among>
                                                 : merge<Rows, Side::behind>;
    merge_side(from, row, begin, end, merged);
  }
}

template <int Rows>
void learn_rows(const Topology& topology, const Teachers& teachers, const Lanes& adoption, int row, Vector* merged,
                Lanes& learnt) {
  const int fields = topology.fields;
  merge_rows<Rows>(topology, teachers, row, merged);
  const int tiles = (fields + field_tile - 1) / field_tile;
  for (int tile = 0; tile < tiles; ++tile) {  // of equal width, or nearly so
    const int field = tile * fields / tiles, width = (tile + 1) * fields / tiles - field;
    apply_tile<Rows>(width, topology.nodes, merged, vectors(teachers.part) + row, vectors(adoption) + field, fields,
                     vectors(learnt) + row * fields + field);
  }
}

// The same for one learner and the partners that are kept, itself among them.
struct KeptTeachers {
  std::vector<int> nodes;
  Lanes weights;
};

void merge_kept(const Topology& topology, const Teachers& teachers, int row, KeptTeachers& merged) {
  const NodeRange own = topology.province[row];
  merged.nodes.clear();
  merged.weights.clear();
  for (const auto [j, pair] : topology.pairs.partners(row)) {
    const Lanes& sold = own.contains(j) ? teachers.sold_inside : teachers.sold_outside;
    merged.nodes.push_back(j);
    merged.weights.push_back(teachers.known[j] * teachers.neighbour_weights[pair] +
                             teachers.seller_part[row] * (sold[j] * teachers.seller_weights[pair]));
  }
}

constexpr int kept_field_tile = 8;  // fields per pass over the partners that are kept

template <int Columns = kept_field_tile>
void apply_kept(int width, const KeptTeachers& merged, const Vector& scale, const Vector* x, int fields, Vector* y) {
  if constexpr (Columns > 1) {
    if (width < Columns) return apply_kept<Columns - 1>(width, merged, scale, x, fields, y);
  }
  Vector sums[Columns] = {};
  for (std::size_t n = 0; n < merged.nodes.size(); ++n) {
    const Vector weight = merged.weights[n].vector;
    const Vector* values = x + std::ptrdiff_t(merged.nodes[n]) * fields;
#pragma GCC unroll 8
    for (int c = 0; c < Columns; ++c) sums[c] += weight * values[c];
  }
  for (int c = 0; c < Columns; ++c) y[c] = scale * sums[c];
}

void learn_kept(const Topology& topology, const Teachers& teachers, const Lanes& adoption, Lanes& learnt) {
  const int fields = topology.fields;
  thread_local KeptTeachers merged;
  for (int row = 0; row < topology.nodes; ++row) {
    merge_kept(topology, teachers, row, merged);
    for (int field = 0; field < fields; field += kept_field_tile) {
      apply_kept(std::min(kept_field_tile, fields - field), merged, teachers.part[row].vector,
                 vectors(adoption) + field, fields, vectors(learnt) + std::ptrdiff_t(row) * fields + field);
    }
  }
}

}  // namespace

void sum_by_border(const Topology& topology, const Lanes& weights, const Lanes& x, Lanes& inside, Lanes& outside) {
  for (int i = 0; i < topology.nodes; ++i) inside[i] = weights[topology.pairs.self(i)] * x[i];
  std::fill(outside.begin(), outside.end(), Lane(0));
  const Vector* w = vectors(weights);
  add_all_pairs<1>(topology, {w, {vectors(x)}, {vectors(inside)}}, {w, {vectors(x)}, {vectors(outside)}});
}

void sum_over_others(const Topology& topology, const Lanes& weights, const Lanes& inside, const Lanes& outside,
                     Lanes& y) {
  std::fill(y.begin(), y.end(), Lane(0));
  const Vector* w = vectors(weights);
  add_all_pairs<1>(topology, {w, {vectors(inside)}, {vectors(y)}}, {w, {vectors(outside)}, {vectors(y)}});
}

void sum_over_others(const Topology& topology, const Lanes& weights, const std::array<const Lanes*, 3>& x,
                     const std::array<Lanes*, 3>& y) {
  Pass<3> pass{vectors(weights), {}, {}};
  for (int c = 0; c < 3; ++c) {
    std::fill(y[c]->begin(), y[c]->end(), Lane(0));
    pass.x[c] = vectors(*x[c]);
    pass.y[c] = vectors(*y[c]);
  }
  add_all_pairs<3>(topology, pass, pass);
}

void learn(const Topology& topology, const Teachers& teachers, const Lanes& adoption, Lanes& learnt) {
  if (!topology.pairs.is_complete()) return learn_kept(topology, teachers, adoption, learnt);
  thread_local Lanes room;
  room.resize(std::size_t(learner_block) * topology.nodes);
  for (int row = 0; row < topology.nodes; row += learner_block) {
    with_rows<learner_block>(std::min(learner_block, topology.nodes - row), [&]<int Rows>() {
      learn_rows<Rows>(topology, teachers, adoption, row, vectors(room), learnt);
    });
  }
}

}  // namespace jialing::model
