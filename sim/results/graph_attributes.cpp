#include "sim/results/graph_attributes.h"

#include <cmath>
#include <optional>
#include <string>

namespace jialing {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}
Json year_or_null(const std::optional<int>& year) {
  return year ? Json(*year) : Json(nullptr);
}
Json finite_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

}  // namespace

Json node_attributes(const GraphReport& report, std::size_t i) {
  const Node& node = report.data.nodes[i];
  Json attributes = {{"name_zh", text_or_null(node.name_zh)},
                     {"kind", text_or_null(node.kind)},
                     {"role", node.external ? "external" : "endogenous"},
                     {"province", text_or_null(node.province)},
                     {"group", text_or_null(node.group)},
                     {"code", text_or_null(node.code)},
                     {"lon", node[NodeColumn::lon]},
                     {"lat", node[NodeColumn::lat]}};
  for (const auto& [name, value] : node_metric_names) attributes[name] = finite_or_null(report.metrics[i].*value);
  return attributes;
}

Json edge_attributes(const GraphReport& report, const Multigraph::edge_descriptor& edge) {
  const Link& link = report.graph[edge];
  Json attributes = {{"layer", layer_name(link.layer)},
                     {"hours", finite_or_null(link.hours)},
                     {"km", link.km},
                     {"open_year", year_or_null(link.open_year)},
                     {"end_year", year_or_null(link.end_year)},
                     {"line", text_or_null(link.line)},
                     {"name", text_or_null(link.name)}};
  const auto a = static_cast<Eigen::Index>(boost::source(edge, report.graph));
  const auto b = static_cast<Eigen::Index>(boost::target(edge, report.graph));
  for (const auto& [name, matrix] : channel_names)
    attributes[std::string("weight_") + name] = finite_or_null((report.weights.*matrix)(a, b));
  return attributes;
}

}  // namespace jialing
