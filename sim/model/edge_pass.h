#pragma once

#include "sim/model/lane.h"
#include "sim/model/topology.h"

namespace jialing::model {

// Sums over the partners of every node: where the time goes. Weights are packed symmetric matrices, [pair][member].

/// inside_i = Σ φ_ij·x_j over partners in the own province (itself included), outside_i over all others.
void sum_by_border(const Topology& topology, const Lanes& weights, const Lanes& x, Lanes& inside, Lanes& outside);

/// y_i = Σ φ_ij·(j in the own province ? inside_j : outside_j).
void sum_over_partners(const Topology& topology, const Lanes& weights, const Lanes& inside, const Lanes& outside,
                       Lanes& y);

/// What the nodes show each other, [node][member]; adoption is [node·fields + field][member].
struct Shown {
  const Lanes& knowledge;           ///< K
  const Lanes& entities;            ///< E
  const Lanes& saturated_entities;  ///< u·E
  const Lanes& sold_inside;         ///< contracts per unit of φ·mass to the own province
  const Lanes& sold_outside;        ///< … to other provinces
  const Lanes& adoption;            ///< a
};

/// What each node sees of the others.
struct Seen {
  Lanes& reach;               ///< X_i = Σ φ^know_ij·K_j
  Lanes& bought;              ///< Σ φ^contract_ij·sold_j: contracts received per unit of mass, own ones included
  Lanes& entities;            ///< Σ φ^know_ij·E_j
  Lanes& saturated_entities;  ///< Σ φ^know_ij·u_j·E_j
  Lanes& adoption;            ///< (1−w)·Σ φ^know_ij·K_j·a_j / X_i + w·Σ φ^contract_ij·sold_j·a_j / bought_i
};

/// One loop over the partners serves all of it: each row's two kinds of weights are first merged into one, m_ij, so that
/// every field costs a single multiplication per pair. `contract_part` is w; `merged` is room for the merged rows.
void see_others(const Topology& topology, const Lanes& knowledge_weights, const Lanes& contract_weights,
                const Lane& contract_part, const Shown& shown, const Seen& seen, Lanes& merged);

}  // namespace jialing::model
