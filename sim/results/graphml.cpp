#include "sim/results/graphml.h"

#include <fmt/format.h>

#include <boost/range/iterator_range.hpp>
#include <map>
#include <vector>

#include "sim/results/atomic_file.h"

namespace jialing {
namespace {

using Json = nlohmann::ordered_json;

std::string escaped(const std::string& text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      // XML 1.0 has no way to write the other control characters
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' ? ' ' : c;
    }
  }
  return out;
}

const char* type_name(const Json& value) {
  if (value.is_string()) return "string";
  return value.is_number_integer() ? "int" : "double";
}

/// Declares each attribute that has a value anywhere. Keys are prefixed by what they belong to, since a node and an
/// edge may share an attribute name but not a key.
std::string key_declarations(const char* element, const std::vector<Json>& elements) {
  std::map<std::string, const char*> types;
  for (const Json& attributes : elements)
    for (const auto& [name, value] : attributes.items())
      if (!value.is_null()) types.emplace(name, type_name(value));
  std::string out;
  for (const auto& [name, type] : types)
    out +=
        fmt::format("  <key id=\"{0}_{1}\" for=\"{0}\" attr.name=\"{1}\" attr.type=\"{2}\"/>\n", element, name, type);
  return out;
}

std::string data_elements(const char* element, const Json& attributes) {
  std::string out;
  for (const auto& [name, value] : attributes.items()) {
    if (value.is_null()) continue;
    const std::string text = value.is_string() ? escaped(value.get<std::string>()) : value.dump();
    out += fmt::format("      <data key=\"{}_{}\">{}</data>\n", element, name, text);
  }
  return out;
}

std::string node_element(const Place& place, const Json& attributes) {
  return fmt::format("    <node id=\"{}\">\n{}    </node>\n", escaped(place.id), data_elements("node", attributes));
}

std::string edge_element(const Multigraph& graph, const Multigraph::edge_descriptor& edge, std::size_t number,
                         const Json& attributes) {
  return fmt::format("    <edge id=\"e{}\" source=\"{}\" target=\"{}\">\n{}    </edge>\n", number,
                     escaped(graph[boost::source(edge, graph)].id), escaped(graph[boost::target(edge, graph)].id),
                     data_elements("edge", attributes));
}

}  // namespace

void write_graphml(const GraphReport& report, const std::string& path) {
  std::vector<Json> nodes, edges;
  std::string body;
  for (std::size_t i = 0; i < report.data.nodes.size(); ++i) {
    nodes.push_back(node_attributes(report, i));
    body += node_element(report.graph[i], nodes.back());
  }
  for (const auto edge : boost::make_iterator_range(boost::edges(report.graph))) {
    edges.push_back(edge_attributes(report, edge));
    body += edge_element(report.graph, edge, edges.size() - 1, edges.back());
  }
  write_text_file(path,
                  fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                              "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n{}{}"
                              "  <key id=\"graph_year\" for=\"graph\" attr.name=\"year\" attr.type=\"int\"/>\n"
                              "  <graph id=\"jialing\" edgedefault=\"undirected\">\n"
                              "    <data key=\"graph_year\">{}</data>\n{}  </graph>\n</graphml>\n",
                              key_declarations("node", nodes), key_declarations("edge", edges), report.year, body));
}

}  // namespace jialing
