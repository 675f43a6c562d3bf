#include "sim/tables/dataset.h"

#include <algorithm>

#include "sim/tables/readers.h"

namespace jialing {

std::optional<int> Dataset::find_node(const std::string& id) const {
  const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const Node& node) { return node.id == id; });
  if (found == nodes.end()) return std::nullopt;
  return static_cast<int>(found - nodes.begin());
}

Dataset read_dataset(const DataPaths& paths, Faults& faults, const AddRegions& add_regions) {
  Dataset data;
  auto [nodes, index] = read_nodes(paths.nodes, faults);
  data.nodes = std::move(nodes);
  read_provenance(paths.provenance, index, data.nodes, faults);
  for (const std::string& patch : paths.patches) apply_patch(patch, index, data.nodes, faults);
  data.transport_links = read_transport_links(paths.transport_links, index, faults);
  data.programme_links = read_programme_links(paths.programme_links, index, faults);
  if (auto fields = read_fields(paths.fields, faults)) {  // else the columns of the specialisation are unknown
    data.fields = std::move(*fields);
    data.specialisation = read_specialisation(paths.specialisation, index, data.fields, faults);
  }
  data.priors = read_priors(paths.priors, faults);
  RegionTable regions = read_regions(paths.regions, paths.zones, index, faults);
  if (add_regions) add_regions(index, regions);
  data.targets = read_targets(paths.targets, index, regions, faults);
  data.regions = std::move(regions.regions);
  return data;
}

}  // namespace jialing
