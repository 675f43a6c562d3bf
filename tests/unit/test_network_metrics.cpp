#include <doctest/doctest.h>
#include <fmt/format.h>

#include <Eigen/LU>

#include "graph_fixture.h"
#include "sim/analysis/network_metrics.h"

using namespace jialing;
using jialing::test::islands;
using jialing::test::rail;

namespace {

Multigraph rail_graph(int stations, const std::vector<TransportLink>& links) {
  std::vector<std::string> ids;
  for (int i = 0; i < stations; ++i) ids.push_back(fmt::format("n{}", i));
  Dataset data = islands(ids);
  data.transport_links = links;
  return build_multigraph(data, 2020);
}

}  // namespace

TEST_CASE("on a path of five stations the inner ones lie between 3, 4 and 3 of the 6 other pairs") {
  const Multigraph path = rail_graph(5, {rail(0, 1, 1), rail(1, 2, 2), rail(2, 3, 3), rail(3, 4, 1)});
  const std::vector<double> expected = {0, 3.0 / 6, 4.0 / 6, 3.0 / 6, 0};
  const std::vector<double> betweenness = travel_time_betweenness(path, 2020);
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(betweenness[i] == doctest::Approx(expected[i]));
}

TEST_CASE("two equally fast ways share the traffic although their decimals add up differently") {
  // 0.1 + 0.2 and 0.3 differ in floating point; a parallel twin of a link is not a second way
  const Multigraph diamond =
      rail_graph(4, {rail(0, 1, 0.1), rail(1, 2, 0.2), rail(1, 2, 0.2), rail(0, 3, 0.15), rail(3, 2, 0.15)});
  const std::vector<double> betweenness = travel_time_betweenness(diamond, 2020);
  CHECK(betweenness[1] == doctest::Approx(0.5 / 3));
  CHECK(betweenness[0] == doctest::Approx(1.0 / 3));  // all between 1 and 3
  CHECK(betweenness[2] == 0);
  CHECK(betweenness[3] == doctest::Approx(0.5 / 3));
}

TEST_CASE("a line that is not yet open carries no traffic") {
  const Multigraph graph = rail_graph(3, {rail(0, 1, 1), rail(1, 2, 1), rail(0, 2, 0.5, 2025)});
  CHECK(travel_time_betweenness(graph, 2024)[1] == 1);
  CHECK(travel_time_betweenness(graph, 2025)[1] == 0);
}

TEST_CASE("nobody lies between fewer than three places") {
  CHECK(travel_time_betweenness(rail_graph(2, {rail(0, 1, 1)}), 2020) == std::vector<double>{0, 0});
}

TEST_CASE("PageRank of a small flow matrix meets the solution of its linear equations") {
  Eigen::MatrixXd flow(4, 4);
  flow << 9, 3, 1, 0,  //
      2, 0, 2, 0,      //
      5, 0, 7, 0,      //
      0, 0, 0, 4;      // sends to itself only: dangling
  Eigen::MatrixXd step(4, 4);
  step << 0, 0.75, 0.25, 0,  //
      0.5, 0, 0.5, 0,        //
      1, 0, 0, 0,            //
      0.25, 0.25, 0.25, 0.25;
  const Eigen::MatrixXd system = Eigen::MatrixXd::Identity(4, 4) - 0.85 * step.transpose();
  const Eigen::VectorXd expected = system.inverse() * Eigen::VectorXd::Constant(4, 0.15 / 4);
  const Eigen::VectorXd rank = weighted_pagerank(flow);
  CHECK((rank - expected).cwiseAbs().maxCoeff() < 1e-11);
  CHECK(rank.sum() == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("PageRank of two nodes follows the closed form and the size of the currency does not matter") {
  Eigen::MatrixXd flow(2, 2);
  flow << 0, 1, 0, 0;  // the second sends nothing
  // r1 = 0.15/2 + 0.85 r2/2 and r1 + r2 = 1
  const double first = (0.075 + 0.425) / 1.425;
  CHECK(weighted_pagerank(flow)(0) == doctest::Approx(first).epsilon(1e-11));
  CHECK(weighted_pagerank(1e6 * flow)(0) == doctest::Approx(first).epsilon(1e-11));
  CHECK(weighted_pagerank(Eigen::MatrixXd::Zero(3, 3))(1) == doctest::Approx(1.0 / 3));
}

TEST_CASE("strength leaves out the node itself, accessibility counts it") {
  Dataset data = islands({"a", "b"});
  data.transport_links = {rail(0, 1, 1)};
  data.nodes[0][NodeColumn::gdp] = 100;
  data.nodes[1][NodeColumn::gdp] = 10;
  ChannelMatrices weights;
  weights.talent = Eigen::MatrixXd{{0, 0.5}, {0.5, 0}};
  weights.capital = Eigen::MatrixXd{{2, 0.25}, {0.25, 3}};
  weights.contract = Eigen::MatrixXd{{1.5, 0.125}, {0.125, 4}};
  weights.knowledge = Eigen::MatrixXd{{0, 0.75}, {0.75, 0}};
  const auto metrics =
      network_metrics(data, build_multigraph(data, 2020), weights, Eigen::MatrixXd{{5, 1}, {1, 5}}, 2020);
  CHECK(metrics[0].strength_talent == 0.5);
  CHECK(metrics[1].strength_capital == 0.25);
  CHECK(metrics[1].strength_contract == 0.125);
  CHECK(metrics[0].strength_knowledge == 0.75);
  CHECK(metrics[0].accessibility == 1.5 * 100 + 0.125 * 10);
  CHECK(metrics[1].accessibility == 0.125 * 100 + 4 * 10);
  CHECK(metrics[0].pagerank == doctest::Approx(0.5));
  CHECK(metrics[0].betweenness == 0);
}
