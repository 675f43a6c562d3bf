#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <map>

#include "model_fixture.h"

// Indicators of regions against sums and ratios formed here from the state of the nodes.

namespace jialing::test {
namespace {

using Amount = std::function<double(int)>;  // of a node, for one member

// A sampled block with what its nodes contribute to the indicators.
struct World {
  World() : sampled(baseline(), baseline_network(), 0), indicators(sampled.block.setting) {
    sampled.run_to(2020);
    indicators.form(sampled.block.simulation);
    for (int i = 0; i < sampled.block.setting.topology.nodes; ++i) {
      rd_2020.push_back(state().rd(i));
      business_2020.push_back(state().business_intensity[i] * state().gdp[i]);
      intensity_2020.push_back(state().business_intensity[i]);
      sold_outside_2020.push_back(sold(i, [&](int j) { return row(i).province != row(j).province; }));
      sold_neighbours_2020.push_back(sold(i, neighbour()));
    }
  }

  const model::State& state() const { return sampled.block.simulation.state(); }
  const Node& row(int i) const { return sampled.block.row(i); }

  // Contracts of a node with the nodes that `to` picks.
  model::Lane sold(int i, const std::function<bool(int)>& to) const {
    model::Lane total = model::Lane(0);
    for (int j = 0; j < sampled.block.setting.topology.nodes; ++j)
      if (to(j)) total += sampled.block.simulation.contract_flow(i, j);
    return total * model::lane_exp(state().log_contract_intensity[i]);
  }

  std::function<bool(int)> neighbour() const {
    return [this](int j) {
      for (const char* province : {"Sichuan", "Guizhou", "Hubei", "Hunan", "Shaanxi"})
        if (row(j).province == province) return true;
      return false;
    };
  }

  SampledBlock sampled;
  BlockIndicators indicators;
  model::Lanes rd_2020, business_2020, intensity_2020, sold_outside_2020, sold_neighbours_2020;
};

// A world in 2030; the tests only look at it.
const World& world_2030() {
  static World world;
  static const bool moved = [] {
    world.sampled.run_to(2030);
    world.indicators.form(world.sampled.block.simulation);
    return true;
  }();
  REQUIRE(moved);
  return world;
}

// Nodes of a region with their share in `variable`, by model index.
std::map<int, double> members(const World& world, const Region& region, const std::string& variable) {
  std::map<int, double> shares;
  for (const RegionShare& share : region.shares)
    if (share.variable == variable)
      shares[world.sampled.block.node(baseline().data.nodes[share.node].id)] = share.share;
  return shares;
}

double total(const std::map<int, double>& shares, const Amount& amount) {
  double sum = 0;
  for (const auto& [node, share] : shares) sum += share * amount(node);
  return sum;
}

double share_of(const model::Lane& logit, int lane) {
  return 1 / (1 + std::exp(-logit[lane]));
}

const Region& region_of(const std::string& id) {
  return baseline().data.regions[place_of(baseline().data, id) - baseline().data.nodes.size()];
}

// Largest error of an indicator over all regions that are made of whole nodes.
Worst over_regions(const std::string& indicator,
                   const std::function<double(const std::map<int, double>&, int)>& expected) {
  const World& world = world_2030();
  Worst worst;
  for (const Region& region : baseline().data.regions) {
    if (region.kind == "zone") continue;
    const auto shares = members(world, region, "all");
    for (int lane = 0; lane < model::lane_width; ++lane)
      worst.note(relative_error(world.indicators.value(indicator, place_of(baseline().data, region.id), lane),
                                expected(shares, lane)),
                 indicator + " of " + region.id);
  }
  return worst;
}

// The 2020 value of an indicator of Chongqing in the published base year.
double published_2020(const std::string& indicator) {
  CentralBlock block;
  block.start();
  block.run_to(2020);
  BlockIndicators indicators(block.setting);
  indicators.form(block.simulation);
  return indicators.value(indicator, place_of(baseline().data, "Chongqing"));
}

}  // namespace

TEST_CASE("counts and money of a region are the sums of its nodes") {
  const World& world = world_2030();
  const auto& state = world.state();
  const auto check = [&](const std::string& indicator, const model::Lanes& lanes) {
    const Worst worst = over_regions(
        indicator, [&](const auto& shares, int lane) { return total(shares, [&](int i) { return lanes[i][lane]; }); });
    CAPTURE(worst.where);
    CHECK(worst.error <= tolerance);
  };
  check("gdp", state.gdp);
  check("rd_fte", state.researchers);
  check("tech_firms", state.tech_firms);
  check("hightech_firms", state.hightech_firms);
  check("high_value_patents", state.patents);
  check("knowledge", state.knowledge);
}

TEST_CASE("money at 2020 prices is deflated by the prices of the member") {
  const World& world = world_2030();
  const Worst worst = over_regions("rd_2020_prices", [&](const auto& shares, int lane) {
    return total(shares, [&](int i) { return world.state().rd(i)[lane]; }) *
           std::exp(-10 * world.sampled.block.parameters[Parameter::inflation][lane]);
  });
  CHECK(worst.error <= tolerance);
}

TEST_CASE("ratios of a region are ratios of sums, and shares are weighted") {
  const World& world = world_2030();
  const auto& state = world.state();
  using OfNode = std::function<double(int, int)>;
  const OfNode gdp = [&](int i, int lane) { return state.gdp[i][lane]; };
  const OfNode rd = [&](int i, int lane) { return state.rd(i)[lane]; };
  const OfNode people = [&](int i, int) { return world.row(i)[NodeColumn::population_10k]; };
  const OfNode contracts = [&](int i, int lane) {
    return std::exp(state.log_contract_intensity[i][lane]) * state.rd(i)[lane];
  };
  const auto check = [&](const std::string& indicator, double scale, const OfNode& above, const OfNode& below) {
    const Worst worst = over_regions(indicator, [&](const auto& shares, int lane) {
      return scale * total(shares, [&](int i) { return above(i, lane); }) /
             total(shares, [&](int i) { return below(i, lane); });
    });
    CAPTURE(worst.where);
    CHECK(worst.error <= tolerance);
  };
  check("rd_intensity", 100, rd, gdp);
  check("gdp_per_head", 1, gdp, people);
  check(
      "basic_research_share", 100, [&](int i, int lane) { return state.basic_share[i][lane] * rd(i, lane); }, rd);
  check(
      "rd_personnel_per_10k_employed", 1, [&](int i, int lane) { return state.researchers[i][lane]; },
      [&](int i, int lane) { return state.employment[i][lane]; });
  check(
      "hightech_firms_per_10k_entities", 1, [&](int i, int lane) { return state.hightech_firms[i][lane]; },
      [&](int i, int lane) { return state.entities[i][lane]; });
  check(
      "high_value_patents_per_10k", 1, [&](int i, int lane) { return state.patents[i][lane]; }, people);
  check("contract_intensity", 1, contracts, rd);
  check(
      "sei_output_share", 100, [&](int i, int lane) { return share_of(state.sei_logit[i], lane) * gdp(i, lane); }, gdp);
  check(
      "hightech_output_share", 100,
      [&](int i, int lane) { return share_of(state.hightech_logit[i], lane) * gdp(i, lane); }, gdp);
  check(
      "science_literacy", 100,
      [&](int i, int lane) { return share_of(state.literacy_logit[i], lane) * people(i, lane); }, people);
  check(
      "industrial_rd_to_revenue", 100,
      [&](int i, int lane) {
        return world.row(i)[NodeColumn::industrial_rd_to_revenue] * state.business_intensity[i][lane] /
               world.intensity_2020[i][lane] * gdp(i, lane);
      },
      gdp);
}

TEST_CASE("R&D growth is the annual average since 2020") {
  const World& world = world_2030();
  const Worst worst = over_regions("rd_growth", [&](const auto& shares, int lane) {
    const double now = total(shares, [&](int i) { return world.state().rd(i)[lane]; });
    const double before = total(shares, [&](int i) { return world.rd_2020[i][lane]; });
    return 100 * (std::pow(now / before, 0.1) - 1);
  });
  CHECK(worst.error <= 1e-11);
  CHECK(std::isnan(published_2020("rd_growth")));
}

TEST_CASE("the gap of R&D intensity is the distance to mainland China") {
  const World& world = world_2030();
  const Dataset& data = baseline().data;
  for (const char* place : {"Chongqing", "Sichuan", "Yubei", "Beijing"}) {
    const auto value = [&](const char* indicator, const char* where) {
      return world.indicators.value(indicator, place_of(data, where));
    };
    CHECK(value("rd_intensity_gap_national", place) ==
          doctest::Approx(value("rd_intensity", place) - value("rd_intensity", "mainland")).epsilon(tolerance));
  }
  CHECK(world.indicators.value("rd_intensity_gap_national", place_of(data, "mainland")) == 0);
}

TEST_CASE("contracts sold outside and to neighbours count against those of 2020") {
  const World& world = world_2030();
  const Worst outside = over_regions("tech_contracts_sold_outside", [&](const auto& shares, int lane) {
    const Amount now = [&](int i) {
      return world.sold(i, [&](int j) { return world.row(i).province != world.row(j).province; })[lane];
    };
    return total(shares, now) / total(shares, [&](int i) { return world.sold_outside_2020[i][lane]; });
  });
  const Worst neighbours = over_regions("tech_contracts_sold_neighbours", [&](const auto& shares, int lane) {
    return total(shares, [&](int i) { return world.sold(i, world.neighbour())[lane]; }) /
           total(shares, [&](int i) { return world.sold_neighbours_2020[i][lane]; });
  });
  CHECK(outside.error <= 1e-11);
  CHECK(neighbours.error <= 1e-11);
  CHECK(published_2020("tech_contracts_sold_outside") == 1);
  CHECK(published_2020("tech_contracts_sold_neighbours") == 1);
}

TEST_CASE("industrial R&D carries the published figure on with business R&D") {
  const World& world = world_2030();
  const auto shares = members(world, region_of("Chongqing"), "all");
  const int place = place_of(baseline().data, "Chongqing");
  for (int lane = 0; lane < model::lane_width; ++lane) {
    const double now =
        total(shares, [&](int i) { return (world.state().business_intensity[i] * world.state().gdp[i])[lane]; });
    const double before = total(shares, [&](int i) { return world.business_2020[i][lane]; });
    CHECK(relative_error(world.indicators.value("industrial_rd_expenditure", place, lane), 372.56 * now / before) <=
          tolerance);
  }
  CHECK(std::isnan(world.indicators.value("industrial_rd_expenditure", place_of(baseline().data, "Sichuan"))));
}

TEST_CASE("the contribution of technology is missing where growth is below half a per cent") {
  const auto contribution = [](double growth) {
    CentralBlock block;
    set(block.parameters, {{Parameter::g_real_0, growth}, {Parameter::g_real_inf, growth}});
    block.start();
    block.run_to(2020);
    BlockIndicators indicators(block.setting);
    indicators.form(block.simulation);
    return indicators.value("tfp_contribution", place_of(baseline().data, "Chongqing"));
  };
  CHECK(std::isnan(contribution(0.0049)));
  CHECK(contribution(0.0051) == doctest::Approx(58.6).epsilon(0.01));
  CHECK(std::isnan(contribution(-0.02)));
}

TEST_CASE("indicators of a node are its own, at its row of the table") {
  const World& world = world_2030();
  const Dataset& data = baseline().data;
  for (std::size_t row = 0; row < data.nodes.size(); ++row) {
    const int i = world.sampled.block.node(data.nodes[row].id);
    const int place = static_cast<int>(row);
    CHECK(world.indicators.value("gdp", place) == world.state().gdp[i][0]);
    CHECK(relative_error(world.indicators.value("rd_intensity", place),
                         100 * world.state().rd(i)[0] / world.state().gdp[i][0]) <= tolerance);
  }
}

TEST_CASE("zones take their shares of GDP, R&D, high-tech output and firms, and nothing else") {
  const World& world = world_2030();
  const Dataset& data = baseline().data;
  int zones = 0;
  for (const Region& region : data.regions) {
    if (region.kind != "zone") continue;
    CAPTURE(region.id);
    const int place = place_of(data, region.id);
    const auto gdp_shares = members(world, region, "gdp"), rd_shares = members(world, region, "rd");
    const double gdp = total(gdp_shares, [&](int i) { return world.state().gdp[i][0]; });
    const double rd = total(rd_shares, [&](int i) { return world.state().rd(i)[0]; });
    CHECK(std::isnan(world.indicators.value("rd_fte", place)));
    CHECK(std::isnan(world.indicators.value("tech_contract_value", place)));
    if (gdp_shares.empty()) {
      CHECK(std::isnan(world.indicators.value("gdp", place)));
      continue;
    }
    CHECK(relative_error(world.indicators.value("gdp", place), gdp) <= tolerance);
    if (rd_shares.empty()) continue;
    CHECK(relative_error(world.indicators.value("rd_intensity", place), 100 * rd / gdp) <= tolerance);
    const auto output_shares = members(world, region, "hightech_output");
    if (output_shares.empty()) continue;
    const double output = total(
        output_shares, [&](int i) { return share_of(world.state().hightech_logit[i], 0) * world.state().gdp[i][0]; });
    CHECK(relative_error(world.indicators.value("hightech_output_share", place), 100 * output / gdp) <= tolerance);
    ++zones;
  }
  CHECK(zones > 0);
}

TEST_CASE("rows for all of a node and for one variable add up to the region's share of it") {
  Dataset data = baseline().data;
  data.regions.push_back({"two_rows", "", "", "group", {{0, "all", 0.25}, {0, "gdp", 0.5}}, ""});
  const model::Setting setting(data, baseline_network(), 4);
  const model::Places places(setting);
  const int place = places.size() - 1, node = setting.topology.model_index[0];
  CHECK(places.share(place, node, model::Quantity::gdp) == 0.75);
  CHECK(places.share(place, node, model::Quantity::population) == 0.25);
  CHECK(places.share(place, node == 0 ? 1 : 0, model::Quantity::gdp) == 0);
}

TEST_CASE("the Western Science City spends 3.9 per cent of its GDP on R&D in 2020") {
  CentralBlock block;
  block.start();
  block.run_to(2020);
  BlockIndicators indicators(block.setting);
  indicators.form(block.simulation);
  const double intensity = indicators.value("rd_intensity", place_of(baseline().data, "western_science_city"));
  MESSAGE("R&D intensity of the Western Science City in 2020: ", intensity, " %");
  CHECK(intensity == doctest::Approx(3.9).epsilon(0.013));
}

TEST_CASE("Chongqing in 2020 is as published") {
  // Half a unit of the last published digit; the gap is the difference of two rounded figures.
  struct Figure {
    std::string indicator;
    double value, rounding;
  };
  const std::vector<Figure> published = {{"rd", 526.79, 0.005},
                                         {"rd_intensity", 2.11, 0.005},
                                         {"rd_intensity_gap_national", -0.29, 0.01},
                                         {"tech_firms", 26371, 0.5},
                                         {"hightech_firms", 4222, 0.5},
                                         {"rd_personnel_per_10k_employed", 57, 0.5},
                                         {"hightech_firms_per_10k_entities", 74.5, 0.05},
                                         {"high_value_patents_per_10k", 3.65, 0.005},
                                         {"tech_contract_value", 145.7, 0.05},
                                         {"basic_research_share", 4.4, 0.05},
                                         {"industrial_rd_to_revenue", 1.6, 0.05},
                                         {"industrial_rd_expenditure", 372.56, 0.005},
                                         {"sei_output_share", 32, 0.5},
                                         {"hightech_output_share", 28, 0.5},
                                         {"science_literacy", 10.2, 0.05},
                                         {"tfp_contribution", 58.6, 0.05}};
  for (const Figure& figure : published) {
    CAPTURE(figure.indicator);
    CHECK(std::abs(published_2020(figure.indicator) - figure.value) <= figure.rounding);
  }
}

TEST_CASE("every indicator of a target in the plan with a base year has its figure near that base") {
  for (const Target& target : baseline().data.targets) {
    const auto indicator = find_indicator(target.indicator);
    if (target.kind != "outcome" || !indicator || !target.base_2020 || target.indicator == "rd_growth") continue;
    CAPTURE(target.indicator);
    REQUIRE(target.regions.size() == 1);
    CHECK(published_2020(target.indicator) == doctest::Approx(*target.base_2020).epsilon(0.06));
  }
}

}  // namespace jialing::test
