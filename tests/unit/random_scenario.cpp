#include "random_scenario.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "sim/graph/network.h"
#include "sim/scenario/lever_fields.h"
#include "sim/tables/indicator_names.h"
#include "sim/tables/names.h"

namespace jialing::test {

namespace {

const std::vector<std::string> on_or_off = {"on", "off"};

/// The table of the levers' keys knows no lists of words but those of `choices`; what stands there is told here.
bool is_left_out(const FieldSpec& field) {
  static const std::set<std::string> keys = {"name",  "group",     "measures", "chapter", "source",
                                             "where", "programme", "regions",  "except",  "state"};
  return keys.contains(field.key);
}

}  // namespace

RandomScenario::RandomScenario(std::uint64_t seed)
    : random_(seed),
      world_(some_nodes()),
      base_(read_scenario(world_.baseline())) {
  write_patch();
  text_ = settings() + parameters() + "policies:\n";
  for (int n = whole(1, 5); n > 0; --n) text_ += "  - " + lever(n) + "\n";
  const std::string file = world_.folder() + "/random.yaml";
  std::ofstream(file) << text_;
  try {
    scenario_ = read_scenario(file);
    build_network(*scenario_);
  } catch (const Error& error) {
    scenario_.reset();
    refusal_ = error.what();
  }
}

std::set<std::string> RandomScenario::some_nodes() {
  std::set<std::string> some;
  const double share = real(0, 0.5);
  for (const std::string& id : fuzz::shipped_nodes())
    if (chance(share)) some.insert(id);
  if (some.contains("HongKong") || some.contains("Macao")) some.insert("Guangdong");  // their only way out
  return some;
}

std::string RandomScenario::settings() {
  last_year_ = 2020 + whole(1, 8);
  std::string text = fmt::format("extends: base.yaml\nname: random\ndata: {{patch: [patch.csv]}}\n");
  text += fmt::format("horizon: {{to: {}, steps_per_year: {}}}\n", last_year_, one_of(std::vector{1, 2, 4, 12}));
  text += fmt::format("ensemble: {{members: 20, seed: {}, sampling: {}}}\n", whole(0, 1'000'000),
                      one_of(std::vector<std::string>{"monte_carlo", "latin_hypercube", "sobol"}));
  if (chance(0.5)) text += fmt::format("graph: {{max_partners: {}}}\n", whole(1, 8));
  for (const char* map : {"uncertainty", "channels"}) {
    text += fmt::format("{}:\n", map);
    for (const FieldSpec& key : scenario_fields().fields)
      if (key.key == map)
        for (const FieldSpec& field : key.fields) text += fmt::format("  {}: {}\n", field.key, value(field));
  }
  return text;
}

// Two standard deviations around the centre, and not only what the priors say together.
std::string RandomScenario::parameters() {
  std::string text = "parameters:\n  posterior: none\n";
  for (const Prior& prior : base_.data.priors) {
    if (!chance(0.3)) continue;
    const double z = prior.spread * real(-2, 2);
    double stated = prior.centre + z;
    if (prior.dist == DistributionKind::lognormal) stated = prior.centre * std::exp(z);
    if (prior.dist == DistributionKind::logitnormal) stated = 1 / (1 + (1 / prior.centre - 1) * std::exp(-z));
    text += fmt::format("  {}: {}\n", prior.name, stated);
  }
  return text;
}

// Stocks up to three times as large or small as in the table.
void RandomScenario::write_patch() {
  std::ofstream stream(world_.folder() + "/patch.csv");
  stream << "id,column,value,status,log_sd,basis\n";
  for (const Node& node : base_.data.nodes)
    for (const NodeColumn column :
         {NodeColumn::population_10k, NodeColumn::employment_10k, NodeColumn::gdp, NodeColumn::rd, NodeColumn::rd_fte,
          NodeColumn::tech_firms, NodeColumn::high_value_patents})
      if (chance(0.3))
        stream << fmt::format("{},{},{},assumed,{},drawn\n", node.id,
                              node_column_names[static_cast<std::size_t>(column)],
                              node[column] * std::exp(real(-1.1, 1.1)), real(0, 0.5));
}

std::string RandomScenario::lever(int n) {
  const FieldSpec& type = one_of(policies_fields().fields[0].fields);
  types_.push_back(type.key);
  return object(type, fmt::format("name: lever {}, type: {}", n, type.key));
}

std::string RandomScenario::years() {
  first_ = whole(2021, last_year_ + 1);
  return chance(0.5) ? fmt::format("[{}]", first_) : fmt::format("[{}, {}]", first_, whole(first_, last_year_ + 2));
}

std::string RandomScenario::object(const FieldSpec& field, const std::string& before) {
  std::vector<std::string> keys;
  if (!before.empty()) keys.push_back(before);
  for (const FieldSpec& key : field.fields) {
    const bool needed = key.required || key.key == "nodes" || key.key == "between" || key.key == "links" ||
                        key.key == "fields" || key.key == "open_year";
    const bool is_milestone = !keys.empty() && keys.back().starts_with("milestone");
    if (key.key == "shock" && is_milestone) continue;  // a lever is one or the other
    if (is_left_out(key) || (!needed && !chance(0.5))) continue;
    keys.push_back(fmt::format("{}: {}", key.key, key.key == "years" ? years() : value(key)));
  }
  return fmt::format("{{{}}}", fmt::join(keys, ", "));
}

std::string RandomScenario::value(const FieldSpec& field) {
  std::vector<std::string> items;
  switch (field.type) {
    case FieldType::on_off:
      return one_of(on_or_off);
    case FieldType::choice:
      return one_of(field.choices);
    case FieldType::integer:
      if (field.key == "year") return fmt::format("{}", first_);
      if (field.key == "open_year") return fmt::format("{}", whole(2021, latest_year));
      return fmt::format("{}", whole(static_cast<int>(field.range.low), static_cast<int>(field.range.high)));
    case FieldType::number:
      if (field.key == "log_sd") return fmt::format("{}", real(0, 1.5));  // of factors that can be meant
      if (field.key == "median") return fmt::format("{}", real(0.1, 5));
      return number_in(field.range);
    case FieldType::text:
      return field.key == "line" ? "new_line" : name_of(field.vocabulary);
    case FieldType::list:
      for (int n = field.key == "between" ? 2 : whole(1, 3); n > 0; --n)
        items.push_back(field.key == "fields" ? one_of(base_.data.fields).code : value(field.fields[0]));
      return fmt::format("[{}]", fmt::join(items, ", "));
    case FieldType::object:
      return object(field);
    case FieldType::either:
      return value(one_of(field.fields));
    case FieldType::variant: {
      const FieldSpec& kind = one_of(field.fields);
      return object(kind, fmt::format("{}: {}", field.discriminator, kind.key));
    }
    default:
      return "~";
  }
}

// Small numbers as often as large ones; what a research policy could spend, not the bounds that catch wrong units.
std::string RandomScenario::number_in(const Range& range) {
  const double low = std::max(range.low, -100.0), high = std::min(range.high, 100.0);
  if (chance(0.1) && !range.low_open) return fmt::format("{}", low);
  if (chance(0.1) && !range.high_open) return fmt::format("{}", high);
  const double magnitude = std::pow(10, real(-3, 0));
  return fmt::format("{}", std::clamp(magnitude * (chance(0.5) ? real(low, high) : 1), low, high));
}

std::string RandomScenario::name_of(Vocabulary vocabulary) {
  switch (vocabulary) {
    case Vocabulary::region:
      return one_of(base_.data.regions).id;
    case Vocabulary::indicator:
      return one_of(indicator_names()).code;
    case Vocabulary::none:
      return "word";
    default:
      break;
  }
  const Node& node = one_of(base_.data.nodes);
  return node.external ? base_.data.nodes[0].id : node.id;  // no lever acts abroad
}

}  // namespace jialing::test
