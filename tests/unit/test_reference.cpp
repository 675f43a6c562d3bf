#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "model_fixture.h"
#include "sim/setting/indicators.h"

// The deterministic run of the model's text, computed by its authors: an implementation apart from this one.

namespace jialing::test {
namespace {

constexpr double reference_tolerance = 1e-9;

std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  std::ifstream file(JIALING_SOURCE_DIR "/tests/reference/" + name);
  std::vector<std::vector<std::string>> rows;
  std::string line, cell;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    auto& row = rows.emplace_back();
    while (std::getline(cells, cell, ',')) row.push_back(cell);
  }
  return rows;
}

// Value of a node variable of the reference in the present state.
double node_value(const CentralBlock& block, int i, const std::string& variable) {
  const model::State& state = block.simulation.state();
  const auto share = [](const model::Lane& logit) { return model::logistic(logit)[0]; };
  if (variable == "gdp") return state.gdp[i][0];
  if (variable == "rd") return state.rd(i)[0];
  if (variable == "rd_fte") return state.researchers[i][0];
  if (variable == "knowledge") return state.knowledge[i][0];
  if (variable == "tech_firms") return state.tech_firms[i][0];
  if (variable == "hightech_firms") return state.hightech_firms[i][0];
  if (variable == "high_value_patents") return state.patents[i][0];
  if (variable == "contract_intensity") return std::exp(state.log_contract_intensity[i][0]);
  if (variable == "basic_share") return state.basic_share[i][0];
  if (variable == "sei_share") return share(state.sei_logit[i]);
  if (variable == "hightech_share") return share(state.hightech_logit[i]);
  if (variable == "literacy") return share(state.literacy_logit[i]);
  const std::string field = variable.substr(variable.find(':') + 1);
  for (int f = 0; f < block.setting.topology.fields; ++f)
    if (block.setting.data.fields[f].code == field) return state.adoption[i * block.setting.topology.fields + f][0];
  return std::nan("");
}

}  // namespace

TEST_CASE("the deterministic run meets the reference trajectory of every node and of Chongqing") {
  const auto rows = rows_of("reference_trajectory.csv");
  REQUIRE(rows.size() == 18951);
  std::map<int, std::vector<std::vector<std::string>>> by_year;
  for (const auto& row : rows) by_year[std::stoi(row[0])].push_back(row);

  CentralBlock block;
  block.start();
  BlockIndicators indicators(block.setting);
  const int city = place_of(block.setting.data, "Chongqing");
  double worst = 0;
  std::string where;
  for (const auto& [year, of_year] : by_year) {
    block.run_to(year);
    indicators.form(block.simulation);
    for (const auto& row : of_year) {
      const double expected = std::stod(row[3]);
      const double value =
          row[1] == "Chongqing" ? indicators.value(row[2], city) : node_value(block, block.node(row[1]), row[2]);
      const double error = std::abs(value / expected - 1);
      if (!(error <= worst)) {
        worst = error;
        where = row[0] + " " + row[1] + " " + row[2];
      }
    }
  }
  MESSAGE("largest relative error ", worst, " at ", where);
  CHECK(worst <= reference_tolerance);
}

TEST_CASE("the deterministic run meets the reference flows between groups") {
  const auto rows = rows_of("reference_flows.csv");
  REQUIRE(rows.size() == 1296);
  Scenario scenario = small_baseline(1, false);
  CentralBlock block;
  block.start();
  std::map<std::vector<std::string>, double> flows;
  for (int year : {2020, 2025, 2035}) {
    block.run_to(year);
    for (int i = 0; i < block.setting.topology.nodes; ++i) {
      for (int j = 0; j < block.setting.topology.nodes; ++j) {
        const auto group = [&](int n) { return scenario.data.nodes[block.setting.topology.table_index[n]].group; };
        const auto add = [&](const char* flow, double value) {
          flows[{std::to_string(year), flow, group(i), group(j)}] += value;
        };
        add("technology_contracts", (model::lane_exp(block.simulation.state().log_contract_intensity[i]) *
                                     block.simulation.contract_flow(i, j))[0]);
        add("innovation_capital", block.simulation.capital_flow(i, j)[0]);
        add("talent_rate", block.simulation.talent_flow(i, j)[0]);
      }
    }
  }
  double worst = 0;
  for (const auto& row : rows) {
    const double expected = std::stod(row[4]);
    const double value = flows.at({row[0], row[1], row[2], row[3]});
    worst = std::max(worst, expected == 0 ? std::abs(value) : std::abs(value / expected - 1));
  }
  MESSAGE("largest relative error ", worst);
  CHECK(worst <= reference_tolerance);
}

}  // namespace jialing::test
