#include "sim/setting/pair_terms.h"

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

}  // namespace jialing::model
