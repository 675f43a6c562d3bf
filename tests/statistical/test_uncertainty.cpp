#include <doctest/doctest.h>

#include <cmath>

#include "model_fixture.h"

// Spread of the base year and of process noise against what the tables and parameters say, at fixed seeds.

namespace jialing::test {
namespace {

// Mean products of two series.
struct Moments {
  void add(double a, double b) {
    ++count;
    first += a;
    second += b;
    squares_first += a * a;
    squares_second += b * b;
    product += a * b;
  }
  double mean() const { return first / count; }
  double variance() const { return squares_first / count - mean() * mean(); }
  double correlation() const {
    const double a = first / count, b = second / count;
    return (product / count - a * b) / std::sqrt((squares_first / count - a * a) * (squares_second / count - b * b));
  }

  int count = 0;
  double first = 0, second = 0, squares_first = 0, squares_second = 0, product = 0;
};

struct NoiseKind {
  const char* name;
  Parameter sd;
  model::Lanes model::Noise::*changes;
};

constexpr std::array kinds = {NoiseKind{"gdp", Parameter::sd_Y, &model::Noise::gdp},
                              NoiseKind{"business_intensity", Parameter::sd_R, &model::Noise::business_intensity},
                              NoiseKind{"contract_intensity", Parameter::sd_T, &model::Noise::contract_intensity},
                              NoiseKind{"firms", Parameter::sd_F, &model::Noise::firms},
                              NoiseKind{"patents", Parameter::sd_P, &model::Noise::patents}};

}  // namespace

TEST_CASE("the logarithm of an uncertain base-year cell spreads as its provenance says") {
  const Dataset& data = baseline().data;
  const model::Topology topology(data, "Chongqing");
  const model::BaseYear published(topology, data);
  model::BaseYear drawn = published;
  const BaseYearDraws draws(topology, data, 3);
  constexpr int members = 4000;
  std::vector<std::vector<Moments>> moments(model::uncertain_columns.size(), std::vector<Moments>(topology.nodes));
  for (int first = 0; first < members; first += model::lane_width) {
    draws.draw(first, drawn);
    for (std::size_t c = 0; c < model::uncertain_columns.size(); ++c)
      for (int i = 0; i < topology.nodes; ++i)
        for (int lane = 0; lane < model::lane_width; ++lane)
          moments[c][i].add(std::log(drawn.columns[c][i][lane] / published.columns[c][i][lane]), 0);
  }
  double worst_mean = 0, worst_sd = 0;
  int cells = 0;
  for (std::size_t c = 0; c < model::uncertain_columns.size(); ++c) {
    for (int i = 0; i < topology.nodes; ++i) {
      const Node& node = data.nodes[topology.table_index[i]];
      const double sd = node.provenance[static_cast<int>(model::uncertain_columns[c])].log_sd;
      if (sd == 0 || topology.province[i].size() > 1) continue;  // a kept total ties the cells of a province
      ++cells;
      worst_mean = std::max(worst_mean, std::abs(moments[c][i].mean()) / sd * std::sqrt(members));
      worst_sd = std::max(worst_sd, std::abs(std::sqrt(moments[c][i].variance()) / sd - 1) * std::sqrt(2.0 * members));
    }
  }
  MESSAGE(cells, " cells; largest deviation in standard errors: mean ", worst_mean, ", spread ", worst_sd);
  CHECK(cells > 80);
  CHECK(worst_mean < 4.5);
  CHECK(worst_sd < 4.5);
}

TEST_CASE("noise has the variance of its parameter per year and its common share as correlation between nodes") {
  const Dataset& data = baseline().data;
  const model::Topology topology(data, "Chongqing");
  const model::ParameterLanes parameters = central_parameters(baseline().parameters);
  const double common = parameters[Parameter::common_share][0];
  model::Noise noise(topology.nodes);
  constexpr int first_node = 4, second_node = 45;  // of different provinces
  for (int steps_per_year : {1, 4, 12}) {
    ProcessNoise random(topology, data, 17, steps_per_year);
    std::array<Moments, kinds.size()> moments;
    Moments between_kinds, between_steps;
    double before = 0;
    for (std::int64_t member = 0; member < 2000; member += model::lane_width) {
      for (int step = 0; step < 16; ++step) {
        random.draw(member, step, parameters, noise);
        for (std::size_t k = 0; k < kinds.size(); ++k)
          for (int lane = 0; lane < model::lane_width; ++lane) {
            const model::Lanes& changes = noise.*kinds[k].changes;
            moments[k].add(changes[first_node][lane], changes[second_node][lane]);
          }
        between_kinds.add(noise.gdp[first_node][0], noise.firms[first_node][0]);
        if (step > 0) between_steps.add(noise.gdp[first_node][0], before);
        before = noise.gdp[first_node][0];
      }
    }
    const double error = 1 / std::sqrt(double(moments[0].count));
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      CAPTURE(kinds[k].name);
      CAPTURE(steps_per_year);
      const double sd = parameters[kinds[k].sd][0];
      CHECK(std::abs(moments[k].mean()) < 4.5 * error * sd / std::sqrt(steps_per_year));
      CHECK(moments[k].variance() * steps_per_year / (sd * sd) ==
            doctest::Approx(1).epsilon(4.5 * error * std::sqrt(2.0)));
      CHECK(std::abs(moments[k].correlation() - common) < 4.5 * error);
    }
    CHECK(std::abs(between_kinds.correlation()) < 4.5 / std::sqrt(between_kinds.count));
    CHECK(std::abs(between_steps.correlation()) < 4.5 / std::sqrt(between_steps.count));
  }
}

TEST_CASE("noise abroad is as strong and as common as at home") {
  const Dataset& data = baseline().data;
  const model::Topology topology(data, "Chongqing");
  const model::ParameterLanes parameters = central_parameters(baseline().parameters);
  ProcessNoise random(topology, data, 23, 4);
  model::Noise noise(topology.nodes);
  Moments moments;
  for (std::int64_t member = 0; member < 2000; member += model::lane_width) {
    for (int step = 0; step < 16; ++step) {
      random.draw(member, step, parameters, noise);
      for (int lane = 0; lane < model::lane_width; ++lane)
        moments.add(noise.gdp[topology.domestic.end][lane], noise.gdp[0][lane]);
    }
  }
  const double error = 1 / std::sqrt(double(moments.count)), sd = parameters[Parameter::sd_Y][0];
  CHECK(moments.variance() * 4 / (sd * sd) == doctest::Approx(1).epsilon(4.5 * error * std::sqrt(2.0)));
  CHECK(std::abs(moments.correlation() - parameters[Parameter::common_share][0]) < 4.5 * error);
}

}  // namespace jialing::test
