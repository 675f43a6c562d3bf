#include "sim/scenario/json_schema.h"

#include <doctest/doctest.h>

namespace jialing::test {

namespace {

using Json = nlohmann::ordered_json;

FieldSpec key(std::string name, FieldType type) {
  return {.key = std::move(name), .type = type, .description = "A key."};
}

FieldSpec shape_field() {
  FieldSpec shape = key("shape", FieldType::variant);
  shape.discriminator = "kind";
  FieldSpec radius = key("radius", FieldType::number);
  radius.required = true;
  radius.range = positive;
  shape.fields = {{.key = "circle", .description = "A circle.", .fields = {radius}}};
  return shape;
}

FieldSpec object(std::vector<FieldSpec> fields) {
  return {.key = "object", .description = "An object.", .fields = std::move(fields)};
}

Json words(std::initializer_list<const char*> list) {
  Json array = Json::array();
  for (const char* word : list) array.push_back(word);
  return array;
}

}  // namespace

TEST_CASE("a required key makes a map that cannot be left empty") {
  FieldSpec name = key("name", FieldType::text);
  CHECK(json_schema(object({object({name})}))["properties"]["object"]["type"] == words({"object", "null"}));
  name.required = true;
  const Json schema = json_schema(object({object({name})}))["properties"]["object"];
  CHECK(schema["type"] == "object");
  CHECK(schema["required"] == words({"name"}));
}

TEST_CASE("a key may be required unless another is written") {
  FieldSpec name = key("name", FieldType::text);
  name.required = true;
  name.required_unless = "base";
  CHECK(json_schema(object({name}))["required"] == words({"name"}));
  const Json schema = json_schema(object({key("base", FieldType::path), name}));
  CHECK_FALSE(schema.contains("required"));
  const Json& alternatives = schema["allOf"][0]["anyOf"];
  CHECK(alternatives[0]["required"] == words({"name"}));
  CHECK(alternatives[1]["required"] == words({"base"}));
}

TEST_CASE("changes of a map need not be complete, items of a list are") {
  FieldSpec changes = object({shape_field()});
  const Json complete = json_schema(object({changes}))["properties"]["object"]["properties"]["shape"];
  CHECK(complete["required"] == words({"kind"}));
  CHECK(complete["oneOf"].size() == 1);
  CHECK(complete["oneOf"][0]["required"] == words({"kind", "radius"}));
  changes.changes_only = true;
  const Json partial = json_schema(object({changes}))["properties"]["object"]["properties"]["shape"];
  CHECK_FALSE(partial.contains("required"));
  CHECK(partial["oneOf"].size() == 2);
  CHECK(partial["oneOf"][0]["required"] == words({"kind"}));
  CHECK(partial["oneOf"][1]["properties"].contains("radius"));
  FieldSpec list = key("list", FieldType::list);
  list.fields = {shape_field()};
  changes.fields = {list};
  const Json item = json_schema(object({changes}))["properties"]["object"]["properties"]["list"]["items"];
  CHECK(item["required"] == words({"kind"}));
}

TEST_CASE("a list has items unless it may be empty") {
  FieldSpec list = key("list", FieldType::list);
  list.fields = {key("", FieldType::text)};
  CHECK(json_schema(object({list}))["properties"]["list"]["minItems"] == 1);
  list.may_be_empty = true;
  CHECK_FALSE(json_schema(object({list}))["properties"]["list"].contains("minItems"));
}

TEST_CASE("names are checked against a vocabulary, those of places only suggested") {
  FieldSpec names = key("names", FieldType::entries);
  names.fields = {key("", FieldType::number)};
  names.vocabulary = Vocabulary::node;
  FieldSpec place = key("place", FieldType::text);
  place.vocabulary = Vocabulary::place;
  const Json open = json_schema(object({names, place}));
  CHECK(open["properties"]["names"]["additionalProperties"].is_object());
  CHECK(open["properties"]["place"]["type"].is_array());
  const KnownName node{"Yubei", "渝北", positive_share};
  const Json schema = json_schema(object({names, place}), {{Vocabulary::node, {node}}, {Vocabulary::place, {node}}});
  CHECK(schema["properties"]["names"]["allOf"][0]["$ref"] == "#/definitions/names");
  const Json& known = schema["definitions"]["names"];
  CHECK(known["additionalProperties"] == false);
  CHECK(known["properties"]["Yubei"]["description"] == "渝北");
  CHECK(known["properties"]["Yubei"]["maximum"] == 1);
  const Json& places = schema["definitions"]["place"]["anyOf"];
  CHECK(places.size() == 2);
  CHECK(places[0]["const"] == "Yubei");
  CHECK(places[1]["type"] == "string");
}

}  // namespace jialing::test
