#pragma once

#include <string>

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

/// A fault at the place where the value was written.
void add_fault(Faults& faults, const SourcePosition& position, const std::string& path, const std::string& message);

}  // namespace jialing
