#pragma once

#include <string>
#include <vector>

#include "sim/tables/dataset.h"
#include "sim/tables/node_index.h"
#include "sim/tables/values.h"

namespace jialing {

/// First and last year that a link or a target may name.
inline constexpr Range table_years{.low = 1950, .high = latest_year};

// One function per table. Each adds its faults to `faults`; what it returns is only usable when none were added.

struct NodeTable {
  std::vector<Node> nodes;
  NodeIndex index;
};
NodeTable read_nodes(const std::string& file, Faults& faults);
/// Fills in where each cell of the nodes comes from.
void read_provenance(const std::string& file, const NodeIndex& index, std::vector<Node>& nodes, Faults& faults);
/// The values that a column of the node table can take.
const Range& node_column_range(NodeColumn column);
/// Replaces cells of the nodes, values and provenance, by those of a patch.
void apply_patch(const std::string& file, const NodeIndex& index, std::vector<Node>& nodes, Faults& faults);
std::vector<TransportLink> read_transport_links(const std::string& file, const NodeIndex& index, Faults& faults);
std::vector<ProgrammeLink> read_programme_links(const std::string& file, const NodeIndex& index, Faults& faults);
/// Nothing when the codes are faulty.
std::optional<std::vector<Field>> read_fields(const std::string& file, Faults& faults);
/// [node][field], in the order of the nodes and fields.
std::vector<std::vector<double>> read_specialisation(const std::string& file, const NodeIndex& index,
                                                     const std::vector<Field>& fields, Faults& faults);
/// The values that a distribution of this kind can take.
const Range& prior_range(DistributionKind kind);
/// One prior for each parameter of the model, in the order of `Parameter`.
std::vector<Prior> read_priors(const std::string& file, Faults& faults);
struct RegionTable {
  std::vector<Region> regions;
  bool complete = false;  ///< false when ids of regions are faulty
};
/// Why a region cannot hold the share that it states of this node and variable: it would be more than the whole. Empty
/// when it can.
std::string share_fault(const Region& region, int node, const std::string& variable, const std::string& node_id);
/// The regions of both tables: those of `zones_file` have the kind "zone".
RegionTable read_regions(const std::string& regions_file, const std::string& zones_file, const NodeIndex& index,
                         Faults& faults);
std::vector<Target> read_targets(const std::string& file, const NodeIndex& index, const RegionTable& regions,
                                 Faults& faults);

}  // namespace jialing
