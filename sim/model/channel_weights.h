#pragma once

#include "sim/graph/network.h"
#include "sim/model/parameters.h"
#include "sim/model/topology.h"
#include "sim/policy/measure.h"

namespace jialing::model {

/// Position of a pair in a packed symmetric matrix: one value per unordered pair, diagonal included.
inline int pair_index(int i, int j) {
  return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
}

/// What the weights of a regime are made of, in the model's node order; the same for every member.
struct PairTerms {
  std::vector<double> travel_time;      ///< [pair] hours
  std::vector<double> log_travel_time;  ///< [pair]
  std::vector<double> similarity;       ///< [pair] s_ij
  std::vector<char> programme_link;     ///< [pair] L_ij
  std::vector<char> border;             ///< [pair] B_ij: different provinces
  std::vector<char> diagonal;           ///< [pair] i = j
  std::vector<char> abroad;             ///< [pair] A_ij: either end external, i ≠ j
  std::vector<int> changed;             ///< pairs whose terms differ from the regime before; all in the first
};

/// `before`: the terms of the regime before, if there is one.
PairTerms pair_terms(const Topology& topology, const Network& network, const NetworkRegime& regime,
                     const PairTerms* before);

class Policy;
/// What policy adds to a pair, by PairEffect.
using PairChanges = std::array<Lane, pair_effect_count>;

/// φ of the four channels, [pair][member] (model.md section 1, "channel weights").
struct ChannelWeights {
  explicit ChannelWeights(int nodes);
  /// Computes the weights of the pairs that change with this regime; regimes must come in order.
  void refresh(const PairTerms& terms, const ParameterLanes& parameters);
  /// Computes the weights of the pairs that policy changes, as it stands.
  void refresh(const PairTerms& terms, const ParameterLanes& parameters, const Policy& policy);

  Lanes talent, capital, contract, knowledge;

 private:
  void weigh(int pair, const PairTerms& terms, const ParameterLanes& parameters, const PairChanges& changes);
  void add_enclaves(const Policy& policy);

  int nodes_;
};

}  // namespace jialing::model
