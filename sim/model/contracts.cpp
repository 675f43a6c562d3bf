#include "sim/model/contracts.h"

#include <algorithm>

namespace jialing::model {

Contracts::Contracts(const Topology& topology)
    : gravity_(topology),
      mass_(topology.nodes, Lane::Zero()),
      sold_inside_(topology.nodes, topology.fields + 1),
      sold_outside_(sold_inside_),
      bought_(sold_inside_),
      log_bought_share_(mass_),
      log_intensity_(mass_) {}

void Contracts::start(const Context& context, const State& base, const std::vector<double>& home_share) {
  const int nodes = context.topology.nodes;
  Signals signals(nodes);
  for (int i = 0; i < nodes; ++i) {
    signals.rd[i] = base.rd(i);
    log_intensity_[i] = base.contract_intensity[i].log();
    mass_[i] = (context.parameters[Parameter::a_gdp] * base.gdp[i].log() +
                context.parameters[Parameter::a_talent] * base.researchers[i].log())
                   .exp();
  }
  gravity_.start(context, context.weights.contract, home_share, context.parameters[Parameter::home_contract_shift],
                 mass_);
  flow(context, base, signals);
  receive(context, base);
  const Lane total_rd = sum(signals.rd);
  for (int i = 0; i < nodes; ++i) log_bought_share_[i] = log_bought_share(context, i, total_rd);
}

void Contracts::flow(const Context& context, const State& now, const Signals& signals) {
  const ParameterLanes& p = context.parameters;
  for (int i = 0; i < context.topology.nodes; ++i)
    mass_[i] = (p[Parameter::a_gdp] * now.gdp[i].log() + p[Parameter::a_talent] * now.researchers[i].log()).exp();
  gravity_.split(context, context.weights.contract, signals.rd, mass_);
}

void Contracts::receive(const Context& context, const State& now) {
  const Topology& topology = context.topology;
  for (int i = 0; i < topology.nodes; ++i) {
    const Lane &inside = gravity_.from_inside()[i], &outside = gravity_.from_outside()[i];
    sold_inside_.at(i, 0) = inside;
    sold_outside_.at(i, 0) = outside;
    for (int f = 0; f < topology.fields; ++f) {
      const Lane& adoption = now.adoption[i * topology.fields + f];
      sold_inside_.at(i, f + 1) = inside * adoption;
      sold_outside_.at(i, f + 1) = outside * adoption;
    }
  }
  sum_over_partners(topology, context.weights.contract, sold_inside_, sold_outside_, bought_);
}

// T_ext,i: what i receives from all other nodes, own province included.
Lane Contracts::log_bought_share(const Context& context, int node, const Lane& total_rd) const {
  const Lane own = gravity_.from_inside()[node] * context.weights.contract[pair_index(node, node)];
  return ((bought_.at(node, 0) - own) * mass_[node] / total_rd).log();
}

void Contracts::received(const Context& context, const State& now, Signals& signals) {
  if (!context.channels.contracts) {
    std::fill(signals.technology_change.begin(), signals.technology_change.end(), Lane::Zero());
    return;
  }
  flow(context, now, signals);
  receive(context, now);
  for (int i = 0; i < context.topology.nodes; ++i)
    signals.technology_change[i] = log_bought_share(context, i, signals.total_rd) - log_bought_share_[i];
}

// ln τ ← relax(ln τ, ln max(τ₀, tau_frontier) + g_frontier·t', kappa_contract); external nodes keep theirs.
void Contracts::advance(const Context& context, const State& now, StepTime time, const Noise& noise,
                        State& next) const {
  const ParameterLanes& p = context.parameters;
  const Lane decay = (-time.dt * p[Parameter::kappa_contract]).exp();
  const Lane log_frontier = p[Parameter::tau_frontier].log();
  const Lane drift = p[Parameter::g_frontier] * time.mid();
  for (int i = 0; i < context.topology.nodes; ++i) {
    if (context.topology.is_domestic(i)) {
      const Lane aim = log_intensity_[i].max(log_frontier) + drift;
      next.contract_intensity[i] =
          (relax(now.contract_intensity[i].log(), aim, decay) + noise.contract_intensity[i]).exp();
    } else {
      next.contract_intensity[i] = now.contract_intensity[i];
    }
  }
}

}  // namespace jialing::model
