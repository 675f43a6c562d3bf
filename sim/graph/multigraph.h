#pragma once

#include <boost/graph/adjacency_list.hpp>
#include <limits>
#include <optional>
#include <string>

#include "sim/tables/dataset.h"

namespace jialing {

enum class Layer { road, rail, air, programme };

/// "road", "rail", "air" or "programme".
std::string layer_name(Layer layer);

/// A vertex of the multigraph; its number is the node's index in `Dataset::nodes`.
struct Place {
  std::string id;
  double inner_hours = 0;  ///< typical travel time inside the node, hours
};

/// An edge of the multigraph, undirected; two nodes may share several.
struct Link {
  Layer layer = Layer::road;
  double hours = std::numeric_limits<double>::infinity();  ///< infinite for a programme, on which nobody travels
  double km = 0;                                           ///< great circle between its ends
  std::optional<int> open_year;                            ///< first year in force; none: always open (roads)
  std::optional<int> end_year;                             ///< last year in force; none: does not end
  std::string line;                                        ///< id of the line or programme; may be empty
  std::string name;                                        ///< as the table names it; may be empty

  bool is_transport() const { return layer != Layer::programme; }
  bool is_open(int year) const { return (!open_year || *open_year <= year) && (!end_year || year <= *end_year); }
};

/// All layers between the nodes: roads first, then the rows of the transport table, then programmes.
using Multigraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, Place, Link>;

/// Great circle between two nodes on a sphere of 6371 km, km.
double great_circle_km(const Node& a, const Node& b);

/// Builds the layered multigraph of sim/model/README.md, section 1: roads between near neighbours, the transport links
/// of all years, and the programmes that start up to `last_programme_year`. Throws InputError on a mode of transport
/// that is not known; `transport_file` is what that fault names.
Multigraph build_multigraph(const Dataset& data, int last_programme_year,
                            const std::string& transport_file = "transport_links.csv");

}  // namespace jialing
