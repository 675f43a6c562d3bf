#include "sim/scenario/scenario_hash.h"

#include <fmt/format.h>

#include <bit>
#include <cstdint>

#include "sim/tables/fnv1a.h"
#include "sim/tables/names.h"

namespace jialing {
namespace {

class Hash {
 public:
  void add(const std::string& text) {
    hash_.add(text);
    hash_.add(separator);
  }
  void add(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int shift = 0; shift < 64; shift += 8) hash_.add(static_cast<unsigned char>(bits >> shift & 0xffU));
  }
  void add(int value) { add(static_cast<double>(value)); }
  std::uint64_t value() const { return hash_.value(); }

 private:
  static constexpr unsigned char separator = 0xff;
  Fnv1a hash_;
};

void add_nodes(Hash& hash, const Dataset& data) {
  for (const Node& node : data.nodes) {
    for (const std::string* text : {&node.id, &node.province, &node.group}) hash.add(*text);
    hash.add(node.external);
    for (int column = 0; column < node_column_count; ++column) {
      hash.add(node.values[column]);
      hash.add(node.provenance[column].log_sd);
      hash.add(static_cast<int>(node.provenance[column].status));
    }
  }
  for (std::size_t f = 0; f < data.fields.size(); ++f) {
    hash.add(data.fields[f].code);
    for (const auto& row : data.specialisation) hash.add(row[f]);
  }
}

void add_links(Hash& hash, const Dataset& data) {
  for (const TransportLink& link : data.transport_links) {
    for (const std::string* text : {&link.line, &link.mode}) hash.add(*text);  // levers choose by line
    for (int value : {link.a, link.b, link.open_year}) hash.add(value);
    hash.add(link.hours);
  }
  for (const ProgrammeLink& link : data.programme_links) {
    hash.add(link.programme);
    for (int value : {link.a, link.b, link.start_year, link.end_year.value_or(0)}) hash.add(value);
  }
}

void add_reports(Hash& hash, const Dataset& data) {
  for (const Region& region : data.regions) {
    hash.add(region.id);
    for (const RegionShare& share : region.shares) {
      hash.add(share.node);
      hash.add(share.variable);
      hash.add(share.share);
    }
  }
  for (const Target& target : data.targets) {
    hash.add(target.indicator);
    for (const std::string& region : target.regions) hash.add(region);
    hash.add(direction_name(target.direction));
    hash.add(target.year);
    hash.add(target.target);
    hash.add(target.base_2020.value_or(0));
  }
}

// Beside a posterior the text holds only what the scenario states; a parameter that the posterior does not know follows
// the table of priors.
void add_parameters(Hash& hash, const Scenario& scenario) {
  for (const Prior& prior : scenario.parameters) {
    hash.add(prior.name);
    hash.add(static_cast<int>(prior.dist));
    for (double value : {prior.centre, prior.spread}) hash.add(value);
  }
}

// What is observed, and what of it the scenario draws from.
void add_knowledge(Hash& hash, const Scenario& scenario) {
  for (const Observation& each : scenario.calibration.observations) {
    hash.add(each.place);
    hash.add(each.indicator);
    for (int year : {each.year, each.vintage}) hash.add(year);
    for (double value : {each.value, each.sd}) hash.add(value);
  }
  if (!scenario.posterior) return;
  const Posterior& posterior = *scenario.posterior;
  for (int number : {posterior.base_year, posterior.last_year, static_cast<int>(posterior.draws)}) hash.add(number);
  for (const auto* rows : {&posterior.parameters, &posterior.later_parameters, &posterior.scores})
    for (const auto& row : *rows)
      for (double value : row) hash.add(value);
}

}  // namespace

std::string scenario_hash(const std::vector<const Scenario*>& scenarios) {
  Hash hash;
  for (const Scenario* scenario : scenarios) {
    hash.add(scenario->hashed_yaml);
    add_nodes(hash, scenario->data);
    add_links(hash, scenario->data);
    add_reports(hash, scenario->data);
    add_parameters(hash, *scenario);
    add_knowledge(hash, *scenario);
  }
  return fmt::format("{:016x}", hash.value());
}

}  // namespace jialing
