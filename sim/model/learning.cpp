#include "sim/model/learning.h"

#include "sim/model/edge_pass.h"
#include "sim/model/policy.h"

namespace jialing::model {
namespace {

constexpr double smallest_shown = 1e-20;  // of what neighbours show: what sellers show is counted relative to it

}  // namespace

Learning::Learning(const Topology& topology)
    : fields_(topology.fields),
      saturated_entities_(topology.nodes, Lane(0)),
      reach_(saturated_entities_),
      bought_(saturated_entities_),
      seen_entities_(saturated_entities_),
      seen_saturated_(saturated_entities_),
      part_(saturated_entities_),
      seller_part_(saturated_entities_),
      adoption_(static_cast<std::size_t>(topology.nodes) * topology.fields, Lane(0)),
      ones_(topology.nodes, Lane(1)),
      links_(saturated_entities_),
      spilled_(saturated_entities_),
      log_reach_(saturated_entities_),
      log_bought_share_(saturated_entities_) {}

void Learning::start(const Context& context, const State& base, const Gravity& contracts, const Lanes& contract_mass,
                     const Signals& signals) {
  look(context, base, contracts, base.tech_firms);
  for (int i = 0; i < context.topology.nodes; ++i) {
    log_reach_[i] = lane_log(reach_[i]);
    log_bought_share_[i] = log_bought_share(contract_mass, i, signals.total_rd);
  }
}

void Learning::look(const Context& context, const State& now, const Gravity& contracts, const Lanes& saturation) {
  const Topology& topology = context.topology;
  for (int i = 0; i < topology.nodes; ++i) saturated_entities_[i] = saturation[i] * now.entities[i];
  sum_over_others(topology, context.weights.knowledge, {&now.knowledge, &now.entities, &saturated_entities_},
                  {&reach_, &seen_entities_, &seen_saturated_});
  sum_over_others(topology, context.weights.contract, contracts.from_inside(), contracts.from_outside(), bought_);
}

// others_if = (1 − w)·Σ_j φ^know_ij·K_j·a_jf / X_i + w·Σ_j flow^contract_ji·a_jf / Σ_j flow^contract_ji
void Learning::learn_adoption(const Context& context, const State& now, const Gravity& contracts) {
  const Lane contract_part = context.channels.contracts ? context.parameters[Parameter::w_contract] : Lane(0);
  for (int i = 0; i < context.topology.nodes; ++i) {
    part_[i] = (1 - contract_part).max(smallest_shown) / reach_[i];
    const Lane own = contracts.from_inside()[i] * context.weights.contract[context.topology.pairs.self(i)];
    seller_part_[i] = contract_part / ((bought_[i] + own) * part_[i]);
  }
  learn(context.topology,
        {context.weights.knowledge, now.knowledge, context.weights.contract, contracts.from_inside(),
         contracts.from_outside(), part_, seller_part_},
        now.adoption, adoption_);
}

void Learning::spill(const Context& context) {
  const Lanes& policy = context.policy[NodeEffect::spilling];
  sum_over_others(context.topology, context.weights.knowledge, policy, policy, spilled_);
  sum_over_others(context.topology, context.weights.knowledge, ones_, ones_, links_);
  for (int i = 0; i < context.topology.nodes; ++i) spilled_[i] = spilled_[i] / links_[i];
}

// T_ext,i: what i receives from all other nodes, own province included.
Lane Learning::log_bought_share(const Lanes& contract_mass, int node, const Lane& total_rd) const {
  return lane_log(bought_[node] * contract_mass[node] / total_rd);
}

void Learning::observe(const Context& context, const State& now, const Gravity& contracts, const Lanes& contract_mass,
                       const Lanes& saturation, Signals& signals) {
  look(context, now, contracts, saturation);
  if (context.policy.has(NodeEffect::spilling) && context.channels.knowledge) spill(context);
  if (context.channels.adoption) learn_adoption(context, now, contracts);
  if (context.channels.own_adoption) adoption_ = now.adoption;
  for (int i = 0; i < context.topology.nodes; ++i) {
    signals.spillover_change[i] = 0;
    signals.technology_change[i] = 0;
    if (context.channels.knowledge) signals.spillover_change[i] = lane_log(reach_[i]) - log_reach_[i];
    if (context.channels.contracts)
      signals.technology_change[i] = log_bought_share(contract_mass, i, signals.total_rd) - log_bought_share_[i];
  }
}

}  // namespace jialing::model
