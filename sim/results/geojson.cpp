#include "sim/results/geojson.h"

#include <fmt/format.h>

#include <boost/range/iterator_range.hpp>
#include <utility>

#include "sim/results/atomic_file.h"

namespace jialing {
namespace {

using Json = nlohmann::ordered_json;

Json position(const Node& node) {
  return {node[NodeColumn::lon], node[NodeColumn::lat]};
}

Json feature(const std::string& id, Json properties, const char* geometry, Json coordinates) {
  return {{"type", "Feature"},
          {"id", id},
          {"properties", std::move(properties)},
          {"geometry", {{"type", geometry}, {"coordinates", std::move(coordinates)}}}};
}

Json node_feature(const GraphReport& report, std::size_t i) {
  const Node& node = report.data.nodes[i];
  Json properties = {{"element", "node"}, {"id", node.id}};
  properties.update(node_attributes(report, i));
  return feature(node.id, std::move(properties), "Point", position(node));
}

Json edge_feature(const GraphReport& report, const Multigraph::edge_descriptor& edge, std::size_t number) {
  const Node& a = report.data.nodes[boost::source(edge, report.graph)];
  const Node& b = report.data.nodes[boost::target(edge, report.graph)];
  Json properties = {{"element", "edge"}, {"a", a.id}, {"b", b.id}};
  properties.update(edge_attributes(report, edge));
  Json ends = Json::array({position(a), position(b)});
  return feature(fmt::format("e{}", number), std::move(properties), "LineString", std::move(ends));
}

}  // namespace

void write_geojson(const GraphReport& report, const std::string& path) {
  Json features = Json::array();
  for (std::size_t i = 0; i < report.data.nodes.size(); ++i) features.push_back(node_feature(report, i));
  std::size_t number = 0;
  for (const auto edge : boost::make_iterator_range(boost::edges(report.graph)))
    features.push_back(edge_feature(report, edge, number++));
  const Json collection = {{"type", "FeatureCollection"}, {"year", report.year}, {"features", std::move(features)}};
  // Bytes that are no UTF-8 become U+FFFD rather than an exception.
  write_text_file(path, collection.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace jialing
