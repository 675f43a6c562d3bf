#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sim/scenario/field_table.h"
#include "sim/scenario/yaml_document.h"
#include "sim/tables/faults.h"

namespace jialing {

/// Checks a value against the field table and returns it complete: keys in the order of the table, defaults filled in,
/// texts marked for quotes, switches written on or off. Null stands for faulty values, whose faults are collected, and
/// for missing ones whose default depends on other keys.
YamlValue resolve(const FieldSpec& field, const YamlValue& value, Faults& faults, const std::string& path = "");

/// The alternative of an `either` that a value is written as; nothing when it has the shape of none. Of several scalars
/// a number is meant where it is one.
const FieldSpec* alternative_of(const FieldSpec& either, const YamlValue& value);

/// A resolved whole number; 0 for one that was refused. Throws logic_error when the field table lets pass what is no
/// int.
int integer_of(const YamlValue& value);

/// The value of an enumeration that a resolved word names, by its position among the names; the first for one that was
/// refused.
template <class Enumeration>
Enumeration choice_of(const YamlValue& value, const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), value.text);
  return static_cast<Enumeration>(found == names.end() ? 0 : found - names.begin());
}

/// A fault when a resolved year does not lie after the base year of the run; false then. A year that was refused, whose
/// fault is told already, passes.
bool check_after_base(const YamlValue& year, int base_year, const std::string& path, Faults& faults);

/// A fault at the place where the value was written.
void add_fault(Faults& faults, const SourcePosition& position, const std::string& path, const std::string& message);

}  // namespace jialing
