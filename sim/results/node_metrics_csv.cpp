#include "sim/results/node_metrics_csv.h"

#include <fmt/format.h>

#include "sim/results/atomic_file.h"
#include "sim/results/csv_cell.h"

namespace jialing {
void write_node_metrics_csv(const Dataset& data, const std::vector<NodeMetrics>& metrics, const std::string& path) {
  std::string out = "id,name_zh,province,group";
  for (const auto& metric : node_metric_names) out += fmt::format(",{}", metric.name);
  out += '\n';
  for (std::size_t i = 0; i < data.nodes.size(); ++i) {
    const Node& node = data.nodes[i];
    out += fmt::format("{},{},{},{}", csv_cell(node.id), csv_cell(node.name_zh), csv_cell(node.province),
                       csv_cell(node.group));
    for (const auto& metric : node_metric_names) out += fmt::format(",{}", metrics[i].*metric.value);
    out += '\n';
  }
  write_text_file(path, out);
}

}  // namespace jialing
