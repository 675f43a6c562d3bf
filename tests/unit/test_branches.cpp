#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "model_fixture.h"
#include "scenario_folder.h"
#include "sim/ensemble/branches.h"

// Members that are continued from a later year under other amounts are those of a whole run with these amounts.

namespace jialing::test {
namespace {

Scenario with_levers(const std::string& amount, const std::string& recruits = "100",
                     const std::string& horizon = "to: 2027") {
  const ScenarioFolder folder;
  folder.write("x.yaml",
               "extends: baseline.yaml\nensemble: {members: 20}\nhorizon: {" + horizon +
                   "}\npolicies:\n"
                   "  - {name: early, type: rd_grant, targets: {nodes: [Yubei]}, years: [2021, 2026], amount: 3}\n"
                   "  - {name: ranked, type: performance_grant, targets: {regions: [Chongqing]}, "
                   "indicator: rd_intensity, winners: 5, years: [2022, 2027], amount: 4}\n"
                   "  - {name: later, type: rd_grant, targets: {nodes: [Wanzhou]}, years: [2024, 2027], amount: " +
                   amount +
                   "}\n"
                   "  - {name: talent, type: talent_programme, targets: {nodes: [Fuling]}, "
                   "years: [2024, 2027], effectiveness: {dist: lognormal, median: 1, log_sd: 0.5}, "
                   "recruits: " +
                   recruits + "}\n");
  return folder.read("x.yaml");
}

std::vector<Outcome> outcomes() {
  std::vector<Outcome> list;
  for (int year : {2025, 2027})
    for (const char* indicator : {"rd", "rd_intensity", "tech_firms", "tech_contracts_sold_outside"})
      for (const char* place : {"Wanzhou", "Yubei", "Chongqing", "Chengdu"})
        list.push_back({find_indicator(indicator).value(), place_of(baseline().data, place), year});
  return list;
}

std::vector<std::vector<double>> branched(const Scenario& scenario, std::vector<double> amounts, int threads = 0,
                                          std::int64_t first = 0, std::int64_t count = -1, int year = 2024) {
  Branches branches(scenario, build_network(scenario), year, outcomes(),
                    {.threads = threads, .first_member = first, .member_count = count});
  branches.run(std::vector<double>{1, 1, 9, 9});  // what was tried before leaves no trace
  return branches.run(amounts);
}

double largest_difference(const std::vector<std::vector<double>>& values, const Scenario& whole) {
  const auto ensemble = run_ensemble(whole, build_network(whole));
  const std::vector<Outcome> list = outcomes();
  double largest = 0;
  for (std::size_t n = 0; n < list.size(); ++n) {
    const auto cell = ensemble->layout.variable(list[n].year - 2020, list[n].indicator, list[n].place);
    for (std::int64_t m = 0; m < whole.ensemble.members; ++m) {
      const double expected = ensemble->cells.value(cell, m);
      largest = std::max(largest, std::abs(values[n][static_cast<std::size_t>(m)] / expected - 1));
    }
  }
  return largest;
}

}  // namespace

TEST_CASE("members continued under other amounts are those of a whole run with these amounts") {
  constexpr double single_precision = 2e-7;  // in which whole runs are kept
  const Scenario one = with_levers("1");
  CHECK(largest_difference(branched(one, {1, 1, 1, 1}), one) < single_precision);
  CHECK(largest_difference(branched(one, {1, 1, 7.5, 1}), with_levers("7.5")) < single_precision);
  CHECK(largest_difference(branched(one, {1, 1, 0, 1}), with_levers("0")) < single_precision);
  CHECK(largest_difference(branched(one, {1, 1, 1, 2.5}), with_levers("1", "250")) < single_precision);
  CHECK(largest_difference(branched(one, {1, 1, 1, 1}), with_levers("7.5")) > 1e-3);
}

TEST_CASE("members that are continued from the start of a year, or of the run, are those of a whole run") {
  constexpr double single_precision = 2e-7;
  const std::string yearly = "to: 2027, steps_per_year: 1";
  const Scenario one = with_levers("1", "100", yearly), larger = with_levers("7.5", "100", yearly);
  for (int year : {2020, 2021, 2022, 2024}) {
    CAPTURE(year);
    CHECK(largest_difference(branched(one, {1, 1, 1, 1}, 0, 0, -1, year), one) < single_precision);
    CHECK(largest_difference(branched(one, {1, 1, 7.5, 1}, 0, 0, -1, year), larger) < single_precision);
  }
}

TEST_CASE("continued members are the same bits for any number of threads and any part of them") {
  const Scenario scenario = with_levers("1");
  const auto whole = branched(scenario, {1, 1, 3, 0.5}, 1);
  CHECK(whole == branched(scenario, {1, 1, 3, 0.5}, 2));
  const auto part = branched(scenario, {1, 1, 3, 0.5}, 2, 8, 5);
  for (std::size_t n = 0; n < whole.size(); ++n)
    for (std::size_t m = 0; m < 5; ++m) CHECK(part[n][m] == whole[n][8 + m]);
}

TEST_CASE("more members than the machine has memory to continue are refused") {
  const Scenario scenario = with_levers("1");
  try {
    Branches(scenario, build_network(scenario), 2024, outcomes(), {.member_count = 1000000000});
    FAIL("a billion members were kept");
  } catch (const InputError& error) {
    CHECK(error.faults().at(0).path == "allocation.search");
    CHECK(error.faults().at(0).message.find("use fewer of training") != std::string::npos);
  }
}

TEST_CASE("continuing can be cancelled") {
  const Scenario scenario = with_levers("1");
  std::atomic<bool> cancelled = false;
  Branches branches(scenario, build_network(scenario), 2024, outcomes(), {.cancelled = &cancelled});
  cancelled = true;
  CHECK_THROWS_AS(branches.run(std::vector<double>{1, 1, 1, 1}), Cancelled);
  CHECK_THROWS_AS(Branches(scenario, build_network(scenario), 2024, outcomes(), {.cancelled = &cancelled}), Cancelled);
}

}  // namespace jialing::test
