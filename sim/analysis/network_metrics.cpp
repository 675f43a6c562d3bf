#include "sim/analysis/network_metrics.h"

#include <algorithm>
#include <boost/graph/betweenness_centrality.hpp>
#include <boost/range/iterator_range.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>

namespace jialing {
namespace {

/// Travel times as whole nanohours: sums of rounded timetables that are equal on paper must be equal for Brandes'
/// algorithm, which splits a pair over all its fastest paths.
using NanoHours = std::int64_t;

/// One edge per pair of neighbours, so that parallel links are not taken for several paths.
using FastestLinks = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                                           boost::property<boost::edge_weight_t, NanoHours>>;

FastestLinks fastest_links(const Multigraph& graph, int year) {
  std::map<std::pair<std::size_t, std::size_t>, NanoHours> fastest;
  for (const auto edge : boost::make_iterator_range(boost::edges(graph))) {
    const Link& link = graph[edge];
    if (!link.is_transport() || !link.is_open(year)) continue;
    const std::pair<std::size_t, std::size_t> ends =
        std::minmax({boost::source(edge, graph), boost::target(edge, graph)});
    const NanoHours hours = std::llround(link.hours * 1e9);
    const auto [known, added] = fastest.try_emplace(ends, hours);
    if (!added) known->second = std::min(known->second, hours);
  }
  FastestLinks links(boost::num_vertices(graph));
  for (const auto& [ends, hours] : fastest) boost::add_edge(ends.first, ends.second, hours, links);
  return links;
}

double strength(const Eigen::MatrixXd& weights, Eigen::Index i) {
  return weights.row(i).sum() - weights(i, i);
}

}  // namespace

std::vector<double> travel_time_betweenness(const Multigraph& graph, int year) {
  const FastestLinks links = fastest_links(graph, year);
  std::vector<double> centrality(boost::num_vertices(links));
  if (centrality.size() < 3) return centrality;
  const auto by_vertex = boost::make_iterator_property_map(centrality.begin(), boost::get(boost::vertex_index, links));
  boost::brandes_betweenness_centrality(
      links, boost::centrality_map(by_vertex).weight_map(boost::get(boost::edge_weight, links)));
  boost::relative_betweenness_centrality(links, by_vertex);
  return centrality;
}

Eigen::VectorXd weighted_pagerank(const Eigen::MatrixXd& flow) {
  constexpr double damping = 0.85;
  constexpr double tolerance = 1e-12;
  const auto count = static_cast<double>(flow.rows());

  Eigen::MatrixXd step = flow;
  step.diagonal().setZero();
  const Eigen::VectorXd sent = step.rowwise().sum();
  const Eigen::VectorXd dangling = (sent.array() > 0).select(Eigen::VectorXd::Zero(sent.size()), 1.0);
  step.array().colwise() /= (sent + dangling).array();

  Eigen::VectorXd rank = Eigen::VectorXd::Constant(flow.rows(), 1 / count);
  double change = 0;
  do {  // each round shrinks the distance to the solution by the damping factor
    const double everywhere = (1 - damping + damping * rank.dot(dangling)) / count;
    const Eigen::VectorXd next = (damping * (step.transpose() * rank)).array() + everywhere;
    change = (next - rank).lpNorm<1>();
    rank = next;
  } while (change > tolerance);
  return rank;
}

std::vector<NodeMetrics> network_metrics(const Dataset& data, const Multigraph& graph, const ChannelMatrices& weights,
                                         const Eigen::MatrixXd& contract_flow, int year) {
  const std::vector<double> betweenness = travel_time_betweenness(graph, year);
  const Eigen::VectorXd pagerank = weighted_pagerank(contract_flow);
  Eigen::VectorXd gdp(static_cast<Eigen::Index>(data.nodes.size()));
  for (Eigen::Index i = 0; i < gdp.size(); ++i) gdp(i) = data.nodes[static_cast<std::size_t>(i)][NodeColumn::gdp];
  const Eigen::VectorXd accessibility = weights.contract * gdp;

  std::vector<NodeMetrics> metrics(data.nodes.size());
  for (std::size_t node = 0; node < metrics.size(); ++node) {
    const auto i = static_cast<Eigen::Index>(node);
    metrics[node] = {strength(weights.talent, i),
                     strength(weights.capital, i),
                     strength(weights.contract, i),
                     strength(weights.knowledge, i),
                     betweenness[node],
                     pagerank(i),
                     accessibility(i)};
  }
  return metrics;
}

}  // namespace jialing
