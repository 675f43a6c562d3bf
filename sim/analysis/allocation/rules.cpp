#include "sim/analysis/allocation/rules.h"

#include "sim/analysis/network_metrics.h"
#include "sim/ensemble/central_network.h"

namespace jialing::allocation {
namespace {

std::vector<double> accessibilities(const Scenario& scenario) {
  const int year = scenario.horizon.from;
  const CentralNetwork central = central_network(scenario, build_network(scenario), year);
  const Multigraph graph = build_multigraph(network_data(scenario), year);
  std::vector<double> values;
  for (const NodeMetrics& each :
       network_metrics(scenario.data, graph, central.weights, central.technology_contracts, year))
    values.push_back(each.accessibility);
  return values;
}

double weight_of(const Node& node, AllocationRule rule) {
  switch (rule) {
    case AllocationRule::population:
      return node[NodeColumn::population_10k];
    case AllocationRule::gdp:
      return node[NodeColumn::gdp];
    case AllocationRule::rd:
      return node[NodeColumn::rd];
    case AllocationRule::researchers:
      return node[NodeColumn::rd_fte];
    case AllocationRule::need:
      return node[NodeColumn::population_10k] / node[NodeColumn::gdp];
    default:
      return 1;
  }
}

}  // namespace

ShareLimits share_limits(const AllocationProblem& problem) {
  std::vector<ShareLimit> limits;
  for (const AllocationLimit& each : problem.limits) limits.push_back({each.name, each.cells, each.least, each.most});
  return {problem.cells(), std::move(limits)};
}

std::vector<double> rule_weights(const Scenario& scenario, AllocationRule rule) {
  std::vector<double> central;
  if (rule == AllocationRule::centrality) central = accessibilities(scenario);
  std::vector<double> weights;
  for (const Recipient& recipient : scenario.allocation.recipients) {
    double weight = 0;
    for (int node : recipient.nodes)
      weight += central.empty() ? weight_of(scenario.data.nodes[node], rule) : central[static_cast<std::size_t>(node)];
    weights.push_back(weight);
  }
  return weights;
}

std::vector<double> rule_shares(const AllocationProblem& problem, const ShareLimits& limits,
                                const std::vector<double>& weights) {
  std::vector<double> wish;
  for (double instrument : problem.mix)
    for (double recipient : weights) wish.push_back(instrument * recipient);
  return limits.nearest(wish);
}

}  // namespace jialing::allocation
