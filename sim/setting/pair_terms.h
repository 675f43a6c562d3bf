#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "sim/graph/network.h"
#include "sim/policy/measure.h"
#include "sim/setting/topology.h"
#include "sim/tables/parameter_names.h"

namespace jialing::model {

/// Channels in the order of ChannelWeights.
inline constexpr std::array channel_names = {"talent", "capital", "contract", "knowledge"};
inline constexpr int channel_count = static_cast<int>(channel_names.size());

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

/// What policy adds to a pair, by PairEffect.
template <class Number>
using PairChangesOf = std::array<Number, pair_effect_count>;

/// φ of a pair in the four channels (sim/model/README.md, section 1, "channel weights"); of a node with itself 0 for
/// talent and knowledge. For a member of a block each, or a single number.
template <class Number>
struct PairWeightsOf {
  Number talent, capital, contract, knowledge;
};

/// talent    h^−θ_talent   · exp(−abroad_talent·A   + link_bonus·L)                   0 on the diagonal
/// capital   h^−θ_capital  · exp(−abroad_capital·A  + link_bonus·L)
/// contract  h^−θ_contract · exp(−abroad_contract·A + λ_contract·s + link_bonus·L)
/// knowledge exp(−h/spill_hours − border_know·B − abroad_know·A + λ_know·(s − 1) + link_bonus·L)   0 on the diagonal
/// Policy adds to the exponents, adds to L within 0 … 1 and lifts a part of B.
template <class Number, class Parameters>
PairWeightsOf<Number> weigh(const PairTerm& term, const Parameters& p, const PairChangesOf<Number>& changes) {
  using enum Parameter;
  using std::exp, std::max, std::min;  // of a single number; those of members are found beside them
  const auto change = [&](PairEffect effect) -> const Number& { return changes[static_cast<int>(effect)]; };
  const auto between = [](const Number& x, double least, double most) {
    return min(max(x, Number(least)), Number(most));
  };
  const double log_h = term.log_travel_time, h = term.travel_time, s = term.similarity, abroad = term.abroad;
  const Number link = between(double(term.programme_link) + change(PairEffect::link), 0, 1);
  const Number border = double(term.border) * (1 - between(change(PairEffect::border), -1, 1));
  const Number bonus = link * p[link_bonus];
  PairWeightsOf<Number> weights{Number(0), Number(0), Number(0), Number(0)};
  weights.capital = exp(bonus - log_h * p[theta_capital] - abroad * p[abroad_capital] + change(PairEffect::capital));
  weights.contract = exp(bonus - log_h * p[theta_contract] - abroad * p[abroad_contract] + s * p[lambda_contract] +
                         change(PairEffect::contract));
  if (term.self) return weights;
  weights.talent = exp(bonus - log_h * p[theta_talent] - abroad * p[abroad_talent] + change(PairEffect::talent));
  weights.knowledge = exp(bonus - h * (1 / p[spill_hours]) - border * p[border_know] - abroad * p[abroad_know] +
                          (s - 1) * p[lambda_know] + change(PairEffect::knowledge));
  return weights;
}

}  // namespace jialing::model
