#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/tables/faults.h"

namespace jialing {

/// Where a value was written; `file` is an option such as "--members" for values of the command line.
struct SourcePosition {
  std::string file;
  int line = 0;
  int column = 0;
};

struct YamlEntry;

/// A YAML value as it was written: scalars stay text, so that `NO` and `on` mean what the key makes of them.
struct YamlValue {
  enum class Kind { null, scalar, sequence, map };

  Kind kind = Kind::null;
  SourcePosition position = {};
  std::string text = {};    ///< of a scalar
  bool plain = true;        ///< a scalar without quotes
  std::string unit = {};    ///< of a number that was written with one
  bool is_default = false;  ///< nobody wrote it
  std::vector<YamlValue> items = {};
  std::vector<YamlEntry> entries;  ///< in the order of the file; keys are unique

  const YamlValue* find(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  SourcePosition key_position;
  YamlValue value;
};

/// Reads the one document of a YAML file. Nothing, and a fault, when the file is no YAML; other faults (duplicate keys,
/// tags) are added beside a usable value.
std::optional<YamlValue> read_yaml(const std::string& file, Faults& faults);

/// Reads a value from the command line: YAML, whose faults and positions name the option.
std::optional<YamlValue> read_yaml_option(const std::string& option, const std::string& text, Faults& faults);

/// Sets the value at a path of keys such as "ensemble.members", making the maps on the way. Returns false when
/// something on the way is no map.
bool set_value(YamlValue& root, std::string_view path, YamlValue value);

void remove_key(YamlValue& map, std::string_view key);

/// YAML text that reads back as the same value: scalars marked `plain` as they are where that is possible, others in
/// double quotes; keys without a value are left out.
std::string to_yaml(const YamlValue& value);

/// The text of a scalar; `fallback` for everything else.
std::string text_of(const YamlValue* value, const std::string& fallback = "");

YamlValue plain_scalar(std::string text, SourcePosition position = {});
YamlValue empty_map(SourcePosition position = {});

}  // namespace jialing
