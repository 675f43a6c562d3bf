#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "jialing/error.h"
#include "sim/results/atomic_file.h"
#include "sim/results/atomic_folder.h"

// What is written under a temporary name beside its target: locked while it is in use, removed by the next one when its
// process was killed.

namespace jialing::test {
namespace {

namespace fs = std::filesystem;

struct Here {
  Here() { fs::create_directories(path); }
  ~Here() { fs::remove_all(path); }

  std::string at(const std::string& name) const { return (path / name).string(); }
  std::set<std::string> names() const {
    std::set<std::string> all;
    for (const auto& entry : fs::directory_iterator(path)) all.insert(entry.path().filename().string());
    return all;
  }

  const fs::path path = fs::temp_directory_path() / ("jialing_test_beside_" + std::to_string(::getpid()));
};

std::string name_of(const std::string& path) {
  return fs::path(path).filename().string();
}

}  // namespace

TEST_CASE("what a killed process left beside a target is removed by the next, and nothing else") {
  const Here here;
  const std::set<std::string> strangers = {"r.nc",          "r.nc.part",  "r.nc.7-.part",
                                           "r.nc.x-1.part", "r.nc.7-0.p", "q.nc.7-0.part"};
  for (const std::string& name : strangers) std::ofstream(here.at(name)) << "kept";
  std::ofstream(here.at("r.nc.7-0.part")) << "half a file";
  fs::create_directory(here.at("r.nc.8-12.part"));
  std::ofstream(here.at("r.nc.8-12.part/inner")) << "half a folder";
  {
    const AtomicFile file(here.at("r.nc"));
    std::set<std::string> expected = strangers;
    expected.insert(name_of(file.temporary_path()));
    CHECK(here.names() == expected);
  }
  CHECK(here.names() == strangers);
}

TEST_CASE("writers of one target leave each other's files and folders alone") {
  const Here here;
  AtomicFile one(here.at("r.nc"));
  AtomicFile two(here.at("r.nc"));
  CHECK(one.temporary_path() != two.temporary_path());
  CHECK(here.names().size() == 2);
  AtomicFolder folder(here.at("parts"));
  AtomicFolder other(here.at("parts"));
  CHECK(here.names().size() == 4);
  one.commit();
  folder.commit();
  CHECK_THROWS_AS(AtomicFolder(here.at("r.nc")), FileError);
  two.commit();
  CHECK(here.names() == std::set{std::string("r.nc"), std::string("parts"), name_of(other.temporary_path())});
}

}  // namespace jialing::test
