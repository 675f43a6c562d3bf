#include "sim/scenario/json_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/scenario/resolver.h"
#include "sim/tables/names.h"
#include "sim/tables/readers.h"

namespace jialing {

namespace {

using Json = nlohmann::ordered_json;

constexpr double exact_integers = 9007199254740992;  // 2^53
constexpr std::size_t shared_size = 250;             // of a definition, characters
constexpr const char* not_blank = "\\S";
constexpr const char* number_text = "^-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?$";
constexpr const char* number_with_unit = "^-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?( +\\S.*)?$";
constexpr const char* integer_with_unit = "^-?[0-9]+ +\\S.*$";

const char* word(Vocabulary vocabulary) {
  switch (vocabulary) {
    case Vocabulary::none:
      break;
    case Vocabulary::parameter:
      return "parameter";
    case Vocabulary::node:
      return "node";
    case Vocabulary::region:
      return "region";
    case Vocabulary::place:
      return "place";
    case Vocabulary::indicator:
      return "indicator";
  }
  return "none";
}

/// A scenario may add names of its own.
bool is_open(Vocabulary vocabulary) {
  return vocabulary == Vocabulary::region || vocabulary == Vocabulary::place;
}

Json number_json(double value) {
  if (value == std::floor(value) && std::abs(value) <= exact_integers) return static_cast<std::int64_t>(value);
  return value;
}

void add_range(Json& schema, const Range& range) {
  if (std::isfinite(range.low)) schema[range.low_open ? "exclusiveMinimum" : "minimum"] = number_json(range.low);
  if (std::isfinite(range.high)) schema[range.high_open ? "exclusiveMaximum" : "maximum"] = number_json(range.high);
}

/// A scalar of the field table as the value that it stands for.
Json scalar_json(const FieldSpec& field, const std::string& text) {
  if (field.type == FieldType::either) return scalar_json(*alternative_of(field, plain_scalar(text)), text);
  if (field.type == FieldType::integer) return parse_integer(text).value();
  if (field.type == FieldType::seed) return parse_unsigned(text).value();
  if (field.type == FieldType::number) return number_json(parse_number(text).value());
  return text;
}

std::string description(const FieldSpec& field) {
  std::string text = field.description;
  if (!field.unit.empty()) text += fmt::format(" [{}]", field.unit);
  if (!field.range.text().empty()) text += fmt::format(" Accepts {}.", expected_value(field));
  const std::string fallback = field.fallback.value_or(field.fallback_note);
  if (!fallback.empty()) text += fmt::format(" Default: {}.", fallback);
  return text;
}

bool has_key(const FieldSpec& object, const std::string& key) {
  return std::any_of(object.fields.begin(), object.fields.end(),
                     [&](const FieldSpec& field) { return field.key == key; });
}

/// Whether one of the keys may be missing because another is written.
bool may_build_on_another(const FieldSpec& root) {
  return std::any_of(root.fields.begin(), root.fields.end(),
                     [&](const FieldSpec& field) { return has_key(root, field.required_unless); });
}

class SchemaWriter {
 public:
  explicit SchemaWriter(const Vocabularies& vocabularies) : vocabularies_(vocabularies) {}

  Json document(const FieldSpec& root) {
    changes_only_ = may_build_on_another(root);
    Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                   {"title", "jialing scenario"},
                   {"description", root.description}};
    schema.update(object(root, ""));
    schema["type"] = "object";
    add_required_root(schema, root);
    if (!definitions_.empty()) schema["definitions"] = definitions_;
    return schema;
  }

 private:
  /// With what an editor says about the value.
  Json described(const FieldSpec& field, const std::string& path) {
    Json schema = {{"description", description(field)}};
    if (field.fallback) schema["default"] = scalar_json(field, *field.fallback);
    const Json accepted = value(field, path);
    if (share_ && accepted.dump().size() > shared_size) {
      schema["allOf"] = Json::array({define(field.key, accepted)});
    } else {
      schema.update(accepted);
    }
    return schema;
  }

  /// The words; YAML 1.1 reads on and off as true and false.
  static Json choice(const FieldSpec& field) {
    Json words = field.choices;
    for (const auto& [word, read] : {std::pair("on", true), std::pair("off", false)})
      if (std::find(field.choices.begin(), field.choices.end(), word) != field.choices.end()) words.push_back(read);
    return {{"enum", words}};
  }

  /// What the value may be. Editors show the innermost description, so that alternatives have none.
  Json value(const FieldSpec& field, const std::string& path) {
    switch (field.type) {
      case FieldType::text:
        return text(field);
      case FieldType::path:
        return {{"type", {"string", "number", "boolean"}}, {"pattern", not_blank}};
      case FieldType::integer:
      case FieldType::number:
        return number(field);
      case FieldType::seed:
        return {{"type", "integer"}, {"minimum", 0}, {"maximum", std::numeric_limits<std::uint64_t>::max()}};
      case FieldType::on_off:
        return {{"enum", {"on", "off", true, false}}};
      case FieldType::choice:
        return choice(field);
      case FieldType::list:
        return list(field, path);
      case FieldType::object:
        return object(field, path);
      case FieldType::entries:
        return entries(field, path);
      case FieldType::variant:
        return variant(field, path);
      case FieldType::either:
        return either(field, path);
    }
    return {};
  }

  /// Unquoted, `2020` and `no` are texts, too.
  Json text(const FieldSpec& field) {
    if (vocabularies_.contains(field.vocabulary)) return name_of(field.vocabulary);
    Json schema = {{"type", {"string", "number", "boolean"}}};
    if (field.required) schema["pattern"] = not_blank;
    return schema;
  }

  /// A number with its unit is a text to other readers, and to those of YAML 1.1 so is 1e9.
  static Json number(const FieldSpec& field) {
    const bool whole = field.type == FieldType::integer;
    const bool has_unit = field.unit_of_data || !field.unit.empty();
    Json schema = {{"type", whole ? "integer" : "number"}};
    add_range(schema, field.range);
    if (whole && !has_unit) return schema;
    schema["type"] = Json::array({schema["type"], "string"});
    schema["pattern"] = whole ? integer_with_unit : has_unit ? number_with_unit : number_text;
    return schema;
  }

  Json list(const FieldSpec& field, const std::string& path) {
    // A list replaces another as a whole, unless its items change those of the same name; such lists are long, and
    // stand in several places.
    const bool by_name = !field.identity.empty();
    const bool before = std::exchange(changes_only_, by_name), shared_before = std::exchange(share_, share_ || by_name);
    Json schema = {{"type", "array"}, {"items", described(field.fields[0], path + "-item")}};
    if (!field.may_be_empty) schema["minItems"] = 1;
    changes_only_ = before;
    share_ = shared_before;
    return schema;
  }

  Json object(const FieldSpec& field, const std::string& path) {
    const bool before = std::exchange(changes_only_, changes_only_ || field.changes_only);
    Json properties = Json::object();
    Json required = Json::array();
    for (const FieldSpec& key : field.fields) {
      properties[key.key] = described(key, path.empty() ? key.key : path + "." + key.key);
      if (key.required && !changes_only_) required.push_back(key.key);
    }
    changes_only_ = before;
    Json schema = {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    if (required.empty()) {
      schema["type"] = {"object", "null"};  // all lines of a section may be commented out
    } else {
      schema["required"] = required;
    }
    return schema;
  }

  void add_required_root(Json& schema, const FieldSpec& root) const {
    if (!changes_only_) return;
    for (const FieldSpec& key : root.fields) {
      if (!key.required) continue;
      Json alternatives = Json::array({required(key.key)});
      if (has_key(root, key.required_unless)) alternatives.push_back(required(key.required_unless));
      schema["allOf"].push_back({{"anyOf", alternatives}});
    }
  }

  static Json required(const std::string& key) { return {{"required", Json::array({key})}}; }

  Json entries(const FieldSpec& field, const std::string& path) {
    const Json entry = described(field.fields[0], path + "-entry");
    Json schema = {{"type", {"object", "null"}}};
    const auto known = vocabularies_.find(field.vocabulary);
    if (known == vocabularies_.end()) {
      schema["additionalProperties"] = entry;
      return schema;
    }
    const Json shared = define(path + "-entry", value(field.fields[0], path + "-entry"));
    for (const KnownName& name : known->second) {
      Json property = {{"description", name.description}};
      add_range(property, name.range);
      property["allOf"] = Json::array({shared});
      schema["properties"][name.name] = property;
    }
    for (std::size_t i = 1; i < field.fields.size(); ++i)
      schema["properties"][field.fields[i].key] = described(field.fields[i], path + "-" + field.fields[i].key);
    schema["additionalProperties"] = is_open(field.vocabulary) ? entry : Json(false);
    return {{"allOf", Json::array({define(path, schema)})}};
  }

  /// The discriminator stands beside the alternatives, too, where editors offer all its values at once.
  Json variant(const FieldSpec& field, const std::string& path) {
    std::vector<std::string> names, meanings;
    Json alternatives = Json::array();
    for (const FieldSpec& each : field.fields) {
      names.push_back(each.key);
      meanings.push_back(fmt::format("{}: {}", each.key, each.description));
      alternatives.push_back(alternative(field, each, path));
    }
    if (changes_only_) alternatives.push_back(changed_arguments(field, path));
    const Json selector = {{"description", "Which kind. " + joined(meanings, " ")}, {"enum", names}};
    Json schema = {{"type", "object"}, {"properties", {{field.discriminator, selector}}}, {"oneOf", alternatives}};
    if (!changes_only_) schema["required"] = Json::array({field.discriminator});
    return schema;
  }

  Json alternative(const FieldSpec& field, const FieldSpec& each, const std::string& path) {
    const Json selector = {{"description", each.description}, {"const", each.key}};
    Json schema = object(each, path);
    Json properties = {{field.discriminator, selector}};
    properties.update(schema["properties"]);
    schema["title"] = each.key;
    schema["type"] = "object";
    schema["properties"] = properties;
    Json required_keys = Json::array({field.discriminator});
    for (const Json& key : schema.value("required", Json::array())) required_keys.push_back(key);
    schema["required"] = required_keys;
    return schema;
  }

  /// Arguments of the kind that stands in the scenario that is changed.
  Json changed_arguments(const FieldSpec& field, const std::string& path) {
    Json schema = {{"title", "change"}, {"properties", Json::object()}, {"additionalProperties", false}};
    for (const FieldSpec& each : field.fields) {
      for (const FieldSpec& key : each.fields) {
        if (schema["properties"].contains(key.key)) continue;
        FieldSpec argument = key;
        argument.range = {};  // what is in range depends on the kind
        schema["properties"][key.key] = described(argument, path);
      }
    }
    return schema;
  }

  Json either(const FieldSpec& field, const std::string& path) {
    Json alternatives = Json::array();
    for (const FieldSpec& each : field.fields) alternatives.push_back(value(each, path));
    return {{"anyOf", alternatives}};
  }

  Json name_of(Vocabulary vocabulary) {
    Json names = Json::array();
    for (const KnownName& known : vocabularies_.at(vocabulary))
      names.push_back({{"const", known.name}, {"description", known.description}});
    if (is_open(vocabulary)) names.push_back({{"type", "string"}, {"pattern", not_blank}});
    const Json defined = define(word(vocabulary), {{"anyOf", names}});
    return {{"allOf", Json::array({defined})}};
  }

  /// Written once, however often it is used, under the first of its names.
  Json define(const std::string& name, const Json& schema) {
    for (const auto& [earlier, defined] : definitions_.items()) {
      if (defined == schema) return {{"$ref", "#/definitions/" + earlier}};
    }
    std::string free = name.empty() ? "item" : name;
    while (definitions_.contains(free)) free += "_";
    definitions_[free] = schema;
    return {{"$ref", "#/definitions/" + free}};
  }

  const Vocabularies& vocabularies_;
  Json definitions_ = Json::object();
  bool changes_only_ = false;  ///< the scenario, or an object in it, may only change another
  bool share_ = false;         ///< what is long is defined once
};

KnownName known_parameter(const Prior& prior) {
  const auto kind = static_cast<std::size_t>(prior.dist);
  const DistributionArguments& arguments = distribution_arguments[kind];
  std::string text =
      fmt::format("{} [{}] Prior: {}, {} {}, {} {}.", prior.meaning, prior.unit, distribution_names[kind],
                  arguments.centre, prior.centre, arguments.spread, prior.spread);
  if (!prior.symbol.empty()) text += fmt::format(" Symbol: {}.", prior.symbol);
  return {prior.name, text, prior_range(prior.dist)};
}

KnownName known_node(const Node& node) {
  return {node.id, node.province == node.id ? fmt::format("{} ({})", node.name_zh, node.kind)
                                            : fmt::format("{} ({}, {})", node.name_zh, node.kind, node.province)};
}

KnownName known_region(const Region& region) {
  return {region.id, fmt::format("{} {} ({})", region.name_en, region.name_zh, region.kind)};
}

}  // namespace

Vocabularies vocabularies(const Scenario& scenario) {
  Vocabularies result;
  for (const Prior& prior : scenario.data.priors) result[Vocabulary::parameter].push_back(known_parameter(prior));
  for (const Node& node : scenario.data.nodes) result[Vocabulary::node].push_back(known_node(node));
  for (const Region& region : scenario.data.regions) result[Vocabulary::region].push_back(known_region(region));
  auto& places = result[Vocabulary::place];
  places = result[Vocabulary::node];
  const auto& regions = result[Vocabulary::region];
  places.insert(places.end(), regions.begin(), regions.end());
  return result;
}

Json json_schema(const FieldSpec& root, const Vocabularies& vocabularies) {
  return SchemaWriter(vocabularies).document(root);
}

}  // namespace jialing
