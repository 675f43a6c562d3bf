#include "sim/scenario/resolver.h"

#include <fmt/format.h>

#include <algorithm>

namespace jialing {

namespace {

using Kind = YamlValue::Kind;

/// More keys than this are not listed in a message.
constexpr std::size_t most_keys_listed = 12;

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
      return quoted(value.text);
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

std::optional<double> number_of(const FieldSpec& field, const YamlValue& value) {
  if (field.type == FieldType::number) return parse_number(value.text);
  if (field.type == FieldType::seed) return parse_unsigned(value.text);
  return parse_integer(value.text);
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
        return resolve_object(field.fields, value, path);
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
    const auto number = number_of(field, value);
    if (number && !value.plain) return refuse(field, value, path, " in quotes, which is a text; remove the quotes");
    if (!number || !field.range.contains(*number)) {
      return refuse(field, value, path, percentage_hint(value.text, field.range));
    }
    return plain(value, value.text);
  }

  YamlValue resolve_list(const FieldSpec& field, const YamlValue& value, const std::string& path) {
    if (value.items.empty()) return refuse(field, value, path, " without items");
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
          {entry.key, entry.key_position, resolve(field.fields[0], entry.value, below(path, entry.key))});
    }
    return map;
  }

  YamlValue resolve_object(const std::vector<FieldSpec>& fields, const YamlValue& value, const std::string& path) {
    YamlValue map = empty_map(value.position);
    for (const FieldSpec& field : fields) resolve_key(field, value, path, map);
    check_keys(fields, value, path);
    return map;
  }

  void resolve_key(const FieldSpec& field, const YamlValue& value, const std::string& path, YamlValue& map) {
    const std::string inner = below(path, field.key);
    const auto entry = std::find_if(value.entries.begin(), value.entries.end(),
                                    [&](const YamlEntry& e) { return e.key == field.key; });
    if (entry != value.entries.end()) {
      map.entries.push_back({field.key, entry->key_position, resolve(field, entry->value, inner)});
    } else if (field.fallback || may_be_left_empty(field)) {
      const YamlValue missing = field.fallback ? plain_scalar(*field.fallback, value.position) : nothing(value);
      map.entries.push_back({field.key, value.position, resolve(field, missing, inner)});
    } else {
      map.entries.push_back({field.key, value.position, nothing(value)});
      if (!field.required) return;
      add_fault(faults_, value.position, path,
                fmt::format("missing key '{}', which must be {}", field.key, expected_value(field)));
    }
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
    if (name->kind == Kind::null) return nothing(value);
    const auto variant = std::find_if(field.fields.begin(), field.fields.end(),
                                      [&](const FieldSpec& candidate) { return candidate.key == name->text; });
    std::vector<FieldSpec> fields{selector};
    fields.insert(fields.end(), variant->fields.begin(), variant->fields.end());
    return resolve_object(fields, value, path);
  }

  YamlValue resolve_either(const FieldSpec& field, const YamlValue& value, const std::string& path) {
    for (const FieldSpec& alternative : field.fields) {
      if (shape(alternative) == value.kind) return resolve(alternative, value, path);
    }
    return refuse(field, value, path, "");
  }

  static YamlValue plain(const YamlValue& value, const std::string& text) { return plain_scalar(text, value.position); }

  Faults& faults_;
};

}  // namespace

YamlValue resolve(const FieldSpec& field, const YamlValue& value, Faults& faults, const std::string& path) {
  return Resolver(faults).resolve(field, value, path);
}

void add_fault(Faults& faults, const SourcePosition& position, const std::string& path, const std::string& message) {
  faults.add({position.file, position.line, position.column, path, message});
}

}  // namespace jialing
