#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <random>

#include "graph_fixture.h"
#include "sim/graph/multigraph.h"
#include "sim/graph/network.h"
#include "sim/graph/travel_time.h"

using namespace jialing;
using jialing::test::islands;
using jialing::test::node_at;
using jialing::test::programme;
using jialing::test::rail;
using jialing::test::reordered;

namespace {

double degrees_to_km(double degrees) {
  return 6371 * std::numbers::pi / 180 * degrees;
}

Eigen::MatrixXd times_of(const Dataset& data, int year) {
  return travel_times(build_multigraph(data, 2020), year);
}

/// A line a–b–c–d by rail.
Dataset line_of_four() {
  Dataset data = islands({"a", "b", "c", "d"});
  data.transport_links = {rail(0, 1, 1.0), rail(1, 2, 2.0), rail(2, 3, 4.0)};
  return data;
}

/// Nodes scattered at random over a region of 1500 km, with some railways; many tie in distance by symmetry.
Dataset scattered(int count) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> degree(0, 14);
  Dataset data;
  for (int i = 0; i < count; ++i) {
    const bool on_grid = i % 2 == 0;
    const double lon = on_grid ? 1.5 * (i / 2 % 6) : degree(random);
    const double lat = on_grid ? 1.5 * (i / 12) : degree(random);
    data.nodes.push_back(node_at(fmt::format("node{}", i), lon, lat));
    data.nodes.back()[NodeColumn::area_km2] = 100.0 * (i + 1);
    data.specialisation.push_back({degree(random), degree(random), degree(random)});
  }
  for (int i = 0; i + 1 < count; ++i) data.transport_links.push_back(rail(i, i + 1, degree(random) / 3));
  for (int i = 0; i + 5 < count; i += 3)
    data.transport_links.push_back(rail(i, i + 5, degree(random) / 2, 2018 + i % 8));
  for (int i = 0; i + 3 < count; i += 4) data.programme_links.push_back(programme(i, i + 3, 2018 + i % 3));
  for (TransportLink& link : data.transport_links) link.hours += 0.2;
  return data;
}

std::string fault_of(const Dataset& data) {
  try {
    build_network(data, 2020, 2035);
  } catch (const InputError& error) {
    REQUIRE(error.faults().size() == 1);
    const Fault& fault = error.faults().front();
    return fault.file + ": " + fault.path + ": " + fault.message;
  }
  return "";
}

}  // namespace

TEST_CASE("travel times along a line of stations add up") {
  const Eigen::MatrixXd hours = times_of(line_of_four(), 2020);
  const double position[] = {0, 1, 3, 7};
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j)
      if (i != j) CHECK(hours(i, j) == doctest::Approx(std::abs(position[i] - position[j])).epsilon(1e-14));
}

TEST_CASE("of parallel links the faster counts, and a detour by rail beats a slow direct flight") {
  Dataset data = line_of_four();
  data.transport_links.push_back(rail(0, 1, 0.5));
  data.transport_links.push_back(rail(0, 1, 3.0));
  data.transport_links.push_back(rail(0, 2, 9.0));
  data.transport_links.back().mode = "air";
  const Eigen::MatrixXd hours = times_of(data, 2020);
  CHECK(hours(0, 1) == 0.5);
  CHECK(hours(0, 2) == 2.5);
}

TEST_CASE("a line shortens travel from the year it opens") {
  Dataset data = line_of_four();
  data.transport_links.push_back(rail(0, 3, 0.75, 2028));
  CHECK(times_of(data, 2027)(0, 3) == 7.0);
  CHECK(times_of(data, 2028)(0, 3) == 0.75);
  CHECK(times_of(data, 2028)(0, 2) == 3.0);
}

TEST_CASE("roads join near neighbours at road speed and nobody beyond 400 km") {
  Dataset data;
  data.nodes = {node_at("a", 0, 0), node_at("b", 2, 0), node_at("c", 5, 0)};
  const Eigen::MatrixXd hours = times_of(data, 2020);
  const auto road = [](double degrees) { return 0.15 + 1.3 * degrees_to_km(degrees) / 70; };
  CHECK(hours(0, 1) == doctest::Approx(road(2)).epsilon(1e-13));
  CHECK(hours(1, 2) == doctest::Approx(road(3)).epsilon(1e-13));
  CHECK(hours(0, 2) == doctest::Approx(road(2) + road(3)).epsilon(1e-13));  // 556 km: only by way of b
}

TEST_CASE("a node builds roads to its six nearest only") {
  Dataset data;
  for (int i = 0; i < 9; ++i) data.nodes.push_back(node_at(fmt::format("n{}", i), 0.01 * i * i, 0));
  const Multigraph graph = build_multigraph(data, 2020);
  CHECK(boost::edge(0, 6, graph).second);
  CHECK(boost::edge(8, 2, graph).second);        // 2 is the sixth nearest of 8
  CHECK_FALSE(boost::edge(8, 1, graph).second);  // neither is among the other's six nearest
}

TEST_CASE("the time inside a node follows its area") {
  Dataset data = islands({"a"});
  data.nodes[0][NodeColumn::area_km2] = std::numbers::pi * 100 * 100;
  CHECK(times_of(data, 2020)(0, 0) == doctest::Approx(0.15 + 1.3 * 67 / 70).epsilon(1e-14));
}

TEST_CASE("the great circle from pole to equator is a quarter of the circumference") {
  CHECK(great_circle_km(node_at("pole", 50, 90), node_at("equator", 0, 0)) ==
        doctest::Approx(degrees_to_km(90)).epsilon(1e-14));
  CHECK(great_circle_km(node_at("x", 179, 0), node_at("y", -179, 0)) ==
        doctest::Approx(degrees_to_km(2)).epsilon(1e-12));
}

TEST_CASE("travel times are symmetric and no detour is faster") {
  const Eigen::MatrixXd hours = times_of(scattered(48), 2020);
  CHECK(hours == hours.transpose());
  for (Eigen::Index i = 0; i < hours.rows(); ++i)
    for (Eigen::Index j = 0; j < hours.rows(); ++j)
      for (Eigen::Index via = 0; via < hours.rows(); ++via) {
        if (i == j || via == i || via == j) continue;
        REQUIRE(hours(i, j) <= hours(i, via) + hours(via, j) + 1e-12);
      }
}

TEST_CASE("permuting the node table permutes the network, bit for bit") {
  const Dataset data = scattered(48);
  std::vector<int> rows(data.nodes.size());
  std::iota(rows.begin(), rows.end(), 0);
  std::shuffle(rows.begin(), rows.end(), std::mt19937(11));
  const Network network = build_network(data, 2020, 2030);
  const Network shuffled = build_network(reordered(data, rows), 2020, 2030);
  REQUIRE(network.regimes.size() == shuffled.regimes.size());
  CHECK(network.regimes.size() > 3);
  for (std::size_t r = 0; r < network.regimes.size(); ++r) {
    CHECK(network.regimes[r].from_year == shuffled.regimes[r].from_year);
    CHECK(network.regimes[r].travel_time(rows, rows).eval() == shuffled.regimes[r].travel_time);
    CHECK(network.regimes[r].programme_link(rows, rows).eval() == shuffled.regimes[r].programme_link);
  }
  CHECK(network.similarity(rows, rows).eval() == shuffled.similarity);
}

TEST_CASE("the network changes only in years in which travel or programmes change") {
  Dataset data = line_of_four();
  data.transport_links.push_back(rail(0, 3, 0.75, 2028));
  data.transport_links.push_back(rail(0, 2, 50.0, 2024));  // slower than the existing way: changes nothing
  data.transport_links.push_back(rail(0, 1, 0.1, 2040));   // after the horizon
  data.programme_links = {programme(0, 3, 2019), programme(1, 3, 2020), programme(0, 3, 2020)};
  data.programme_links[0].end_year = 2022;  // the later programme still joins 0 and 3
  data.programme_links[1].end_year = 2025;
  const Network network = build_network(data, 2020, 2035);

  std::vector<int> years;
  for (const NetworkRegime& regime : network.regimes) years.push_back(regime.from_year);
  CHECK(years == std::vector<int>{2020, 2026, 2028});
  CHECK(network.at(2025).programme_link(3, 1));
  CHECK_FALSE(network.at(2026).programme_link(1, 3));
  CHECK(network.at(2035).programme_link(0, 3));
  CHECK(network.at(2027).travel_time(0, 3) == 7.0);
  CHECK(network.at(2035).travel_time(0, 3) == 0.75);
}

TEST_CASE("programmes that start after the base year are measures of the plan, not of the baseline") {
  Dataset data = line_of_four();
  data.programme_links = {programme(0, 1, 2020), programme(2, 3, 2023)};
  const Network baseline = build_network(data, 2020, 2035);
  REQUIRE(baseline.regimes.size() == 1);
  CHECK(baseline.at(2035).programme_link(1, 0));
  CHECK_FALSE(baseline.at(2035).programme_link(2, 3));

  const Network plan = build_network(data, 2020, 2035, {.last_programme_year = 2025});
  REQUIRE(plan.regimes.size() == 2);
  CHECK_FALSE(plan.at(2022).programme_link(2, 3));
  CHECK(plan.at(2023).programme_link(2, 3));
}

TEST_CASE("a domestic node that cannot be reached is named with the way out") {
  Dataset data = line_of_four();
  data.transport_links[2].open_year = 2021;
  CHECK(
      fault_of(data) ==
      "transport_links.csv: node d: domestic node 'd' cannot be reached from the other domestic nodes in 2020: no road "
      "(6 nearest nodes within 400 km) and no open link leads there; add a row to transport_links.csv that joins it to "
      "them and opens by 2020, for example to 'c', 1112 km away");
}

TEST_CASE("a partner abroad that cannot be reached is named too, every one of them") {
  Dataset data = line_of_four();
  data.transport_links.resize(1);
  data.nodes[2].external = data.nodes[3].external = true;
  try {
    build_network(data, 2020, 2035);
    FAIL("expected an InputError");
  } catch (const InputError& error) {
    REQUIRE(error.faults().size() == 2);
    CHECK(error.faults()[0].path == "node c");
    CHECK(error.faults()[1].path == "node d");
    CHECK(error.faults()[0].message.starts_with("external node 'c' cannot be reached"));
  }
}

TEST_CASE("a fault of the graph of a scenario names the scenario's own table of links") {
  Scenario scenario;
  scenario.data = line_of_four();
  scenario.data.transport_links.resize(2);
  scenario.data_paths.transport_links = "here/links.csv";
  try {
    build_network(scenario);
    FAIL("expected an InputError");
  } catch (const InputError& error) {
    CHECK(error.faults().front().file == "here/links.csv");
    CHECK(error.faults().front().message.find("add a row to here/links.csv") != std::string::npos);
  }
}

TEST_CASE("an unknown mode of transport is a fault, not a road") {
  Dataset data = line_of_four();
  data.transport_links[1].mode = "rial";
  CHECK(fault_of(data).starts_with(
      "transport_links.csv: column mode, link b–c: unknown mode 'rial': use road, rail, high_speed_rail, air"));
}

TEST_CASE("similarity is the cosine of specialisations; without any, a node resembles only itself") {
  const Eigen::MatrixXd similarity =
      specialisation_similarity({{1, 0, 0}, {0.5, 0.5, 0}, {0, 0, 1}, {0, 0, 0}, {3, 3, 0}});
  CHECK(similarity(0, 1) == doctest::Approx(std::sqrt(0.5)).epsilon(1e-15));
  CHECK(similarity(1, 4) == doctest::Approx(1).epsilon(1e-15));
  CHECK(similarity(1, 4) <= 1);
  CHECK(similarity(0, 2) == 0);
  CHECK(similarity.row(3).sum() == 1);
  CHECK(similarity.diagonal().minCoeff() == 1);
  CHECK(similarity == similarity.transpose());
}
