#include "sim/graph/multigraph.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>
#include <utility>
#include <vector>

namespace jialing {
namespace {

constexpr double earth_radius_km = 6371;
constexpr int road_neighbours = 6;
constexpr double road_reach_km = 400;
constexpr double road_access_hours = 0.15;  // leaving one place and entering the next
constexpr double road_detour = 1.3;         // road length over great circle
constexpr double road_speed_kmh = 70;
/// Mean distance of a point of a disc from its centre, over the radius (2/3, rounded as in sim/model/README.md).
constexpr double disc_mean_distance = 0.67;

double road_hours(double km) {
  return road_access_hours + road_detour * km / road_speed_kmh;
}

double inner_hours(const Node& node) {
  return road_hours(disc_mean_distance * std::sqrt(node[NodeColumn::area_km2] / std::numbers::pi));
}

/// Indices of the nodes to which `from` builds a road. Equal distances are ordered by id, never by row, so that the
/// order of the node table does not matter.
std::vector<int> road_targets(const std::vector<Node>& nodes, int from) {
  struct Candidate {
    double km;
    int node;
  };
  std::vector<Candidate> candidates;
  for (int i = 0; i < static_cast<int>(nodes.size()); ++i) {
    const double km = great_circle_km(nodes[static_cast<std::size_t>(from)], nodes[static_cast<std::size_t>(i)]);
    if (i != from && km <= road_reach_km) candidates.push_back({km, i});
  }
  std::sort(candidates.begin(), candidates.end(), [&](const Candidate& x, const Candidate& y) {
    if (x.km != y.km) return x.km < y.km;
    return nodes[static_cast<std::size_t>(x.node)].id < nodes[static_cast<std::size_t>(y.node)].id;
  });
  std::vector<int> targets;
  for (const Candidate& candidate : candidates) {
    if (targets.size() == road_neighbours) break;
    targets.push_back(candidate.node);
  }
  return targets;
}

void add_roads(const std::vector<Node>& nodes, Multigraph& graph) {
  std::set<std::pair<int, int>> pairs;
  for (int i = 0; i < static_cast<int>(nodes.size()); ++i)
    for (int j : road_targets(nodes, i)) pairs.insert(std::minmax(i, j));
  for (const auto& [a, b] : pairs) {
    Link road;
    road.km = great_circle_km(nodes[static_cast<std::size_t>(a)], nodes[static_cast<std::size_t>(b)]);
    road.hours = road_hours(road.km);
    boost::add_edge(static_cast<std::size_t>(a), static_cast<std::size_t>(b), road, graph);
  }
}

/// The layer of a mode in transport_links.csv, none when the mode is not known.
std::optional<Layer> layer_of_mode(const std::string& mode) {
  if (mode == "road") return Layer::road;
  if (mode == "rail" || mode == "high_speed_rail") return Layer::rail;
  if (mode == "air") return Layer::air;
  return std::nullopt;
}

Fault unknown_mode(const TransportLink& row, const std::vector<Node>& nodes, const std::string& file) {
  static const std::array<std::string, 4> modes = {"road", "rail", "high_speed_rail", "air"};
  Fault fault;
  fault.file = file;
  fault.path = fmt::format("column mode, link {}–{}", nodes[static_cast<std::size_t>(row.a)].id,
                           nodes[static_cast<std::size_t>(row.b)].id);
  fault.message =
      fmt::format("unknown mode '{}': use {}{}", row.mode, fmt::join(modes, ", "), did_you_mean(row.mode, modes));
  return fault;
}

/// A link between two rows of the node table; what differs by layer is left to the caller.
Link link_between(const std::vector<Node>& nodes, int a, int b) {
  Link link;
  link.km = great_circle_km(nodes[static_cast<std::size_t>(a)], nodes[static_cast<std::size_t>(b)]);
  return link;
}

void add_transport_links(const Dataset& data, const std::string& file, Multigraph& graph) {
  Faults faults;
  for (const TransportLink& row : data.transport_links) {
    const std::optional<Layer> layer = layer_of_mode(row.mode);
    if (!layer) {
      faults.add(unknown_mode(row, data.nodes, file));
      continue;
    }
    Link link = link_between(data.nodes, row.a, row.b);
    link.layer = *layer;
    link.hours = row.hours;
    link.open_year = row.open_year;
    link.line = row.line;
    link.name = row.name;
    boost::add_edge(static_cast<std::size_t>(row.a), static_cast<std::size_t>(row.b), link, graph);
  }
  faults.raise();
}

void add_programmes(const Dataset& data, int last_programme_year, Multigraph& graph) {
  for (const ProgrammeLink& row : data.programme_links) {
    if (row.start_year > last_programme_year) continue;
    Link link = link_between(data.nodes, row.a, row.b);
    link.layer = Layer::programme;
    link.open_year = row.start_year;
    link.end_year = row.end_year;
    link.line = row.programme;
    link.name = row.name_zh;
    boost::add_edge(static_cast<std::size_t>(row.a), static_cast<std::size_t>(row.b), link, graph);
  }
}

}  // namespace

std::string layer_name(Layer layer) {
  switch (layer) {
    case Layer::road:
      return "road";
    case Layer::rail:
      return "rail";
    case Layer::air:
      return "air";
    case Layer::programme:
      return "programme";
  }
  return "";
}

double great_circle_km(const Node& a, const Node& b) {
  constexpr double radian = std::numbers::pi / 180;
  const double half_lat = std::sin(0.5 * radian * (a[NodeColumn::lat] - b[NodeColumn::lat]));
  const double half_lon = std::sin(0.5 * radian * (a[NodeColumn::lon] - b[NodeColumn::lon]));
  const double cosines = std::cos(radian * a[NodeColumn::lat]) * std::cos(radian * b[NodeColumn::lat]);
  const double haversine = half_lat * half_lat + cosines * half_lon * half_lon;
  return 2 * earth_radius_km * std::asin(std::sqrt(std::min(1.0, haversine)));
}

Multigraph build_multigraph(const Dataset& data, int last_programme_year, const std::string& transport_file) {
  Multigraph graph(data.nodes.size());
  for (std::size_t i = 0; i < data.nodes.size(); ++i) graph[i] = {data.nodes[i].id, inner_hours(data.nodes[i])};
  add_roads(data.nodes, graph);
  add_transport_links(data, transport_file, graph);
  add_programmes(data, last_programme_year, graph);
  return graph;
}

}  // namespace jialing
