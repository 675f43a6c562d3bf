#include "sim/model/learning.h"

#include <algorithm>

#include "sim/model/edge_pass.h"

namespace jialing::model {

Learning::Learning(const Topology& topology)
    : fields_(topology.fields),
      saturated_entities_(topology.nodes, Lane::Zero()),
      reach_(saturated_entities_),
      bought_(saturated_entities_),
      seen_entities_(saturated_entities_),
      seen_saturated_(saturated_entities_),
      adoption_(static_cast<std::size_t>(topology.nodes) * topology.fields),
      log_reach_(saturated_entities_),
      log_bought_share_(saturated_entities_) {}

void Learning::start(const Context& context, const State& base, const Gravity& contracts, const Lanes& contract_mass,
                     const Signals& signals) {
  look(context, base, contracts, base.tech_firms);
  for (int i = 0; i < context.topology.nodes; ++i) {
    log_reach_[i] = reach_[i].log();
    log_bought_share_[i] = log_bought_share(context, contracts, contract_mass, i, signals.total_rd);
  }
}

void Learning::look(const Context& context, const State& now, const Gravity& contracts, const Lanes& saturation) {
  const Lane contract_part =
      context.channels.contracts ? context.parameters[Parameter::w_contract] : Lane(Lane::Zero());
  for (int i = 0; i < context.topology.nodes; ++i) saturated_entities_[i] = saturation[i] * now.entities[i];
  see_others(context.topology, context.weights.knowledge, context.weights.contract, contract_part,
             {now.knowledge, now.entities, saturated_entities_, contracts.from_inside(), contracts.from_outside(),
              now.adoption},
             {reach_, bought_, seen_entities_, seen_saturated_, adoption_}, merged_);
}

// T_ext,i: what i receives from all other nodes, own province included.
Lane Learning::log_bought_share(const Context& context, const Gravity& contracts, const Lanes& contract_mass, int node,
                                const Lane& total_rd) const {
  const Lane own = contracts.from_inside()[node] * context.weights.contract[pair_index(node, node)];
  return ((bought_[node] - own) * contract_mass[node] / total_rd).log();
}

void Learning::observe(const Context& context, const State& now, const Gravity& contracts, const Lanes& contract_mass,
                       const Lanes& saturation, Signals& signals) {
  look(context, now, contracts, saturation);
  for (int i = 0; i < context.topology.nodes; ++i) {
    signals.spillover_change[i].setZero();
    signals.technology_change[i].setZero();
    if (context.channels.knowledge) signals.spillover_change[i] = reach_[i].log() - log_reach_[i];
    if (context.channels.contracts)
      signals.technology_change[i] =
          log_bought_share(context, contracts, contract_mass, i, signals.total_rd) - log_bought_share_[i];
  }
}

}  // namespace jialing::model
