#pragma once

#include <vector>

#include "sim/scenario/scenario.h"

namespace jialing {

/// What a measure changes in a node. Amounts of several measures add up; sim/model/README.md, section 4, says where
/// each enters.
enum class NodeEffect {
  // at the start of a step, where they shape flows
  attraction,    ///< u, log points
  recruits,      ///< persons/year drawn from other nodes
  capital_sent,  ///< 100 million CNY/year, added to what the node supplies
  capital_tied,  ///< 100 million CNY/year, received without having been sent
  openness,      ///< log-odds that a contract leaves the province
  // in the middle of a step
  user_cost,      ///< fall of the user cost of business R&D
  mandate_share,  ///< share of business R&D under an obligation
  mandate_floor,  ///< the same times the floor, business R&D / GDP
  basic_gain,     ///< added to the share of basic research aimed at
  creation,       ///< log points of Z
  spilling,       ///< log points of Z that neighbours feel
  capacity,       ///< log points of M
  entry,          ///< 1/year, added to p_firm
  catch_up,       ///< log points of kappa_contract
  frontier,       ///< log points of tau_frontier
  literacy,       ///< 1/year, added to g_literacy
  people,         ///< persons/year who take up R&D
  // at the end of a step: levels
  grant,          ///< S: 100 million CNY/year of public R&D
  levered_grant,  ///< the part that draws business R&D along
  basic_money,    ///< the part that states what it spends on basic research …
  basic_spent,    ///< … and what that is
  staff,          ///< persons taken on so far
  count
};
inline constexpr int node_effect_count = static_cast<int>(NodeEffect::count);
inline constexpr int first_middle_effect = static_cast<int>(NodeEffect::user_cost);
inline constexpr int first_end_effect = static_cast<int>(NodeEffect::grant);

enum class FieldEffect { adoption, imitation, count };  ///< 1/year on p_adopt; log points of q_adopt
inline constexpr int field_effect_count = static_cast<int>(FieldEffect::count);

/// What a measure changes between two nodes.
enum class PairEffect { talent, capital, contract, knowledge, border, link, count };
inline constexpr int pair_effect_count = static_cast<int>(PairEffect::count);

/// How an amount comes into force.
enum class Pace {
  strength,   ///< active · effectiveness · ramp
  shrunk,     ///< the same times the parameter shrink_effect
  immediate,  ///< active · effectiveness
  money,      ///< active, with its growth and prices
  effective_money
};

template <class Effect>
struct Change {
  Effect effect{};
  int place = 0;  ///< node, node·fields + field, or first node of a pair; indices of the node table
  int other = 0;  ///< second node of a pair
  double amount = 0;
  Pace pace = Pace::strength;
};

/// Part of the host's knowledge links for a recipient.
struct Enclave {
  int recipient = 0, host = 0;
  double share = 0;
};

/// Part of a donor's public R&D for a recipient.
struct Transfer {
  int donor = 0, recipient = 0;
  double share = 0;
};

/// Money shared by the rank of nodes in an indicator a year before.
struct RankedGrant {
  std::vector<int> nodes;
  int indicator = 0;
  bool highest = true;
  int winners = 0;  ///< that share equally; 0: all by rank
  bool leverage = true;
  double amount = 0;
};

/// A lever as the model takes it. A transport line is none: it changes the network (sim/graph).
struct Measure {
  std::string name, type;
  Schedule schedule;
  double growth = 0;         ///< of its money, 1/year
  bool real_prices = false;  ///< its money is stated in prices of 2020
  std::vector<Change<NodeEffect>> nodes;
  std::vector<Change<FieldEffect>> fields;
  std::vector<Change<PairEffect>> pairs;
  std::vector<Enclave> enclaves;
  std::vector<Transfer> transfers;
  std::vector<RankedGrant> ranked;
  double spending = 0;                ///< of its own keys, 100 million CNY/year in its first year
  double other_cost = 0;              ///< beside that
  std::vector<LeverTarget> credited;  ///< nodes whose business R&D has the tax credit …
  double credit = 0;                  ///< … of this share
};

/// The levers of a scenario as measures, in their order.
std::vector<Measure> measures(const Scenario& scenario);

}  // namespace jialing
