#include "sim/scenario/allocation.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "sim/scenario/lever_fields.h"
#include "sim/scenario/policies.h"
#include "sim/scenario/resolver.h"
#include "sim/tables/indicator_names.h"
#include "sim/tables/places.h"

namespace jialing {
namespace {

using Kind = YamlValue::Kind;

int integer(const YamlValue& holder, const std::string& key) {
  const YamlValue* value = holder.find(key);
  return value == nullptr ? 0 : integer_of(*value);
}

std::optional<double> optional_number(const YamlValue& holder, const std::string& key) {
  return parse_number(text_of(holder.find(key)));
}

double number(const YamlValue& holder, const std::string& key) {
  return optional_number(holder, key).value_or(0);
}

YamlValue list_of(std::vector<std::string> texts, const SourcePosition& position) {
  YamlValue list{.kind = Kind::sequence, .position = position, .entries = {}};
  for (std::string& text : texts) list.items.push_back(plain_scalar(std::move(text), position));
  return list;
}

/// Reads the key; every method leaves faults where something is wrong.
class AllocationReader {
 public:
  AllocationReader(const YamlValue& allocation, const LeverTables& tables, int horizon_to, Faults& faults)
      : value_(allocation),
        tables_(tables),
        data_(tables.data),
        horizon_to_(horizon_to),
        faults_(faults),
        place_ids_(place_ids(tables.data)) {}

  AllocationProblem read() {
    problem_.stated = true;
    read_budget();
    read_recipients();
    read_instruments();
    read_objectives();
    if (problem_.cells() > 0) {
      read_limits();
      read_rules();
    }
    read_search();
    return std::move(problem_);
  }

 private:
  const YamlValue& at(const std::string& key) const { return *value_.find(key); }

  void fault(const YamlValue& value, const std::string& path, const std::string& message) {
    add_fault(faults_, value.is_default ? value_.position : value.position, "allocation." + path, message);
  }

  void read_budget() {
    const YamlValue& budget = at("budget");
    problem_.first_year = integer(budget, "from");
    problem_.last_year = integer(budget, "to");
    problem_.budget = number(budget, "amount");
    if (problem_.first_year == 0 || problem_.last_year == 0) return;
    check_after_base(*budget.find("from"), tables_.base_year, "allocation.budget.from", faults_);
    if (problem_.last_year < problem_.first_year)
      fault(*budget.find("to"), "budget.to", fmt::format("lies before the first year {}", problem_.first_year));
    else if (text_of(budget.find("per")) == "total")
      problem_.budget /= problem_.years();
    if (problem_.first_year >= horizon_to_)
      fault(*budget.find("from"), "budget.from",
            fmt::format("{} is not before the end of the run; horizon.to is {}", problem_.first_year, horizon_to_));
  }

  std::optional<int> place(const YamlValue& name, const std::string& path) {
    if (name.kind != Kind::scalar) return std::nullopt;
    const auto found = std::find(place_ids_.begin(), place_ids_.end(), name.text);
    if (found != place_ids_.end()) return static_cast<int>(found - place_ids_.begin());
    const std::string hint = did_you_mean(name.text, place_ids_);
    fault(name, path, fmt::format("there is no region or node {}{}", in_quotes(name.text), hint));
    return std::nullopt;
  }

  std::vector<int> nodes_of(int place) const {
    const int nodes = static_cast<int>(data_.nodes.size());
    if (place < nodes) return {place};
    std::set<int> found;
    for (const RegionShare& each : data_.regions[static_cast<std::size_t>(place - nodes)].shares)
      found.insert(each.node);
    return {found.begin(), found.end()};
  }

  void add_recipient(int place) {
    problem_.recipients.push_back({place_ids_[static_cast<std::size_t>(place)], place, nodes_of(place)});
  }

  void read_recipients() {
    const YamlValue& recipients = at("recipients");
    if (recipients.kind != Kind::map) return;
    const std::vector<LeverTarget> nodes = read_targets(recipients, "allocation", "recipients", tables_, faults_);
    if (text_of(recipients.find("each")) == "node") {
      for (const LeverTarget& each : nodes) add_recipient(each.node);
      return;
    }
    check_uncut(recipients);
    std::set<int> seen;
    for (const char* key : {"regions", "nodes"})
      for (const YamlValue& name : recipients.find(key)->items) {
        const auto found = std::find(place_ids_.begin(), place_ids_.end(), name.text);
        if (found != place_ids_.end() && seen.insert(static_cast<int>(found - place_ids_.begin())).second)
          add_recipient(static_cast<int>(found - place_ids_.begin()));
      }
    std::set<int> taken;
    for (const Recipient& each : problem_.recipients)
      for (int node : each.nodes)
        if (!taken.insert(node).second) {
          fault(recipients, "recipients", fmt::format("{} lies in two recipients", data_.nodes[node].id));
          return;
        }
  }

  /// A region receives as a whole.
  void check_uncut(const YamlValue& recipients) {
    const YamlValue &except = *recipients.find("except"), &where = *recipients.find("where");
    const YamlValue* cut = !except.items.empty() ? &except : !where.entries.empty() ? &where : nullptr;
    if (cut == nullptr) return;
    fault(*cut, cut == &except ? "recipients.except" : "recipients.where",
          "`except` and `where` hold for `each: node` only; a region receives as a whole");
  }

  void read_instruments() {
    std::set<std::string> names;
    for (std::size_t i = 0; i < at("instruments").items.size(); ++i) {
      const YamlValue& value = at("instruments").items[i];
      const std::string path = fmt::format("instruments[{}]", i);
      if (value.kind != Kind::map) continue;
      const std::string name = text_of(value.find("name"));
      if (!name.empty() && !names.insert(name).second)
        fault(*value.find("name"), path + ".name", "another instrument has this name");
      const std::size_t before = faults_.size();
      for (const Recipient& recipient : problem_.recipients) {
        if (faults_.size() > before) break;
        if (auto lever = read_cell(value, path, recipient)) {
          problem_.levers.push_back(std::move(*lever));
          problem_.sizes.push_back(relative_size(value, recipient));
        }
      }
      const YamlValue* half = value.find("half_return");
      problem_.instruments.push_back({name, half == nullptr ? std::nullopt : parse_number(text_of(half))});
    }
  }

  /// The instrument as a lever on one recipient, in force in the years of the budget.
  std::optional<Lever> read_cell(const YamlValue& instrument, const std::string& path, const Recipient& recipient) {
    YamlValue written = instrument;
    remove_key(written, "half_return");
    remove_key(written, "size");
    std::erase_if(written.entries, [](const YamlEntry& entry) { return entry.value.kind == Kind::null; });
    YamlValue targets = empty_map(instrument.position);
    const bool node = recipient.place < static_cast<int>(data_.nodes.size());
    set_value(targets, node ? "nodes" : "regions", list_of({recipient.id}, instrument.position));
    set_value(written, "targets", targets);
    const int first = std::max(problem_.first_year, tables_.base_year + 1);  // what is earlier is told already
    const int last = std::max(problem_.last_year, first);
    set_value(written, "years", list_of({std::to_string(first), std::to_string(last)}, instrument.position));
    Faults ignored;
    const YamlValue lever = resolve(policies_fields().fields[0], written, ignored, "allocation." + path);
    auto read = read_lever(lever, "allocation." + path, tables_, faults_);
    if (read && read->number("amount") + read->cost <= 0) {
      fault(instrument, path, "costs nothing; state what it costs in one recipient a year with `amount` or `cost`");
      return std::nullopt;
    }
    return read;
  }

  double relative_size(const YamlValue& instrument, const Recipient& recipient) const {
    const YamlValue* size = instrument.find("size");
    if (size == nullptr || size->kind != Kind::map) return 1;
    const NodeMeasure* measure = find_node_measure(text_of(size->find("figure")));
    double total = 0;
    for (int node : recipient.nodes) total += measure->value(data_.nodes[node]);
    return total / number(*size, "of");
  }

  void read_objectives() {
    std::set<std::string> names;
    for (std::size_t i = 0; i < at("objectives").items.size(); ++i) {
      const YamlValue& value = at("objectives").items[i];
      const std::string path = fmt::format("objectives[{}]", i);
      if (value.kind != Kind::map) continue;
      Objective objective;
      objective.name = text_of(value.find("name"));
      if (!names.insert(objective.name).second)
        fault(*value.find("name"), path + ".name", "another objective has this name");
      if (const auto indicator = find_indicator(text_of(value.find("indicator"))))
        objective.indicator = *indicator;
      else if (value.find("indicator")->kind == Kind::scalar)
        fault(*value.find("indicator"), path + ".indicator", unknown_indicator(text_of(value.find("indicator"))));
      objective.year = integer(value, "year");
      if (objective.year != 0 && (objective.year <= problem_.first_year || objective.year > horizon_to_))
        fault(*value.find("year"), path + ".year",
              fmt::format("must lie after the first year of spending {} and not after the end of the run {}",
                          problem_.first_year, horizon_to_));
      objective.form = choice_of<ObjectiveForm>(*value.find("form"), objective_form_names);
      read_places(value, path, objective);
      read_statistic(value, path, objective);
      problem_.objectives.push_back(std::move(objective));
    }
  }

  void read_places(const YamlValue& value, const std::string& path, Objective& objective) {
    switch (objective.form) {
      case ObjectiveForm::value:
        if (const auto found = place(*value.find("region"), path + ".region")) objective.places = {*found};
        return;
      case ObjectiveForm::gini:
      case ObjectiveForm::theil:
        for (const LeverTarget& each :
             read_targets(*value.find("among"), "allocation." + path, "among", tables_, faults_))
          objective.places.push_back(each.node);
        if (objective.places.size() == 1)
          fault(*value.find("among"), path + ".among", "inequality needs two nodes or more");
        return;
      case ObjectiveForm::gap:
        for (const YamlValue& name : value.find("between")->items)
          if (const auto found = place(name, path + ".between")) objective.places.push_back(*found);
        if (value.find("between")->items.size() != 2)
          fault(*value.find("between"), path + ".between", "a gap lies between two regions: [first, second]");
        return;
    }
  }

  void read_statistic(const YamlValue& value, const std::string& path, Objective& objective) {
    objective.statistic = choice_of<ObjectiveStatistic>(*value.find("statistic"), objective_statistic_names);
    objective.level = number(value, "level");
    objective.target = number(value, "target");
    if (objective.statistic == ObjectiveStatistic::probability && !optional_number(value, "target"))
      fault(value, path + ".target", "a probability needs the `target` that is to be reached");
    const std::string goal = text_of(value.find("goal"));
    objective.maximise = goal.empty() ? objective.form == ObjectiveForm::value : goal == "maximise";
  }

  std::vector<std::size_t> chosen_instruments(const YamlValue& limit, const std::string& path) {
    std::vector<std::size_t> chosen;
    std::vector<std::string> known;
    for (const Instrument& each : problem_.instruments) known.push_back(each.name);
    for (const YamlValue& name : limit.find("instruments")->items) {
      const auto found = std::find(known.begin(), known.end(), name.text);
      if (found != known.end())
        chosen.push_back(static_cast<std::size_t>(found - known.begin()));
      else if (name.kind == Kind::scalar)
        fault(name, path + ".instruments",
              fmt::format("there is no instrument {}{}", in_quotes(name.text), did_you_mean(name.text, known)));
    }
    if (limit.find("instruments")->items.empty())
      for (std::size_t i = 0; i < known.size(); ++i) chosen.push_back(i);
    return chosen;
  }

  std::vector<std::size_t> chosen_recipients(const YamlValue& limit, const std::string& path) {
    std::vector<std::size_t> chosen;
    const YamlValue& names = *limit.find("recipients");
    std::set<int> nodes;
    for (const YamlValue& name : names.items) {
      const auto found = place(name, path + ".recipients");
      if (!found) continue;
      const std::vector<int> inside = nodes_of(*found);
      nodes.insert(inside.begin(), inside.end());
    }
    for (std::size_t r = 0; r < problem_.recipients.size(); ++r) {
      const auto& own = problem_.recipients[r].nodes;
      const bool within = std::all_of(own.begin(), own.end(), [&](int node) { return nodes.contains(node); });
      if (names.items.empty() || within) chosen.push_back(r);
    }
    if (chosen.empty()) fault(names, path + ".recipients", "no recipient lies in what is named");
    return chosen;
  }

  void read_limits() {
    for (std::size_t i = 0; i < at("limits").items.size(); ++i) {
      const YamlValue& value = at("limits").items[i];
      const std::string path = fmt::format("limits[{}]", i);
      if (value.kind != Kind::map) continue;
      AllocationLimit limit{text_of(value.find("name"), fmt::format("limit {}", i + 1)),
                            {},
                            number(value, "at_least"),
                            number(value, "at_most")};
      if (limit.least > limit.most)
        fault(value, path, fmt::format("the floor {} lies above the cap {}", limit.least, limit.most));
      add_limits(limit, text_of(value.find("each")), chosen_instruments(value, path), chosen_recipients(value, path));
    }
  }

  void add_limits(const AllocationLimit& limit, const std::string& each, const std::vector<std::size_t>& instruments,
                  const std::vector<std::size_t>& recipients) {
    std::map<std::pair<std::size_t, std::size_t>, AllocationLimit> made;
    for (std::size_t i : instruments)
      for (std::size_t r : recipients) {
        const std::pair<std::size_t, std::size_t> key(each == "instrument" || each == "pair" ? i : 0,
                                                      each == "recipient" || each == "pair" ? r : 0);
        made.try_emplace(key, limit).first->second.cells.push_back(problem_.cell(i, r));
      }
    for (auto& [key, one] : made) problem_.limits.push_back(std::move(one));
  }

  void read_rules() {
    for (const YamlValue& name : at("benchmarks").items)
      if (name.kind == Kind::scalar)
        problem_.benchmarks.push_back(choice_of<AllocationRule>(name, allocation_rule_names));
    if (problem_.benchmarks.empty())
      for (std::size_t n = 0; n < allocation_rule_names.size(); ++n)
        problem_.benchmarks.push_back(static_cast<AllocationRule>(n));
    for (const YamlEntry& rule : at("shares").entries) {
      std::vector<double> shares(problem_.recipients.size(), 0.0);
      for (const YamlEntry& entry : rule.value.entries) {
        const auto found = std::find_if(problem_.recipients.begin(), problem_.recipients.end(),
                                        [&](const Recipient& each) { return each.id == entry.key; });
        if (found == problem_.recipients.end())
          add_fault(faults_, entry.key_position, "allocation.shares." + rule.key,
                    fmt::format("{} is no recipient", in_quotes(entry.key)));
        else
          shares[static_cast<std::size_t>(found - problem_.recipients.begin())] =
              parse_number(entry.value.text).value_or(0);
      }
      if (std::accumulate(shares.begin(), shares.end(), 0.0) <= 0)
        add_fault(faults_, rule.key_position, "allocation.shares." + rule.key, "gives nothing to anybody");
      problem_.own_shares.emplace_back(rule.key, std::move(shares));
    }
    read_mix();
  }

  void read_mix() {
    const YamlValue& mix = at("mix");
    problem_.mix.assign(problem_.instruments.size(), mix.entries.empty() ? 1.0 : 0.0);
    std::vector<std::string> known;
    for (const Instrument& each : problem_.instruments) known.push_back(each.name);
    for (const YamlEntry& entry : mix.entries) {
      const auto found = std::find(known.begin(), known.end(), entry.key);
      if (found == known.end())
        add_fault(faults_, entry.key_position, "allocation.mix",
                  fmt::format("there is no instrument {}{}", in_quotes(entry.key), did_you_mean(entry.key, known)));
      else
        problem_.mix[static_cast<std::size_t>(found - known.begin())] = parse_number(entry.value.text).value_or(0);
    }
    if (std::accumulate(problem_.mix.begin(), problem_.mix.end(), 0.0) <= 0)
      fault(mix, "mix", "gives nothing to any instrument");
  }

  void read_search() {
    const YamlValue& search = at("search");
    problem_.search = {.training = integer(search, "training"),
                       .evaluation = integer(search, "evaluation"),
                       .most_evaluation = integer(search, "most_evaluation"),
                       .confidence = number(search, "confidence"),
                       .starts = integer(search, "starts"),
                       .rounds = integer(search, "rounds"),
                       .population = integer(search, "population"),
                       .generations = integer(search, "generations")};
    if (problem_.search.population % 4 != 0)
      fault(*search.find("population"), "search.population", "must be a multiple of 4");
    if (problem_.search.most_evaluation < problem_.search.evaluation)
      fault(*search.find("most_evaluation"), "search.most_evaluation",
            fmt::format("must be at least evaluation, {}", problem_.search.evaluation));
    const YamlValue& reverse = at("least_budget");
    if (reverse.kind != Kind::map) return;
    problem_.chance = optional_number(reverse, "chance");
    problem_.highest_budget = number(reverse, "highest");
    if (!problem_.objectives.empty() && problem_.objectives[0].statistic != ObjectiveStatistic::probability)
      fault(reverse, "least_budget", "asks for a chance; the first objective must be a probability");
  }

  const YamlValue& value_;
  const LeverTables& tables_;
  const Dataset& data_;
  int horizon_to_;
  Faults& faults_;
  std::vector<std::string> place_ids_;
  AllocationProblem problem_;
};

}  // namespace

AllocationProblem read_allocation(const YamlValue& allocation, const LeverTables& tables, int horizon_to,
                                  Faults& faults) {
  if (allocation.kind != Kind::map) return {};
  return AllocationReader(allocation, tables, horizon_to, faults).read();
}

}  // namespace jialing
