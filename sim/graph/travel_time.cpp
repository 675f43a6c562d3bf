#include "sim/graph/travel_time.h"

#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/filtered_graph.hpp>
#include <limits>

namespace jialing {
namespace {

/// Keeps the transport links of a year.
struct OpenTransport {
  const Multigraph* graph = nullptr;
  int year = 0;

  bool operator()(const Multigraph::edge_descriptor& edge) const {
    const Link& link = (*graph)[edge];
    return link.is_transport() && link.is_open(year);
  }
};

}  // namespace

Eigen::MatrixXd travel_times(const Multigraph& graph, int year) {
  const boost::filtered_graph transport(graph, OpenTransport{&graph, year});
  const auto count = static_cast<Eigen::Index>(boost::num_vertices(graph));
  Eigen::MatrixXd hours(count, count);
  for (Eigen::Index source = 0; source < count; ++source) {
    const auto column =
        boost::make_iterator_property_map(hours.col(source).data(), boost::get(boost::vertex_index, transport));
    boost::dijkstra_shortest_paths(transport, static_cast<std::size_t>(source),
                                   boost::weight_map(boost::get(&Link::hours, transport))
                                       .distance_map(column)
                                       .distance_inf(std::numeric_limits<double>::infinity()));
  }
  // The two directions add the same links in opposite order and may differ in the last bit.
  hours = hours.cwiseMin(hours.transpose()).eval();
  for (Eigen::Index i = 0; i < count; ++i) hours(i, i) = graph[static_cast<std::size_t>(i)].inner_hours;
  return hours;
}

}  // namespace jialing
