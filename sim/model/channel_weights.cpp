#include "sim/model/channel_weights.h"

#include <cmath>

#include "sim/model/lane_math.h"
#include "sim/model/policy.h"

namespace jialing::model {

PairTerm pair_term(const Topology& topology, const Network& network, const NetworkRegime& regime, int i, int j) {
  const int a = topology.table_index[i], b = topology.table_index[j];
  const double hours = regime.travel_time(a, b);
  return {.travel_time = hours,
          .log_travel_time = std::log(hours),
          .similarity = network.similarity(a, b),
          .programme_link = regime.programme_link(a, b),
          .border = !topology.province[i].contains(j),
          .self = i == j,
          .abroad = i != j && !(topology.is_domestic(i) && topology.is_domestic(j))};
}

PairTerms pair_terms(const Topology& topology, const Network& network, const NetworkRegime& regime,
                     const PairTerms* before) {
  PairTerms terms;
  topology.pairs.for_pairs([&](int i, int j, int pair) {
    const PairTerm& term = terms.pairs.emplace_back(pair_term(topology, network, regime, i, j));
    if (!before || before->pairs[pair].travel_time != term.travel_time ||
        before->pairs[pair].programme_link != term.programme_link)
      terms.changed.push_back(pair);
  });
  return terms;
}

// talent    h^−θ_talent   · exp(−abroad_talent·A   + link_bonus·L)                   0 on the diagonal
// capital   h^−θ_capital  · exp(−abroad_capital·A  + link_bonus·L)
// contract  h^−θ_contract · exp(−abroad_contract·A + λ_contract·s + link_bonus·L)
// knowledge exp(−h/spill_hours − border_know·B − abroad_know·A + λ_know·(s − 1) + link_bonus·L)   0 on the diagonal
// Policy adds to the exponents, adds to L within 0 … 1 and lifts a part of B.
PairWeights weigh(const PairTerm& term, const ParameterLanes& p, const PairChanges& changes) {
  using enum Parameter;
  const auto change = [&](PairEffect effect) -> const Lane& { return changes[static_cast<int>(effect)]; };
  const Real log_h = term.log_travel_time, h = term.travel_time, s = term.similarity, abroad = term.abroad;
  const Lane link = (Real(term.programme_link) + change(PairEffect::link)).max(Real(0)).min(Real(1));
  const Lane border = Real(term.border) * (1 - change(PairEffect::border).max(Real(-1)).min(Real(1)));
  const Lane bonus = link * p[link_bonus];
  PairWeights weights{Lane(0), Lane(0), Lane(0), Lane(0)};
  weights.capital =
      lane_exp(bonus - log_h * p[theta_capital] - abroad * p[abroad_capital] + change(PairEffect::capital));
  weights.contract = lane_exp(bonus - log_h * p[theta_contract] - abroad * p[abroad_contract] + s * p[lambda_contract] +
                              change(PairEffect::contract));
  if (term.self) return weights;
  weights.talent = lane_exp(bonus - log_h * p[theta_talent] - abroad * p[abroad_talent] + change(PairEffect::talent));
  weights.knowledge = lane_exp(bonus - h * (1 / p[spill_hours]) - border * p[border_know] - abroad * p[abroad_know] +
                               (s - 1) * p[lambda_know] + change(PairEffect::knowledge));
  return weights;
}

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

// φ_ik += share·max(0, φ_hk − φ_ik) for recipient i and host h: the increments of all enclaves from the same weights.
void ChannelWeights::add_enclaves(const Policy& policy) {
  const Lanes before = knowledge;
  for (const Policy::PresentEnclave& each : policy.enclaves()) {
    pairs_->for_partners(each.recipient, [&](int k) {
      const int own = pairs_->index(each.recipient, k), hosts = pairs_->index(each.host, k);
      if (k == each.recipient || k == each.host || hosts < 0) return;
      knowledge[own] += each.share * (before[hosts] - before[own]).max(Real(0));
    });
  }
}

}  // namespace jialing::model
