#pragma once

#include "sim/model/parameters.h"
#include "sim/setting/pair_terms.h"

namespace jialing::model {

class Policy;
using PairChanges = PairChangesOf<Lane>;
using PairWeights = PairWeightsOf<Lane>;

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
