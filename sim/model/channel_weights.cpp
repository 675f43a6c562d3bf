#include "sim/model/channel_weights.h"

#include <cmath>

#include "sim/model/lane_math.h"
#include "sim/model/policy.h"

namespace jialing::model {

PairTerms pair_terms(const Topology& topology, const Network& network, const NetworkRegime& regime,
                     const PairTerms* before) {
  PairTerms terms;
  for (int i = 0; i < topology.nodes; ++i) {
    for (int j = 0; j <= i; ++j) {
      const int a = topology.table_index[i];
      const int b = topology.table_index[j];
      terms.travel_time.push_back(regime.travel_time(a, b));
      terms.log_travel_time.push_back(std::log(regime.travel_time(a, b)));
      terms.similarity.push_back(network.similarity(a, b));
      terms.programme_link.push_back(regime.programme_link(a, b));
      terms.border.push_back(j < topology.province[i].begin);
      terms.diagonal.push_back(i == j);
      terms.abroad.push_back(i != j && !topology.is_domestic(i));
      const int e = pair_index(i, j);
      if (!before || before->travel_time[e] != terms.travel_time[e] ||
          before->programme_link[e] != terms.programme_link[e])
        terms.changed.push_back(e);
    }
  }
  return terms;
}

ChannelWeights::ChannelWeights(int nodes) : nodes_(nodes) {
  const int pairs = pair_index(nodes, 0);
  for (Lanes* lanes : {&talent, &capital, &contract, &knowledge}) lanes->assign(pairs, Lane(0));
}

void ChannelWeights::refresh(const PairTerms& terms, const ParameterLanes& parameters) {
  PairChanges none;
  none.fill(Lane(0));
  for (int pair : terms.changed) weigh(pair, terms, parameters, none);
}

void ChannelWeights::refresh(const PairTerms& terms, const ParameterLanes& parameters, const Policy& policy) {
  for (const Policy::Pair& pair : policy.pairs()) weigh(pair.pair, terms, parameters, pair.changes);
  if (!policy.enclaves().empty()) add_enclaves(policy);
}

// talent    h^−θ_talent   · exp(−abroad_talent·A   + link_bonus·L)                   0 on the diagonal
// capital   h^−θ_capital  · exp(−abroad_capital·A  + link_bonus·L)
// contract  h^−θ_contract · exp(−abroad_contract·A + λ_contract·s + link_bonus·L)
// knowledge exp(−h/spill_hours − border_know·B − abroad_know·A + λ_know·(s − 1) + link_bonus·L)   0 on the diagonal
// Policy adds to the exponents, adds to L within 0 … 1 and lifts a part of B.
void ChannelWeights::weigh(int e, const PairTerms& terms, const ParameterLanes& p, const PairChanges& changes) {
  using enum Parameter;
  const auto change = [&](PairEffect effect) -> const Lane& { return changes[static_cast<int>(effect)]; };
  const Real log_h = terms.log_travel_time[e], h = terms.travel_time[e], s = terms.similarity[e];
  const Real abroad = terms.abroad[e];
  const Lane link = (Real(terms.programme_link[e]) + change(PairEffect::link)).max(Real(0)).min(Real(1));
  const Lane border = Real(terms.border[e]) * (1 - change(PairEffect::border).max(Real(-1)).min(Real(1)));
  const Lane bonus = link * p[link_bonus];
  capital[e] = lane_exp(bonus - log_h * p[theta_capital] - abroad * p[abroad_capital] + change(PairEffect::capital));
  contract[e] = lane_exp(bonus - log_h * p[theta_contract] - abroad * p[abroad_contract] + s * p[lambda_contract] +
                         change(PairEffect::contract));
  if (terms.diagonal[e]) return;
  talent[e] = lane_exp(bonus - log_h * p[theta_talent] - abroad * p[abroad_talent] + change(PairEffect::talent));
  knowledge[e] = lane_exp(bonus - h * (1 / p[spill_hours]) - border * p[border_know] - abroad * p[abroad_know] +
                          (s - 1) * p[lambda_know] + change(PairEffect::knowledge));
}

// φ_ik += share·max(0, φ_hk − φ_ik) for recipient i and host h: the increments of all enclaves from the same weights.
void ChannelWeights::add_enclaves(const Policy& policy) {
  const Lanes before = knowledge;
  for (const Policy::PresentEnclave& each : policy.enclaves()) {
    for (int k = 0; k < nodes_; ++k) {
      if (k == each.recipient || k == each.host) continue;
      const int own = pair_index(each.recipient, k);
      const Lane more = (before[pair_index(each.host, k)] - before[own]).max(Real(0));
      knowledge[own] += each.share * more;
    }
  }
}

}  // namespace jialing::model
