#pragma once

#include <array>

#include "sim/model/lane.h"
#include "sim/setting/topology.h"

namespace jialing::model {

// Sums over the partners of every node: where the time goes. Weights are symmetric matrices, [pair][member], of all
// pairs of nodes or of those that are kept (Topology::pairs); "all others" below means the partners that are kept.

/// inside_i = Σ φ_ij·x_j over partners in the own province (itself included), outside_i over all others.
void sum_by_border(const Topology& topology, const Lanes& weights, const Lanes& x, Lanes& inside, Lanes& outside);

/// y_i = Σ φ_ij·(j in the own province ? inside_j : outside_j) over all others, j ≠ i.
void sum_over_others(const Topology& topology, const Lanes& weights, const Lanes& inside, const Lanes& outside,
                     Lanes& y);

/// y_i = Σ φ_ij·x_j over all others, j ≠ i, for three x at once.
void sum_over_others(const Topology& topology, const Lanes& weights, const std::array<const Lanes*, 3>& x,
                     const std::array<Lanes*, 3>& y);

/// From whom node i learns: from neighbours with weight part_i·φ_ij·known_j and from sellers with weight
/// part_i·seller_part_i·φ_ij·sold_j.
struct Teachers {
  const Lanes& neighbour_weights;
  const Lanes& known;
  const Lanes& seller_weights;
  const Lanes& sold_inside;   ///< to the own province
  const Lanes& sold_outside;  ///< to others
  const Lanes& part;          ///< [learner]
  const Lanes& seller_part;   ///< [learner]
};

/// learnt_if = Σ_j m_ij·a_jf with m_ij the sum of both weights; adoption and learnt are [node·fields + field][member].
/// The weights are merged row by row, so that every field costs a single multiplication per pair.
void learn(const Topology& topology, const Teachers& teachers, const Lanes& adoption, Lanes& learnt);

}  // namespace jialing::model
