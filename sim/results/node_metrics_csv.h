#pragma once

#include <string>
#include <vector>

#include "sim/analysis/network_metrics.h"
#include "sim/tables/dataset.h"

namespace jialing {

/// Writes one row per node: id, name_zh, province, group and the metrics with all their digits. Throws FileError.
void write_node_metrics_csv(const Dataset& data, const std::vector<NodeMetrics>& metrics, const std::string& path);

}  // namespace jialing
