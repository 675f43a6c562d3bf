#include <doctest/doctest.h>

#include <algorithm>

#include "scenario_folder.h"

namespace jialing::test {

namespace {

/// One change to the baseline and the faults that it must give.
struct BadScenario {
  std::string what;
  std::string from;
  std::string to;
  std::string fault;
};

void check_each(const std::vector<BadScenario>& cases) {
  const ScenarioFolder folder;
  const std::string baseline = folder.text("baseline.yaml");
  for (const BadScenario& bad : cases) {
    CAPTURE(bad.what);
    folder.write("baseline.yaml", baseline);
    folder.replace("baseline.yaml", bad.from, bad.to);
    CHECK(folder.fault_text() == bad.fault);
  }
}

/// The faults of a file with this text.
std::string faults_of(const std::string& text) {
  const ScenarioFolder folder;
  folder.write("x.yaml", text);
  return folder.fault_text("x.yaml");
}

const Prior& parameter(const Scenario& scenario, const std::string& name) {
  const auto found = std::find_if(scenario.parameters.begin(), scenario.parameters.end(),
                                  [&](const Prior& prior) { return prior.name == name; });
  REQUIRE(found != scenario.parameters.end());
  return *found;
}

}  // namespace

TEST_CASE("the baseline is 2000 quarterly futures to 2035") {
  const Scenario scenario = ScenarioFolder().read();
  CHECK(scenario.name == "Baseline: the effort of 2016-2020 continued");
  CHECK(scenario.horizon.from == 2020);
  CHECK(scenario.horizon.to == 2035);
  CHECK(scenario.horizon.steps_per_year == 4);
  CHECK(scenario.ensemble.members == 2000);
  CHECK(scenario.ensemble.seed == 20210101);
  CHECK(scenario.ensemble.sampling == Sampling::monte_carlo);
  CHECK(scenario.uncertainty.events);
  CHECK(scenario.output.indicators.empty());
  CHECK(scenario.output.report_years == std::vector<int>{2025, 2030, 2035});
  CHECK(scenario.parameters.size() == 96);
  CHECK(scenario.data.nodes.size() == 81);
}

TEST_CASE("a scenario needs only a name") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "name: short\n");
  const Scenario scenario = folder.read("x.yaml");
  const EnsembleSettings ensemble;
  const Horizon horizon;
  CHECK(scenario.file == folder.path("x.yaml"));
  CHECK(scenario.ensemble.members == ensemble.members);
  CHECK(scenario.ensemble.seed == ensemble.seed);
  CHECK(scenario.ensemble.sampling == ensemble.sampling);
  CHECK(scenario.horizon.to == horizon.to);
  CHECK(scenario.horizon.steps_per_year == horizon.steps_per_year);
  CHECK(scenario.uncertainty.parameters);
  CHECK(scenario.uncertainty.base_year);
  CHECK(scenario.uncertainty.process_noise);
  CHECK(scenario.uncertainty.events);
  CHECK(scenario.output.realizations == Realizations::none);
  CHECK(scenario.output.flows == FlowOutput::regions);
  CHECK(scenario.data_paths.nodes == folder.path("data/nodes.csv"));
}

TEST_CASE("every key is read") {
  const ScenarioFolder folder;
  folder.write(
      "x.yaml",
      "name: all keys\ndescription: every one\nhorizon: {from: 2020, to: 2030, steps_per_year: 12}\n"
      "ensemble: {members: 64, seed: 18446744073709551615, sampling: sobol}\n"
      "uncertainty: {parameters: off, base_year: false, process_noise: on, events: true}\n"
      "output: {realizations: all, indicators: [rd_intensity, gdp], report_years: [2021, 2030], flows: none}\n");
  const Scenario scenario = folder.read("x.yaml");
  CHECK(scenario.description == "every one");
  CHECK(scenario.horizon.to == 2030);
  CHECK(scenario.horizon.steps_per_year == 12);
  CHECK(scenario.ensemble.members == 64);
  CHECK(scenario.ensemble.seed == 18446744073709551615ull);
  CHECK(scenario.ensemble.sampling == Sampling::sobol);
  CHECK_FALSE(scenario.uncertainty.parameters);
  CHECK_FALSE(scenario.uncertainty.base_year);
  CHECK(scenario.uncertainty.process_noise);
  CHECK(scenario.uncertainty.events);
  CHECK(scenario.output.realizations == Realizations::all);
  CHECK(scenario.output.flows == FlowOutput::none);
  CHECK(scenario.output.indicators == std::vector<std::string>{"rd_intensity", "gdp"});
  CHECK(scenario.output.report_years == std::vector<int>{2021, 2030});
}

TEST_CASE("tables may lie elsewhere, as seen from the scenario") {
  const ScenarioFolder folder;
  folder.write("data/nested.yaml",
               "name: nested\ndata: {nodes: ../data/nodes.csv, provenance: nodes_provenance.csv,\n"
               "  transport_links: transport_links.csv, programme_links: chengyu_links.csv,\n"
               "  fields: fields.csv, specialisation: specialisation.csv, priors: priors.csv,\n"
               "  regions: regions.csv, zones: zones.csv, targets: " +
                   folder.path("data/plan_targets.csv") + "}\n");
  const Scenario scenario = folder.read("data/nested.yaml");
  CHECK(scenario.data_paths.nodes == folder.path("data/nodes.csv"));
  CHECK(scenario.data_paths.targets == folder.path("data/plan_targets.csv"));
  CHECK(scenario.data.nodes.size() == 81);
}

TEST_CASE("report years follow the horizon when none are named") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "name: x\nhorizon: {to: 2032}\n");
  CHECK(folder.read("x.yaml").output.report_years == std::vector<int>{2025, 2030, 2032});
  folder.write("x.yaml", "name: x\nhorizon: {to: 2025}\n");
  CHECK(folder.read("x.yaml").output.report_years == std::vector<int>{2025});
  folder.write("x.yaml", "name: x\nhorizon: {to: 2023}\n");
  CHECK(folder.read("x.yaml").output.report_years == std::vector<int>{2023});
}

TEST_CASE("a parameter is fixed or follows a distribution with named arguments") {
  const ScenarioFolder folder;
  folder.replace("baseline.yaml", "parameters: {}",
                 "parameters:\n  delta_K: 0.2\n  sigma_S: {dist: normal, mean: 0.01, sd: 0.02}\n"
                 "  f0: {dist: logitnormal, median: 0.3, logit_sd: 0.1}\n"
                 "  mu_city: {dist: lognormal, median: 0.03, log_sd: 0.2}\n  g_wage: -0.01\n");
  const Scenario scenario = folder.read();
  CHECK(parameter(scenario, "delta_K").centre == 0.2);
  CHECK(parameter(scenario, "delta_K").spread == 0);
  CHECK(parameter(scenario, "delta_K").unit == "1/year");
  CHECK(parameter(scenario, "sigma_S").dist == DistributionKind::normal);
  CHECK(parameter(scenario, "sigma_S").spread == 0.02);
  CHECK(parameter(scenario, "f0").dist == DistributionKind::logitnormal);
  CHECK(parameter(scenario, "f0").centre == 0.3);
  CHECK(parameter(scenario, "mu_city").dist == DistributionKind::lognormal);
  CHECK(parameter(scenario, "mu_city").spread == 0.2);
  CHECK(parameter(scenario, "g_wage").centre == -0.01);
  CHECK(parameter(scenario, "mu_province").centre == 0.015);
}

TEST_CASE("options of the command line go before the file") {
  const ScenarioFolder folder;
  const Scenario scenario = folder.read("baseline.yaml", {.members = 7, .seed = 8});
  CHECK(scenario.ensemble.members == 7);
  CHECK(scenario.ensemble.seed == 8);
  CHECK(scenario.resolved_yaml.find("members: 7\n") != std::string::npos);
  CHECK(folder.fault_text("baseline.yaml", {.members = 0, .seed = {}}) ==
        "--members: ensemble.members: must be a whole number from 1 to 1000000000, got '0'");
  folder.write("x.yaml", "name: no ensemble\n");
  CHECK(folder.read("x.yaml", {.members = 7, .seed = {}}).ensemble.members == 7);
}

TEST_CASE("the resolved scenario is complete and reads back as itself") {
  const ScenarioFolder folder;
  folder.write(
      "x.yaml",
      "name: \"a: \\\"b\\\" # c \\\\ 重庆\"\ndescription: |\n  two\n  lines\nhorizon: {to: 2030}\n"
      "uncertainty: {events: off}\nparameters: {delta_K: 0.2, f0: 0.3, sigma_S: {dist: normal, mean: 0, sd: 0}}\n"
      "output: {indicators: [rd_intensity, \"gdp\"]}\n");
  const Scenario first = folder.read("x.yaml");
  folder.write("y.yaml", first.resolved_yaml);
  const Scenario second = folder.read("y.yaml");
  CHECK(second.resolved_yaml == first.resolved_yaml);
  CHECK(second.name == "a: \"b\" # c \\ 重庆");
  CHECK(second.description == "two\nlines\n");
  CHECK(second.horizon.to == 2030);
  CHECK_FALSE(second.uncertainty.events);
  CHECK(second.output.indicators == std::vector<std::string>{"rd_intensity", "gdp"});
  CHECK(second.output.report_years == first.output.report_years);
  CHECK(second.data_paths.zones == first.data_paths.zones);
  REQUIRE(second.parameters.size() == first.parameters.size());
  for (std::size_t i = 0; i < first.parameters.size(); ++i) {
    CAPTURE(first.parameters[i].name);
    CHECK(second.parameters[i].dist == first.parameters[i].dist);
    CHECK(second.parameters[i].centre == first.parameters[i].centre);
    CHECK(second.parameters[i].spread == first.parameters[i].spread);
  }
  for (const char* key :
       {"from: 2020", "steps_per_year: 4", "sampling: monte_carlo", "precision: double", "base_year: on",
        "nodes: \"data/nodes.csv\"", "report_years: [2025, 2030]", "flows: regions", "exact_members: 10000"}) {
    CHECK(first.resolved_yaml.find(key) != std::string::npos);
  }
}

TEST_CASE("words that YAML 1.1 takes for booleans are texts where a text is expected") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "name: NO\ndescription: on\nregions: {off: {name: y, nodes: [Yuzhong]}}\n");
  const Scenario scenario = folder.read("x.yaml");
  CHECK(scenario.name == "NO");
  CHECK(scenario.description == "on");
  CHECK(scenario.data.regions.back().id == "off");
  CHECK(scenario.data.regions.back().name_en == "y");
}

TEST_CASE("keys are known and there once") {
  check_each({
      {"misspelt section",
       "ensemble:", "ensembel:", "baseline.yaml:14:1: ensembel: unknown key; did you mean 'ensemble'?"},
      {"misspelt key",
       "members:", "memebrs:", "baseline.yaml:15:3: ensemble.memebrs: unknown key; did you mean 'members'?"},
      {"unknown key", "members:", "threads: 4\n  members:",
       "baseline.yaml:15:3: ensemble.threads: unknown key; the keys here are members, seed, sampling, precision, "
       "repeats"},
      {"duplicate key", "seed:", "members: 100\n  seed:",
       "baseline.yaml:16:3: ensemble: the key 'members' is there twice; the first is in line 15"},
      {"duplicate section", "output:", "horizon: {to: 2030}\noutput:",
       "baseline.yaml:44:1: the key 'horizon' is there twice; the first is in line 10"},
      {"no name", "name:", "title:",
       "baseline.yaml:5:1: missing key 'name', which must be a text\nbaseline.yaml:5:1: title: unknown key; the keys "
       "here are extends, name, description, horizon, ensemble, uncertainty, parameters, graph, channels, policies, "
       "groups, data, regions, targets, "
       "output, calibration, hindcast, allocation, scenarios"},
      {"empty name", "name: \"Baseline: the effort of 2016-2020 continued\"",
       "name:", "baseline.yaml:5:1: name: must be a text, got nothing"},
  });
}

TEST_CASE("values have their type and range") {
  check_each({
      {"horizon before 2020", "to: 2035 ", "to: 2019 ",
       "baseline.yaml:11:7: horizon.to: must lie after the base year 2020, got 2019"},
      {"end at the base year", "to: 2035 ", "to: 2020 ",
       "baseline.yaml:11:7: horizon.to: must lie after the base year 2020, got 2020"},
      {"end after 2100", "to: 2035 ", "to: 2101 ",
       "baseline.yaml:11:7: horizon.to: must be a whole number from 1991 to 2100, got '2101' (a run starts at the base "
       "year of its tables and may reach 2100)"},
      {"other base year", "to: 2035 ", "from: 2015\n  to: 2035 ",
       "baseline.yaml:11:9: horizon.from: must be 2020, got 2015 (the tables hold the state of 2020, so the run starts "
       "there; data.year says what year tables of your own are of)"},
      {"year with a fraction", "to: 2035 ", "to: 2035.5 ",
       "baseline.yaml:11:7: horizon.to: must be a whole number from 1991 to 2100, got '2035.5' (a run starts at the "
       "base year of its tables and may reach 2100)"},
      {"no steps", "steps_per_year: 4", "steps_per_year: 0",
       "baseline.yaml:12:19: horizon.steps_per_year: must be a whole number from 1 to 52, got '0'"},
      {"daily steps", "steps_per_year: 4", "steps_per_year: 365",
       "baseline.yaml:12:19: horizon.steps_per_year: must be a whole number from 1 to 52, got '365'"},
      {"zero members", "members: 2000", "members: 0",
       "baseline.yaml:15:12: ensemble.members: must be a whole number from 1 to 1000000000, got '0'"},
      {"text for a number", "members: 2000", "members: many",
       "baseline.yaml:15:12: ensemble.members: must be a whole number from 1 to 1000000000, got 'many'"},
      {"number in quotes", "members: 2000", "members: \"2000\"",
       "baseline.yaml:15:12: ensemble.members: must be a whole number from 1 to 1000000000, got '2000' in quotes, "
       "which is a text; remove the quotes"},
      {"thousands separator", "members: 2000", "members: 2,000",
       "baseline.yaml:15:12: ensemble.members: must be a whole number from 1 to 1000000000, got '2,000'"},
      {"list for a number", "members: 2000", "members: [2000]",
       "baseline.yaml:15:12: ensemble.members: must be a whole number from 1 to 1000000000, got a list"},
      {"number for a map", "horizon:\n  to: 2035", "horizon: 2035\nxhorizon:\n  to: 2035",
       "baseline.yaml:10:10: horizon: must be a map of keys and values, got '2035'\nbaseline.yaml:11:1: xhorizon: "
       "unknown key; did you mean 'horizon'?"},
      {"negative seed", "seed: 20210101", "seed: -1",
       "baseline.yaml:16:9: ensemble.seed: must be a whole number from 0 to 18446744073709551615, got '-1'"},
      {"seed of 65 bits", "seed: 20210101", "seed: 18446744073709551616",
       "baseline.yaml:16:9: ensemble.seed: must be a whole number from 0 to 18446744073709551615, got "
       "'18446744073709551616'"},
      {"sampling", "sampling: monte_carlo", "sampling: latin_hypercubes",
       "baseline.yaml:17:13: ensemble.sampling: must be one of monte_carlo, latin_hypercube, sobol, got "
       "'latin_hypercubes'; did you mean 'latin_hypercube'?"},
      {"boolean of YAML 1.1", "events: on", "events: yes",
       "baseline.yaml:24:11: uncertainty.events: must be on or off, got 'yes'"},
      {"number for a switch", "events: on", "events: 1",
       "baseline.yaml:24:11: uncertainty.events: must be on or off, got '1'"},
      {"empty value", "events: on",
       "events:", "baseline.yaml:24:3: uncertainty.events: must be on or off, got nothing"},
      {"boolean for a number", "members: 2000", "members: NO",
       "baseline.yaml:15:12: ensemble.members: must be a whole number from 1 to 1000000000, got 'NO'"},
      {"empty path", "nodes: data/nodes.csv", "nodes: \"\"",
       "baseline.yaml:33:10: data.nodes: must be the path of a file, got ''"},
      {"one indicator outside a list", "indicators: all", "indicators: rd_intensity",
       "baseline.yaml:46:15: output.indicators: must be 'all', got 'rd_intensity' (single indicators are named in a "
       "list: [gdp, rd_intensity])"},
      {"more partners than an int", "events: on", "events: on\ngraph: {max_partners: 4294967297}",
       "baseline.yaml:25:23: graph.max_partners: must be a whole number from 1 to 1000000, got '4294967297'"},
      {"an indicator twice", "indicators: all", "indicators: [gdp, rd, gdp]",
       "baseline.yaml:46:25: output.indicators[2]: 'gdp' is there already; name it once"},
      {"no indicator", "indicators: all", "indicators: []",
       "baseline.yaml:46:15: output.indicators: must be a list [first, second, …], got a list without items"},
      {"map for indicators", "indicators: all", "indicators: {a: 1}",
       "baseline.yaml:46:15: output.indicators: must be 'all' or a list [first, second, …], got a map"},
      {"report year after the end", "2030, 2035]", "2030, 2040]",
       "baseline.yaml:47:30: output.report_years[2]: 2040 lies after the end of the run; horizon.to is 2035"},
      {"report year before the start", "[2025,", "[2019,",
       "baseline.yaml:47:18: output.report_years[0]: 2019 does not lie after the base year 2020"},
      {"report years that fall", "2030, 2035]", "2035, 2030]",
       "baseline.yaml:47:30: output.report_years[2]: the years must rise, got 2030 after 2035"},
      {"report year twice", "2030, 2035]", "2030, 2030]",
       "baseline.yaml:47:30: output.report_years[2]: the years must rise, got 2030 after 2030"},
      {"report year in words", "2030, 2035]", "2030, end]",
       "baseline.yaml:47:30: output.report_years[2]: must be a whole number from 1991 to 2100, got 'end'"},
  });
}

TEST_CASE("a parameter is known, and its distribution keeps it possible") {
  const std::string place = "parameters: {}";
  check_each({
      {"unknown", place, "parameters: {delta_k2: 1}",
       "baseline.yaml:29:14: parameters.delta_k2: unknown parameter; did you mean 'delta_K'?"},
      {"misspelt", place, "parameters:\n  detla_K: 0.1",
       "baseline.yaml:30:3: parameters.detla_K: unknown parameter; did you mean 'delta_K'?"},
      {"not a number", place, "parameters: {delta_K: large}",
       "baseline.yaml:29:23: parameters.delta_K: must be a number, got 'large'"},
      {"NaN", place, "parameters: {delta_K: .nan}",
       "baseline.yaml:29:23: parameters.delta_K: must be a number, got '.nan'"},
      {"list", place, "parameters: {delta_K: [0.1, 0.2]}",
       "baseline.yaml:29:23: parameters.delta_K: must be a number or a map with the key 'dist', got a list"},
      {"positive", place, "parameters: {delta_K: -0.1}",
       "baseline.yaml:29:23: parameters.delta_K: must be above 0, got -0.1"},
      {"share", place, "parameters: {f0: 1.5}",
       "baseline.yaml:29:18: parameters.f0: must be above 0 and below 1, got 1.5"},
      {"unbounded", place, "parameters: {delta_K: {dist: normal, mean: 0.1, sd: 0.1}}",
       "baseline.yaml:29:23: parameters.delta_K: must be above 0, which a normal does not keep; use a lognormal"},
      {"unbounded share", place, "parameters: {f0: {dist: lognormal, median: 0.3, log_sd: 0.1}}",
       "baseline.yaml:29:18: parameters.f0: must be above 0 and below 1, which a lognormal does not keep; use a "
       "logitnormal"},
      {"no distribution", place, "parameters: {sigma_S: {mean: 0.1, sd: 0.1}}",
       "baseline.yaml:29:23: parameters.sigma_S: missing key 'dist', which must be one of lognormal, logitnormal, "
       "normal"},
      {"misspelt key of a distribution", place, "parameters: {sigma_S: {dits: normal, mean: 0.1, sd: 0.1}}",
       "baseline.yaml:29:23: parameters.sigma_S: missing key 'dist', which must be one of lognormal, logitnormal, "
       "normal\nbaseline.yaml:29:24: parameters.sigma_S.dits: unknown key; did you mean 'dist'?"},
      {"unknown distribution", place, "parameters: {sigma_S: {dist: gaussian, mean: 0.1, sd: 0.1}}",
       "baseline.yaml:29:30: parameters.sigma_S.dist: must be one of lognormal, logitnormal, normal, got 'gaussian'"},
      {"argument of another", place, "parameters: {f0: {dist: logitnormal, median: 0.3, sd: 0.1}}",
       "baseline.yaml:29:18: parameters.f0: missing key 'logit_sd', which must be a number of at least "
       "0\nbaseline.yaml:29:51: parameters.f0.sd: unknown key; the keys here are dist, median, logit_sd"},
      {"negative spread", place, "parameters: {sigma_S: {dist: normal, mean: 0.1, sd: -0.1}}",
       "baseline.yaml:29:53: parameters.sigma_S.sd: must be a number of at least 0, got '-0.1'"},
      {"median of a share", place, "parameters: {f0: {dist: logitnormal, median: 1, logit_sd: 0.1}}",
       "baseline.yaml:29:46: parameters.f0.median: must be a number above 0 and below 1, got '1'"},
  });
}

TEST_CASE("a section with all its lines commented out is an empty one") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "name: x\nparameters:\n  # delta_K: 0.1\nhorizon:\n");
  CHECK(folder.read("x.yaml").horizon.to == 2035);
}

TEST_CASE("positions count characters, not bytes") {
  CHECK(faults_of("name: x\nensemble: {seed: 1, 成员: 5}\nuncertainty: {\"事件\": on, events: 好}\n") ==
        "x.yaml:2:21: ensemble.成员: unknown key; the keys here are members, seed, sampling, precision, "
        "repeats\nx.yaml:3:15: "
        "uncertainty.事件: unknown key; the keys here are parameters, base_year, process_noise, events\nx.yaml:3:33: "
        "uncertainty.events: must be on or off, got '好'");
}

TEST_CASE("a file saved with a byte-order mark and CRLF reads the same") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "\xEF\xBB\xBFname: x\r\nhorizon:\r\n  to: 2030\r\n");
  CHECK(folder.read("x.yaml").horizon.to == 2030);
  CHECK(folder.read("x.yaml").name == "x");
  folder.write("x.yaml", "\xEF\xBB\xBFname: x\r\nhorizon:\r\n  too: 2030\r\n");
  CHECK(folder.fault_text("x.yaml") == "x.yaml:3:3: horizon.too: unknown key; did you mean 'to'?");
}

TEST_CASE("what is no scenario is refused at the place where it goes wrong") {
  const ScenarioFolder folder;
  CHECK(folder.fault_text("lost.yaml") == "lost.yaml: no such file");
  CHECK(folder.fault_text("data") == "data: is a folder, not a file");
  CHECK(faults_of("") == "x.yaml: the file is empty");
  CHECK(faults_of(std::string("\x7F"
                              "ELF\0\1",
                              6)) == "x.yaml:1: the file is binary, not text");
  CHECK(faults_of("# nothing yet\n") == "x.yaml: the file holds no keys, only comments");
  CHECK(faults_of("just a sentence\n") == "x.yaml:1:1: must be a map of keys and values, got 'just a sentence'");
  CHECK(faults_of("- name: x\n") == "x.yaml:1:1: must be a map of keys and values, got a list");
  CHECK(faults_of("name: x\nhorizon: {to: 2030\n") ==
        "x.yaml:3:1: no valid YAML: end of map flow not found; a { is never closed");
  CHECK(faults_of("name: x\nhorizon:\n\tto: 2030\n") ==
        "x.yaml:3:4: no valid YAML: illegal map value, in ' to: 2030'; indent with spaces, not with tabs");
  CHECK(faults_of("name: baseline: continued\n") ==
        "x.yaml:1:15: no valid YAML: illegal map value, in 'name: baseline: continued'; a text that contains ': ' must "
        "stand in quotes, and the keys of a map begin in the same column");
  CHECK(faults_of("name: \"x\nhorizon: {to: 2030}\n") ==
        "x.yaml:1:7: no valid YAML: a quote is opened here and never closed, in 'name: \"x'");
  CHECK(faults_of("name: 'it''s\nhorizon: {to: 2030}\n") ==
        "x.yaml:1:7: no valid YAML: a quote is opened here and never closed, in 'name: 'it''s'");
  CHECK(faults_of("name: x\n---\nname: y\n") == "x.yaml:3:1: a second YAML document; a file holds one");
  CHECK(faults_of("name: !secret x\n") == "x.yaml:1:7: name: the tag '!secret' has no meaning here; remove it");
  CHECK(faults_of("name: x\n? [a, b]\n: 1\n") == "x.yaml:2:3: a key must be one word");
  CHECK(faults_of("name: x\nhorizon: &h {to: *h}\n") ==
        "x.yaml:2:14: horizon.to: must be a whole number from 1991 to 2100, got nothing (a run starts at the base year "
        "of "
        "its tables and may reach 2100)\nx.yaml:2:18: horizon.to: an alias inside the value that it repeats");
}

TEST_CASE("apostrophes below a block of lines open no quote") {
  const ScenarioFolder folder;
  for (const char* block : {">-", "|", "&d >"}) {
    folder.write("x.yaml", std::string("name: x\ndescription: ") + block + "\n  the plan's\nhorizon:  # it's\n");
    CHECK(folder.fault_text("x.yaml").empty());
  }
}

TEST_CASE("an apostrophe inside a text behind a tag or an anchor opens no quote") {
  const ScenarioFolder folder;
  for (const char* before : {"!", "! &d", "&d !", "&it's !"}) {
    folder.write("x.yaml", std::string("name: x\ndescription: ") + before + " it's fine\n");
    CHECK(folder.read("x.yaml").description == "it's fine");
  }
  for (const char* before : {"", "! ", "&d ", "!", "&d  # it's\n  "}) {
    folder.write("x.yaml", std::string("name: x\ndescription: ") + before + "\"fine\"\n");
    CHECK(folder.read("x.yaml").description == "fine");
    folder.write("x.yaml", std::string("name: x\ndescription: ") + before + "\"fine\n");
    CHECK(folder.fault_text("x.yaml").find("a quote is opened here and never closed") != std::string::npos);
  }
}

TEST_CASE("an alias repeats a value, but cannot blow up the file") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "name: &n twice\ndescription: *n\n");
  CHECK(folder.read("x.yaml").description == "twice");
  std::string bomb = "name: x\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  CHECK(faults_of(bomb).find("the document is too large from here on, with its aliases expanded") != std::string::npos);
}

TEST_CASE("long texts and lists that are named and repeated cannot blow up the file") {
  std::string texts = "name: x\na: &a " + std::string(1 << 20, 'x') + "\nb: [*a";
  for (int i = 0; i < 10'000; ++i) texts += ", *a";
  CHECK(faults_of(texts + "]\n").find(": the document is too large from here on") != std::string::npos);
  std::string named = "name: x\na: ";
  for (int i = 0; i < 50; ++i) named += "&a" + std::to_string(i) + " [";
  for (int i = 0; i < 50'000; ++i) named += "1, ";
  CHECK(faults_of(named + std::string(50, ']') + "\n").find(": the document is too large from here on") !=
        std::string::npos);
}

TEST_CASE("a long key is told by its beginning") {
  const std::string faults = faults_of("name: x\n" + std::string(900, 'k') + ": 1\n");
  CHECK(faults.find(std::string(201, 'k')) == std::string::npos);
  CHECK(faults.find(std::string(200, 'k') + "…: unknown key") != std::string::npos);
}

TEST_CASE("nesting without end is refused") {
  for (const char* open : {"[", "{a: "}) {
    std::string text = "name: ";
    for (int i = 0; i < 100'000; ++i) text += open;
    const std::string faults = faults_of(text);
    CHECK(faults.starts_with("x.yaml:1:"));
    CHECK(faults.find("deeper than 64") != std::string::npos);
  }
}

TEST_CASE("all faults of a scenario are told, in the order of the file") {
  CHECK(faults_of("nam: x\nhorizon: {to: 1999, step: 4}\nensemble: {members: -5, members: 6}\noutput: 7\n") ==
        "x.yaml:1:1: missing key 'name', which must be a text\nx.yaml:1:1: nam: unknown key; did you mean "
        "'name'?\nx.yaml:2:15: horizon.to: must lie after the base year 2020, got "
        "1999\nx.yaml:2:21: horizon.step: unknown key; the keys here are from, to, "
        "steps_per_year\nx.yaml:3:21: ensemble.members: must be a whole number from 1 to 1000000000, got "
        "'-5'\nx.yaml:3:25: ensemble: the key 'members' is there twice; the first is in line 3\nx.yaml:4:9: output: "
        "must be a map of keys and values, got '7'");
}

}  // namespace jialing::test
