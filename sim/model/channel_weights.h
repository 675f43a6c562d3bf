#pragma once

#include "sim/graph/network.h"
#include "sim/model/pairs.h"
#include "sim/model/parameters.h"
#include "sim/model/topology.h"
#include "sim/policy/measure.h"

namespace jialing::model {

/// What the weights of a pair of nodes are made of in a regime; the same for every member.
struct PairTerm {
  double travel_time;  ///< hours
  double log_travel_time;
  double similarity;    ///< s_ij
  bool programme_link;  ///< L_ij
  bool border;          ///< B_ij: different provinces
  bool self;            ///< i = j
  bool abroad;          ///< A_ij: either end external, i ≠ j
};

/// Nodes in the model's order.
PairTerm pair_term(const Topology& topology, const Network& network, const NetworkRegime& regime, int i, int j);

struct PairTerms {
  std::vector<PairTerm> pairs;  ///< by position in Topology::pairs
  std::vector<int> changed;     ///< pairs whose terms differ from the regime before; all in the first
};

/// `before`: the terms of the regime before, if there is one.
PairTerms pair_terms(const Topology& topology, const Network& network, const NetworkRegime& regime,
                     const PairTerms* before);

class Policy;
/// What policy adds to a pair, by PairEffect.
using PairChanges = std::array<Lane, pair_effect_count>;

/// φ of a pair in the four channels (model.md section 1, "channel weights"); of a node with itself 0 for talent and
/// knowledge.
struct PairWeights {
  Lane talent, capital, contract, knowledge;
};
PairWeights weigh(const PairTerm& term, const ParameterLanes& parameters, const PairChanges& changes);

/// φ of all pairs that are kept, [pair][member].
struct ChannelWeights {
  /// `pairs` must outlive it.
  explicit ChannelWeights(const Pairs& pairs);
  /// Computes the weights of the pairs that change with this regime; regimes must come in order.
  void refresh(const PairTerms& terms, const ParameterLanes& parameters);
  /// Computes the weights of the pairs that policy changes, as it stands.
  void refresh(const PairTerms& terms, const ParameterLanes& parameters, const Policy& policy);

  Lanes talent, capital, contract, knowledge;

 private:
  void set(int pair, const PairWeights& weights);
  void add_enclaves(const Policy& policy);

  const Pairs* pairs_;
};

}  // namespace jialing::model
