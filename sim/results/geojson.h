#pragma once

#include <string>

#include "sim/results/graph_attributes.h"

namespace jialing {

/// Writes the multigraph as GeoJSON (RFC 7946): nodes are Points whose feature id is the node's id, edges are
/// LineStrings between their ends `a` and `b`; the property `element` tells them apart. Throws FileError.
void write_geojson(const GraphReport& report, const std::string& path);

}  // namespace jialing
