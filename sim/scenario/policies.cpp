#include "sim/scenario/policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/scenario/lever_fields.h"
#include "sim/scenario/parameters.h"
#include "sim/scenario/resolver.h"
#include "sim/tables/indicator_names.h"

namespace jialing {

namespace {

using Kind = YamlValue::Kind;

/// Whether something in it was refused; its fault is told already.
bool was_refused(const YamlValue& value) {
  if (value.kind == Kind::null) return !value.is_default;
  const auto refused_item = [](const YamlValue& item) { return item.kind == Kind::null || was_refused(item); };
  return std::any_of(value.items.begin(), value.items.end(), refused_item) ||
         std::any_of(value.entries.begin(), value.entries.end(),
                     [](const YamlEntry& entry) { return was_refused(entry.value); });
}

/// The last word of `groups` on a lever's group.
bool is_on(const YamlValue& groups, const std::string& group) {
  const YamlValue* own = group.empty() ? nullptr : groups.find(group);
  const YamlValue* all = groups.find("all");
  if (own != nullptr) return own->text != "off";
  return all == nullptr || all->text != "off";
}

/// Shares of a region's nodes by the variables that levers use; a variable without rows of its own counts as whole
/// land.
std::vector<LeverTarget> region_targets(const Region& region) {
  std::vector<LeverTarget> targets;
  const auto share = [&](int node, std::initializer_list<const char*> variables) {
    for (const char* variable : variables) {
      double total = 0;
      for (const RegionShare& each : region.shares)
        if (each.node == node && (each.variable == "all" || each.variable == variable)) total += each.share;
      if (total > 0) return std::min(total, 1.0);
    }
    return 0.0;
  };
  std::set<int> seen;
  for (const RegionShare& each : region.shares) {
    if (!seen.insert(each.node).second) continue;
    targets.push_back({each.node, share(each.node, {"gdp", "land"}), share(each.node, {"rd", "gdp", "land"}),
                       share(each.node, {"tech_firms", "gdp", "land"})});
  }
  return targets;
}

/// One lever while it is read.
class LeverReader {
 public:
  LeverReader(const YamlValue& value, std::string path, const LeverTables& tables, Faults& faults)
      : value_(value),
        path_(std::move(path)),
        data_(tables.data),
        nodes_(tables.nodes),
        base_year_(tables.base_year),
        faults_(faults) {}

  Lever read() {
    lever_.name = text_of(value_.find("name"));
    lever_.group = text_of(value_.find("group"));
    const auto& names = lever_type_names();
    const auto type = std::find(names.begin(), names.end(), text_of(value_.find("type")));
    lever_.type = static_cast<LeverType>(type - names.begin());
    read_own_keys();
    if (lever_.type != LeverType::transport_line) read_schedule();
    if (has_targets(lever_.type)) lever_.targets = targets("targets", *value_.find("targets"), true);
    read_names();
    check_type();
    return lever_;
  }

  /// The nodes that a map of `nodes`, `regions`, `except` and `where` names, each once, in the order of the table.
  std::vector<LeverTarget> targets(const std::string& key, const YamlValue& value, bool domestic) {
    const std::string path = path_ + "." + key;
    std::map<int, LeverTarget> found;
    const std::size_t told = faults_.size();
    for (const YamlValue& name : value.find("nodes")->items)
      if (const auto n = node(name.text, name.position, path + ".nodes")) found[*n] = {.node = *n};
    for (const YamlValue& name : value.find("regions")->items) {
      const Region* named = region(name, path + ".regions");
      if (named == nullptr) continue;
      for (const LeverTarget& each : region_targets(*named)) {
        const auto [place, fresh] = found.try_emplace(each.node, each);
        if (!fresh && each.gdp > place->second.gdp) place->second = each;
      }
    }
    for (const YamlValue& name : value.find("except")->items)
      if (const auto n = node(name.text, name.position, path + ".except")) found.erase(*n);
    const std::size_t named = found.size();
    select(*value.find("where"), path + ".where", found);
    if (found.empty() && faults_.size() == told) {  // else what it names is not known
      const SourcePosition& position = value.is_default ? value_.position : value.position;
      add_fault(faults_, position, path,
                named == 0 ? "names no node; name `nodes` or `regions`" : "no node meets the bounds of `where`");
    }
    return in_order(found, domestic, path, value.is_default ? value_.position : value.position);
  }

 private:
  void fault(const std::string& key, const std::string& message) const {
    const YamlValue* value = key.empty() ? nullptr : value_.find(key);
    const SourcePosition& position = value == nullptr || value->is_default ? value_.position : value->position;
    add_fault(faults_, position, key.empty() ? path_ : path_ + "." + key, message);
  }

  void read_own_keys() {
    for (const FieldSpec& field : own_fields(lever_.type)) {
      const YamlValue* value = value_.find(field.key);
      if (value == nullptr || value->kind != Kind::scalar) continue;
      if (field.type == FieldType::number || field.type == FieldType::integer)
        lever_.numbers[field.key] = parse_number(value->text).value_or(0);
      else
        lever_.words[field.key] = value->text;
    }
    const auto split = std::find(split_names.begin(), split_names.end(), lever_.word("split"));
    if (split != split_names.end()) lever_.split = static_cast<Split>(split - split_names.begin());
    if (lever_.word("prices") == "2020" && base_year_ != 2020)
      fault("prices", fmt::format("amounts are nominal or at prices of the base year {}; write base_year", base_year_));
  }

  void read_schedule() {
    Schedule& schedule = lever_.schedule;
    const YamlValue& years = *value_.find("years");
    if (!years.items.empty()) check_after_base(years.items[0], base_year_, path_ + ".years[0]", faults_);
    if (years.items.size() > 2) fault("years", "must be the first and the last year, or the first alone");
    if (!years.items.empty()) schedule.first_year = integer_of(years.items[0]);
    if (years.items.size() > 1) schedule.last_year = integer_of(years.items[1]);
    if (schedule.last_year < schedule.first_year) fault("years", "the last year lies before the first");
    const std::string ramp = text_of(value_.find("ramp"));
    schedule.institutional = ramp == "institutional";
    schedule.ramp_years = parse_number(ramp);
    schedule.effectiveness.name = lever_.name;
    schedule.effectiveness = stated_prior(schedule.effectiveness, *value_.find("effectiveness"));
    lever_.cost = parse_number(text_of(value_.find("cost"))).value_or(0);
    read_events(schedule);
  }

  void read_events(Schedule& schedule) {
    const YamlValue& milestone = *value_.find("milestone");
    const YamlValue& shock = *value_.find("shock");
    if (milestone.kind == Kind::map) {
      schedule.is_milestone = true;
      check_after_base(*milestone.find("year"), base_year_, path_ + ".milestone.year", faults_);
      schedule.milestone_year = integer_of(*milestone.find("year"));
      schedule.milestone_probability = parse_number(milestone.find("probability")->text).value_or(0);
      schedule.first_year = std::max(schedule.first_year, schedule.milestone_year);
      if (schedule.last_year < schedule.first_year) fault("milestone", "lies after the last of the lever's years");
    }
    if (shock.kind == Kind::map) {
      schedule.is_shock = true;
      schedule.shock_probability = parse_number(shock.find("probability")->text).value_or(0);
      schedule.shock_duration = integer_of(*shock.find("duration"));
      if (schedule.is_milestone) fault("shock", "a lever is a milestone or a shock, not both");
    }
  }

  std::optional<int> node(const std::string& id, const SourcePosition& position, const std::string& path) const {
    const int found = nodes_.find(id);
    if (found >= 0) return found;
    add_fault(faults_, position, path, nodes_.unknown(id));
    return std::nullopt;
  }

  const Region* region(const YamlValue& name, const std::string& path) const {
    std::vector<std::string> known;
    for (const Region& each : data_.regions) {
      if (each.id == name.text) return &each;
      known.push_back(each.id);
    }
    add_fault(faults_, name.position, path,
              fmt::format("unknown region {}{}", in_quotes(name.text), did_you_mean(name.text, known)));
    return nullptr;
  }

  std::vector<LeverTarget> in_order(const std::map<int, LeverTarget>& found, bool domestic, const std::string& path,
                                    const SourcePosition& position) const {
    std::vector<LeverTarget> list;
    std::string abroad;
    for (const auto& [n, target] : found) {
      list.push_back(target);
      if (domestic && data_.nodes[n].external) abroad += (abroad.empty() ? "" : ", ") + data_.nodes[n].id;
    }
    if (!abroad.empty())
      add_fault(faults_, position, path,
                fmt::format("{} {} abroad, where no lever acts; leave {} out with `except`", abroad,
                            abroad.find(',') == std::string::npos ? "lies" : "lie",
                            abroad.find(',') == std::string::npos ? "it" : "them"));
    return list;
  }

  void select(const YamlValue& where, const std::string& path, std::map<int, LeverTarget>& found) const {
    for (const YamlEntry& bound : where.entries) {
      const NodeMeasure* measure = find_node_measure(bound.key);
      if (measure == nullptr) {
        std::vector<std::string> known;
        for (const NodeMeasure& each : node_measures()) known.push_back(each.name);
        const std::string hint = did_you_mean(bound.key, known);
        add_fault(faults_, bound.key_position, path + "." + bound.key,
                  "unknown figure" + (hint.empty() ? "; the keys here are " + joined(known, ", ") : hint));
        continue;
      }
      for (const YamlEntry& limit : bound.value.entries)
        if (!limit.value.unit.empty() && !same_unit(limit.value.unit, measure->unit))
          add_fault(faults_, limit.value.position, path + "." + bound.key,
                    fmt::format("the unit of {} is {}, got {}", bound.key, measure->unit, in_quotes(limit.value.unit)));
      const auto above = parse_number(text_of(bound.value.find("above")));
      const auto below = parse_number(text_of(bound.value.find("below")));
      std::erase_if(found, [&](const auto& entry) {
        const double value = measure->value(data_.nodes[entry.first]);
        return (above && !(value > *above)) || (below && !(value < *below));
      });
    }
  }

  int named_node(const YamlValue& holder, const std::string& key, const std::string& path) const {
    const YamlValue* name = holder.find(key);
    if (name == nullptr || name->kind != Kind::scalar) return -1;
    return node(name->text, name->position, path + "." + key).value_or(-1);
  }

  void read_names() {
    if (const YamlValue* fields = value_.find("fields")) read_fields(*fields);
    if (const YamlValue* between = value_.find("between")) read_between(*between);
    if (const YamlValue* links = value_.find("links")) read_links(*links);
    if (const YamlValue* pairs = value_.find("pairs")) read_pairs(*pairs);
    if (lever_.type == LeverType::enclave) lever_.host = named_node(value_, "host", path_);
    if (lever_.type == LeverType::zone) read_zone(*value_.find("zone"));
    if (lever_.type == LeverType::performance_grant) read_indicator(*value_.find("indicator"));
  }

  void read_fields(const YamlValue& fields) {
    for (const YamlValue& code : fields.items) {
      std::vector<std::string> known;
      for (const Field& each : data_.fields) known.push_back(each.code);
      const auto found = std::find(known.begin(), known.end(), code.text);
      const int field = static_cast<int>(found - known.begin());
      if (found == known.end())
        add_fault(faults_, code.position, path_ + ".fields",
                  fmt::format("unknown field {}{}", in_quotes(code.text), did_you_mean(code.text, known)));
      else if (std::find(lever_.fields.begin(), lever_.fields.end(), field) == lever_.fields.end())
        lever_.fields.push_back(field);
    }
  }

  void read_between(const YamlValue& between) {
    if (between.kind != Kind::sequence) return;
    if (between.items.size() != 2) {
      fault("between", "must be a list of two groups of nodes");
      return;
    }
    for (std::size_t n = 0; n < 2; ++n)
      lever_.between[n] = targets(fmt::format("between[{}]", n), between.items[n], false);
  }

  void read_links(const YamlValue& links) {
    for (std::size_t n = 0; n < links.items.size(); ++n) {
      const std::string path = fmt::format("{}.links[{}]", path_, n);
      const YamlValue& link = links.items[n];
      const AddedLink added{named_node(link, "a", path), named_node(link, "b", path), text_of(link.find("mode")),
                            parse_number(text_of(link.find("hours"))).value_or(1)};
      if (added.a >= 0 && added.a == added.b) add_fault(faults_, link.position, path, "joins a node with itself");
      lever_.links.push_back(added);
    }
  }

  void read_pairs(const YamlValue& pairs) {
    for (std::size_t n = 0; n < pairs.items.size(); ++n) {
      const std::string path = fmt::format("{}.pairs[{}]", path_, n);
      const std::pair<int, int> pair(named_node(pairs.items[n], "donor", path),
                                     named_node(pairs.items[n], "recipient", path));
      if (pair.first < 0 || pair.second < 0) continue;
      if (pair.first == pair.second) add_fault(faults_, pairs.items[n].position, path, "a node cannot support itself");
      for (int end : {pair.first, pair.second})
        if (data_.nodes[end].external)
          add_fault(faults_, pairs.items[n].position, path,
                    fmt::format("{} lies abroad, where no lever acts", data_.nodes[end].id));
      lever_.pairs.push_back(pair);
    }
  }

  void read_zone(const YamlValue& name) {
    const Region* zone = name.kind == Kind::scalar ? region(name, path_ + ".zone") : nullptr;
    if (zone == nullptr) return;
    std::map<int, LeverTarget> found;
    for (const LeverTarget& each : region_targets(*zone)) found[each.node] = each;
    lever_.targets = in_order(found, true, path_ + ".zone", name.position);
  }

  void read_indicator(const YamlValue& name) {
    if (name.kind != Kind::scalar) return;
    if (const auto found = find_indicator(name.text))
      lever_.indicator = *found;
    else
      add_fault(faults_, name.position, path_ + ".indicator", unknown_indicator(name.text));
  }

  void check_type() {
    switch (lever_.type) {
      case LeverType::transport_line:
        return check_line();
      case LeverType::programme_link:
        return check_programme();
      case LeverType::consortium:
        if (lever_.targets.size() == 1) fault("targets", "a consortium has two members or more");
        [[fallthrough]];
      case LeverType::platform:
        if (lever_.fields.empty() && lever_.number("adoption") > 0)
          fault("adoption", "acts on `fields`, of which none is named");
        return;
      default:
        return;
    }
  }

  void check_line() {
    if (lever_.has("open_year")) check_after_base(*value_.find("open_year"), base_year_, path_ + ".open_year", faults_);
    const std::string line(lever_.word("line"));
    std::vector<std::string> known;
    for (const TransportLink& each : data_.transport_links)
      if (!each.line.empty()) known.push_back(each.line);
    const bool in_table = std::find(known.begin(), known.end(), line) != known.end();
    const bool is_open =
        std::any_of(data_.transport_links.begin(), data_.transport_links.end(),
                    [&](const TransportLink& each) { return each.line == line && each.open_year <= base_year_; });
    if (lever_.links.empty() && !in_table)
      fault("line", fmt::format("the table of transport links has no line {}{}; a new one needs `links`",
                                in_quotes(line), did_you_mean(line, known)));
    else if (is_open)  // it is part of the base year
      fault("line", fmt::format("line {} is open in {} already; what replaces it is a line of another id with `links`",
                                in_quotes(line), base_year_));
    else if (!in_table && !lever_.has("open_year"))
      fault("open_year", "a new line needs the year in which it opens");
    else if (lever_.links.empty() && !lever_.has("open_year") && lever_.number("hours_factor") == 1)
      fault("", "changes nothing; state open_year, hours_factor or links");
  }

  void check_programme() {
    const std::string id(lever_.word("programme"));
    const bool pairs = !lever_.between[0].empty() || !lever_.between[1].empty();
    if (id.empty() == !pairs) {
      if (id.empty() && value_.find("between")->kind == Kind::sequence) return;  // its fault is told already
      fault("", id.empty()
                    ? "names neither a `programme` of the table nor nodes `between` which there is one"
                    : "names a `programme` of the table and nodes `between` which there is one; keep one of them");
      return;
    }
    if (id.empty()) {
      if (!lever_.is_on("state")) fault("state", "only a programme of the table can be switched off");
      return;
    }
    std::vector<std::string> known;
    for (const ProgrammeLink& each : data_.programme_links) known.push_back(each.programme);
    if (std::find(known.begin(), known.end(), id) == known.end())
      fault("programme",
            fmt::format("the table of programme links has no {}{}", in_quotes(id), did_you_mean(id, known)));
  }

  const YamlValue& value_;
  std::string path_;
  const Dataset& data_;
  const NodeIndex& nodes_;
  int base_year_;
  Faults& faults_;
  Lever lever_;
};

void check_groups(const YamlValue& groups, const std::set<std::string>& known, Faults& faults) {
  for (const YamlEntry& entry : groups.entries) {
    if (entry.key == "all" || known.contains(entry.key)) continue;
    const std::vector<std::string> list(known.begin(), known.end());
    std::string hint = did_you_mean(entry.key, list);
    if (list.empty())
      hint = "; levers name theirs with the key 'group'";
    else if (hint.empty())
      hint = "; there are " + joined(list, ", ");
    add_fault(faults, entry.key_position, "groups." + entry.key, "no lever is of this group" + hint);
  }
}

}  // namespace

std::vector<Lever> read_policies(const YamlValue& policies, const YamlValue& groups, const LeverTables& tables,
                                 Faults& faults) {
  std::vector<Lever> levers;
  std::set<std::string> names, known_groups;
  for (std::size_t i = 0; i < policies.items.size(); ++i) {
    const YamlValue& value = policies.items[i];
    const std::string path = fmt::format("policies[{}]", i);
    const std::string name = text_of(value.find("name"));
    if (!name.empty() && !names.insert(name).second)
      add_fault(faults, value.find("name")->position, path + ".name", "another lever has this name");
    const std::string group = text_of(value.find("group"));
    if (!group.empty()) known_groups.insert(group);
    if (was_refused(value)) continue;
    Lever lever = LeverReader(value, path, tables, faults).read();
    if (text_of(value.find("enabled")) == "on" && is_on(groups, group)) levers.push_back(std::move(lever));
  }
  check_groups(groups, known_groups, faults);
  return levers;
}

std::optional<Lever> read_lever(const YamlValue& lever, const std::string& path, const LeverTables& tables,
                                Faults& faults) {
  if (was_refused(lever)) return std::nullopt;
  return LeverReader(lever, path, tables, faults).read();
}

std::vector<LeverTarget> read_targets(const YamlValue& targets, const std::string& path, const std::string& key,
                                      const LeverTables& tables, Faults& faults) {
  if (was_refused(targets)) return {};
  return LeverReader(targets, path, tables, faults).targets(key, targets, true);
}

ChannelSwitches channel_switches(const YamlValue& channels) {
  const auto on = [&](std::string_view key) { return text_of(channels.find(key)) == "on"; };
  return {.talent = on("talent"),
          .capital = on("capital"),
          .contracts = on("contracts"),
          .knowledge = on("knowledge"),
          .adoption = on("adoption"),
          .own_adoption = text_of(channels.find("adoption")) == "own"};
}

}  // namespace jialing
