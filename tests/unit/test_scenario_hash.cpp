#include <doctest/doctest.h>

#include "scenario_folder.h"
#include "sim/scenario/scenario_hash.h"

namespace jialing::test {

namespace {

std::string hash_of(const ScenarioFolder& folder) {
  const Scenario scenario = folder.read("x.yaml");
  return scenario_hash({&scenario});
}

}  // namespace

TEST_CASE("the hash does not depend on where the tables lie") {
  const ScenarioFolder one, other;
  for (const ScenarioFolder* folder : {&one, &other}) folder->write("x.yaml", "extends: baseline.yaml\n");
  CHECK(hash_of(one) == hash_of(other));
  other.write("data/also.csv", other.text("data/transport_links.csv"));
  other.write("x.yaml", "extends: baseline.yaml\ndata: {transport_links: data/also.csv}\n");
  CHECK(hash_of(one) == hash_of(other));
}

TEST_CASE("beside a posterior the hash changes with the prior of a parameter that the posterior does not know") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\nparameters: {posterior: data/posterior_2020.nc}\n");
  const std::string before = hash_of(folder);
  folder.replace("data/priors.csv", "a0,a_0,lognormal,0.06,0.4,", "a0,a_0,lognormal,0.06,0.5,");
  CHECK(hash_of(folder) != before);
}

TEST_CASE("the hash changes with the names of lines and programmes, by which levers choose them") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\n");
  const std::string before = hash_of(folder);
  folder.replace("data/transport_links.csv", "chengyu_hsr,Shapingba,Bishan", "other_hsr,Shapingba,Bishan");
  const std::string line = hash_of(folder);
  CHECK(line != before);
  folder.replace("data/chengyu_links.csv", "three_year_action_plan,", "another_plan,");
  CHECK(hash_of(folder) != line);
}

}  // namespace jialing::test
