#include "model_fixture.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace jialing::test {

const Scenario& baseline() {
  static const Scenario scenario = read_scenario(JIALING_SOURCE_DIR "/scenarios/baseline_priors.yaml");
  return scenario;
}

const Network& baseline_network() {
  static const Network network = build_network(baseline().data, baseline().horizon.from, baseline().horizon.to);
  return network;
}

Scenario small_baseline(std::int64_t members, bool uncertain) {
  Scenario scenario = baseline();
  scenario.ensemble.members = members;
  scenario.uncertainty = {uncertain, uncertain, uncertain, uncertain};
  return scenario;
}

Scenario noisy_baseline(std::uint64_t seed, int steps_per_year) {
  Scenario scenario = baseline();
  scenario.ensemble.seed = seed;
  scenario.horizon.steps_per_year = steps_per_year;
  return scenario;
}

model::Lane total(const model::Lanes& lanes) {
  model::Lane sum = model::Lane(0);
  for (const model::Lane& lane : lanes) sum += lane;
  return sum;
}

void set(model::ParameterLanes& parameters, const std::vector<std::pair<Parameter, double>>& values) {
  for (const auto& [parameter, value] : values) parameters[parameter] = value;
}

CentralBlock::CentralBlock(const Dataset& data, const Network& network, int steps_per_year, ChannelSwitches channels)
    : setting(data, network, steps_per_year, channels),
      parameters(central_parameters(baseline().parameters)),
      simulation(setting),
      none(setting.topology.nodes) {}

CentralBlock::CentralBlock(const Scenario& scenario)
    : setting(scenario, build_network(scenario)),
      parameters(central_parameters(scenario.parameters)),
      simulation(setting),
      none(setting.topology.nodes) {}

void CentralBlock::start() {
  simulation.start(parameters, model::BaseYear(setting.topology, setting.data));
}

void CentralBlock::run_to(int year) {
  while (simulation.year() < year) simulation.step(none);
  simulation.refresh_flows();
}

int CentralBlock::node(const std::string& id) const {
  for (int i = 0; i < setting.topology.nodes; ++i)
    if (row(i).id == id) return i;
  throw std::out_of_range(id);
}

SampledBlock::SampledBlock(const Scenario& scenario, const Network& network, std::int64_t first_member)
    : block(scenario.data, network, scenario.horizon.steps_per_year),
      base(block.setting.topology, scenario.data),
      random_(block.setting.topology, scenario),
      noise_(block.setting.topology.nodes) {
  const ParameterDesign design(scenario.parameters, scenario.ensemble, true);
  for (int p = 0; p < parameter_count; ++p) {
    const auto parameter = static_cast<Parameter>(p);
    for (int lane = 0; lane < model::lane_width; ++lane)
      block.parameters[parameter][lane] = design.value(parameter, first_member + lane);
  }
  draw(BaseYearDraws(block.setting.topology, scenario.data, scenario.ensemble.seed), first_member, base);
  draw(ProvinceDraws(block.setting.topology, scenario.data, scenario.ensemble.seed), first_member, base);
  random_.start(first_member, block.parameters, base);
  block.simulation.start(block.parameters, base);
}

void SampledBlock::step() {
  random_.draw(block.simulation.steps_taken(), noise_);
  block.simulation.step(noise_);
}

void SampledBlock::run_to(int year) {
  while (block.simulation.year() < year) step();
  block.simulation.refresh_flows();
}

BlockIndicators::BlockIndicators(const model::Setting& setting)
    : places(setting),
      report_(setting, places),
      values_(model::indicators().size() * places.size()) {}

void BlockIndicators::form(const model::Simulation& simulation) {
  report_.observe(simulation);
  for (std::size_t n = 0; n < model::indicators().size(); ++n)
    report_.form(static_cast<int>(n), &values_[n * places.size()]);
}

double BlockIndicators::value(const std::string& indicator, int place, int lane) const {
  return values_[find_indicator(indicator).value() * places.size() + place][lane];
}

int place_of(const Dataset& data, const std::string& id) {
  for (std::size_t r = 0; r < data.regions.size(); ++r)
    if (data.regions[r].id == id) return static_cast<int>(data.nodes.size() + r);
  if (const auto node = data.find_node(id)) return *node;
  throw std::out_of_range(id);
}

const std::vector<std::string>& headline_indicators() {
  static const std::vector<std::string> codes = {"gdp",
                                                 "rd",
                                                 "rd_intensity",
                                                 "rd_intensity_gap_national",
                                                 "basic_research_share",
                                                 "rd_personnel_per_10k_employed",
                                                 "tech_firms",
                                                 "hightech_firms_per_10k_entities",
                                                 "high_value_patents_per_10k",
                                                 "industrial_rd_to_revenue",
                                                 "industrial_rd_expenditure",
                                                 "tech_contract_value",
                                                 "tech_contracts_sold_outside",
                                                 "sei_output_share",
                                                 "hightech_output_share",
                                                 "science_literacy",
                                                 "tfp_contribution",
                                                 "knowledge"};
  return codes;
}

double relative_error(double value, double expected) {
  if (value == expected || (std::isnan(value) && std::isnan(expected))) return 0;
  const double error = std::abs(value / expected - 1);
  return std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
}

void Worst::note(double new_error, const std::string& new_where) {
  if (new_error <= error) return;
  error = std::isnan(new_error) ? std::numeric_limits<double>::infinity() : new_error;
  where = new_where;
}

void Worst::note(const model::Lane& value, const model::Lane& expected, const std::string& new_where) {
  for (int lane = 0; lane < model::lane_width; ++lane) note(relative_error(value[lane], expected[lane]), new_where);
}

EnsembleSettings settings(Sampling sampling, std::int64_t members, std::uint64_t seed) {
  return {.members = members, .seed = seed, .sampling = sampling};
}

double cdf(const Prior& prior, double value) {
  double z = 0;
  switch (prior.dist) {
    case DistributionKind::lognormal:
      z = std::log(value / prior.centre) / prior.spread;
      break;
    case DistributionKind::logitnormal:
      z = (std::log(value / (1 - value)) - std::log(prior.centre / (1 - prior.centre))) / prior.spread;
      break;
    default:
      z = (value - prior.centre) / prior.spread;
  }
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

bool same_member(const Ensemble& a, const Ensemble& b, std::int64_t member) {
  const std::int64_t m = member - a.first_member, n = member - b.first_member;
  for (std::int64_t cell = 0; cell < a.cells.cells(); ++cell)
    if (!same_bits(a.cells.value(cell, m), b.cells.value(cell, n))) return false;
  for (int p = 0; p < parameter_count; ++p)
    if (!same_bits(a.parameters[p][m], b.parameters[p][n])) return false;
  return true;
}

bool same_members(const Ensemble& part, const Ensemble& whole) {
  if (part.cells.cells() != whole.cells.cells()) return false;
  for (std::int64_t m = 0; m < part.cells.members(); ++m)
    if (!same_member(part, whole, part.first_member + m)) return false;
  return true;
}

}  // namespace jialing::test
