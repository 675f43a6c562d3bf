#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "scenario_folder.h"

// Scenarios that build on others: files that extend files, named scenarios of a file, changes from the command line.

namespace jialing::test {

namespace {

const Prior& parameter(const Scenario& scenario, const std::string& name) {
  const auto found = std::find_if(scenario.parameters.begin(), scenario.parameters.end(),
                                  [&](const Prior& prior) { return prior.name == name; });
  REQUIRE(found != scenario.parameters.end());
  return *found;
}

/// Lets scenarios read below a folder, as a user does, for the life of this object.
class Named {
 public:
  explicit Named(const std::string& folders) {
    if (const char* before = std::getenv(variable)) before_ = before;
    setenv(variable, folders.c_str(), 1);
  }
  ~Named() { before_ ? setenv(variable, before_->c_str(), 1) : unsetenv(variable); }
  Named(const Named&) = delete;
  Named& operator=(const Named&) = delete;

 private:
  static constexpr const char* variable = "JIALING_PATH";
  std::optional<std::string> before_;
};

std::vector<std::string> ids(const std::vector<Scenario>& scenarios) {
  std::vector<std::string> list;
  for (const Scenario& scenario : scenarios) list.push_back(scenario.id);
  return list;
}

/// Faults of a file that extends the baseline, with this text.
std::string faults_of(const std::string& text, const Overrides& overrides = {}) {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\n" + text);
  return folder.fault_text("x.yaml", overrides);
}

Overrides settings(std::vector<std::string> set) {
  return {.members = {}, .seed = {}, .set = std::move(set), .scenarios = {}};
}

Overrides choose(std::vector<std::string> scenarios) {
  return {.members = {}, .seed = {}, .set = {}, .scenarios = std::move(scenarios)};
}

}  // namespace

TEST_CASE("a scenario that extends another has its keys wherever it says nothing") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\nname: x\nensemble: {members: 8}\nparameters: {delta_K: 0.2}\n");
  folder.write("y.yaml", "extends: x.yaml\nensemble: {seed: 3}\nparameters:\n  f0: 0.3\nuncertainty:\n");
  const Scenario scenario = folder.read("y.yaml");
  CHECK(scenario.ensemble.members == 8);
  CHECK(scenario.ensemble.seed == 3);
  CHECK(parameter(scenario, "delta_K").centre == 0.2);
  CHECK(parameter(scenario, "f0").centre == 0.3);
  CHECK(scenario.horizon.to == 2035);
  CHECK(scenario.uncertainty.events);
}

TEST_CASE("name and description are those of the file itself") {
  const ScenarioFolder folder;
  folder.write("faster.yaml", "extends: baseline.yaml\n");
  CHECK(folder.read("faster.yaml").name == "faster");
  CHECK(folder.read("faster.yaml").description.empty());
  CHECK(folder.read("faster.yaml").id == "faster");
  folder.write("faster.yaml", "name: Much faster\ndescription: d\nextends: baseline.yaml\n");
  CHECK(folder.read("faster.yaml").name == "Much faster");
  CHECK(folder.read("faster.yaml").description == "d");
}

TEST_CASE("lists and distributions of another kind replace what the base says, arguments change it") {
  const ScenarioFolder folder;
  folder.write("a.yaml",
               "extends: baseline.yaml\nparameters:\n  delta_K: {dist: lognormal, median: 0.2, log_sd: 0.3}\n"
               "  sigma_S: {dist: normal, mean: 0.04, sd: 0.06}\noutput: {indicators: [gdp, rd]}\n");
  folder.write("b.yaml",
               "extends: a.yaml\nparameters:\n  delta_K: {median: 0.1}\n  sigma_S: {dist: lognormal, median: 1, "
               "log_sd: 2}\noutput: {indicators: [rd_intensity]}\n");
  const Scenario scenario = folder.read("b.yaml");
  CHECK(parameter(scenario, "delta_K").centre == 0.1);
  CHECK(parameter(scenario, "delta_K").spread == 0.3);
  CHECK(parameter(scenario, "sigma_S").dist == DistributionKind::lognormal);
  CHECK(parameter(scenario, "sigma_S").spread == 2);
  CHECK(scenario.output.indicators == std::vector<std::string>{"rd_intensity"});
}

TEST_CASE("tables lie where the file that names them says") {
  const ScenarioFolder folder;
  const Named named(folder.path(""));
  folder.write("data/deep.yaml", "extends: ../baseline.yaml\nname: deep\ndata: {zones: zones.csv}\n");
  const Scenario scenario = folder.read("data/deep.yaml");
  CHECK(scenario.data_paths.zones == folder.path("data/zones.csv"));
  CHECK(scenario.data_paths.nodes == folder.path("data/nodes.csv"));
  CHECK(scenario.resolved_yaml.find("nodes: \"nodes.csv\"") != std::string::npos);
  folder.write("short.yaml", "name: short\n");
  folder.write("data/deep.yaml", "extends: ../short.yaml\n");
  CHECK(folder.read("data/deep.yaml").data_paths.zones == folder.path("data/zones.csv"));
}

TEST_CASE("the shown scenario reads back as itself, named scenarios included") {
  const ScenarioFolder folder;
  const Named named(folder.path(""));
  folder.write("data/deep.yaml",
               "extends: ../baseline.yaml\nregions:\n  inner: {nodes: [Yuzhong]}\n  part: {nodes: {Yuzhong: {gdp: "
               "0.5}}}\ntargets:\n  - {indicator: gdp, region: inner, year: 2025, target: 7}\n"
               "scenarios:\n  slow: {parameters: {g_real_0: 0.04}}\n  dry: {uncertainty: {events: off}}\n");
  const Scenario first = folder.read("data/deep.yaml");
  folder.write("data/deep.yaml", first.file_yaml);
  const Scenario second = folder.read("data/deep.yaml");
  CHECK(second.file_yaml == first.file_yaml);
  CHECK(second.resolved_yaml == first.resolved_yaml);
  CHECK(first.file_yaml.find("slow:") != std::string::npos);
  CHECK(first.resolved_yaml.find("slow:") == std::string::npos);
}

TEST_CASE("keys that YAML would take for nothing or for an item of a list read back as themselves") {
  const ScenarioFolder folder;
  folder.write("x.yaml",
               "extends: baseline.yaml\nregions: {\"null\": {nodes: [Yuzhong]}, \"Null\": {nodes: [Yubei]}, "
               "\"NULL\": {nodes: [Wuxi]}, \"-inner\": {nodes: [Yuzhong]}, \"-\": {nodes: [Wuxi]}}\n"
               "allocation:\n  budget: {amount: 5, from: 2026, to: 2030}\n  recipients: {nodes: [Yubei, Wuxi]}\n"
               "  instruments: [{name: x, type: rd_grant, amount: 1}]\n"
               "  objectives: [{name: x, indicator: gdp, year: 2035}]\n  shares: {\"~\": {Yubei: 1}}\n");
  CHECK(folder.fault_text("x.yaml").empty());
  const Scenario first = folder.read("x.yaml");
  folder.write("y.yaml", first.resolved_yaml);
  CHECK(folder.fault_text("y.yaml").empty());
  const Scenario second = folder.read("y.yaml");
  CHECK(second.resolved_yaml == first.resolved_yaml);
  CHECK(second.data.regions.size() == first.data.regions.size());
  CHECK(second.allocation.own_shares[0].first == "~");
}

TEST_CASE("an extends that goes wrong is told where it stands") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "name: x\nextends: baselin.yaml\n");
  CHECK(folder.fault_text("x.yaml") ==
        "x.yaml:2:10: extends: no such file: " + folder.path("baselin.yaml") + "; did you mean 'baseline.yaml'?");
  folder.write("x.yaml", "extends: x.yaml\n");
  CHECK(folder.fault_text("x.yaml") == "x.yaml:1:10: extends: the scenario extends itself");
  folder.write("x.yaml", "extends: y.yaml\n");
  folder.write("y.yaml", "name: y\nextends: ./x.yaml\n");
  CHECK(folder.fault_text("x.yaml") ==
        "y.yaml:2:10: extends: the scenario extends itself in the end: " + folder.path("x.yaml") + ", " +
            folder.path("y.yaml") + ", " + folder.path("x.yaml"));
  folder.write("x.yaml", "extends: [baseline.yaml]\n");
  CHECK(folder.fault_text("x.yaml") == "x.yaml:1:10: extends: must be the path of a scenario file");
  folder.write("x.yaml", "extends:\n");
  CHECK(folder.fault_text("x.yaml") == "x.yaml:1:1: extends: must be the path of a scenario file");
  folder.write("x.yaml", "extends: data\n");
  CHECK(folder.fault_text("x.yaml") == "data: is a folder, not a file");
}

TEST_CASE("a scenario reads only below its own folder and those that the user names") {
  const ScenarioFolder folder, other;
  namespace fs = std::filesystem;
  const std::string outside =
      "lies outside the scenario's folder, " + fs::canonical(folder.path("")).parent_path().string();
  const auto refused_at = [&](const std::string& text) {
    folder.write("x.yaml", text);
    const std::string faults = folder.fault_text("x.yaml");
    CHECK_MESSAGE(faults.find(outside) != std::string::npos, faults);
    CHECK(faults.find("JIALING_PATH=") != std::string::npos);
    return faults.substr(0, faults.find(": ", faults.find(": ") + 1));
  };
  const std::string name = fs::path(other.path("")).parent_path().filename().string();
  for (const std::string& way : {other.path(""), "../" + name + "/", "data/../../" + name + "/"}) {
    CHECK(refused_at("extends: " + way + "baseline.yaml\n") == "x.yaml:1:10: extends");
    CHECK(refused_at("extends: " + way + "none.yaml\n") == "x.yaml:1:10: extends");  // nor tells what is there
    CHECK(refused_at("extends: baseline.yaml\ndata: {nodes: " + way + "data/nodes.csv}\n") ==
          "x.yaml:2:15: data.nodes");
    CHECK(refused_at("extends: baseline.yaml\ndata: {patch: [" + way + "p.csv]}\n") == "x.yaml:2:16: data.patch[0]");
    CHECK(refused_at("extends: baseline.yaml\nparameters: {posterior: " + way + "p.nc}\n") ==
          "x.yaml:2:25: parameters.posterior");
    CHECK(refused_at("extends: baseline.yaml\ncalibration: {observations: [" + way + "o.csv]}\n") ==
          "x.yaml:2:30: calibration.observations[0]");
    CHECK(refused_at("extends: baseline.yaml\nscenarios: {v: {parameters: {posterior: " + way + "p.nc}}}\n") ==
          "x.yaml:2:41: parameters.posterior");
  }
  fs::create_symlink(other.path("baseline.yaml"), folder.path("link.yaml"));
  CHECK(refused_at("extends: link.yaml\n") == "x.yaml:1:10: extends");
  fs::remove(folder.path("data/zones.csv"));
  fs::create_symlink(other.path("data/zones.csv"), folder.path("data/zones.csv"));
  refused_at("extends: baseline.yaml\n");
  {
    const Named named("/none:" + other.path(""));
    CHECK(folder.fault_text("x.yaml").empty());
    folder.write("x.yaml", "extends: " + other.path("baseline.yaml") + "\n");
    CHECK(folder.fault_text("x.yaml").empty());
    folder.write("x.yaml", "extends: " + other.path("../baseline.yaml") + "\n");
    CHECK(folder.fault_text("x.yaml").find(outside) != std::string::npos);
  }
  folder.write("x.yaml", "extends: baseline.yaml\n");
  const std::string zones = "data.zones=" + other.path("data/zones.csv");
  CHECK(folder.fault_text("x.yaml", {.set = {zones}}).empty());  // the user says so
}

TEST_CASE("a fault names the file that the value came from") {
  const ScenarioFolder folder;
  folder.write("a.yaml", "extends: baseline.yaml\nhorizon: {to: 1999}\n");
  folder.write("b.yaml", "extends: a.yaml\nensemble: {membres: 3}\n");
  const std::vector<std::string> faults = folder.faults("b.yaml");
  REQUIRE(faults.size() == 2);
  CHECK(faults[0].starts_with("a.yaml:2:15: horizon.to: must lie after the base year 2020, got 1999"));
  CHECK(faults[1] == "b.yaml:2:12: ensemble.membres: unknown key; did you mean 'members'?");
}

TEST_CASE("a run of another length reports on its own last year, and on those of the base as far as they go") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\nhorizon: {to: 2030}\n");
  CHECK(folder.read("x.yaml").output.report_years == std::vector<int>{2025, 2030});
  folder.write("x.yaml", "extends: baseline.yaml\nhorizon: {to: 2032}\n");
  CHECK(folder.read("x.yaml").output.report_years == std::vector<int>{2025, 2030, 2032});
  folder.write("x.yaml", "extends: baseline.yaml\nhorizon: {to: 2040}\n");
  CHECK(folder.read("x.yaml").output.report_years == std::vector<int>{2025, 2030, 2035, 2040});
  folder.write("x.yaml", "extends: baseline.yaml\noutput: {report_years: [2025]}\n");
  CHECK(folder.read("x.yaml").output.report_years == std::vector<int>{2025});
  CHECK(faults_of("output: {report_years: [2025, 2040]}\n") ==
        "x.yaml:2:31: output.report_years[1]: 2040 lies after the end of the run; horizon.to is 2035");
  CHECK(folder.read("baseline.yaml", settings({"horizon.to=2023"})).output.report_years == std::vector<int>{2023});
  CHECK(faults_of("horizon: {to: 2030}\noutput: {report_years: [2035]}\n") ==
        "x.yaml:3:25: output.report_years[0]: 2035 lies after the end of the run; horizon.to is 2030");
}

TEST_CASE("the file's own scenario comes first, then the named ones with what they change") {
  const ScenarioFolder folder;
  folder.write("x.yaml",
               "extends: baseline.yaml\nname: Own\ndescription: own\nparameters: {delta_K: 0.2}\nscenarios:\n"
               "  slow: {name: Slow growth, parameters: {g_real_0: 0.04}}\n  dry: {uncertainty: {events: off}}\n"
               "  same:\n");
  const std::vector<Scenario> all = read_scenarios(folder.path("x.yaml"));
  REQUIRE(ids(all) == std::vector<std::string>{"x", "slow", "dry", "same"});
  CHECK(all[1].name == "Slow growth");
  CHECK(all[1].description.empty());
  CHECK(parameter(all[1], "g_real_0").centre == 0.04);
  CHECK(parameter(all[1], "delta_K").centre == 0.2);
  CHECK(parameter(all[0], "g_real_0").spread > 0);
  CHECK(all[2].name == "dry");
  CHECK(all[0].uncertainty.events);
  CHECK_FALSE(all[2].uncertainty.events);
  CHECK(all[2].uncertainty.process_noise);
  CHECK(all[2].resolved_yaml.find("events: off") != std::string::npos);
  CHECK(all[3].parameters.size() == all[0].parameters.size());
  for (const Scenario& each : all) CHECK(each.file_name == "Own");
}

TEST_CASE("a complete named scenario gives the hash-relevant text of the same scenario in a file of its own") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\nscenarios: {slow: {parameters: {g_real_0: 0.04}}}\n");
  folder.write("slow.yaml", "extends: baseline.yaml\nparameters: {g_real_0: 0.04}\n");
  const std::vector<Scenario> chosen = read_scenarios(folder.path("x.yaml"), choose({"slow"}));
  REQUIRE(ids(chosen) == std::vector<std::string>{"slow"});
  CHECK(chosen[0].resolved_yaml == folder.read("slow.yaml").resolved_yaml);
}

TEST_CASE("scenarios are chosen by id, in the order asked for") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\nscenarios: {slow: , fast: }\n");
  const auto chosen = [&](std::vector<std::string> wanted) {
    return ids(read_scenarios(folder.path("x.yaml"), choose(std::move(wanted))));
  };
  CHECK(chosen({"fast", "x"}) == std::vector<std::string>{"fast", "x"});
  CHECK(chosen({"fast", "fast"}) == std::vector<std::string>{"fast"});
  CHECK(folder.fault_text("x.yaml", choose({"fats"})) ==
        "--scenario: " + folder.path("x.yaml") + " has no scenario 'fats'; did you mean 'fast'?");
  CHECK(folder.fault_text("x.yaml", choose({"other"})) ==
        "--scenario: " + folder.path("x.yaml") + " has no scenario 'other'; it has x, slow, fast");
}

TEST_CASE("a fault of a named scenario is told once, with its path") {
  CHECK(faults_of("scenarios:\n  a: {parameters: {delta_K: many}}\n  b: {uncertainty: {event: off}}\n") ==
        "x.yaml:3:29: scenarios.a.parameters.delta_K: must be a number, got 'many'\nx.yaml:4:21: "
        "scenarios.b.uncertainty.event: unknown key; did you mean 'events'?");
  CHECK(faults_of("ensemble: {members: 0}\nscenarios: {a: , b: }\n") ==
        "x.yaml:2:21: ensemble.members: must be a whole number from 1 to 1000000000, got '0'");
  CHECK(faults_of("scenarios: {a: {horizon: {to: 2030}}}\n") ==
        "x.yaml:2:17: scenarios.a.horizon: unknown key; the keys here are name, description, uncertainty, parameters, "
        "channels, policies, groups");
  CHECK(faults_of("scenarios: {a: {nonsense: 1}}\n") ==
        "x.yaml:2:17: scenarios.a.nonsense: unknown key; the keys here are name, description, uncertainty, parameters, "
        "channels, policies, groups");
  CHECK(faults_of("scenarios: {a: 5}\n") == "x.yaml:2:16: scenarios.a: must be a map of keys and values, got '5'");
  CHECK(faults_of("scenarios: {a: {parameters: {f0: {dist: logitnormal, median: -2, logit_sd: 0.1}}}}\n") ==
        "x.yaml:2:62: scenarios.a.parameters.f0.median: must be a number above 0 and below 1, got '-2'");
  CHECK(faults_of("scenarios: {a: {parameters: {nothing: 1}}}\n") ==
        "x.yaml:2:30: parameters.nothing: unknown parameter; the table of priors names them all");
  CHECK(faults_of("scenarios: {x: }\n") ==
        "x.yaml:2:13: scenarios.x: the file's own scenario is called so, after the file");
  CHECK(faults_of("scenarios: {\"a b\": }\n") ==
        "x.yaml:2:13: scenarios.a b: the id must be one word of letters, digits, '_', '-' and '.'");
}

TEST_CASE("the command line changes single keys, of every scenario of the file") {
  const ScenarioFolder folder;
  folder.write("x.yaml",
               "extends: baseline.yaml\nscenarios:\n  a: {uncertainty: {events: on}, parameters: {delta_K: 0.3}}\n");
  const Overrides overrides = settings({"horizon.to=2030", "uncertainty.events=off",
                                        "parameters.f0={dist: logitnormal, median: 0.3, logit_sd: 1}",
                                        "name=\"Süd: 南\"", "ensemble.members=5", "output.indicators=[gdp]"});
  const std::vector<Scenario> all = read_scenarios(folder.path("x.yaml"), overrides);
  REQUIRE(all.size() == 2);
  CHECK(all[0].name == "Süd: 南");
  CHECK(all[1].name == "a");
  for (const Scenario& each : all) {
    CHECK(each.horizon.to == 2030);
    CHECK(each.ensemble.members == 5);
    CHECK_FALSE(each.uncertainty.events);
    CHECK(parameter(each, "f0").centre == 0.3);
  }
  CHECK(parameter(all[1], "delta_K").centre == 0.3);
  CHECK(read_scenarios(folder.path("x.yaml"), settings({"scenarios.b.uncertainty.events=off"})).size() == 3);
}

TEST_CASE("tables of the command line are found from the present folder") {
  const ScenarioFolder folder;
  const Scenario scenario = folder.read("baseline.yaml", settings({"data.zones=" + folder.path("data/zones.csv")}));
  CHECK(scenario.data_paths.zones == folder.path("data/zones.csv"));
  const std::string faults = folder.fault_text("baseline.yaml", settings({"data.zones=nowhere.csv"}));
  CHECK(faults == "nowhere.csv: data.zones: no such file");
}

TEST_CASE("a faulty change from the command line is told") {
  const ScenarioFolder folder;
  const auto fault = [&](const std::string& setting) {
    return folder.fault_text("baseline.yaml", settings({setting}));
  };
  CHECK(fault("horizn.to=2030") == "--set: horizn: unknown key; did you mean 'horizon'?");
  CHECK(fault("horizon.too=2030") == "--set: horizon.too: unknown key; did you mean 'to'?");
  CHECK(fault("horizon.to.year=2030").starts_with("--set: horizon.to: must be a whole number"));
  CHECK(fault("parameters.detla_K=0.1") == "--set: parameters.detla_K: unknown parameter; did you mean 'delta_K'?");
  CHECK(fault("horizon.to") == "--set: must be key=value, such as horizon.to=2030; got 'horizon.to'");
  CHECK(fault("=5") == "--set: must be key=value, such as horizon.to=2030; got '=5'");
  CHECK(fault("horizon..to=5") == "--set: must be key=value, such as horizon.to=2030; got 'horizon..to=5'");
  CHECK(fault("horizon.to=") ==
        "--set: horizon.to: must be a whole number from 1991 to 2100, got nothing (a run starts "
        "at the base year of its tables and may reach 2100)");
  CHECK(fault("horizon={to: 2030").starts_with("--set: no valid YAML: end of map flow not found"));
}

TEST_CASE("a number may carry its unit, and a wrong one is refused") {
  const ScenarioFolder folder;
  folder.write("x.yaml",
               "extends: baseline.yaml\nhorizon: {to: 2030 year}\nparameters:\n  delta_K: 0.2 1/yr\n"
               "  sigma_S: {dist: normal, mean: 0.04 elasticity, sd: 0.06}\n");
  const Scenario scenario = folder.read("x.yaml");
  CHECK(scenario.horizon.to == 2030);
  CHECK(parameter(scenario, "delta_K").centre == 0.2);
  CHECK(scenario.resolved_yaml.find("delta_K: 0.2\n") != std::string::npos);
  CHECK(faults_of("parameters: {delta_K: 0.2 1/month}\n") ==
        "x.yaml:2:23: parameters.delta_K: the unit is 1/year, got '1/month'");
  CHECK(faults_of("horizon: {to: 2030 months}\n")
            .starts_with("x.yaml:2:15: horizon.to: must be a whole number from 1991 to 2100, got '2030 months'; its "
                         "unit is year"));
  CHECK(faults_of("ensemble: {seed: 5 years}\n").find("it has no unit") != std::string::npos);
  CHECK(faults_of("parameters: {delta_K: {dist: lognormal, median: 0.2 1/year, log_sd: 0.1 1/year}}\n")
            .find("it has no unit") != std::string::npos);
}

}  // namespace jialing::test
