#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "model_fixture.h"
#include "scenario_folder.h"
#include "sim/policy/measure.h"
#include "sim/scenario/lever_fields.h"

// What each lever of policy does (sim/model/README.md, section 4): its sign, what it must not touch, that a lever of
// nothing changes no bit, that money and people are conserved, and that extreme amounts leave finite numbers.

namespace jialing::test {
namespace {

using model::Lane;
using model::Lanes;

constexpr std::int64_t many_members = sanitized ? 8 : 64;
const std::string short_run = "horizon: {to: 2026}\n";

Scenario with_levers(const std::string& levers, const std::string& keys = "", std::int64_t members = 8) {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\nensemble: {members: " + std::to_string(members) + "}\n" + keys +
                             (levers.empty() ? "" : "policies:\n  - " + levers + "\n"));
  return folder.read("x.yaml");
}

std::string lever(const std::string& type, const std::string& keys, const std::string& name = "x") {
  const bool dated = type != "transport_line";
  return "{name: " + name + ", type: " + type + (dated ? ", years: [2023, 2030], " : ", ") + keys + "}";
}

/// Values of indicators in the central run, by year.
class CentralRun {
 public:
  explicit CentralRun(const Scenario& scenario) : scenario_(scenario), block_(scenario_), indicators_(block_.setting) {
    block_.start();
    indicators_.form(block_.simulation);
  }
  void run_to(int year) {
    block_.run_to(year);
    indicators_.form(block_.simulation);
  }
  double value(const std::string& indicator, const std::string& place) const {
    return indicators_.value(indicator, place_of(scenario_.data, place));
  }
  CentralBlock& block() { return block_; }

 private:
  Scenario scenario_;
  CentralBlock block_;
  BlockIndicators indicators_;
};

double central(const Scenario& scenario, const std::string& indicator, const std::string& place, int year) {
  CentralRun run(scenario);
  run.run_to(year);
  return run.value(indicator, place);
}

/// A lever with an amount, the same with none and with as much as the language allows, and the indicator it moves.
struct Case {
  std::string type, keys, nothing, extreme;
  std::string indicator, place;
  int sign;
};

const std::vector<Case>& cases() {
  static const std::string yubei = "targets: {nodes: [Yubei]}, ";
  static const std::string pair = "between: [{nodes: [Yubei]}, {nodes: [Chengdu]}], ";
  static const std::vector<Case> all = {
      {"rd_grant", yubei + "amount: 10", yubei + "amount: 0", yubei + "amount: 1000000, basic_fraction: 1", "rd",
       "Yubei", 1},
      {"rd_grant", yubei + "amount: -2", yubei + "amount: 0", yubei + "amount: -1000000", "rd", "Yubei", -1},
      {"rd_tax_credit", yubei + "credit: 0.1", yubei + "credit: 0", yubei + "credit: 1", "rd", "Yubei", 1},
      {"talent_programme", yubei + "recruits: 500", yubei + "recruits: 0", yubei + "recruits: 10000000", "rd_fte",
       "Yubei", 1},
      {"talent_programme", yubei + "postdocs: 500", yubei + "postdocs: 0", yubei + "postdocs: 10000000", "rd_fte",
       "Yubei", 1},
      {"talent_programme", yubei + "attraction: 0.2", yubei + "attraction: 0", yubei + "attraction: 3", "rd_fte",
       "Yubei", 1},
      {"venture_fund", yubei + "amount: 20", yubei + "amount: 0", yubei + "amount: 1000000, gearing: 100", "tech_firms",
       "Chongqing", 1},
      {"venture_fund", yubei + "amount: 20, tied: on", yubei + "amount: 0, tied: on",
       yubei + "amount: -1000000, tied: on", "tech_firms", "Yubei", 1},
      {"credit", yubei + "amount: 5, gearing: 5", yubei + "amount: 0", yubei + "amount: 1000000, gearing: 100",
       "tech_firms", "Yubei", 1},
      {"technology_market", yubei + "catch_up: 0.5", yubei + "catch_up: 0",
       yubei + "catch_up: 3, frontier: 3, openness: 3", "tech_contract_value", "Yubei", 1},
      {"technology_market", yubei + "frontier: 0.3", yubei + "frontier: 0",
       yubei + "catch_up: -3, frontier: -3, openness: -3", "tech_contract_value", "Yubei", 1},
      {"technology_market", yubei + "openness: 0.3", yubei + "openness: 0", yubei + "openness: 3",
       "tech_contracts_sold_outside", "Yubei", 1},
      {"integration", pair + "knowledge: 1", pair + "knowledge: 0",
       pair + "talent: 3, capital: 3, contract: 3, knowledge: 3, border: -1", "knowledge", "Yubei", 1},
      {"integration", pair + "border: 0.5", pair + "border: 0",
       pair + "talent: -3, capital: -3, contract: -3, knowledge: -3, border: 1", "knowledge", "Yubei", 1},
      {"transport_line", "line: chengyu_middle_hsr, open_year: 2023", "line: chengyu_middle_hsr, open_year: 2028",
       "line: chengyu_middle_hsr, hours_factor: 0.05", "knowledge", "Chengdu", 1},
      {"programme_link", pair + "strength: 1", pair + "strength: 0", pair + "strength: 1", "knowledge", "Chengdu", 0},
      {"enclave", "targets: {nodes: [Wuxi]}, host: Yuzhong, share: 0.5",
       "targets: {nodes: [Wuxi]}, host: Yuzhong, share: 0", "targets: {regions: [northeast]}, host: Yuzhong, share: 1",
       "knowledge", "Wuxi", 1},
      {"platform", yubei + "creation: 0.1, amount: 1", yubei + "creation: 0",
       yubei + "creation: 3, amount: 1000000, staff: 10000000", "knowledge", "Yubei", 1},
      {"platform", yubei + "staff: 1000", yubei + "staff: 0", yubei + "creation: -3, fields: [ic], adoption: 5",
       "rd_fte", "Yubei", 1},
      {"zone", "zone: western_science_city, creation: 0.1", "zone: western_science_city, creation: 0, spill: 1",
       "zone: western_science_city, creation: 3, capacity: 3, attraction: 3, spill: 1", "knowledge", "Shapingba", 1},
      {"zone", "zone: western_science_city, capacity: 0.1", "zone: western_science_city",
       "zone: western_science_city, creation: -3, capacity: -3, attraction: -3, spill: -1", "tech_firms", "Shapingba",
       1},
      {"incubator", yubei + "units: 10, capacity: 0.01", yubei + "units: 10", yubei + "units: 1, capacity: 3, entry: 5",
       "tech_firms", "Yubei", 1},
      {"incubator", yubei + "units: 10, entry: 0.001", yubei + "units: 0, entry: 1", yubei + "units: 100000, entry: 5",
       "tech_firms", "Yubei", 1},
      {"pairing", "pairs: [{donor: Yubei, recipient: Wanzhou}], share: 0.1, link: off",
       "pairs: [{donor: Yubei, recipient: Wanzhou}], share: 0, link: off",
       "pairs: [{donor: Yubei, recipient: Wanzhou}, {donor: Yubei, recipient: Wuxi}, {donor: Yubei, recipient: "
       "Fengjie}], share: 0.5",
       "rd", "Wanzhou", 1},
      {"field_programme", yubei + "fields: [ict_ai], adoption: 0.01", yubei + "fields: [ict_ai]",
       yubei + "fields: [ict_ai], adoption: 5, imitation: 3", "sei_output_share", "Yubei", 1},
      {"field_programme", yubei + "fields: [ict_ai], imitation: 0.3", yubei + "fields: [ict_ai]",
       yubei + "fields: [ict_ai], imitation: -3", "sei_output_share", "Yubei", 1},
      {"basic_research", yubei + "gain: 0.03", yubei + "gain: 0", yubei + "gain: 1", "basic_research_share", "Yubei",
       1},
      {"science_outreach", yubei + "literacy: 0.02", yubei + "literacy: 0", yubei + "literacy: 1", "science_literacy",
       "Yubei", 1},
      {"consortium", "targets: {nodes: [Yubei, Wanzhou]}, knowledge: 1", "targets: {nodes: [Yubei, Wanzhou]}",
       "targets: {regions: [central_urban]}, knowledge: 3, contract: 3, fields: [ic], adoption: 5", "knowledge",
       "Wanzhou", 1},
      {"rd_mandate", yubei + "share: 0.5, floor: 0.05", yubei + "share: 0, floor: 0.5", yubei + "share: 1, floor: 0.5",
       "rd", "Yubei", 1},
      {"procurement", yubei + "fields: [ict_ai], adoption: 0.01, amount: 1", yubei + "fields: [ict_ai], adoption: 0",
       yubei + "fields: [ict_ai], adoption: 5", "sei_output_share", "Yubei", 1},
      {"performance_grant",
       "targets: {regions: [northeast]}, amount: 5, indicator: rd_intensity, order: lowest, winners: 3",
       "targets: {regions: [northeast]}, amount: 0, indicator: rd_intensity",
       "targets: {regions: [northeast]}, amount: 1000000, indicator: rd_intensity", "rd", "northeast", 1},
  };
  return all;
}

/// Every cell of every member but the costs.
std::vector<float> values(const Ensemble& ensemble) {
  std::vector<float> list;
  for (std::int64_t cell = 0; cell < ensemble.layout.cost(0, 0, false); ++cell)
    for (std::int64_t m = 0; m < ensemble.cells.members(); ++m) list.push_back(ensemble.cells.value(cell, m));
  return list;
}

std::vector<float> values(const Scenario& scenario) {
  return values(*run_ensemble(scenario, build_network(scenario)));
}

bool same(const std::vector<float>& a, const std::vector<float>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_bits<float>);
}

}  // namespace

TEST_CASE("every type of lever is tried here") {
  std::set<std::string> tried;
  for (const Case& each : cases()) tried.insert(each.type);
  for (const std::string& type : lever_type_names()) CHECK_MESSAGE(tried.contains(type), type);
}

TEST_CASE("each lever moves its indicator the way it should") {
  std::map<std::pair<std::string, std::string>, double> without;
  CentralRun baseline_run(with_levers(""));
  baseline_run.run_to(2030);
  for (const Case& each : cases()) {
    if (each.sign == 0) continue;
    const double change = central(with_levers(lever(each.type, each.keys)), each.indicator, each.place, 2030) -
                          baseline_run.value(each.indicator, each.place);
    CHECK_MESSAGE(change * each.sign > 0,
                  each.type << " {" << each.keys << "} changes " << each.indicator << " by " << change);
  }
}

TEST_CASE("a lever of nothing changes no bit") {
  const std::vector<float> expected = values(with_levers("", short_run));
  for (const Case& each : cases())
    CHECK_MESSAGE(same(values(with_levers(lever(each.type, each.nothing), short_run)), expected),
                  each.type << " " << each.nothing);
}

TEST_CASE("a lever that is off, or whose group is off, changes no bit") {
  const std::vector<float> expected = values(with_levers(""));
  const std::string grant =
      "{name: x, type: rd_grant, years: [2023], targets: {nodes: [Yubei]}, amount: 9, group: money";
  CHECK(same(values(with_levers(grant + ", enabled: off}")), expected));
  CHECK(same(values(with_levers(grant + "}", "groups: {money: off}\n")), expected));
  CHECK(same(values(with_levers(grant + "}", "groups: {all: off}\n")), expected));
  CHECK_FALSE(same(values(with_levers(grant + "}", "groups: {all: off, money: on}\n")), expected));
}

TEST_CASE("nothing happens before the first year of a lever") {
  const Scenario none = with_levers("");
  CentralRun without(none);
  without.run_to(2022);
  for (const Case& each : cases()) {
    if (each.type == "transport_line") continue;
    const Scenario scenario = with_levers(lever(each.type, each.keys));
    CentralRun with(scenario);
    with.run_to(2022);
    const auto& state = with.block().simulation.state();
    const auto& expected = without.block().simulation.state();
    for (const model::StateVariable& variable : model::state_variables) {
      const Lanes &a = state.*variable.lanes, &b = expected.*variable.lanes;
      bool equal = true;
      for (std::size_t n = 0; n < a.size(); ++n) equal = equal && same_bits(a[n][0], b[n][0]);
      CHECK_MESSAGE(equal, each.type << " touches " << variable.name << " before it starts");
    }
  }
}

TEST_CASE("a block that starts anew knows nothing of how nodes ranked in the block before") {
  const Scenario scenario = with_levers(
      "{name: x, type: performance_grant, years: [2021, 2023], targets: {regions: [northeast]}, amount: 5, "
      "indicator: rd_intensity, winners: 1}");
  CentralBlock block(scenario);
  block.setting.measures[0].schedule.first_year = 2020;  // in force before anything is ranked
  const auto public_rd_after_a_year = [&] {
    block.start();
    block.run_to(2021);
    return block.simulation.state().public_rd;
  };
  const Lanes first = public_rd_after_a_year();
  block.simulation.rank(block.simulation.policy().ranking_indicators()[0], block.simulation.state().gdp.data());
  const Lanes again = public_rd_after_a_year();
  for (std::size_t i = 0; i < first.size(); ++i) CHECK(same_bits(again[i][0], first[i][0]));
}

TEST_CASE("levers without a channel to others leave other nodes untouched") {
  for (const std::string& keys : {lever("science_outreach", "targets: {nodes: [Yubei]}, literacy: 0.02")}) {
    CentralRun with(with_levers(keys)), without(with_levers(""));
    with.run_to(2030);
    without.run_to(2030);
    const auto& block = with.block();
    for (int i = 0; i < block.setting.topology.nodes; ++i) {
      if (block.row(i).id == "Yubei") continue;
      CHECK(same_bits(with.block().simulation.state().literacy_logit[i][0],
                      without.block().simulation.state().literacy_logit[i][0]));
    }
  }
}

TEST_CASE("a grant raises public R&D in its targets at once and nowhere else") {
  CentralRun with(with_levers(lever("rd_grant", "targets: {nodes: [Yubei, Wanzhou]}, amount: 10, split: equal"))),
      without(with_levers(""));
  with.run_to(2023);
  without.run_to(2023);
  for (int i = 0; i < with.block().setting.topology.nodes; ++i) {
    const std::string& id = with.block().row(i).id;
    const double change =
        with.block().simulation.state().public_rd[i][0] - without.block().simulation.state().public_rd[i][0];
    CHECK(change == doctest::Approx(id == "Yubei" || id == "Wanzhou" ? 5 : 0).epsilon(1e-9));
  }
}

TEST_CASE("a grant that has ended leaves the public R&D of its own") {
  const std::string keys =
      "{name: x, type: rd_grant, years: [2023, 2024], targets: {nodes: [Yubei]}, amount: 10, leverage: off}";
  CentralRun with(with_levers(keys)), without(with_levers(""));
  with.run_to(2026);
  without.run_to(2026);
  const int yubei = with.block().node("Yubei");
  const auto &a = with.block().simulation.state(), &b = without.block().simulation.state();
  CHECK(a.public_rd[yubei][0] / a.gdp[yubei][0] ==
        doctest::Approx(b.public_rd[yubei][0] / b.gdp[yubei][0]).epsilon(1e-9));
}

TEST_CASE("a pairing that does harm gives nothing, and takes nothing") {
  const std::string pairs = "pairs: [{donor: Yubei, recipient: Wuxi}], share: 0.2, link: off, effectiveness: -50";
  CentralRun with(with_levers(lever("pairing", pairs))), without(with_levers(""));
  with.run_to(2023);
  without.run_to(2023);
  const auto &a = with.block().simulation.state().public_rd, &b = without.block().simulation.state().public_rd;
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i][0] == b[i][0]);
}

TEST_CASE("pairing gives what it takes") {
  const std::string keys =
      "pairs: [{donor: Yubei, recipient: Wanzhou}, {donor: Yubei, recipient: Wuxi}, {donor: Jiulongpo, recipient: "
      "Wuxi}], share: 0.3, link: off";
  CentralRun with(with_levers(lever("pairing", keys))), without(with_levers(""));
  with.run_to(2023);
  without.run_to(2023);
  const auto &a = with.block().simulation.state().public_rd, &b = without.block().simulation.state().public_rd;
  CHECK(total(a)[0] == doctest::Approx(total(b)[0]).epsilon(1e-13));
  const int yubei = with.block().node("Yubei"), jiulongpo = with.block().node("Jiulongpo");
  CHECK(a[yubei][0] == doctest::Approx(0.5 * b[yubei][0]).epsilon(1e-12));  // at most half
  CHECK(a[jiulongpo][0] == doctest::Approx(0.7 * b[jiulongpo][0]).epsilon(1e-12));
}

TEST_CASE("recruits come from other nodes, as many as are wanted") {
  const Scenario scenario = with_levers(lever("talent_programme", "targets: {nodes: [Yubei]}, recruits: 400"));
  CentralRun with(scenario), without(with_levers(""));
  with.run_to(2023);
  without.run_to(2023);
  const auto& simulation = with.block().simulation;
  const int yubei = with.block().node("Yubei"), nodes = simulation.setting().topology.nodes;
  double inflow = 0, before = 0;
  for (int i = 0; i < nodes; ++i) {
    inflow += simulation.talent_flow(i, yubei)[0];
    before += without.block().simulation.talent_flow(i, yubei)[0];
  }
  CHECK(inflow - before == doctest::Approx(400).epsilon(1e-6));
  with.block().simulation.step(with.block().none);
  CHECK(total(simulation.talent().arrivals())[0] ==
        doctest::Approx(total(simulation.talent().leavers())[0]).epsilon(1e-12));
}

TEST_CASE("what funds add flows: every node's capital is sent or tied to it") {
  const std::string two = lever("venture_fund", "targets: {nodes: [Yubei]}, amount: 20, gearing: 2", "a") + "\n  - " +
                          lever("credit", "targets: {nodes: [Wuxi]}, amount: 3, gearing: 5", "b");
  CentralRun with(with_levers(two)), without(with_levers(""));
  with.run_to(2023);
  without.run_to(2023);
  for (const auto& [id, added] : {std::pair("Yubei", 40.0), std::pair("Wuxi", 15.0), std::pair("Wanzhou", 0.0)}) {
    double sent = 0, before = 0;
    const int node = with.block().node(id);
    for (int j = 0; j < with.block().setting.topology.nodes; ++j) {
      sent += with.block().simulation.capital_flow(node, j)[0];
      before += without.block().simulation.capital_flow(node, j)[0];
    }
    CHECK(sent - before == doctest::Approx(added).epsilon(1e-9));
  }
}

TEST_CASE("an institutional lever grows into force with ramp_effect, another with its own time scale") {
  const auto literacy = [](const std::string& ramp) {
    CentralRun run(with_levers(lever("science_outreach", "targets: {nodes: [Yubei]}, literacy: 0.05" + ramp)));
    run.run_to(2028);
    return run.block().simulation.state().literacy_logit[run.block().node("Yubei")][0];
  };
  CentralRun none(with_levers(""));
  none.run_to(2028);
  const double before = none.block().simulation.state().literacy_logit[none.block().node("Yubei")][0];
  const auto closed_form = [](double scale) {  // midpoints of the quarters 2023 … 2028
    double sum = 0;
    for (int n = 0; n < 20; ++n) sum += 0.05 / 4 * (1 - std::exp(-(n + 0.5) / 4 / scale));
    return sum;
  };
  CHECK(literacy("") - before == doctest::Approx(closed_form(3.5)).epsilon(1e-9));
  CHECK(literacy(", ramp: 1.5") - before == doctest::Approx(closed_form(1.5)).epsilon(1e-9));
  CHECK(literacy(", ramp: none") - before == doctest::Approx(5 * 0.05).epsilon(1e-9));
  CHECK(literacy(", ramp: none, effectiveness: 0.4") - before == doctest::Approx(2 * 0.05).epsilon(1e-9));
}

TEST_CASE("extreme amounts leave finite numbers") {
  for (const Case& each : cases()) {
    const Scenario scenario = with_levers(lever(each.type, each.extreme), sanitized ? short_run : "", many_members);
    const auto ensemble = run_ensemble(scenario, build_network(scenario));
    const std::string where =
        ensemble->failures.empty() ? "" : ensemble->failures[0].variable + " of " + ensemble->failures[0].node;
    CHECK_MESSAGE(ensemble->failures.empty(), each.type << " {" << each.extreme << "}: " << where);
  }
}

TEST_CASE("all levers together, at their extremes, leave finite numbers") {
  std::string all;
  for (std::size_t n = 0; n < cases().size(); ++n)
    all += (n == 0 ? "" : "\n  - ") + lever(cases()[n].type, cases()[n].extreme, "x" + std::to_string(n));
  const Scenario scenario = with_levers(all, sanitized ? short_run : "", many_members);
  CHECK(run_ensemble(scenario, build_network(scenario))->failures.empty());
}

TEST_CASE("money costs what it says, nominal and at 2020 prices") {
  const std::string levers =
      lever("rd_grant", "targets: {regions: [central_urban]}, amount: 10, growth: 0.1", "nominal") + "\n  - " +
      lever("rd_grant", "targets: {nodes: [Yubei]}, amount: 10, prices: 2020", "real") + "\n  - " +
      lever("rd_grant", "targets: {nodes: [Yubei, Wuxi]}, amount: 10, split: each, cost: 1", "each") + "\n  - " +
      lever("rd_tax_credit", "targets: {nodes: [Yubei]}, credit: 0.1", "credit") + "\n  - " +
      lever("rd_grant", "targets: {nodes: [Yubei]}, amount: 10, prices: base_year", "same");
  Scenario scenario = with_levers(levers);
  scenario.uncertainty = {false, false, false, false};
  const auto ensemble = run_ensemble(scenario, build_network(scenario));
  const double inflation = central_parameters(scenario.parameters)[Parameter::inflation][0];
  const auto cost = [&](int year, int measure, bool real = false) {
    return ensemble->cells.value(ensemble->layout.cost(year - 2020, measure, real), 0);
  };
  CHECK(cost(2022, 0) == 0);
  CHECK(cost(2023, 0) == doctest::Approx(10));
  CHECK(cost(2025, 0) == doctest::Approx(12.1));
  CHECK(cost(2031, 0) == 0);
  CHECK(cost(2025, 1, true) == doctest::Approx(10));
  CHECK(cost(2025, 1) == doctest::Approx(10 * std::exp(5 * inflation)));
  CHECK(cost(2025, 2) == doctest::Approx(21));
  CHECK(cost(2025, 4) == cost(2025, 1));
  CentralRun run(scenario);
  run.run_to(2025);
  const int yubei = run.block().node("Yubei");
  const auto& state = run.block().simulation.state();
  CHECK(cost(2025, 3) == doctest::Approx(0.1 * state.business_intensity[yubei][0] * state.gdp[yubei][0]));
}

TEST_CASE("events strike with their probability, for as long as they last, alike in scenarios that share them" *
          doctest::skip(sanitized)) {
  const std::string shock = "shock: {probability: 0.2, duration: 2}, targets: {nodes: [Yubei]}, amount: -1";
  const std::string levers =
      lever("rd_grant", shock, "shock") + "\n  - " +
      lever("rd_grant", "milestone: {year: 2024, probability: 0.3}, targets: {nodes: [Yubei]}, amount: 1", "milestone");
  const Scenario scenario = with_levers(levers, "horizon: {to: 2025}\n", 4000);
  const auto ensemble = run_ensemble(scenario, build_network(scenario));
  const auto on = [&](const Ensemble& of, int year, int measure, std::int64_t m) {
    return of.cells.value(of.layout.cost(year - 2020, measure, false), m) != 0;
  };
  int struck = 0, second = 0, happened = 0;
  bool milestone_stays = true;
  for (std::int64_t m = 0; m < 4000; ++m) {
    struck += on(*ensemble, 2023, 0, m);
    second += on(*ensemble, 2024, 0, m);
    happened += on(*ensemble, 2024, 1, m);
    milestone_stays =
        milestone_stays && on(*ensemble, 2024, 1, m) == on(*ensemble, 2025, 1, m) && !on(*ensemble, 2023, 1, m);
    if (on(*ensemble, 2023, 0, m)) CHECK(on(*ensemble, 2024, 0, m));
  }
  CHECK(milestone_stays);
  CHECK(struck / 4000.0 == doctest::Approx(0.2).epsilon(0.1));  // 3 standard errors are 0.019
  CHECK(second / 4000.0 == doctest::Approx(1 - 0.8 * 0.8).epsilon(0.07));
  CHECK(happened / 4000.0 == doctest::Approx(0.3).epsilon(0.08));

  const Scenario alone = with_levers(lever("rd_grant", shock, "shock"), "horizon: {to: 2025}\n", 500);
  const auto other = run_ensemble(alone, build_network(alone));
  bool alike = true;
  for (std::int64_t m = 0; m < 500; ++m) alike = alike && on(*ensemble, 2023, 0, m) == on(*other, 2023, 0, m);
  CHECK(alike);
}

TEST_CASE("effectiveness scales the effect of a grant but not its money") {
  const std::string keys = "targets: {nodes: [Yubei]}, amount: 10";
  const Scenario full = with_levers(lever("rd_grant", keys)),
                 none = with_levers(lever("rd_grant", keys + ", effectiveness: 0"));
  const Scenario plain = with_levers(lever("rd_grant", keys + ", leverage: off"));
  CHECK(central(none, "rd", "Yubei", 2030) == central(plain, "rd", "Yubei", 2030));
  CHECK(central(full, "rd", "Yubei", 2030) > central(none, "rd", "Yubei", 2030));
}

TEST_CASE("targets are named by nodes, regions and bounds on what is published") {
  const auto ids = [](const std::string& targets) {
    const Scenario scenario = with_levers(lever("rd_grant", "amount: 1, targets: " + targets));
    std::set<std::string> list;
    for (const LeverTarget& each : scenario.levers[0].targets) list.insert(scenario.data.nodes[each.node].id);
    return list;
  };
  CHECK(ids("{nodes: [Yubei, Wuxi]}") == std::set<std::string>{"Yubei", "Wuxi"});
  CHECK(ids("{nodes: [Yubei, Wuxi], except: [Wuxi]}") == std::set<std::string>{"Yubei"});
  const std::set<std::string> all = ids("{regions: [northeast]}");
  const std::set<std::string> poor = ids("{regions: [northeast], where: {rd_intensity: {below: 0.5 %}}}");
  const std::set<std::string> rich = ids("{regions: [northeast], where: {rd_intensity: {above: 0.5}}}");
  CHECK_FALSE(poor.empty());
  CHECK(poor.size() + rich.size() == all.size());
  for (const std::string& id : poor) {
    const Node& node = baseline().data.nodes[baseline().data.find_node(id).value()];
    CHECK(node[NodeColumn::rd] / node[NodeColumn::gdp] < 0.005);
  }
}

TEST_CASE("performance grants follow the ranking of the year before") {
  const std::string keys =
      "targets: {nodes: [Yubei, Wanzhou, Wuxi]}, amount: 9, indicator: rd, winners: 1, leverage: off, order: highest";
  const Scenario scenario = with_levers(lever("performance_grant", keys));
  const auto ensemble = run_ensemble(scenario, build_network(scenario));
  const auto plain = run_ensemble(with_levers(""), baseline_network());
  const int rd = find_indicator("rd").value();
  for (const auto& [id, gain] : {std::pair("Yubei", 9.0), std::pair("Wanzhou", 0.0), std::pair("Wuxi", 0.0)}) {
    const auto cell = ensemble->layout.variable(3, rd, place_of(scenario.data, id));
    CHECK(ensemble->cells.value(cell, 0) - plain->cells.value(cell, 0) == doctest::Approx(gain).epsilon(1e-4));
  }
}

TEST_CASE("levers are the same for any number of threads and any split into runs") {
  std::string all;
  for (std::size_t n = 0; n < cases().size(); ++n)
    all += (n == 0 ? "" : "\n  - ") + lever(cases()[n].type, cases()[n].keys, "x" + std::to_string(n));
  const Scenario scenario = with_levers(all, short_run, 20);
  const Network network = build_network(scenario);
  const auto one = run_ensemble(scenario, network, {.threads = 1});
  const auto two = run_ensemble(scenario, network, {.threads = 2});
  CHECK(same(values(*one), values(*two)));
  const auto part = run_ensemble(scenario, network, {.threads = 1, .first_member = 8, .member_count = 8});
  bool alike = true;
  for (std::int64_t cell = 0; cell < part->layout.size(); ++cell)
    for (int m = 0; m < 8; ++m) alike = alike && same_bits(part->cells.value(cell, m), one->cells.value(cell, m + 8));
  CHECK(alike);
}

TEST_CASE("channels that are off") {
  const auto run = [](const std::string& channels) { return with_levers("", "channels: {" + channels + "}\n"); };
  CentralRun closed(run("talent: off, capital: off, contracts: off"));
  closed.run_to(2030);
  const auto& simulation = closed.block().simulation;
  const int yubei = closed.block().node("Yubei"), wanzhou = closed.block().node("Wanzhou");
  CHECK(simulation.talent_flow(yubei, wanzhou)[0] == 0);
  CHECK(simulation.capital_flow(yubei, wanzhou)[0] == 0);
  CHECK(simulation.contract_flow(yubei, wanzhou)[0] == 0);
  CHECK(simulation.contract_flow(yubei, yubei)[0] == doctest::Approx(simulation.state().rd(yubei)[0]));
  const auto adoption = [&](const std::string& channels) {
    return central(run(channels), "sei_output_share", "Chongqing", 2035);
  };
  CHECK(adoption("adoption: off") < adoption("adoption: on"));
  CHECK(adoption("adoption: own") > adoption("adoption: off"));
}

TEST_CASE("variants change, add and switch off levers by name") {
  const ScenarioFolder folder;
  folder.write("x.yaml", R"(extends: baseline.yaml
policies:
  - {name: a, type: rd_grant, years: [2021, 2025], targets: {nodes: [Yubei]}, amount: 1, group: money}
  - {name: b, type: rd_grant, years: [2021, 2025], targets: {nodes: [Wuxi]}, amount: 2}
scenarios:
  doubled: {policies: [{name: a, amount: 2}]}
  without: {policies: [{name: a, enabled: off}]}
  third: {policies: [{name: c, type: basic_research, years: [2021], targets: {nodes: [Yubei]}, gain: 0.01}]}
  nothing: {groups: {all: off}}
)");
  const std::vector<Scenario> all = read_scenarios(folder.path("x.yaml"));
  const auto names = [](const Scenario& scenario) {
    std::string list;
    for (const Lever& each : scenario.levers) list += each.name;
    return list;
  };
  CHECK(names(all[0]) == "ab");
  CHECK(all[1].levers[0].number("amount") == 2);
  CHECK(all[1].levers[1].number("amount") == 2);
  CHECK(names(all[2]) == "b");
  CHECK(names(all[3]) == "abc");
  CHECK(names(all[4]).empty());
}

TEST_CASE("faulty levers are refused where they stand") {
  const auto faults = [](const std::string& levers, const std::string& keys = "") {
    const ScenarioFolder folder;
    folder.write("x.yaml", "extends: baseline.yaml\n" + keys + "policies:\n  - " + levers + "\n");
    return folder.fault_text("x.yaml");
  };
  const std::string yubei = "targets: {nodes: [Yubei]}";
  const auto refused = [&](const std::string& type, const std::string& keys, const std::string& message) {
    const std::string text = faults(lever(type, keys));
    CHECK_MESSAGE(text.find(message) != std::string::npos, type << " {" << keys << "}: " << text);
  };
  refused("rd_grants", "amount: 1", "did you mean 'rd_grant'?");
  refused("rd_grant", "amount: 1, targets: {nodes: [Yubai]}", "unknown node 'Yubai'; did you mean 'Yubei'?");
  refused("rd_grant", "amount: 1, targets: {regions: [northeas]}", "did you mean 'northeast'?");
  refused("rd_grant", "amount: 1, targets: {nodes: [渝北]}", "write its id 'Yubei'");
  refused("rd_grant", "amount: 1, targets: {nodes: [Germany]}", "abroad");
  refused("rd_grant", "amount: 1", "names no node");
  refused("rd_grant", yubei, "missing key 'amount'");
  refused("rd_grant", "amount: 1, targets: {nodes: [Yubei], where: {rd_intensity: {above: 99}}}", "no node meets");
  refused("rd_grant", "amount: 1, targets: {nodes: [Yubei], where: {rd_intensty: {above: 1}}}",
          "did you mean 'rd_intensity'?");
  refused("rd_grant", "amount: 1, milestone: {year: 2031, probability: 0.5}, " + yubei, "after the last");
  refused("rd_grant", "amount: 1, ramp: slow, " + yubei, "must be one of none, institutional");
  refused("field_programme", "fields: [ics], " + yubei, "unknown field 'ics'");
  refused("transport_line", "line: moon", "needs `links`");
  refused("transport_line", "line: chengyu_middle_hsr", "changes nothing");
  refused("transport_line", "line: chengyu_hsr, hours_factor: 0.5", "is open in 2020 already");
  refused("programme_link", "strength: 1", "names neither");
  refused("pairing", "pairs: [{donor: Yubei, recipient: Yubei}], share: 0.1", "cannot support itself");
  refused("performance_grant", "amount: 1, indicator: rdd, " + yubei, "rdd");
  refused("performance_grant", "amount: 1, indicator: rd, winners: 2.5, " + yubei, "must be a whole number from 0 to");
  CHECK(faults("{name: x, type: rd_grant, years: [2025, 2023], amount: 1, " + yubei + "}").find("before the first") !=
        std::string::npos);
  CHECK(faults(lever("rd_grant", "amount: 1, targets: {nodes: [Yubai]}")).find("names no node") == std::string::npos);
  CHECK(faults(lever("science_outreach", "literacy: 0.01, ramp: 3 years, " + yubei)).empty());
  CHECK(faults(lever("rd_grant", "amount: 1, " + yubei), "groups: {money: off}\n").find("the key 'group'") !=
        std::string::npos);
  CHECK(faults(lever("rd_grant", "amount: 1, " + yubei) + "\n  - " + lever("rd_grant", "amount: 1, " + yubei))
            .find("another lever has this name") != std::string::npos);
  CHECK(faults(lever("rd_grant", "amount: 1, group: money, " + yubei), "groups: {mony: off}\n")
            .find("did you mean 'money'?") != std::string::npos);
}

TEST_CASE("levers and budgets begin after the base year, whichever it is") {
  const ScenarioFolder folder;
  const auto faults = [&](const std::string& year, const std::string& keys) {
    folder.write("x.yaml", "extends: baseline.yaml\noutput: {report_years: [2035]}\nhorizon: {from: " + year +
                               "}\ndata: {year: " + year + "}\n" + keys);
    return folder.fault_text("x.yaml");
  };
  const std::string grant = "policies: [{name: x, type: rd_grant, amount: 1, targets: {nodes: [Yubei]}, ";
  const std::string shock = "shock: {probability: 0.5, duration: 2}, years: [";
  CHECK(faults("2025", grant + shock + "2021, 2030]}]\n") ==
        "x.yaml:5:124: policies[0].years[0]: 2021 does not lie after the base year 2025");
  CHECK(faults("2025", grant + shock + "2025, 2030]}]\n").ends_with("2025 does not lie after the base year 2025"));
  CHECK(faults("2025", grant + shock + "2026, 2030]}]\n").empty());
  CHECK(faults("2011", grant + "years: [2012]}]\n").empty());
  CHECK(faults("2025", grant + "years: [2026], milestone: {year: 2025, probability: 0.5}}]\n")
            .ends_with("policies[0].milestone.year: 2025 does not lie after the base year 2025"));
  CHECK(faults("2025", grant + "years: [2026], prices: 2020}]\n")
            .ends_with("policies[0].prices: amounts are nominal or at prices of the base year 2025; write base_year"));
  CHECK(faults("2025", grant + "years: [2026], prices: base_year}]\n").empty());
  const std::string line = "policies: [{name: x, type: transport_line, line: chengyu_middle_hsr, ";
  CHECK(faults("2025", line + "open_year: 2024}]\n").ends_with("2024 does not lie after the base year 2025"));
  CHECK(faults("2028", line + "hours_factor: 0.5}]\n").find("is open in 2028 already") != std::string::npos);
  CHECK(faults("2027", line + "hours_factor: 0.5}]\n").empty());
  const auto allocation = [](const std::string& years) {
    return "allocation:\n  budget: {amount: 5, " + years +
           "}\n  recipients: {nodes: [Yubei]}\n  instruments: [{name: x, type: rd_grant, amount: 1}]\n"
           "  objectives: [{name: x, indicator: gdp, year: 2035}]\n";
  };
  CHECK(faults("2025", allocation("from: 2025, to: 2030")) ==
        "x.yaml:6:29: allocation.budget.from: 2025 does not lie after the base year 2025");
  CHECK(faults("2025", allocation("from: 2026, to: 2030")).empty());
  CHECK(faults("2025", "targets: [{indicator: gdp, year: 2025, target: 3}]\n") ==
        "x.yaml:5:34: targets[0].year: 2025 does not lie after the base year 2025");
}

TEST_CASE("what receives as a whole region is not cut by except and where") {
  const auto faults = [](const std::string& recipients) {
    const ScenarioFolder folder;
    folder.write("x.yaml",
                 "extends: baseline.yaml\nallocation:\n  budget: {amount: 5, from: 2026, to: 2030}\n"
                 "  recipients: {" +
                     recipients +
                     "}\n  instruments: [{name: x, type: rd_grant, amount: 1}]\n"
                     "  objectives: [{name: x, indicator: gdp, year: 2035}]\n");
    return folder.fault_text("x.yaml");
  };
  const std::string told = ": `except` and `where` hold for `each: node` only; a region receives as a whole";
  CHECK(faults("regions: [northeast], each: region").empty());
  CHECK(faults("regions: [northeast], except: [Wanzhou]").empty());
  CHECK(faults("regions: [northeast], each: region, except: [Wanzhou]") ==
        "x.yaml:4:60: allocation.recipients.except" + told);
  CHECK(faults("regions: [northeast], each: region, where: {rd: {above: 1}}") ==
        "x.yaml:4:59: allocation.recipients.where" + told);
}

TEST_CASE("of a pair with two programmes, one that is switched off takes the link only when the other has ended") {
  const auto scenario = [](const std::string& end) {
    const ScenarioFolder folder;
    folder.append("data/chengyu_links.csv", "second,Beibei,Mianyang,x,x,2015," + end + ",assumed\n");
    folder.write("x.yaml", "extends: baseline.yaml\npolicies:\n  - " +
                               lever("programme_link", "programme: three_year_action_plan, state: off") + "\n");
    return folder.read("x.yaml");
  };
  const auto pairs = [&](const std::string& end) { return measures(scenario(end))[0].pairs.size(); };
  CHECK(pairs("") + 1 == pairs("2022"));
  CHECK(pairs("2023") == pairs(""));
}

}  // namespace jialing::test
