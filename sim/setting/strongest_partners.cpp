#include "sim/setting/strongest_partners.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace jialing::model {
namespace {

enum Channel { talent, capital, contract, knowledge };

// What decides flows in the base year, [node] in the model's order.
struct BaseYearMasses {
  std::array<std::vector<double>, channel_count> mass;    ///< what attracts
  std::array<std::vector<double>, channel_count> sent;    ///< what a node sends
  std::array<std::vector<double>, channel_count> inside;  ///< weight of what stays in the province
};

BaseYearMasses base_year_masses(const Scenario& scenario, const Topology& topology) {
  const auto centre = [&](Parameter p) { return scenario.parameters[static_cast<std::size_t>(p)].centre; };
  BaseYearMasses base;
  for (int i = 0; i < topology.nodes; ++i) {
    const Node& node = scenario.data.nodes[topology.table_index[i]];
    const double gdp = node[NodeColumn::gdp], rd = node[NodeColumn::rd], staff = node[NodeColumn::rd_fte];
    const double mobile = centre(Parameter::mu_city) + centre(Parameter::mu_province);
    const auto add = [&](Channel channel, double mass, double sent, double inside) {
      base.mass[channel].push_back(mass);
      base.sent[channel].push_back(sent);
      base.inside[channel].push_back(inside);
    };
    add(talent, staff * std::exp(topology.siphon[i] * centre(Parameter::siphon)), staff,
        mobile > 0 ? centre(Parameter::mu_city) / mobile : 0.5);
    add(capital, node[NodeColumn::hightech_firms], gdp, node[NodeColumn::home_capital]);
    add(contract, std::pow(gdp, centre(Parameter::a_gdp)) * std::pow(staff, centre(Parameter::a_talent)), rd,
        node[NodeColumn::home_contract]);
    add(knowledge, rd, 1, 0.5);
  }
  return base;
}

// Weights of a pair at the centre of the parameters at its best in the run: the shortest travel time, any programme.
class BestWeights {
 public:
  BestWeights(const Scenario& scenario, const Network& network, const Topology& topology)
      : network_(network),
        topology_(topology) {
    for (const Prior& prior : scenario.parameters) centres_.values.push_back(prior.centre);
  }

  std::array<double, channel_count> operator()(int i, int j) const {
    PairTerm best = pair_term(topology_, network_, network_.regimes[0], i, j);
    for (std::size_t r = 1; r < network_.regimes.size(); ++r) {
      const PairTerm term = pair_term(topology_, network_, network_.regimes[r], i, j);
      if (term.travel_time < best.travel_time) {
        best.travel_time = term.travel_time;
        best.log_travel_time = term.log_travel_time;
      }
      best.programme_link |= term.programme_link;
    }
    const PairWeightsOf<double> weights = weigh(best, centres_, PairChangesOf<double>{});
    return {weights.talent, weights.capital, weights.contract, weights.knowledge};
  }

 private:
  const Network& network_;
  const Topology& topology_;
  struct {
    std::vector<double> values;
    double operator[](Parameter parameter) const { return values[static_cast<std::size_t>(parameter)]; }
  } centres_;
};

// Shares of what a node sends to each other node (of what it sees, for knowledge), [channel][node].
class FlowShares {
 public:
  FlowShares(const Scenario& scenario, const Network& network, const Topology& topology)
      : topology_(topology),
        base_(base_year_masses(scenario, topology)),
        weights_(scenario, network, topology) {
    for (auto& shares : shares_) shares.resize(topology.nodes);
  }

  /// The province is a nest of its own: what stays inside is split among the nodes inside, the rest among the others.
  const std::array<std::vector<double>, channel_count>& of(int i) {
    std::array<std::array<double, 2>, channel_count> sums{};
    for (int j = 0; j < topology_.nodes; ++j) {
      const auto weights = weights_(i, j);
      for (int c = 0; c < channel_count; ++c) {
        shares_[c][j] = weights[c] * base_.mass[c][j];
        sums[c][is_inside(i, j)] += shares_[c][j];
      }
    }
    for (int c = 0; c < channel_count; ++c) {
      for (int j = 0; j < topology_.nodes; ++j) {
        const double total = c == knowledge ? sums[c][0] + sums[c][1] : sums[c][is_inside(i, j)];
        const double part = c == knowledge ? 1 : is_inside(i, j) ? base_.inside[c][i] : 1 - base_.inside[c][i];
        shares_[c][j] = total > 0 ? part * shares_[c][j] / total : 0;
      }
    }
    return shares_;
  }

  double sent(int channel, int i) const { return base_.sent[channel][i]; }

 private:
  bool is_inside(int i, int j) const { return topology_.province[i].contains(j); }

  const Topology& topology_;
  BaseYearMasses base_;
  BestWeights weights_;
  std::array<std::vector<double>, channel_count> shares_;
};

void add_strongest(const Topology& topology, int i, const std::vector<double>& shares, int most,
                   std::vector<int>& partners) {
  std::vector<int> others(topology.nodes);
  std::iota(others.begin(), others.end(), 0);
  std::erase(others, i);
  const auto stronger = [&](int a, int b) { return shares[a] != shares[b] ? shares[a] > shares[b] : a < b; };
  const int kept = std::min(most, static_cast<int>(others.size()));
  std::partial_sort(others.begin(), others.begin() + kept, others.end(), stronger);
  partners.insert(partners.end(), others.begin(), others.begin() + kept);
  const NodeRange own = topology.province[i];
  std::erase_if(others, [&](int j) { return own.contains(j); });
  if (!others.empty()) partners.push_back(*std::min_element(others.begin(), others.end(), stronger));
}

void add_changed(const Topology& topology, const std::vector<Measure>& measures,
                 std::vector<std::vector<int>>& partners) {
  const std::vector<int>& model_index = topology.model_index;
  for (const Measure& measure : measures) {
    for (const Change<PairEffect>& change : measure.pairs)
      partners[model_index[change.place]].push_back(model_index[change.other]);
    for (const Enclave& each : measure.enclaves)
      partners[model_index[each.recipient]].push_back(model_index[each.host]);
  }
}

}  // namespace

KeptPairs kept_pairs(const Scenario& scenario, const Network& network, const Topology& topology,
                     const std::vector<Measure>& measures) {
  const int most = scenario.max_partners.value_or(topology.nodes);
  if (most >= topology.nodes - 1) return {Pairs(topology.nodes), {}};
  FlowShares flows(scenario, network, topology);
  std::vector<std::vector<int>> partners(topology.nodes);
  for (int i = 0; i < topology.nodes; ++i)
    for (const std::vector<double>& shares : flows.of(i)) add_strongest(topology, i, shares, most, partners[i]);
  add_changed(topology, measures, partners);
  KeptPairs kept{Pairs(partners), {}};

  std::array<double, channel_count> flowing{}, left_out{};
  for (int i = 0; i < topology.nodes; ++i) {
    const auto& all = flows.of(i);
    for (int c = 0; c < channel_count; ++c) {
      const double between = std::accumulate(all[c].begin(), all[c].end(), 0.0) - all[c][i];
      double within = 0;
      kept.pairs.for_partners(i, [&](int j) { within += j == i ? 0 : all[c][j]; });
      flowing[c] += flows.sent(c, i) * between;
      left_out[c] += flows.sent(c, i) * std::max(between - within, 0.0);
    }
  }
  for (int c = 0; c < channel_count; ++c) kept.left_out[c] = flowing[c] > 0 ? left_out[c] / flowing[c] : 0;
  return kept;
}

}  // namespace jialing::model
