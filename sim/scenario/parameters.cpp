#include "sim/scenario/parameters.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/field_table.h"
#include "sim/scenario/resolver.h"
#include "sim/tables/names.h"
#include "sim/tables/parameter_names.h"
#include "sim/tables/readers.h"

namespace jialing {

namespace {

bool is_incomplete(const YamlValue& value) {
  return value.kind == YamlValue::Kind::null ||
         std::any_of(value.entries.begin(), value.entries.end(),
                     [](const YamlEntry& argument) { return argument.value.kind == YamlValue::Kind::null; });
}

/// Numbers may carry their unit, which must be the prior's.
void check_units(const Prior& prior, const YamlValue& value, const std::string& path, Faults& faults) {
  if (!value.unit.empty() && !same_unit(value.unit, prior.unit)) {
    add_fault(faults, value.position, path, fmt::format("the unit is {}, got {}", prior.unit, in_quotes(value.unit)));
  }
  for (const YamlEntry& argument : value.entries) check_units(prior, argument.value, path + "." + argument.key, faults);
}

double number(const YamlValue& value) {
  return parse_number(value.text).value();
}

}  // namespace

Prior stated_prior(Prior prior, const YamlValue& value) {
  if (value.kind == YamlValue::Kind::scalar) {
    prior.dist = DistributionKind::normal;
    prior.centre = number(value);
    prior.spread = 0;
    return prior;
  }
  const auto found = std::find(distribution_names.begin(), distribution_names.end(), value.find("dist")->text);
  const auto kind = static_cast<std::size_t>(found - distribution_names.begin());
  prior.dist = static_cast<DistributionKind>(kind);
  prior.centre = number(*value.find(distribution_arguments[kind].centre));
  prior.spread = number(*value.find(distribution_arguments[kind].spread));
  return prior;
}

namespace {

/// Why the stated prior leaves the values that its parameter can take; empty when it does not.
std::string domain_fault(const Prior& declared, const Prior& prior) {
  const Range& domain = prior_range(declared.dist);
  if (prior.spread == 0 && !domain.contains(prior.centre)) {
    return fmt::format("must be {}, got {}", domain.text(), prior.centre);
  }
  const Range& values = prior_range(prior.dist);
  if (prior.spread == 0 || (values.low >= domain.low && values.high <= domain.high)) return "";
  return fmt::format("must be {}, which a {} does not keep; use a {}", domain.text(),
                     distribution_names[static_cast<std::size_t>(prior.dist)],
                     distribution_names[static_cast<std::size_t>(declared.dist)]);
}

}  // namespace

std::vector<Prior> apply_parameters(std::vector<Prior> priors, const YamlValue& parameters, Faults& faults) {
  const std::vector<std::string> known(parameter_names.begin(), parameter_names.end());
  for (const YamlEntry& entry : parameters.entries) {
    if (entry.key == posterior_key) continue;
    const std::string path = "parameters." + entry.key;
    const auto name = std::find(known.begin(), known.end(), entry.key);
    if (name == known.end()) {
      const std::string hint = did_you_mean(entry.key, known);
      add_fault(faults, entry.key_position, path,
                "unknown parameter" + (hint.empty() ? "; the table of priors names them all" : hint));
    } else if (!is_incomplete(entry.value)) {
      Prior& prior = priors[static_cast<std::size_t>(name - known.begin())];
      check_units(prior, entry.value, path, faults);
      const Prior changed = stated_prior(prior, entry.value);
      const std::string why = domain_fault(prior, changed);
      if (!why.empty()) add_fault(faults, entry.value.position, path, why);
      prior = changed;
    }
  }
  return priors;
}

std::vector<bool> stated_parameters(const YamlValue& parameters) {
  std::vector<bool> stated;
  for (std::string_view name : parameter_names) stated.push_back(parameters.find(name) != nullptr);
  return stated;
}

YamlValue parameters_value(const std::vector<Prior>& priors, const std::vector<bool>& wanted) {
  YamlValue map = empty_map();
  for (std::size_t p = 0; p < priors.size(); ++p) {
    if (!wanted[p]) continue;
    const Prior& prior = priors[p];
    const auto kind = static_cast<std::size_t>(prior.dist);
    const YamlValue centre = plain_scalar(fmt::format("{}", prior.centre));
    const YamlValue spread = plain_scalar(fmt::format("{}", prior.spread));
    YamlValue value = centre;
    if (prior.dist != DistributionKind::normal || prior.spread != 0) {
      value = empty_map();
      value.entries = {{"dist", {}, plain_scalar(distribution_names[kind])},
                       {distribution_arguments[kind].centre, {}, centre},
                       {distribution_arguments[kind].spread, {}, spread}};
    }
    map.entries.push_back({prior.name, {}, value});
  }
  return map;
}

}  // namespace jialing
