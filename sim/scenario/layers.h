#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/field_table.h"
#include "sim/scenario/readable_folders.h"
#include "sim/scenario/yaml_document.h"

namespace jialing {

/// A scenario file laid over everything that it extends: what was written, not yet checked.
struct ScenarioSource {
  YamlValue document;
  /// From the one that extends nothing, from whose folder tables that nobody names are found, to the scenario itself.
  std::vector<std::string> files;
};

/// Reads a scenario file and those that it extends. Nothing, and a fault at the `extends` that goes wrong, when one of
/// them is missing, may not be read, is no YAML, or extends itself in the end.
std::optional<ScenarioSource> read_source(const std::string& file, const ReadableFolders& readable, Faults& faults);

/// Changes from the command line, "parameters.delta_K=0.2", each a document that holds one key.
std::vector<YamlValue> read_settings(const std::vector<std::string>& settings, Faults& faults);

/// The base with the changes laid over it: maps are merged key by key, everything else replaces what stood there, also
/// a distribution of another kind.
YamlValue merged(const FieldSpec& field, YamlValue base, const YamlValue& changes);

}  // namespace jialing
