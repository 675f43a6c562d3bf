#include "sim/scenario/own_targets.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/resolver.h"
#include "sim/tables/indicator_names.h"
#include "sim/tables/names.h"
#include "sim/tables/places.h"

namespace jialing {

namespace {

using Kind = YamlValue::Kind;

bool same_aim(const Target& a, const Target& b) {
  return a.indicator == b.indicator && a.regions == b.regions && a.year == b.year && a.direction == b.direction;
}

/// After those of the same indicator and region, so that they stand together in tables.
void insert(Target target, std::vector<Target>& targets) {
  const auto alike = std::find_if(targets.rbegin(), targets.rend(), [&](const Target& each) {
    return each.indicator == target.indicator && each.regions == target.regions;
  });
  targets.insert(alike == targets.rend() ? targets.end() : alike.base(), std::move(target));
}

/// One target while it is read.
class OwnTarget {
 public:
  OwnTarget(const YamlValue& value, std::string path, Faults& faults)
      : value_(value),
        path_(std::move(path)),
        faults_(faults) {}

  bool was_refused() const {
    return value_.kind != Kind::map || std::any_of(value_.entries.begin(), value_.entries.end(), [](auto& entry) {
             return entry.value.kind == Kind::null && !entry.value.is_default;
           });
  }

  Target read() const {
    Target target;
    target.regions = {text("region")};
    target.year = static_cast<int>(parse_integer(text("year")).value_or(0));
    target.target = parse_number(text("target")).value_or(0);
    target.direction = choice_of<TargetDirection>(*value_.find("direction"), target_direction_names);
    target.kind = "outcome";
    target.own = true;
    target.indicator = text("indicator");
    if (const auto position = find_indicator(target.indicator)) {
      const IndicatorName& indicator = indicator_names()[static_cast<std::size_t>(*position)];
      target.unit = indicator.unit;
      target.name_en = text("name", indicator.name_en);
      target.name_zh = text("name_zh", text("name", indicator.name_zh));
    }
    return target;
  }

  /// Whether what it names is known and its unit the indicator's.
  bool check(const Target& target, const std::vector<std::string>& places) const {
    const std::size_t before = faults_.size();
    if (!find_indicator(target.indicator)) fault("indicator", unknown_indicator(target.indicator));
    if (std::find(places.begin(), places.end(), target.regions[0]) == places.end()) {
      fault("region", unknown_place(target.regions[0], places));
    }
    const std::string& unit = value_.find("target")->unit;
    if (!unit.empty() && !target.unit.empty() && !same_unit(unit, target.unit)) {
      fault("target", fmt::format("the unit of {} is {}, got {}", target.indicator, target.unit, in_quotes(unit)));
    }
    return faults_.size() == before;
  }

  bool check_year(int base_year) const {
    return check_after_base(*value_.find("year"), base_year, path_ + ".year", faults_);
  }

  void fault(const std::string& key, const std::string& message) const {
    add_fault(faults_, value_.find(key)->position, path_ + "." + key, message);
  }

 private:
  std::string text(const std::string& key, const std::string& fallback = "") const {
    return text_of(value_.find(key), fallback);
  }

  const YamlValue& value_;
  std::string path_;
  Faults& faults_;
};

}  // namespace

void add_own_targets(const YamlValue& targets, int base_year, Dataset& data, Faults& faults) {
  const std::vector<std::string> places = place_ids(data);
  for (std::size_t i = 0; i < targets.items.size(); ++i) {
    const OwnTarget own(targets.items[i], fmt::format("targets[{}]", i), faults);
    if (own.was_refused()) continue;
    Target target = own.read();
    if (!own.check(target, places) || !own.check_year(base_year)) continue;
    const auto same = std::find_if(data.targets.begin(), data.targets.end(),
                                   [&](const Target& each) { return same_aim(each, target); });
    if (same == data.targets.end()) {
      insert(std::move(target), data.targets);
    } else if (same->own) {
      own.fault("indicator", "the target of this region, year and direction is there twice");
    } else {
      target.base_2020 = same->base_2020;
      target.chapter = same->chapter;
      *same = std::move(target);
    }
  }
}

}  // namespace jialing
