#include "sim/model/channel_weights.h"

#include "sim/model/lane_math.h"
#include "sim/model/policy.h"

namespace jialing::model {

ChannelWeights::ChannelWeights(const Pairs& pairs) : pairs_(&pairs) {
  for (Lanes* lanes : {&talent, &capital, &contract, &knowledge}) lanes->assign(pairs.size(), Lane(0));
}

void ChannelWeights::set(int pair, const PairWeights& weights) {
  talent[pair] = weights.talent;
  capital[pair] = weights.capital;
  contract[pair] = weights.contract;
  knowledge[pair] = weights.knowledge;
}

void ChannelWeights::refresh(const PairTerms& terms, const ParameterLanes& parameters) {
  PairChanges none;
  none.fill(Lane(0));
  for (int pair : terms.changed) set(pair, weigh(terms.pairs[pair], parameters, none));
}

void ChannelWeights::refresh(const PairTerms& terms, const ParameterLanes& parameters, const Policy& policy) {
  for (const Policy::Pair& each : policy.pairs())
    set(each.pair, weigh(terms.pairs[each.pair], parameters, each.changes));
  if (!policy.enclaves().empty()) add_enclaves(policy);
}

// φ_ik += max(share, 0)·max(0, φ_hk − φ_ik) for recipient i and host h: the increments of all enclaves from the same
// weights.
void ChannelWeights::add_enclaves(const Policy& policy) {
  const Lanes before = knowledge;
  for (const Policy::PresentEnclave& each : policy.enclaves()) {
    pairs_->for_partners(each.recipient, [&](int k) {
      const int own = pairs_->index(each.recipient, k), hosts = pairs_->index(each.host, k);
      if (k == each.recipient || k == each.host || hosts < 0) return;
      knowledge[own] += each.share.max(0.0) * (before[hosts] - before[own]).max(0.0);
    });
  }
}

}  // namespace jialing::model
