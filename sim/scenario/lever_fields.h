#pragma once

#include <string>
#include <vector>

#include "sim/scenario/field_table.h"
#include "sim/scenario/levers.h"

namespace jialing {

/// `policies`: a list of levers, merged by name, each with the keys of its type.
const FieldSpec& policies_fields();
/// `channels` and `groups`.
FieldSpec channels_fields();
FieldSpec groups_fields();

/// A map of `nodes`, `regions`, `except` and `where` that names nodes.
FieldSpec targets_of(std::string key, std::string description, bool required);

/// Names of the types, in the order of LeverType.
const std::vector<std::string>& lever_type_names();
/// The keys of a type beside those that every lever has.
const std::vector<FieldSpec>& own_fields(LeverType type);
/// Whether it acts on nodes that the scenario names under `targets`.
bool has_targets(LeverType type);

/// What `where` can compare: a published figure of 2020.
struct NodeMeasure {
  std::string name, unit;
  double (*value)(const Node& node);
};
const std::vector<NodeMeasure>& node_measures();
/// Null when there is none of this name.
const NodeMeasure* find_node_measure(const std::string& name);

}  // namespace jialing
