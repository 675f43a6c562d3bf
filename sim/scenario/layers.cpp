#include "sim/scenario/layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "sim/scenario/resolver.h"
#include "sim/tables/values.h"

namespace jialing {

namespace {

namespace fs = std::filesystem;
using Kind = YamlValue::Kind;

/// The spec of a key of a map; nothing for keys that are not known.
const FieldSpec* below(const FieldSpec& field, const std::string& key) {
  if (field.type == FieldType::entries) return &entry_field(field, key);
  if (field.type == FieldType::variant) {  // keys that alternatives share mean the same in all
    for (const FieldSpec& alternative : field.fields)
      if (const FieldSpec* found = below(alternative, key)) return found;
    return nullptr;
  }
  if (field.type != FieldType::object) return nullptr;
  const auto found =
      std::find_if(field.fields.begin(), field.fields.end(), [&](const FieldSpec& each) { return each.key == key; });
  return found == field.fields.end() ? nullptr : &*found;
}

/// The alternative of an `either` that is written as a map.
const FieldSpec& as_map(const FieldSpec& field) {
  if (field.type != FieldType::either) return field;
  const auto map = std::find_if(field.fields.begin(), field.fields.end(), [](const FieldSpec& each) {
    return each.type == FieldType::variant || each.type == FieldType::entries || each.type == FieldType::object;
  });
  return map == field.fields.end() ? field : *map;
}

bool is_another_kind(const FieldSpec& field, const YamlValue& base, const YamlValue& changes) {
  if (field.type != FieldType::variant) return false;
  const YamlValue* before = base.find(field.discriminator);
  const YamlValue* after = changes.find(field.discriminator);
  return before != nullptr && after != nullptr && before->text != after->text;
}

/// Lays the keys of one map over those of another; `field` is missing below unknown keys.
YamlValue merged_maps(const FieldSpec* field, YamlValue base, const YamlValue& changes) {
  std::unordered_map<std::string, std::size_t> positions;
  for (const YamlEntry& entry : base.entries) positions.emplace(entry.key, positions.size());
  for (const YamlEntry& change : changes.entries) {
    const auto [position, fresh] = positions.try_emplace(change.key, base.entries.size());
    if (fresh) {
      base.entries.push_back(change);
      continue;
    }
    YamlEntry& entry = base.entries[position->second];
    const FieldSpec* inner = field == nullptr ? nullptr : below(*field, change.key);
    entry.key_position = change.key_position;
    entry.value = inner == nullptr ? change.value : merged(*inner, std::move(entry.value), change.value);
  }
  return base;
}

/// Lays the items of a list over those that are called the same; the others are added.
YamlValue merged_lists(const FieldSpec& field, YamlValue base, const YamlValue& changes) {
  const auto name = [&](const YamlValue& item) {
    const YamlValue* value = item.find(field.identity);
    return value == nullptr || value->kind != Kind::scalar ? std::string() : value->text;
  };
  // Two of one name in one list are a fault, which is found later.
  std::unordered_map<std::string, std::size_t> inherited;
  for (std::size_t i = 0; i < base.items.size(); ++i)
    if (std::string named = name(base.items[i]); !named.empty()) inherited.emplace(std::move(named), i);
  for (const YamlValue& change : changes.items) {
    const auto same = inherited.find(name(change));
    if (same == inherited.end()) {
      base.items.push_back(change);
    } else {
      YamlValue& item = base.items[same->second];
      item = merged(field.fields[0], std::move(item), change);
    }
  }
  return base;
}

/// "; did you mean 'baseline.yaml'?" among the scenarios of the folder.
std::string similar_file(const fs::path& wanted) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(wanted.parent_path().empty() ? "." : wanted.parent_path(), error)) {
    if (entry.path().extension() == ".yaml" || entry.path().extension() == ".yml") {
      names.push_back(entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return did_you_mean(wanted.filename().string(), names);
}

/// Follows `extends` from file to file.
class Chain {
 public:
  Chain(const ReadableFolders& readable, Faults& faults) : readable_(readable), faults_(faults) {}

  std::optional<ScenarioSource> read(const std::string& file) {
    files_.push_back(file);
    auto document = read_yaml(file, faults_);
    if (!document) return std::nullopt;
    const YamlValue* extended = document->find("extends");
    if (extended == nullptr) return ScenarioSource{std::move(*document), {file}};
    const YamlValue extends = *extended;
    auto source = read_extended(file, extends);
    if (!source) return std::nullopt;
    remove_key(*document, "extends");
    if (document->find("name") == nullptr) {
      YamlValue name = plain_scalar(fs::path(file).stem().string(), extends.position);
      document->entries.push_back({"name", extends.position, std::move(name)});
    }
    remove_key(source->document, "description");  // it would describe another scenario
    source->document = merged(scenario_fields(), std::move(source->document), *document);
    source->files.push_back(file);
    return source;
  }

 private:
  std::optional<ScenarioSource> read_extended(const std::string& file, const YamlValue& extends) {
    const auto refuse = [&](const std::string& message) {
      add_fault(faults_, extends.position, "extends", message);
      return std::nullopt;
    };
    if (extends.kind != Kind::scalar || extends.text.empty()) return refuse("must be the path of a scenario file");
    const fs::path path = fs::path(file).parent_path() / extends.text;
    const std::string base = path.lexically_normal().string();
    if (const std::string why = readable_.refusal(path); !why.empty()) return refuse(why);
    std::error_code error;
    if (!fs::exists(path, error)) return refuse(fmt::format("no such file: {}{}", base, similar_file(path)));
    for (const std::string& earlier : files_) {
      if (!fs::equivalent(path, earlier, error)) continue;
      if (files_.size() == 1) return refuse("the scenario extends itself");
      return refuse(fmt::format("the scenario extends itself in the end: {}, {}", joined(files_, ", "), base));
    }
    return read(base);
  }

  const ReadableFolders& readable_;
  Faults& faults_;
  std::vector<std::string> files_;
};

}  // namespace

YamlValue merged(const FieldSpec& field, YamlValue base, const YamlValue& changes) {
  const FieldSpec& map = as_map(field);
  const bool both = base.kind == Kind::map && changes.kind == Kind::map;
  if (both && !is_another_kind(map, base, changes)) return merged_maps(&map, std::move(base), changes);
  const bool lists = base.kind == Kind::sequence && changes.kind == Kind::sequence;
  if (lists && !field.identity.empty()) return merged_lists(field, std::move(base), changes);
  const bool left_empty = changes.kind == Kind::null && base.kind == Kind::map;
  return left_empty ? base : changes;
}

std::optional<ScenarioSource> read_source(const std::string& file, const ReadableFolders& readable, Faults& faults) {
  return Chain(readable, faults).read(file);
}

std::vector<YamlValue> read_settings(const std::vector<std::string>& settings, Faults& faults) {
  std::vector<YamlValue> documents;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    const std::string key = setting.substr(0, equals);
    const std::vector<std::string> keys = split(key, '.');
    const bool named = std::none_of(keys.begin(), keys.end(), [](const std::string& each) { return each.empty(); });
    if (equals == std::string::npos || !named) {
      faults.add(
          {"--set", 0, 0, "", fmt::format("must be key=value, such as horizon.to=2030; got {}", in_quotes(setting))});
      continue;
    }
    auto value = read_yaml_option("--set", setting.substr(equals + 1), faults);
    if (!value) continue;
    YamlValue document = empty_map({"--set", 0, 0});
    set_value(document, key, std::move(*value));
    documents.push_back(std::move(document));
  }
  return documents;
}

}  // namespace jialing
