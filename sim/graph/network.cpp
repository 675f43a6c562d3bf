#include "sim/graph/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/range/iterator_range.hpp>
#include <cassert>
#include <cmath>
#include <numeric>
#include <set>

#include "sim/graph/multigraph.h"
#include "sim/graph/travel_time.h"

namespace jialing {
namespace {

/// Years of [from_year, to_year] at whose start a link opens or has just ended, and from_year itself.
std::set<int> years_of_change(const Multigraph& graph, int from_year, int to_year) {
  std::set<int> years = {from_year};
  const auto add = [&](int year) {
    if (from_year < year && year <= to_year) years.insert(year);
  };
  for (const auto edge : boost::make_iterator_range(boost::edges(graph))) {
    const Link& link = graph[edge];
    if (link.open_year) add(*link.open_year);
    if (link.end_year) add(*link.end_year + 1);
  }
  return years;
}

NetworkRegime regime_of(const Multigraph& graph, int year) {
  NetworkRegime regime;
  regime.from_year = year;
  regime.travel_time = travel_times(graph, year);
  regime.programme_link.setConstant(regime.travel_time.rows(), regime.travel_time.cols(), false);
  for (const auto edge : boost::make_iterator_range(boost::edges(graph))) {
    if (graph[edge].is_transport() || !graph[edge].is_open(year)) continue;
    const auto a = static_cast<Eigen::Index>(boost::source(edge, graph));
    const auto b = static_cast<Eigen::Index>(boost::target(edge, graph));
    regime.programme_link(a, b) = regime.programme_link(b, a) = true;
  }
  return regime;
}

/// Number of domestic nodes within reach of node i.
int domestic_reach(const std::vector<Node>& nodes, const Eigen::MatrixXd& travel_time, Eigen::Index i) {
  int reach = 0;
  for (std::size_t j = 0; j < nodes.size(); ++j)
    if (!nodes[j].external && std::isfinite(travel_time(i, static_cast<Eigen::Index>(j)))) ++reach;
  return reach;
}

/// A domestic node of the largest connected part of the graph, counted in domestic nodes.
std::size_t node_of_main_part(const std::vector<Node>& nodes, const Eigen::MatrixXd& travel_time) {
  std::size_t best = 0;
  int best_reach = -1;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].external) continue;
    const int reach = domestic_reach(nodes, travel_time, static_cast<Eigen::Index>(i));
    if (reach > best_reach || (reach == best_reach && nodes[i].id < nodes[best].id)) {
      best = i;
      best_reach = reach;
    }
  }
  return best;
}

/// What to say about node i, which the part of the graph around node `main` cannot reach.
Fault disconnected(const std::vector<Node>& nodes, const Eigen::MatrixXd& travel_time, std::size_t main, std::size_t i,
                   int year, const std::string& transport_file) {
  std::size_t nearest = main;
  for (std::size_t j = 0; j < nodes.size(); ++j) {
    const bool connected = std::isfinite(travel_time(static_cast<Eigen::Index>(main), static_cast<Eigen::Index>(j)));
    if (connected && great_circle_km(nodes[i], nodes[j]) < great_circle_km(nodes[i], nodes[nearest])) nearest = j;
  }
  Fault fault;
  fault.file = transport_file;
  fault.path = "node " + nodes[i].id;
  fault.message = fmt::format(
      "{} node '{}' cannot be reached from the other domestic nodes in {}: no road (6 nearest nodes within 400 km) and "
      "no open link leads there; add a row to {} that joins it to them and opens by {}, for example to '{}', {:.0f} km "
      "away",
      nodes[i].external ? "external" : "domestic", nodes[i].id, year, transport_file, year, nodes[nearest].id,
      great_circle_km(nodes[i], nodes[nearest]));
  return fault;
}

void check_connected(const Dataset& data, const NetworkRegime& base, const std::string& transport_file) {
  const std::size_t main = node_of_main_part(data.nodes, base.travel_time);
  Faults faults;
  for (std::size_t i = 0; i < data.nodes.size(); ++i) {
    if (std::isfinite(base.travel_time(static_cast<Eigen::Index>(main), static_cast<Eigen::Index>(i)))) continue;
    faults.add(disconnected(data.nodes, base.travel_time, main, i, base.from_year, transport_file));
  }
  faults.raise();
}

/// Another opening year or travel time for the links of a line, and links that are new.
void change_line(const Lever& lever, std::vector<TransportLink>& links) {
  const int open_year = static_cast<int>(lever.number("open_year"));
  for (TransportLink& link : links) {
    if (link.line != lever.word("line")) continue;
    if (lever.has("open_year")) link.open_year = open_year;
    link.hours *= lever.number("hours_factor");
  }
  for (const AddedLink& added : lever.links)
    links.push_back({.line = std::string(lever.word("line")),
                     .a = added.a,
                     .b = added.b,
                     .mode = added.mode,
                     .hours = added.hours,
                     .open_year = open_year,
                     .name = lever.name,
                     .provenance = "scenario"});
}

bool same_graph(const NetworkRegime& x, const NetworkRegime& y) {
  return x.travel_time == y.travel_time && x.programme_link == y.programme_link;
}

}  // namespace

const NetworkRegime& Network::at(int year) const {
  const auto next = std::upper_bound(regimes.begin(), regimes.end(), year,
                                     [](int y, const NetworkRegime& regime) { return y < regime.from_year; });
  assert(next != regimes.begin());
  return *std::prev(next);
}

Eigen::MatrixXd specialisation_similarity(const std::vector<std::vector<double>>& specialisation) {
  const auto dot = [](const std::vector<double>& x, const std::vector<double>& y) {
    return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
  };
  const auto count = static_cast<Eigen::Index>(specialisation.size());
  Eigen::MatrixXd similarity = Eigen::MatrixXd::Identity(count, count);
  for (std::size_t i = 0; i < specialisation.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto& x = specialisation[i];
      const auto& y = specialisation[j];
      const double norms = std::sqrt(dot(x, x)) * std::sqrt(dot(y, y));
      const double cosine = norms > 0 ? std::min(1.0, dot(x, y) / norms) : 0.0;
      similarity(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = cosine;
      similarity(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i)) = cosine;
    }
  }
  return similarity;
}

Network build_network(const Dataset& data, int from_year, int to_year, const NetworkOptions& options) {
  assert(from_year <= to_year && !data.nodes.empty());
  const Multigraph graph =
      build_multigraph(data, options.last_programme_year.value_or(from_year), options.transport_file);
  Network network;
  for (int year : years_of_change(graph, from_year, to_year)) {
    NetworkRegime regime = regime_of(graph, year);
    if (network.regimes.empty()) check_connected(data, regime, options.transport_file);
    if (network.regimes.empty() || !same_graph(network.regimes.back(), regime))
      network.regimes.push_back(std::move(regime));
  }
  network.similarity = specialisation_similarity(data.specialisation);
  return network;
}

Dataset network_data(const Scenario& scenario) {
  Dataset data = scenario.data;
  for (const Lever& lever : scenario.levers)
    if (lever.type == LeverType::transport_line) change_line(lever, data.transport_links);
  return data;
}

Network build_network(const Scenario& scenario) {
  return build_network(network_data(scenario), scenario.horizon.from, scenario.horizon.to,
                       {.last_programme_year = {}, .transport_file = scenario.data_paths.transport_links});
}

}  // namespace jialing
