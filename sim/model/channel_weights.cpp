#include "sim/model/channel_weights.h"

#include <cmath>

#include "sim/model/lane_math.h"

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

ChannelWeights::ChannelWeights(int nodes) {
  const int pairs = pair_index(nodes, 0);
  for (Lanes* lanes : {&talent, &capital, &contract, &knowledge}) lanes->assign(pairs, Lane(0));
}

// talent    h^−θ_talent   · exp(−abroad_talent·A   + link_bonus·L)                   0 on the diagonal
// capital   h^−θ_capital  · exp(−abroad_capital·A  + link_bonus·L)
// contract  h^−θ_contract · exp(−abroad_contract·A + λ_contract·s + link_bonus·L)
// knowledge exp(−h/spill_hours − border_know·B − abroad_know·A + λ_know·(s − 1) + link_bonus·L)   0 on the diagonal
void ChannelWeights::refresh(const PairTerms& terms, const ParameterLanes& p) {
  using enum Parameter;
  const Lane per_hour = 1 / p[spill_hours];
  for (int e : terms.changed) {
    const Real log_h = terms.log_travel_time[e], h = terms.travel_time[e], s = terms.similarity[e];
    const Real border = terms.border[e], abroad = terms.abroad[e];
    const Lane bonus = Real(terms.programme_link[e]) * p[link_bonus];
    capital[e] = lane_exp(bonus - log_h * p[theta_capital] - abroad * p[abroad_capital]);
    contract[e] = lane_exp(bonus - log_h * p[theta_contract] - abroad * p[abroad_contract] + s * p[lambda_contract]);
    if (terms.diagonal[e]) continue;
    talent[e] = lane_exp(bonus - log_h * p[theta_talent] - abroad * p[abroad_talent]);
    knowledge[e] =
        lane_exp(bonus - h * per_hour - border * p[border_know] - abroad * p[abroad_know] + (s - 1) * p[lambda_know]);
  }
}

}  // namespace jialing::model
