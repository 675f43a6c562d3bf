#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "sim/tables/values.h"

namespace jialing {

enum class FieldType {
  text,
  path,  ///< of a file, relative to the scenario
  integer,
  seed,  ///< a whole number of 64 bits
  number,
  on_off,
  choice,   ///< one of `choices`
  list,     ///< of `fields[0]`
  object,   ///< a map of `fields`
  entries,  ///< a map from names to `fields[0]`; `fields[1]` … are keys of another meaning
  variant,  ///< a map whose key `discriminator` names one of `fields`, whose own fields are the other keys
  either    ///< whichever of `fields` has the shape of the value: one for scalars, lists or maps
};

/// Names that a table or the model defines, for keys of entries and for texts.
enum class Vocabulary {
  none,
  parameter,
  node,
  region,
  place,  ///< a node or a region
  indicator
};

/// One key of a scenario: what it means and what it accepts. The table of these is all that reading, checking, filling
/// in of defaults, and the reference know about the language.
struct FieldSpec {
  std::string key = {};  ///< of an alternative of a variant: its name; empty for items of lists and entries
  FieldType type = FieldType::object;
  std::string description = {};
  std::string unit = {};
  bool unit_of_data = false;  ///< a number whose unit depends on what it is for, such as the parameter it replaces
  bool required = false;
  std::string required_unless = {};          ///< a key beside it; where that is written, this one may be missing
  std::optional<std::string> fallback = {};  ///< the scalar that stands when the key is missing
  std::string fallback_note = {};            ///< says the default when it depends on other keys
  Range range = {};
  std::string range_reason = {};             ///< why values outside are refused
  Vocabulary vocabulary = Vocabulary::none;  ///< of a text: what it names; of entries: what their keys name
  std::vector<std::string> choices = {};
  std::string discriminator = {};
  bool may_be_empty = false;  ///< a list without items
  bool changes_only = false;  ///< a map of changes: a key that is missing changes nothing
  std::string identity = {};  ///< a list whose items are merged, by this key, with those of the list that it changes
  std::vector<FieldSpec> fields = {};
};

/// Of a field of type entries: the spec of a key. Beside the entries, which are `fields[0]`, some keys may have a
/// meaning of their own.
const FieldSpec& entry_field(const FieldSpec& entries, const std::string& key);

/// The whole language of scenario files.
const FieldSpec& scenario_fields();

/// A fixed number or a distribution with named arguments.
FieldSpec number_or_distribution();

/// Key of `parameters` that names a posterior.
inline const std::string posterior_key = "posterior";
/// Its value when a file that is extended names one and this one wants the distributions.
inline const std::string no_posterior = "none";

/// Key of `data` that is no path.
inline const std::string table_year_key = "year";

// The words of the enumerations of scenario.h, in their order.
extern const std::vector<std::string> realizations_names;
extern const std::vector<std::string> flow_output_names;

/// Names of the two arguments of a distribution.
struct DistributionArguments {
  std::string centre;
  std::string spread;
};
/// In the order of DistributionKind.
extern const std::array<DistributionArguments, 3> distribution_arguments;

/// "a whole number from 1 to 52", "one of none, all", "a number or a map of keys"
std::string expected_value(const FieldSpec& field);

}  // namespace jialing
