#include "sim/scenario/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace jialing {

namespace {

using Kind = YamlValue::Kind;

/// More keys than this are not listed in a message.
constexpr std::size_t most_keys_listed = 20;

YamlValue nothing(const YamlValue& value) {
  return {.position = value.position, .entries = {}};
}

std::string below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

std::string described(const YamlValue& value) {
  switch (value.kind) {
    case Kind::null:
      return "nothing";
    case Kind::scalar:
      return in_quotes(value.text);
    case Kind::sequence:
      return "a list";
    case Kind::map:
      return "a map";
  }
  return "";
}

/// The kind of YAML value that a field is written as.
Kind shape(const FieldSpec& field) {
  switch (field.type) {
    case FieldType::list:
      return Kind::sequence;
    case FieldType::object:
    case FieldType::entries:
    case FieldType::variant:
      return Kind::map;
    default:
      return Kind::scalar;
  }
}

std::optional<double> number_of(const FieldSpec& field, const std::string& text) {
  if (field.type == FieldType::number) return parse_number(text);
  if (field.type == FieldType::seed) return parse_unsigned(text);
  return parse_integer(text);
}

/// "0.15 1/year" as "0.15" and "1/year"; what is no number stays whole.
std::pair<std::string, std::string> number_and_unit(const std::string& text) {
  const std::size_t end = text.find(' ');
  const std::size_t unit = text.find_first_not_of(' ', end);
  if (unit == std::string::npos || !parse_number(text.substr(0, end))) return {text, ""};
  return {text.substr(0, end), text.substr(unit)};
}

class Resolver {
 public:
  explicit Resolver(Faults& faults) : faults_(faults) {}

  YamlValue resolve(const FieldSpec& field, const YamlValue& value, const std::string& path) {
    if (field.type == FieldType::either) return resolve_either(field, value, path);
    const Kind wanted = shape(field);
    const bool left_empty = value.kind == Kind::null && may_be_left_empty(field);
    if (value.kind != wanted && !left_empty) return refuse(field, value, path, "");
    switch (field.type) {
      case FieldType::list:
        return resolve_list(field, value, path);
      case FieldType::entries:
        return resolve_entries(field, value, path);
      case FieldType::object:
        return resolve_object(field, value, path);
      case FieldType::variant:
        return resolve_variant(field, value, path);
      default:
        return resolve_scalar(field, value, path);
    }
  }

 private:
  /// `parameters:` with every line below it commented out.
  static bool may_be_left_empty(const FieldSpec& field) {
    return field.type == FieldType::object || field.type == FieldType::entries;
  }

  YamlValue refuse(const FieldSpec& field, const YamlValue& value, const std::string& path, const std::string& hint) {
    const std::string reason = field.range_reason.empty() ? "" : fmt::format(" ({})", field.range_reason);
    add_fault(faults_, value.position, path,
              fmt::format("must be {}, got {}{}{}", expected_value(field), described(value), hint, reason));
    return nothing(value);
  }

  YamlValue resolve_scalar(const FieldSpec& field, const YamlValue& value, const std::string& path) {
    switch (field.type) {
      case FieldType::text:
      case FieldType::path:
        return resolve_text(field, value, path);
      case FieldType::on_off:
        return resolve_switch(field, value, path);
      case FieldType::choice: {
        const auto& choices = field.choices;
        if (std::find(choices.begin(), choices.end(), value.text) != choices.end()) return plain(value, value.text);
        return refuse(field, value, path, did_you_mean(value.text, choices));
      }
      default:
        return resolve_number(field, value, path);
    }
  }

  YamlValue resolve_text(const FieldSpec& field, const YamlValue& value, const std::string& path) {
    const bool blank = value.text.find_first_not_of(" \t\n") == std::string::npos;
    if (blank && (field.required || field.type == FieldType::path)) return refuse(field, value, path, "");
    YamlValue text = value;
    text.plain = false;
    return text;
  }

  YamlValue resolve_switch(const FieldSpec& field, const YamlValue& value, const std::string& path) {
    if (value.text == "on" || value.text == "true") return plain(value, "on");
    if (value.text == "off" || value.text == "false") return plain(value, "off");
    return refuse(field, value, path, "");
  }

  YamlValue resolve_number(const FieldSpec& field, const YamlValue& value, const std::string& path) {
    const auto [text, unit] = number_and_unit(value.text);
    const auto number = number_of(field, text);
    if (number && !value.plain) return refuse(field, value, path, " in quotes, which is a text; remove the quotes");
    if (!number || !field.range.contains(*number)) {
      return refuse(field, value, path, percentage_hint(value.text, field.range));
    }
    if (!unit.empty() && !field.unit_of_data && !same_unit(unit, field.unit)) {
      return refuse(field, value, path,
                    field.unit.empty() ? "; it has no unit" : fmt::format("; its unit is {}", field.unit));
    }
    YamlValue resolved = plain(value, text);
    resolved.unit = unit;
    return resolved;
  }

  YamlValue resolve_list(const FieldSpec& field, const YamlValue& value, const std::string& path) {
    if (value.items.empty() && !field.may_be_empty) return refuse(field, value, path, " without items");
    YamlValue list = nothing(value);
    list.kind = Kind::sequence;
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      list.items.push_back(resolve(field.fields[0], value.items[i], fmt::format("{}[{}]", path, i)));
    }
    return list;
  }

  YamlValue resolve_entries(const FieldSpec& field, const YamlValue& value, const std::string& path) {
    YamlValue map = empty_map(value.position);
    for (const YamlEntry& entry : value.entries) {
      map.entries.push_back(
          {entry.key, entry.key_position, resolve(entry_field(field, entry.key), entry.value, below(path, entry.key))});
    }
    return map;
  }

  YamlValue resolve_object(const FieldSpec& object, const YamlValue& value, const std::string& path) {
    const bool before = std::exchange(changes_only_, changes_only_ || object.changes_only);
    YamlValue map = empty_map(value.position);
    for (const FieldSpec& field : object.fields) resolve_key(field, value, path, map);
    changes_only_ = before;
    check_keys(object.fields, value, path);
    return map;
  }

  void resolve_key(const FieldSpec& field, const YamlValue& value, const std::string& path, YamlValue& map) {
    const std::string inner = below(path, field.key);
    const auto entry = std::find_if(value.entries.begin(), value.entries.end(),
                                    [&](const YamlEntry& e) { return e.key == field.key; });
    if (entry != value.entries.end()) {
      map.entries.push_back({field.key, entry->key_position, resolve(field, entry->value, inner)});
    } else if (!changes_only_) {
      map.entries.push_back({field.key, value.position, missing(field, value, path)});
    }
  }

  /// What stands for a key that nobody wrote.
  YamlValue missing(const FieldSpec& field, const YamlValue& parent, const std::string& path) {
    YamlValue value = nothing(parent);
    value.is_default = true;
    if (field.fallback) {
      value = plain_scalar(*field.fallback, parent.position);
      value = resolve(field, value, below(path, field.key));
      value.is_default = true;
    } else if (may_be_left_empty(field)) {
      value = resolve(field, value, below(path, field.key));
    } else if (field.may_be_empty) {
      value.kind = Kind::sequence;
    } else if (field.required) {
      add_fault(faults_, parent.position, path,
                fmt::format("missing key '{}', which must be {}", field.key, expected_value(field)));
    }
    return value;
  }

  void check_keys(const std::vector<FieldSpec>& fields, const YamlValue& value, const std::string& path) {
    std::vector<std::string> known;
    for (const FieldSpec& field : fields) known.push_back(field.key);
    for (const YamlEntry& entry : value.entries) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      std::string hint = did_you_mean(entry.key, known);
      if (hint.empty() && known.size() <= most_keys_listed) hint = "; the keys here are " + joined(known, ", ");
      add_fault(faults_, entry.key_position, below(path, entry.key), "unknown key" + hint);
    }
  }

  YamlValue resolve_variant(const FieldSpec& field, const YamlValue& value, const std::string& path) {
    FieldSpec selector{.key = field.discriminator, .type = FieldType::choice, .required = true};
    selector.choices.reserve(field.fields.size());
    for (const FieldSpec& variant : field.fields) selector.choices.push_back(variant.key);
    YamlValue chosen = empty_map(value.position);
    resolve_key(selector, value, path, chosen);
    const YamlValue* name = chosen.find(field.discriminator);
    if (name == nullptr) return value;  // changes of a distribution are checked once it is whole
    if (name->kind == Kind::null) {
      // A misspelt key can still be told: one that no variant has.
      std::vector<FieldSpec> any = {selector};
      for (const FieldSpec& variant : field.fields) any.insert(any.end(), variant.fields.begin(), variant.fields.end());
      check_keys(any, value, path);
      return nothing(value);
    }
    FieldSpec object = *std::find_if(field.fields.begin(), field.fields.end(),
                                     [&](const FieldSpec& candidate) { return candidate.key == name->text; });
    object.fields.insert(object.fields.begin(), selector);
    return resolve_object(object, value, path);
  }

  YamlValue resolve_either(const FieldSpec& field, const YamlValue& value, const std::string& path) {
    const FieldSpec* alternative = alternative_of(field, value);
    return alternative == nullptr ? refuse(field, value, path, "") : resolve(*alternative, value, path);
  }

  static YamlValue plain(const YamlValue& value, const std::string& text) { return plain_scalar(text, value.position); }

  Faults& faults_;
  bool changes_only_ = false;  ///< inside a map of changes
};

}  // namespace

YamlValue resolve(const FieldSpec& field, const YamlValue& value, Faults& faults, const std::string& path) {
  return Resolver(faults).resolve(field, value, path);
}

const FieldSpec* alternative_of(const FieldSpec& either, const YamlValue& value) {
  const FieldSpec* found = nullptr;
  for (const FieldSpec& alternative : either.fields) {
    if (shape(alternative) != value.kind) continue;
    found = &alternative;
    const bool other_word = alternative.type == FieldType::number && !parse_number(number_and_unit(value.text).first);
    if (!other_word) break;
  }
  return found;
}

int integer_of(const YamlValue& value) {
  const std::int64_t number = parse_integer(value.text).value_or(0);
  if (!std::in_range<int>(number)) throw std::logic_error(fmt::format("a field accepts {}, which is no int", number));
  return static_cast<int>(number);
}

bool check_after_base(const YamlValue& year, int base_year, const std::string& path, Faults& faults) {
  if (year.kind != Kind::scalar || integer_of(year) > base_year) return true;
  add_fault(faults, year.position, path,
            fmt::format("{} does not lie after the base year {}", integer_of(year), base_year));
  return false;
}

void add_fault(Faults& faults, const SourcePosition& position, const std::string& path, const std::string& message) {
  faults.add({position.file, position.line, position.column, path, message});
}

}  // namespace jialing
