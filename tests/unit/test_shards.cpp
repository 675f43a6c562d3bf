#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "model_fixture.h"
#include "scenario_folder.h"
#include "sim/parallel/ranks.h"
#include "sim/results/seal.h"
#include "sim/results/shard_reader.h"
#include "sim/results/shard_writer.h"

// Parts of an ensemble that are written, read and put together are the ensemble.

namespace jialing::test {
namespace {

std::string temporary(const std::string& name) {
  return (std::filesystem::temp_directory_path() / ("jialing_unit_" + name)).string();
}

std::string shard_of(const Ensemble& ensemble, const Scenario& scenario, Part part) {
  const std::string path = temporary(std::to_string(part.number) + ".nc");
  ShardIdentity identity{.command = "run",
                         .request = "{}",
                         .version = "1",
                         .build = "2",
                         .title = scenario.name,
                         .scenario_hash = "3",
                         .seed = "4",
                         .scenarios = {scenario.id},
                         .members = scenario.ensemble.members,
                         .part = part,
                         .first_member = ensemble.first_member,
                         .end_member = ensemble.first_member + ensemble.cells.members()};
  ShardWriter writer(path, identity);
  writer.add(ensemble);
  writer.close();
  return path;
}

}  // namespace

TEST_CASE("parts of an ensemble hold each member once and are as equal as can be") {
  for (std::int64_t members : {7, 8, 100, 2000}) {
    for (int count : {1, 2, 3, 7}) {
      std::int64_t next = 0;
      for (Part part{1, count}; part.number <= count; ++part.number) {
        CHECK(part.first_member(members) == next);
        next = part.end_member(members);
        const std::int64_t size = next - part.first_member(members);
        CHECK(size >= members / count);
        CHECK(size <= members / count + 1);
      }
      CHECK(next == members);
    }
  }
}

TEST_CASE("cells, parameters and differences between provinces come back from shards as they were") {
  const ScenarioFolder folder;
  folder.write("x.yaml", "extends: baseline.yaml\nensemble: {members: 21}\nhorizon: {to: 2022}\n");
  const Scenario scenario = folder.read("x.yaml");
  const auto whole = run_ensemble(scenario, build_network(scenario));
  std::vector<std::string> paths;
  for (Part part{1, 4}; part.number <= part.count; ++part.number) {
    const std::int64_t first = part.first_member(21);
    const auto ensemble = run_ensemble(scenario, build_network(scenario),
                                       {.first_member = first, .member_count = part.end_member(21) - first});
    paths.push_back(shard_of(*ensemble, scenario, part));
  }
  const auto merged = ShardSet(paths).ensemble(scenario);
  bool same = true;
  for (std::int64_t cell = 0; cell < whole->cells.cells(); ++cell)
    for (std::int64_t member = 0; member < 21; ++member) {
      const float a = whole->cells.value(cell, member), b = merged->cells.value(cell, member);
      same = same && (a == b || (std::isnan(a) && std::isnan(b)));
    }
  CHECK(same);
  CHECK(merged->parameters == whole->parameters);
  CHECK(merged->provinces == whole->provinces);
  CHECK(merged->province_effects == whole->province_effects);
  for (const std::string& path : paths) std::filesystem::remove(path);
}

TEST_CASE("a seal tells that a file is cut short, damaged or was never sealed") {
  const std::string path = temporary("sealed");
  const auto write = [&](const std::string& content) { std::ofstream(path, std::ios::binary) << content; };
  write("what is sealed");
  CHECK(broken_seal(path) == "it has no seal at its end");
  seal(path);
  CHECK(broken_seal(path).empty());
  std::string content(std::filesystem::file_size(path), ' ');
  std::ifstream(path, std::ios::binary).read(content.data(), static_cast<std::streamsize>(content.size()));
  for (std::size_t byte = 0; byte < content.size(); ++byte) {
    std::string other = content;
    other[byte] = static_cast<char>(other[byte] ^ 16);
    write(other);
    CHECK(!broken_seal(path).empty());
    write(content.substr(0, byte));
    CHECK(!broken_seal(path).empty());
  }
  std::filesystem::remove(path);
}

TEST_CASE("a rank that is alone claims each piece of work once, in order") {
  SharedWork work(3, 0);
  CHECK(work.claim() == 0);
  CHECK(work.claim() == 1);
  CHECK(work.claim() == 2);
  CHECK(!work.claim());
  CHECK(work.is_ours(1));
}

}  // namespace jialing::test
