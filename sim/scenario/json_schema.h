#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/scenario/field_table.h"
#include "sim/scenario/scenario.h"

namespace jialing {

/// A name that a scenario may use.
struct KnownName {
  std::string name;
  std::string description;
  Range range = {};  ///< of a fixed number for it
};
using Vocabularies = std::map<Vocabulary, std::vector<KnownName>>;

/// What the tables of a scenario name: its parameters with their priors, nodes, regions, and both of these as places.
Vocabularies vocabularies(const Scenario& scenario);

/// The language as JSON Schema, draft-07, with descriptions, units and defaults for editors. It accepts whatever the
/// resolver accepts, as a reader of YAML 1.1 or 1.2 hands it on, and refuses what can be refused by looking at single
/// keys. Names are checked against the vocabularies that are given; a scenario may name regions of its own, so those
/// and places are only suggested.
nlohmann::ordered_json json_schema(const FieldSpec& root, const Vocabularies& vocabularies = {});

}  // namespace jialing
