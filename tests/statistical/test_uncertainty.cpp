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
    draw(draws, first, drawn);
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

// Shared growth m has unit variance and a memory; per step the shared part is sd·√c·dt·m, the own sd·√(1−c)·√dt·ξ.
TEST_CASE("noise has the variance and the correlations between nodes and steps that its equations give") {
  const Dataset& data = baseline().data;
  const model::Topology topology(data, "Chongqing");
  model::ParameterLanes parameters = central_parameters(baseline().parameters);
  set(parameters, {{Parameter::size_noise, 0}, {Parameter::tail_noise, 0}});
  const model::BaseYear base(topology, data);
  const double memory = parameters[Parameter::memory_noise][0];
  const double common = parameters[Parameter::common_share][0];
  model::Noise noise(topology.nodes);
  constexpr int first_node = 4, second_node = 45;  // of different provinces
  constexpr double steps_of_memory = 4;            // draws of one member are not independent
  for (int steps_per_year : {1, 4, 12}) {
    const Scenario scenario = noisy_baseline(17, steps_per_year);
    ProcessNoise random(topology, scenario);
    std::array<Moments, kinds.size()> moments;
    Moments between_kinds, between_steps;
    double before = 0;
    for (std::int64_t member = 0; member < 2000; member += model::lane_width) {
      random.start(member, parameters, base);
      for (int step = 0; step < 16; ++step) {
        random.draw(step, noise);
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
    const double error = 1 / std::sqrt(2000.0 * 16 / steps_of_memory);
    const double dt = 1.0 / steps_per_year, shared = common * dt * dt, own = (1 - common) * dt;
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      CAPTURE(kinds[k].name);
      CAPTURE(steps_per_year);
      const double sd = parameters[kinds[k].sd][0];
      CHECK(std::abs(moments[k].mean()) < 4.5 * error * sd * std::sqrt(shared + own));
      CHECK(moments[k].variance() / (sd * sd * (shared + own)) ==
            doctest::Approx(1).epsilon(4.5 * error * std::sqrt(2.0)));
      CHECK(std::abs(moments[k].correlation() - shared / (shared + own)) < 4.5 * error);
    }
    CHECK(std::abs(between_kinds.correlation()) < 4.5 / std::sqrt(between_kinds.count));
    const double kept = std::exp(-dt / memory) * shared / (shared + own);
    CHECK(std::abs(between_steps.correlation() - kept) < 4.5 * std::sqrt(steps_of_memory / between_steps.count));
  }
}

TEST_CASE("noise abroad is as strong and as common as at home") {
  const Dataset& data = baseline().data;
  const model::Topology topology(data, "Chongqing");
  model::ParameterLanes parameters = central_parameters(baseline().parameters);
  set(parameters, {{Parameter::size_noise, 0}, {Parameter::tail_noise, 0}});
  const model::BaseYear base(topology, data);
  const Scenario scenario = noisy_baseline(23);
  ProcessNoise random(topology, scenario);
  model::Noise noise(topology.nodes);
  Moments moments;
  for (std::int64_t member = 0; member < 2000; member += model::lane_width) {
    random.start(member, parameters, base);
    for (int step = 0; step < 16; ++step) {
      random.draw(step, noise);
      for (int lane = 0; lane < model::lane_width; ++lane)
        moments.add(noise.gdp[topology.domestic.end][lane], noise.gdp[0][lane]);
    }
  }
  const double error = 2 / std::sqrt(double(moments.count)), sd = parameters[Parameter::sd_Y][0];
  const double common = parameters[Parameter::common_share][0], shared = common / 16, own = (1 - common) / 4;
  CHECK(moments.variance() / (sd * sd * (shared + own)) == doctest::Approx(1).epsilon(4.5 * error * std::sqrt(2.0)));
  CHECK(std::abs(moments.correlation() - shared / (shared + own)) < 4.5 * error);
}

TEST_CASE("the own noise of a node is the larger the smaller the node is") {
  const Scenario scenario = noisy_baseline(29);
  const model::Topology topology(scenario.data, "Chongqing");
  model::ParameterLanes parameters = central_parameters(baseline().parameters);
  set(parameters, {{Parameter::common_share, 0}, {Parameter::size_noise, 0.2}, {Parameter::tail_noise, 0}});
  const model::BaseYear base(topology, scenario.data);
  ProcessNoise random(topology, scenario);
  model::Noise noise(topology.nodes);
  const int small = 0, large = topology.domestic.end - 1;
  double small_square = 0, large_square = 0;
  constexpr int draws = 4000 * 16;
  for (std::int64_t member = 0; member < 4000; member += model::lane_width) {
    random.start(member, parameters, base);
    for (int step = 0; step < 16; ++step) {
      random.draw(step, noise);
      for (int lane = 0; lane < model::lane_width; ++lane) {
        small_square += std::pow(noise.business_intensity[small][lane], 2);
        large_square += std::pow(noise.business_intensity[large][lane], 2);
      }
    }
  }
  const double sizes = base[NodeColumn::rd][small][0] / base[NodeColumn::rd][large][0];
  CHECK(sizes < 0.9);
  CHECK(small_square / large_square == doctest::Approx(std::pow(sizes, -0.4)).epsilon(4.5 * 2 / std::sqrt(draws)));
}

// Σξ/√n = Z over a year becomes Z·e^{h·Z²/2}: its variance is (1 − 2h)^{−3/2} (Headrick et al. 2008 for Tukey's h).
TEST_CASE("a year's own noise has the heavier tails of Tukey's h distribution, GDP's has not") {
  const Scenario scenario = noisy_baseline(31);
  const model::Topology topology(scenario.data, "Chongqing");
  model::ParameterLanes parameters = central_parameters(baseline().parameters);
  constexpr double h = 0.1;
  set(parameters, {{Parameter::common_share, 0}, {Parameter::size_noise, 0}, {Parameter::tail_noise, h}});
  const model::BaseYear base(topology, scenario.data);
  ProcessNoise random(topology, scenario);
  model::Noise noise(topology.nodes);
  Moments heavy, normal;
  for (std::int64_t member = 0; member < 20000; member += model::lane_width) {
    random.start(member, parameters, base);
    model::Lane rd = model::Lane(0), gdp = model::Lane(0);
    for (int step = 0; step < 4; ++step) {
      random.draw(step, noise);
      rd += noise.business_intensity[0];
      gdp += noise.gdp[0];
    }
    for (int lane = 0; lane < model::lane_width; ++lane) {
      heavy.add(rd[lane], 0);
      normal.add(gdp[lane], 0);
    }
  }
  const double rd = heavy.variance() / std::pow(parameters[Parameter::sd_R][0], 2),
               gdp = normal.variance() / std::pow(parameters[Parameter::sd_Y][0], 2);
  CHECK(rd == doctest::Approx(std::pow(1 - 2 * h, -1.5)).epsilon(0.08));
  CHECK(gdp == doctest::Approx(1).epsilon(0.05));
}

}  // namespace jialing::test
