#include <doctest/doctest.h>

#include <algorithm>

#include "scenario_folder.h"

// What a scenario brings along itself: cells of the node table, regions, targets.

namespace jialing::test {

namespace {

const Region& region(const Scenario& scenario, const std::string& id) {
  const auto found = std::find_if(scenario.data.regions.begin(), scenario.data.regions.end(),
                                  [&](const Region& each) { return each.id == id; });
  REQUIRE(found != scenario.data.regions.end());
  return *found;
}

std::string faults_of(const std::string& text) {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\n" + text);
  return folder.fault_text("x.yaml");
}

std::string faults_of_patch(const std::string& rows) {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\ndata: {patch: [mine.csv]}\n");
  folder.write("mine.csv", "id,column,value,status,log_sd,basis\n" + rows);
  return folder.fault_text("x.yaml");
}

std::vector<Target> targets_of(const Scenario& scenario, const std::string& indicator, int year) {
  std::vector<Target> list;
  for (const Target& target : scenario.data.targets) {
    if (target.indicator == indicator && target.year == year) list.push_back(target);
  }
  return list;
}

}  // namespace

TEST_CASE("a patch replaces cells with their provenance, the later one last") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\ndata: {patch: [data/one.csv, two.csv]}\n");
  folder.write("data/one.csv",
               "id,column,value,status,log_sd,basis\nYuzhong,rd,12.5,reported,0.01,unpublished survey\n"
               "Yubei,gdp,2000,assumed,0.2,a guess\n");
  folder.write("two.csv", "id,column,value,status,log_sd,basis\nYubei,gdp,2100,estimated,0.1,a better one\n");
  const Scenario plain = folder.read();
  const Scenario patched = folder.read("x.yaml");
  const Node& yuzhong = patched.data.nodes[static_cast<std::size_t>(*patched.data.find_node("Yuzhong"))];
  CHECK(yuzhong[NodeColumn::rd] == 12.5);
  const Provenance& origin = yuzhong.provenance[static_cast<int>(NodeColumn::rd)];
  CHECK(origin.status == ProvenanceStatus::reported);
  CHECK(origin.log_sd == 0.01);
  CHECK(origin.basis == "unpublished survey");
  const Node& yubei = patched.data.nodes[static_cast<std::size_t>(*patched.data.find_node("Yubei"))];
  CHECK(yubei[NodeColumn::gdp] == 2100);
  CHECK(yubei.provenance[static_cast<int>(NodeColumn::gdp)].basis == "a better one");
  int changed = 0;
  for (std::size_t n = 0; n < plain.data.nodes.size(); ++n) {
    for (std::size_t c = 0; c < node_column_count; ++c) {
      changed += plain.data.nodes[n].values[c] != patched.data.nodes[n].values[c] ? 1 : 0;
    }
  }
  CHECK(changed == 2);
  CHECK(patched.resolved_yaml.find("patch: [\"data/one.csv\", \"two.csv\"]") != std::string::npos);
}

TEST_CASE("a faulty patch is told by row and column") {
  CHECK(faults_of_patch("Yuzhong,rdd,1,reported,0.1,b\n")
            .starts_with("mine.csv:2:2: column column, node Yuzhong: must be one of lon, lat, area_km2"));
  CHECK(faults_of_patch("Yuzhong,rdd,1,reported,0.1,b\n").ends_with("got 'rdd'; did you mean 'rd'?"));
  CHECK(faults_of_patch("Yuzong,rd,1,reported,0.1,b\n").find("did you mean 'Yuzhong'?") != std::string::npos);
  CHECK(faults_of_patch("Yuzhong,rd,-1,reported,0.1,b\n") ==
        "mine.csv:2:3: column value, node Yuzhong: rd must be a number above 0, got '-1'");
  CHECK(faults_of_patch("Yuzhong,literacy,12,reported,0.1,b\n")
            .ends_with("literacy must be a number above 0 and below 1, got '12'; a share is a fraction: 12 % is 0.12"));
  CHECK(faults_of_patch("Yuzhong,rd,NaN,reported,0.1,b\n") ==
        "mine.csv:2:3: column value, node Yuzhong: must be a number, got 'NaN'");
  CHECK(faults_of_patch("Yuzhong,rd,1,known,0.1,b\n")
            .find("must be one of reported, reported_unchecked, estimated, assumed, got 'known'") != std::string::npos);
  CHECK(faults_of_patch("Yuzhong,rd,1,reported,-1,b\n").find("column log_sd") != std::string::npos);
  CHECK(faults_of_patch("Yuzhong,rd,1,reported,0.1,\n").find("column basis") != std::string::npos);
  CHECK(faults_of_patch("Yuzhong,rd,1,reported,0.1,b\nYuzhong,rd,2,reported,0.1,b\n") ==
        "mine.csv:3:2: column column, node Yuzhong: the value of this cell is there twice; the first is in line 2");
  CHECK(faults_of("data: {patch: [lost.csv]}\n") == "lost.csv: data.patch: no such file");
  CHECK(faults_of("data: {patch: lost.csv}\n") ==
        "x.yaml:2:15: data.patch: must be a list [first, second, …], got 'lost.csv'");
}

TEST_CASE("a scenario brings regions of its own, whole nodes or shares") {
  const ScenarioFolder folder;
  folder.write("x.yaml",
               "extends: baseline.yaml\nregions:\n  inner: {name: Inner city, name_zh: 内城, nodes: [Yuzhong, "
               "Jiangbei]}\n  half:\n    nodes: {Yubei: 0.5, Wanzhou: {gdp: 0.3, rd: 0.4}}\n");
  const Scenario scenario = folder.read("x.yaml");
  const Region& inner = region(scenario, "inner");
  CHECK(inner.name_en == "Inner city");
  CHECK(inner.name_zh == "内城");
  CHECK(inner.kind == "own");
  REQUIRE(inner.shares.size() == 2);
  CHECK(inner.shares[0].node == scenario.data.find_node("Yuzhong"));
  CHECK(inner.shares[0].variable == "all");
  CHECK(inner.shares[0].share == 1);
  const Region& half = region(scenario, "half");
  CHECK(half.name_zh == "half");
  REQUIRE(half.shares.size() == 3);
  CHECK(half.shares[0].share == 0.5);
  CHECK(half.shares[2].variable == "rd");
  CHECK(half.shares[2].share == 0.4);
}

TEST_CASE("a faulty region is told where it stands") {
  CHECK(faults_of("regions: {a: {nodes: [Yuzong]}}\n").find("x.yaml:2:23: regions.a.nodes: ") == 0);
  CHECK(faults_of("regions: {a: {nodes: [Yuzong]}}\n").find("did you mean 'Yuzhong'?") != std::string::npos);
  CHECK(faults_of("regions: {a: {nodes: {Yuzhong: 1.2}}}\n") ==
        "x.yaml:2:32: regions.a.nodes.Yuzhong: must be a number above 0 and at most 1, got '1.2'");
  CHECK(faults_of("regions: {a: {nodes: {Yuzhong: {all: 0.7, gdp: 0.6}}}}\n") ==
        "x.yaml:2:43: regions.a.nodes.Yuzhong: the shares of node Yuzhong in the region add up to more than 1");
  CHECK(faults_of("regions: {a: {nodes: [Yuzhong, Yuzhong]}}\n") ==
        "x.yaml:2:32: regions.a.nodes: the shares of node Yuzhong in the region add up to more than 1");
  CHECK(faults_of("regions: {a: {nodes: {Yuzhong: {gpd: 0.6}}}}\n") ==
        "x.yaml:2:33: regions.a.nodes.Yuzhong.gpd: must be one of all, gdp, rd, hightech_output, tech_firms, land; did "
        "you mean 'gdp'?");
  CHECK(faults_of("regions: {a: {name: A}}\n")
            .starts_with("x.yaml:2:14: regions.a: missing key 'nodes', which must be a list"));
  CHECK(faults_of("regions: {Chongqing: {nodes: [Yuzhong]}}\n") ==
        "x.yaml:2:11: regions.Chongqing: a region or a node of the tables has this id already");
  CHECK(faults_of("regions: {Yuzhong: {nodes: [Yubei]}}\n") ==
        "x.yaml:2:11: regions.Yuzhong: a region or a node of the tables has this id already");
  CHECK(faults_of("regions: {a: {nodes: []}}\n").starts_with("x.yaml:2:22: regions.a.nodes: must be a list"));
}

TEST_CASE("a scenario brings targets of its own, for its own regions too") {
  const ScenarioFolder folder;
  folder.write("x.yaml",
               "extends: baseline.yaml\nregions: {inner: {nodes: [Yuzhong]}}\ntargets:\n"
               "  - {indicator: rd_intensity, region: inner, year: 2030, target: 3.1 %}\n"
               "  - {indicator: rd_intensity, year: 2030, target: 2.9, name: More R&D}\n"
               "  - {indicator: rd_intensity, year: 2025, target: 2.7}\n");
  const Scenario plain = folder.read();
  const Scenario scenario = folder.read("x.yaml");
  const std::vector<Target> added = targets_of(scenario, "rd_intensity", 2030);
  REQUIRE(added.size() == 2);
  CHECK(added[0].regions == std::vector<std::string>{"Chongqing"});  // beside the city's other targets
  CHECK(added[0].name_en == "More R&D");
  CHECK(added[0].own);
  CHECK(added[1].regions == std::vector<std::string>{"inner"});
  CHECK(added[1].unit == "%");
  CHECK(added[1].direction == TargetDirection::at_least);
  const std::vector<Target> before = targets_of(plain, "rd_intensity", 2025);
  const std::vector<Target> replaced = targets_of(scenario, "rd_intensity", 2025);
  REQUIRE(before.size() == 1);
  REQUIRE(replaced.size() == 1);
  CHECK(replaced[0].target == 2.7);
  CHECK(replaced[0].own);
  CHECK(replaced[0].base_2020 == before[0].base_2020);
  CHECK(scenario.data.targets.size() == plain.data.targets.size() + 2);
}

TEST_CASE("a faulty target is told where it stands") {
  const std::string begin = "targets: [{indicator: rd_intensity, year: 2030, target: ";
  CHECK(faults_of("targets: [{indicator: rd_intensty, year: 2030, target: 3}]\n") ==
        "x.yaml:2:23: targets[0].indicator: unknown indicator 'rd_intensty'; did you mean 'rd_intensity'?");
  CHECK(faults_of(begin + "3, region: Chonqing}]\n") ==
        "x.yaml:2:68: targets[0].region: unknown region or node 'Chonqing'; did you mean 'Chongqing'?");
  CHECK(faults_of(begin + "3 percent}]\n") ==
        "x.yaml:2:57: targets[0].target: the unit of rd_intensity is %, got 'percent'");
  CHECK(faults_of(begin + "3, direction: above}]\n") ==
        "x.yaml:2:71: targets[0].direction: must be one of at_least, at_most, about, got 'above'");
  CHECK(faults_of("targets: [{indicator: rd_intensity, year: 2019, target: 3}]\n") ==
        "x.yaml:2:43: targets[0].year: 2019 does not lie after the base year 2020");
  CHECK(faults_of("targets: [{indicator: rd_intensity, year: 2030}]\n") ==
        "x.yaml:2:11: targets[0]: missing key 'target', which must be a number");
  CHECK(faults_of(begin + "3}, {indicator: rd_intensity, year: 2030, target: 4}]\n") ==
        "x.yaml:2:73: targets[1].indicator: the target of this region, year and direction is there twice");
}

TEST_CASE("regions and indicators of a hindcast must exist") {
  CHECK(faults_of("hindcast: {regions: [Chongqing, Sichuan, Chonqing], breaks: {gpd: [2019]}}\n") ==
        "x.yaml:2:42: hindcast.regions[2]: unknown region or node 'Chonqing'; did you mean 'Chongqing'?\n"
        "x.yaml:2:62: hindcast.breaks.gpd: unknown indicator 'gpd'; did you mean 'gdp'?");
}

TEST_CASE("the vintage of an observation is a year") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\ncalibration: {observations: [seen.csv]}\n");
  const auto seen = [&](const std::string& vintage) {
    folder.write("seen.csv", "region,indicator,year,value,sd,vintage\nChongqing,gdp,2021,28000,100," + vintage + "\n");
  };
  seen("2022.5");
  CHECK(folder.fault_text("x.yaml").find("must be a year from 1950 to 2100, got '2022.5'") != std::string::npos);
  seen("2023");
  CHECK(folder.read("x.yaml").calibration.observations[0].vintage == 2023);
  seen("");
  CHECK(folder.read("x.yaml").calibration.observations[0].vintage == 2021);
}

TEST_CASE("an indicator to be written must exist") {
  CHECK(faults_of("output: {indicators: [gdp, rd_intensty]}\n") ==
        "x.yaml:2:28: output.indicators[1]: unknown indicator 'rd_intensty'; did you mean 'rd_intensity'?");
}

}  // namespace jialing::test
