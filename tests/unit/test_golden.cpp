#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "model_fixture.h"
#include "sim/statistics/summary.h"

// Guards the shipped scenarios against unintended change: it says that results are as they were, not that they are
// right. After a change that is meant, `JIALING_WRITE_GOLDEN=1 unit_tests -tc="*golden*"` writes the file anew; its
// difference belongs into the commit.

namespace jialing::test {
namespace {

std::string golden_file(const std::string& name) {
  return JIALING_SOURCE_DIR "/tests/golden/" + name + "_chongqing.csv";
}

constexpr double golden_tolerance = 1e-6;

struct Row {
  std::string indicator;
  int year;
  double central, median;
};

// Chongqing's headline indicators: central run and median of 64 members.
std::vector<Row> present_rows(const std::string& name) {
  Scenario scenario = read_scenario(JIALING_SOURCE_DIR "/scenarios/" + name + ".yaml");
  scenario.ensemble.members = 64;
  const auto ensemble = run_ensemble(scenario, build_network(scenario));
  const CellSummaries summaries(ensemble->cells, 1);
  const int place = place_of(scenario.data, "Chongqing");
  CentralBlock block(scenario);
  block.start();
  BlockIndicators indicators(block.setting);
  std::vector<Row> rows;
  for (int year : {2020, 2025, 2030, 2035}) {
    if (year > scenario.horizon.to) break;
    block.run_to(year);
    indicators.form(block.simulation);
    for (const std::string& code : headline_indicators()) {
      const auto cell = ensemble->layout.variable(year - 2020, find_indicator(code).value(), place);
      rows.push_back({code, year, indicators.value(code, place), summaries.value(median, cell)});
    }
  }
  return rows;
}

void write(const std::string& name, const std::vector<Row>& rows) {
  std::ofstream file(golden_file(name));
  file << "indicator,year,central,median_64\n";
  for (const Row& row : rows)
    file << fmt::format("{},{},{:.9g},{:.9g}\n", row.indicator, row.year, row.central, row.median);
  REQUIRE(file.good());
}

std::vector<Row> golden_rows(const std::string& name) {
  std::ifstream file(golden_file(name));
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string indicator, year, central, middle;
    std::getline(cells, indicator, ',');
    std::getline(cells, year, ',');
    std::getline(cells, central, ',');
    std::getline(cells, middle, ',');
    rows.push_back({indicator, std::stoi(year), std::stod(central), std::stod(middle)});
  }
  return rows;
}

}  // namespace

TEST_CASE("the shipped scenarios are as in their golden files" * doctest::skip(sanitized)) {
  const char* option = std::getenv("JIALING_WRITE_GOLDEN");
  for (const std::string scenario : {"baseline", "plan_14fyp", "plan_15fyp_sketch"}) {
    CAPTURE(scenario);
    const std::vector<Row> rows = present_rows(scenario);
    if (option && std::string(option) == "1") write(scenario, rows);
    const std::vector<Row> golden = golden_rows(scenario);
    REQUIRE(golden.size() == rows.size());
    Worst central, middle;
    for (std::size_t n = 0; n < rows.size(); ++n) {
      const std::string name = rows[n].indicator + " " + std::to_string(rows[n].year);
      REQUIRE(golden[n].indicator + " " + std::to_string(golden[n].year) == name);
      central.note(relative_error(rows[n].central, golden[n].central), name);
      middle.note(relative_error(rows[n].median, golden[n].median), name);
    }
    MESSAGE("largest relative differences: central ", central.error, " at ", central.where, ", median ", middle.error,
            " at ", middle.where);
    CHECK(central.error <= golden_tolerance);
    CHECK(middle.error <= golden_tolerance);
  }
}

}  // namespace jialing::test
