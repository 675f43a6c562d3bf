#include "sim/scenario/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "sim/scenario/field_table.h"
#include "sim/scenario/parameters.h"
#include "sim/scenario/resolver.h"
#include "sim/scenario/yaml_document.h"
#include "sim/tables/names.h"

namespace jialing {

namespace {

using Kind = YamlValue::Kind;

// Access to a resolved document, in which every key of the field table is present. A value that was refused is null
// and reads as zero or empty; its fault is collected, so that what is read in its place is never used.

const YamlValue& at(const YamlValue& root, std::string_view path) {
  const YamlValue* value = &root;
  for (const std::string& key : split(path, '.')) {
    if (value->kind == Kind::null) return *value;
    value = value->find(key);
    if (value == nullptr) throw std::logic_error(fmt::format("the field table has no '{}'", path));
  }
  return *value;
}

int integer(const YamlValue& value) {
  return static_cast<int>(parse_integer(value.text).value_or(0));
}

bool is_on(const YamlValue& value) {
  return value.text == "on";
}

template <class Enumeration>
Enumeration choice(const YamlValue& value, const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), value.text);
  return static_cast<Enumeration>(found == names.end() ? 0 : found - names.begin());
}

void apply(const Overrides& overrides, YamlValue& document) {
  // Where the way is blocked (say, `ensemble: 5`) resolving finds the fault.
  if (overrides.members) {
    set_value(document, "ensemble.members", plain_scalar(std::to_string(*overrides.members), {"--members", 0, 0}));
  }
  if (overrides.seed) {
    set_value(document, "ensemble.seed", plain_scalar(std::to_string(*overrides.seed), {"--seed", 0, 0}));
  }
}

void add_default_report_years(YamlValue& document) {
  YamlValue years = at(document, "output.report_years");
  const int last = integer(at(document, "horizon.to"));
  const bool refused = last == 0 || at(document, "output").kind == Kind::null;
  if (refused || years.kind != Kind::null) return;
  years.kind = Kind::sequence;
  for (int year = 2025; year < last; year += 5) years.items.push_back(plain_scalar(std::to_string(year)));
  years.items.push_back(plain_scalar(std::to_string(last)));
  set_value(document, "output.report_years", std::move(years));
}

void check_report_years(const YamlValue& document, Faults& faults) {
  const YamlValue& years = at(document, "output.report_years");
  const int last = integer(at(document, "horizon.to"));
  int before = 0;
  for (std::size_t i = 0; i < years.items.size() && last > 0; ++i) {
    const YamlValue& item = years.items[i];
    if (item.kind == Kind::null) continue;
    const std::string path = fmt::format("output.report_years[{}]", i);
    const int year = integer(item);
    if (year > last) {
      add_fault(faults, item.position, path,
                fmt::format("{} lies after the end of the run; horizon.to is {}", year, last));
    } else if (year <= before) {
      add_fault(faults, item.position, path, fmt::format("the years must rise, got {} after {}", year, before));
    }
    before = year;
  }
}

/// Nothing when a path was refused.
std::optional<DataPaths> data_paths(const YamlValue& document, const std::string& file) {
  const YamlValue& data = at(document, "data");
  bool complete = data.kind == Kind::map;
  const auto path = [&](std::string_view key) -> std::string {
    const YamlValue& value = at(data, key);
    complete = complete && value.kind == Kind::scalar;
    return (std::filesystem::path(file).parent_path() / value.text).lexically_normal().string();
  };
  DataPaths paths{.nodes = path("nodes"),
                  .provenance = path("provenance"),
                  .transport_links = path("transport_links"),
                  .programme_links = path("programme_links"),
                  .fields = path("fields"),
                  .specialisation = path("specialisation"),
                  .priors = path("priors"),
                  .regions = path("regions"),
                  .zones = path("zones"),
                  .targets = path("targets")};
  if (!complete) return std::nullopt;
  return paths;
}

OutputSettings output_settings(const YamlValue& output) {
  OutputSettings settings;
  settings.realizations = choice<Realizations>(at(output, "realizations"), realizations_names);
  settings.flows = choice<FlowOutput>(at(output, "flows"), flow_output_names);
  for (const YamlValue& item : at(output, "indicators").items) settings.indicators.push_back(item.text);
  for (const YamlValue& item : at(output, "report_years").items) settings.report_years.push_back(integer(item));
  return settings;
}

/// Everything but the tables and the parameters.
Scenario typed(const YamlValue& document) {
  Scenario scenario;
  scenario.name = at(document, "name").text;
  scenario.description = at(document, "description").text;
  scenario.horizon = {.from = integer(at(document, "horizon.from")),
                      .to = integer(at(document, "horizon.to")),
                      .steps_per_year = integer(at(document, "horizon.steps_per_year"))};
  scenario.ensemble = {.members = parse_integer(at(document, "ensemble.members").text).value_or(0),
                       .seed = parse_unsigned(at(document, "ensemble.seed").text).value_or(0),
                       .sampling = choice<Sampling>(at(document, "ensemble.sampling"), sampling_names)};
  scenario.uncertainty = {.parameters = is_on(at(document, "uncertainty.parameters")),
                          .base_year = is_on(at(document, "uncertainty.base_year")),
                          .process_noise = is_on(at(document, "uncertainty.process_noise")),
                          .events = is_on(at(document, "uncertainty.events"))};
  scenario.output = output_settings(at(document, "output"));
  return scenario;
}

}  // namespace

Scenario read_scenario(const std::string& file, const Overrides& overrides) {
  Faults faults;
  auto source = read_yaml(file, faults);
  if (!source) faults.raise();
  apply(overrides, *source);
  YamlValue document = resolve(scenario_fields(), *source, faults);
  if (document.kind == Kind::null) faults.raise();
  add_default_report_years(document);
  check_report_years(document, faults);

  Scenario scenario = typed(document);
  scenario.file = file;
  if (const auto paths = data_paths(document, file)) {
    scenario.data_paths = *paths;
    scenario.data = read_dataset(*paths, faults);
    scenario.parameters = apply_parameters(scenario.data.priors, at(document, "parameters"), faults);
  }
  faults.raise();
  set_value(document, "parameters", parameters_value(scenario.parameters));
  scenario.resolved_yaml = to_yaml(document);
  return scenario;
}

}  // namespace jialing
