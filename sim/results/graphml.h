#pragma once

#include <string>

#include "sim/results/graph_attributes.h"

namespace jialing {

/// Writes the multigraph as GraphML: node ids are those of the tables, each layer's link is an edge of its own, what is
/// unknown is left out. Not boost::write_graphml, which numbers the nodes and must give every edge every attribute.
/// Throws FileError.
void write_graphml(const GraphReport& report, const std::string& path);

}  // namespace jialing
