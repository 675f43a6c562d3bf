#include <doctest/doctest.h>

#include <cmath>

#include "model_fixture.h"

// Nodes that exchange nothing follow equations with known solutions. Each is checked for one district alone in the
// world and for all nodes of the baseline with every channel off.

namespace jialing::test {
namespace {

using model::Lane;
using enum Parameter;

constexpr double still = 1e-15;  // growth that is none; exactly 0 would leave the technology trend undefined

Dataset world_of(const std::string& id) {
  Dataset data = baseline().data;
  const int node = data.find_node(id).value();
  data.nodes = {data.nodes[node]};
  data.specialisation = {data.specialisation[node]};
  data.transport_links.clear();
  data.programme_links.clear();
  data.regions.clear();
  data.targets.clear();
  return data;
}

// Nothing grows by itself: GDP, prices, entities, employment and public R&D stay where they are.
const std::vector<std::pair<Parameter, double>> standstill = {
    {g_real_0, still}, {g_real_inf, still}, {inflation, 0},  {g_entities, 0}, {g_employment, 0}, {g_public, 0},
    {g_prod, 0},       {theta_K, 0},        {theta_A, 0},    {beta_conv, 0},  {gap_focus, 0},    {gap_other, 0},
    {chi_gap, 0},      {beta_firms_rd, 0},  {kappa_hire, 0}, {alpha_H, 0},    {beta_basic, 0}};

// Runs the single district and the whole baseline without channels, and hands each block to `check` in 2025 and 2035.
template <class Check>
void in_both_worlds(const std::vector<std::pair<Parameter, double>>& values, const Check& check) {
  static const Dataset single = world_of("Yubei");
  static const Network nothing = build_network(single, 2020, 2035);
  static const Dataset all = [] {
    Dataset data = baseline().data;
    for (Node& node : data.nodes) node[NodeColumn::growth_offset] = 0;
    return data;
  }();
  for (const auto& [data, network] : {std::pair{&single, &nothing}, std::pair{&all, &baseline_network()}}) {
    for (int steps_per_year : {1, 4}) {
      CentralBlock block(*data, *network, steps_per_year, no_channels);
      set(block.parameters, values);
      block.start();
      const model::State start = block.simulation.state();
      for (int year : {2025, 2035}) {
        block.run_to(year);
        check(block, start, year - 2020.0);
      }
    }
  }
}

// Bass (1969): the share of adopters at t from u0, innovation p and imitation q.
double bass_curve(double u0, double p, double q, double t) {
  const double rest = (1 - u0) / (1 + q / p * u0) * std::exp(-(p + q) * t);
  return (1 - rest) / (1 + q / p * rest);
}

double relaxed(double start, double aim, double rate, double t) {
  return aim + (start - aim) * std::exp(-rate * t);
}

double logit(double share) {
  return std::log(share / (1 - share));
}

}  // namespace

TEST_CASE("technology firms without neighbours or new entities follow the Bass curve") {
  Worst worst;
  in_both_worlds({{nu_firm, 0}, {g_entities, 0}}, [&](const CentralBlock& block, const model::State& start, double t) {
    const auto& p = block.parameters;
    const auto& topology = block.setting.topology;
    for (int i = 0; i < topology.domestic.end; ++i) {
      double firms = 0, entities = 0;
      for (int j = topology.province[i].begin; j < topology.province[i].end; ++j) {
        firms += start.tech_firms[j][0];
        entities += start.entities[j][0];
      }
      const double own = start.tech_firms[i][0] / (1e4 * start.entities[i][0]), common = p[capacity_common][0];
      const double density = std::pow(own, 1 - common) * std::pow(firms / (1e4 * entities), common);
      const double capacity = 1e4 * std::min(density / p[f0][0], 0.3) * start.entities[i][0];
      const double expected = capacity * bass_curve(start.tech_firms[i][0] / capacity, p[p_firm][0], p[q_firm][0], t);
      worst.note(relative_error(block.simulation.state().tech_firms[i][0], expected), block.row(i).id);
    }
  });
  MESSAGE("largest relative error ", worst.error, " at ", worst.where);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("adoption of every field without learning from others follows the Bass curve") {
  Worst worst;
  in_both_worlds({{nu_adopt, 0}, {phi_absorb, 0}}, [&](const CentralBlock& block, const model::State& start, double t) {
    const auto& p = block.parameters;
    for (std::size_t n = 0; n < start.adoption.size(); ++n) {
      const double expected = bass_curve(start.adoption[n][0], p[p_adopt][0], p[q_adopt][0], t);
      worst.note(relative_error(block.simulation.state().adoption[n][0], expected));
    }
  });
  MESSAGE("largest relative error ", worst.error);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("alone in the world a node has average absorptive capacity and a specialist's head start") {
  static const Dataset data = world_of("Yubei");
  static const Network network = build_network(data, 2020, 2035);
  CentralBlock block(data, network, 4, no_channels);
  set(block.parameters, {{nu_adopt, 0}, {a0, 0.06}, {lambda_a, 0.7}, {phi_absorb, 0.9}});
  block.start();
  block.run_to(2030);
  for (int f = 0; f < block.setting.topology.fields; ++f) {
    const double start = 0.06 * std::exp(data.specialisation[0][f] > 0 ? 0.7 : 0.0);
    const double expected = bass_curve(start, block.parameters[p_adopt][0], block.parameters[q_adopt][0], 10);
    CHECK(relative_error(block.simulation.state().adoption[f][0], expected) <= tolerance);
  }
}

TEST_CASE("knowledge under constant creation follows the perpetual inventory") {
  Worst knowledge, creation, patents;
  in_both_worlds(standstill, [&](const CentralBlock& block, const model::State& start, double t) {
    const auto& p = block.parameters;
    const auto& state = block.simulation.state();
    for (int i = 0; i < block.setting.topology.domestic.end; ++i) {
      const std::string& id = block.row(i).id;
      const double z = start.rd(i)[0];
      knowledge.note(relative_error(state.knowledge[i][0],
                                    relaxed(z / (p[g_hist][0] + p[delta_K][0]), z / p[delta_K][0], p[delta_K][0], t)),
                     id);
      creation.note(relative_error(state.lagged_creation[i][0], z), id);
      const double lapse = p[delta_P][0];
      const double supported = (p[g_patent][0] + lapse) / lapse * start.patents[i][0];
      patents.note(relative_error(state.patents[i][0], relaxed(start.patents[i][0], supported, lapse, t)), id);
    }
  });
  MESSAGE("largest relative errors: knowledge ", knowledge.error, ", creation ", creation.error, ", patents ",
          patents.error);
  CHECK(knowledge.error <= tolerance);
  CHECK(creation.error <= tolerance);
  CHECK(patents.error <= tolerance);
}

TEST_CASE("lagged knowledge creation approaches a new level of creation exponentially") {
  auto values = standstill;
  // Prices fall as fast as GDP grows, and productivity falls with them: creation stands above R&D by half a step.
  for (const auto& [parameter, value] :
       {std::pair{g_real_0, 0.04}, {g_real_inf, 0.04}, {inflation, -0.04}, {g_prod, -0.04}})
    values.push_back({parameter, value});
  Worst worst;
  in_both_worlds(values, [&](const CentralBlock& block, const model::State& start, double t) {
    const double lift = std::exp(0.04 / 2 / block.setting.steps_per_year);
    const double rate = 1 / block.parameters[lag_patent][0];
    for (int i = 0; i < block.setting.topology.domestic.end; ++i) {
      const double rd = start.rd(i)[0];
      worst.note(relative_error(block.simulation.state().lagged_creation[i][0], relaxed(rd, rd * lift, rate, t)));
    }
  });
  MESSAGE("largest relative error ", worst.error);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("high-tech firms approach what constant technology firms support") {
  Worst worst;
  in_both_worlds({{p_firm, still}, {q_firm, still}, {g_entities, 0}},
                 [&](const CentralBlock& block, const model::State& start, double t) {
                   const double loss = block.parameters[x_hightech][0], growth = block.parameters[g_hightech][0];
                   for (int i = 0; i < block.setting.topology.domestic.end; ++i) {
                     const double firms = start.hightech_firms[i][0];
                     worst.note(relative_error(block.simulation.state().hightech_firms[i][0],
                                               relaxed(firms, (growth + loss) / loss * firms, loss, t)),
                                block.row(i).id);
                   }
                 });
  MESSAGE("largest relative error ", worst.error, " at ", worst.where);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("business R&D intensity relaxes to the desired one, which is nearer for leaders of the focus province") {
  Worst worst;
  in_both_worlds({{beta_firms_rd, 0}}, [&](const CentralBlock& block, const model::State& start, double t) {
    const auto& p = block.parameters;
    const auto focus = block.setting.topology.focus;
    double rd = 0, gdp = 0;
    for (int i = focus.begin; i < focus.end; ++i) {
      rd += start.rd(i)[0];
      gdp += start.gdp[i][0];
    }
    for (int i = 0; i < block.setting.topology.domestic.end; ++i) {
      const bool in_focus = i >= focus.begin && i < focus.end;
      const double lead = std::log(start.rd(i)[0] / start.gdp[i][0]) - std::log(rd / gdp);
      const double gap = in_focus ? p[gap_focus][0] - p[chi_gap][0] * lead : p[gap_other][0];
      const double before = std::log(start.business_intensity[i][0]);
      const double expected = std::exp(relaxed(before, before + gap, p[kappa_rd][0], t));
      worst.note(relative_error(block.simulation.state().business_intensity[i][0], expected), block.row(i).id);
    }
  });
  MESSAGE("largest relative error ", worst.error, " at ", worst.where);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("contract intensity catches up with a standing frontier and never falls behind its own level") {
  Worst worst;
  in_both_worlds({{g_frontier, 0}}, [&](const CentralBlock& block, const model::State& start, double t) {
    const auto& p = block.parameters;
    for (int i = 0; i < block.setting.topology.domestic.end; ++i) {
      const double before = start.log_contract_intensity[i][0];
      const double aim = std::max(before, std::log(p[tau_frontier][0]));
      const double value = block.simulation.state().log_contract_intensity[i][0];
      worst.note(std::abs(value - relaxed(before, aim, p[kappa_contract][0], t)), block.row(i).id);
      CHECK(value >= before);
    }
  });
  MESSAGE("largest error ", worst.error, " at ", worst.where);
  CHECK(worst.error <= tolerance);
}

TEST_CASE("the share of basic research relaxes to its aim but not below three tenths of 2020") {
  for (double gain : {0.031, -1.0}) {
    Worst worst;
    in_both_worlds({{basic_gain, gain}}, [&](const CentralBlock& block, const model::State& start, double t) {
      for (int i = 0; i < block.setting.topology.domestic.end; ++i) {
        const double before = start.basic_share[i][0];
        const double aim = std::max(before + gain, 0.3 * before);
        worst.note(relative_error(block.simulation.state().basic_share[i][0],
                                  relaxed(before, aim, block.parameters[kappa_basic][0], t)));
      }
    });
    CHECK(worst.error <= tolerance);
  }
}

TEST_CASE("knowledge creation sees a sudden rise of basic research with its lag, one step behind") {
  Worst worst;
  in_both_worlds({{kappa_basic, 1e4}}, [&](const CentralBlock& block, const model::State& start, double t) {
    const auto& p = block.parameters;
    const double since = t - 1.0 / block.setting.steps_per_year;
    for (int i = 0; i < block.setting.topology.domestic.end; ++i) {
      const double before = start.basic_share[i][0];
      worst.note(relative_error(block.simulation.state().lagged_basic_share[i][0],
                                relaxed(before, before + p[basic_gain][0], 1 / p[lag_basic][0], since)));
    }
  });
  CHECK(worst.error <= tolerance);
}

TEST_CASE("scientific literacy grows logistically") {
  Worst worst;
  in_both_worlds({}, [&](const CentralBlock& block, const model::State&, double t) {
    for (int i = 0; i < block.setting.topology.nodes; ++i) {
      const double growth = block.setting.topology.is_domestic(i) ? block.parameters[g_literacy][0] : 0;
      worst.note(std::abs(block.simulation.state().literacy_logit[i][0] -
                          (logit(block.row(i)[NodeColumn::literacy]) + growth * t)),
                 block.row(i).id);
    }
  });
  CHECK(worst.error <= tolerance);
}

TEST_CASE("emerging and high-tech industries gain log-odds by what is adopted in fields of specialisation") {
  Worst worst;
  in_both_worlds(
      {{beta_K_share, 0}, {beta_adopt_ht, 1.3}}, [&](const CentralBlock& block, const model::State& start, double) {
        const auto& state = block.simulation.state();
        const int fields = block.setting.topology.fields;
        for (int i = 0; i < block.setting.topology.domestic.end; ++i) {
          double adopted = 0;
          for (int f = 0; f < fields; ++f)
            adopted += block.setting.topology.specialisation[i * fields + f] *
                       (state.adoption[i * fields + f][0] - start.adoption[i * fields + f][0]);
          worst.note(
              std::abs(state.sei_logit[i][0] - start.sei_logit[i][0] - block.parameters[beta_adopt_sei][0] * adopted));
          worst.note(std::abs(state.hightech_logit[i][0] - start.hightech_logit[i][0] - 1.3 * adopted));
        }
      });
  CHECK(worst.error <= tolerance);
}

TEST_CASE("nodes without excess growth follow the national path") {
  Worst gdp, entities, employment;
  in_both_worlds({{theta_K, 0}, {theta_A, 0}, {beta_conv, 0}}, [&](const CentralBlock& block, const model::State& start,
                                                                   double t) {
    const auto& p = block.parameters;
    const auto& state = block.simulation.state();
    const double real = p[g_real_inf][0] * t + (p[g_real_0][0] - p[g_real_inf][0]) * 5 * (1 - std::exp(-t / 5));
    const double entries = p[g_entities][0] * 10 * (1 - std::exp(-t / 10));
    for (int i = 0; i < block.setting.topology.domestic.end; ++i) {
      gdp.note(relative_error(state.gdp[i][0], start.gdp[i][0] * std::exp(real + p[inflation][0] * t)));
      entities.note(relative_error(state.entities[i][0], start.entities[i][0] * std::exp(entries)));
      employment.note(
          relative_error(state.employment[i][0], start.employment[i][0] * std::exp(p[g_employment][0] * t)));
    }
  });
  // The trends are taken in the middle of the step, which is exact to second order.
  MESSAGE("largest relative errors: GDP ", gdp.error, ", entities ", entities.error, ", employment ", employment.error);
  CHECK(gdp.error <= 2e-4);
  CHECK(entities.error <= 4e-4);
  CHECK(employment.error <= tolerance);
}

TEST_CASE("partners abroad grow in GDP, knowledge and adoption and keep their structure") {
  CentralBlock block;
  block.start();
  const model::State start = block.simulation.state();
  block.run_to(2035);
  const model::State& now = block.simulation.state();
  for (int i = block.setting.topology.domestic.end; i < block.setting.topology.nodes; ++i) {
    const auto kept = [&](const model::Lanes& before, const model::Lanes& after) {
      return relative_error(after[i][0], before[i][0]) <= tolerance;
    };
    const auto kept_per_gdp = [&](const model::Lanes& before, const model::Lanes& after) {
      return relative_error(after[i][0] / now.gdp[i][0], before[i][0] / start.gdp[i][0]) <= tolerance;
    };
    CAPTURE(block.row(i).id);
    CHECK(kept(start.business_intensity, now.business_intensity));
    CHECK(kept(start.entities, now.entities));
    CHECK(kept(start.employment, now.employment));
    CHECK(kept(start.log_contract_intensity, now.log_contract_intensity));
    CHECK(kept(start.basic_share, now.basic_share));
    CHECK(kept(start.sei_logit, now.sei_logit));
    CHECK(kept(start.literacy_logit, now.literacy_logit));
    CHECK(kept_per_gdp(start.public_rd, now.public_rd));
    CHECK(kept_per_gdp(start.tech_firms, now.tech_firms));
    CHECK(kept_per_gdp(start.hightech_firms, now.hightech_firms));
    CHECK(kept_per_gdp(start.patents, now.patents));
    CHECK(now.gdp[i][0] > start.gdp[i][0]);
    CHECK(now.knowledge[i][0] > start.knowledge[i][0]);
    CHECK(now.adoption[i * block.setting.topology.fields][0] > start.adoption[i * block.setting.topology.fields][0]);
  }
}

}  // namespace jialing::test
