#include "sim/results/node_metrics_csv.h"

#include <fmt/format.h>

#include "sim/results/atomic_file.h"

namespace jialing {
namespace {

/// Quotes a cell where RFC 4180 asks for it.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

void write_node_metrics_csv(const Dataset& data, const std::vector<NodeMetrics>& metrics, const std::string& path) {
  std::string out = "id,name_zh,province,group";
  for (const auto& metric : node_metric_names) out += fmt::format(",{}", metric.name);
  out += '\n';
  for (std::size_t i = 0; i < data.nodes.size(); ++i) {
    const Node& node = data.nodes[i];
    out += fmt::format("{},{},{},{}", cell(node.id), cell(node.name_zh), cell(node.province), cell(node.group));
    for (const auto& metric : node_metric_names) out += fmt::format(",{}", metrics[i].*metric.value);
    out += '\n';
  }
  write_text_file(path, out);
}

}  // namespace jialing
