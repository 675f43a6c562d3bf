#pragma once

#include <optional>
#include <vector>

#include "sim/scenario/levers.h"
#include "sim/scenario/yaml_document.h"
#include "sim/tables/node_index.h"

namespace jialing {

/// What levers are read against.
struct LeverTables {
  const Dataset& data;
  NodeIndex nodes;  ///< of the same tables
  int base_year;    ///< of the run; levers begin after it
};

/// The levers of resolved `policies` that are switched on, also by `groups`, in their order, with everything that they
/// name in the tables found and checked. All of them are checked, those that are off as well.
std::vector<Lever> read_policies(const YamlValue& policies, const YamlValue& groups, const LeverTables& tables,
                                 Faults& faults);

/// One resolved lever of the list, at `path`; nothing when something in it was refused.
std::optional<Lever> read_lever(const YamlValue& lever, const std::string& path, const LeverTables& tables,
                                Faults& faults);

/// The nodes of a resolved map of `nodes`, `regions`, `except` and `where`, the key `key` of what stands at `path`; all
/// of them domestic.
std::vector<LeverTarget> read_targets(const YamlValue& targets, const std::string& path, const std::string& key,
                                      const LeverTables& tables, Faults& faults);

/// Resolved `channels`.
ChannelSwitches channel_switches(const YamlValue& channels);

}  // namespace jialing
