#include "sim/results/run_parts.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

#include "jialing/error.h"
#include "sim/cli/resumable.h"

namespace jialing::test {
namespace {

namespace fs = std::filesystem;

/// A new folder, gone at the end.
struct TemporaryFolder {
  TemporaryFolder() { fs::create_directory(path); }
  ~TemporaryFolder() { fs::remove_all(path); }
  const fs::path path = fs::temp_directory_path() / ("jialing_test_parts_" + std::to_string(::getpid()));
  const std::string output = (path / "out.nc").string();
};

PartsFolder parts_in(const std::string& output, const char* seed = "1", bool resume = false,
                     const char* kind = "calibrate") {
  return {output, kind, [seed] { return RunIdentity{{"seed", seed}}; }, resume};
}

}  // namespace

TEST_CASE("the state of a calibration is read back as it was kept") {
  const TemporaryFolder folder;
  const AssimilationState kept{11, 3, {0, 2}, {{1.5, 2}}, {{0.1, -0.2}, {1e-300, 4}, {}}, {}, {5, 0.25}};
  PartsFolder parts = parts_in(folder.output);
  CHECK(!parts.holds_any());
  CHECK(!CalibrationParts(parts).state());
  CHECK(!fs::exists(parts.path()));
  CalibrationParts(parts).save(kept);
  PartsFolder again = parts_in(folder.output, "1", true);
  const auto read = CalibrationParts(again).state();
  REQUIRE(read);
  CHECK(read->seed == kept.seed);
  CHECK(read->passes == kept.passes);
  CHECK(read->members == kept.members);
  CHECK(read->scales == kept.scales);
  CHECK(read->scores == kept.scores);
  CHECK(read->prior_predicted == kept.prior_predicted);
  CHECK(read->mismatch == kept.mismatch);
  again.remove();
  CHECK(!fs::exists(parts.path()));
}

TEST_CASE("parts in a folder that was there, empty, are found again") {
  const TemporaryFolder folder;
  fs::create_directory(folder.output + ".parts");
  parts_in(folder.output).save("one", "content");
  CHECK(parts_in(folder.output, "1", true).find("one") == "content");
  CHECK_THROWS_AS(parts_in(folder.output, "2", true), FileError);
}

TEST_CASE("faulty input leaves no parts of its own, but those of an earlier run") {
  const TemporaryFolder folder;
  PartsFolder parts = parts_in(folder.output);
  const auto fail = [&] {
    cli::keeping(parts, [&] {
      parts.save("later", "content");
      throw InputError({{"", 0, 0, "", "too little memory"}});
    });
  };
  CHECK_THROWS_AS(fail(), InputError);
  CHECK(!fs::exists(parts.path()));
  parts.save("earlier", "content");
  CHECK_THROWS_AS(fail(), InputError);
  CHECK(parts.find("earlier") == "content");
}

TEST_CASE("parts that cannot be removed once the result is in place are no failure") {
  struct Stuck {
    void remove() const { throw FileError("cannot remove 'out.nc.parts': Permission denied"); }
  };
  const Stuck parts;
  CHECK_NOTHROW(cli::remove_parts(parts));
}

TEST_CASE("replicates are read back as they were kept, also one that failed") {
  const TemporaryFolder folder;
  PartsFolder parts = parts_in(folder.output);
  CalibrationParts kept(parts);
  kept.save(1, std::vector<Moments>{{0.5, 2}, {-1, 0}});
  kept.save(2, std::vector<Moments>{});
  REQUIRE(kept.replicate(1));
  CHECK(kept.replicate(1)->at(1).mean == -1);
  CHECK(kept.replicate(1)->at(0).variance == 2);
  CHECK(kept.replicate(2)->empty());
  CHECK(!kept.replicate(3));
}

TEST_CASE("forecasts are read back as they were kept, also where there are none") {
  const TemporaryFolder folder;
  PartsFolder parts = parts_in(folder.output);
  HindcastParts kept(parts);
  Forecast forecast{.origin = 2014, .year = 2016, .indicator = "rd", .place = "Sichuan", .across_break = true};
  forecast.quantiles[6] = std::numeric_limits<double>::infinity();
  forecast.benchmark_error = {0.1, 0.2, -0.3};
  kept.save(2014, {forecast, Forecast{}});
  kept.save(2015, {});
  const auto read = kept.forecasts(2014);
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  CHECK(read->at(0).place == "Sichuan");
  CHECK(read->at(0).across_break);
  CHECK(read->at(0).horizon() == 2);
  CHECK(read->at(0).quantiles == forecast.quantiles);
  CHECK(read->at(0).benchmark_error == forecast.benchmark_error);
  CHECK(kept.forecasts(2015)->empty());
  CHECK(!kept.forecasts(2016));
}

TEST_CASE("no byte of a part can change unnoticed, and no part can be cut short") {
  const TemporaryFolder folder;
  PartsFolder parts = parts_in(folder.output);
  CalibrationParts kept(parts);
  kept.save({11, 3, {0, 2}, {{1.5, 2}}, {{0.1, -0.2}}, {}, {5}});
  const std::string file = parts.path() + "/state.bin";
  std::ifstream stream(file, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(stream), {}};
  const auto put = [&](const std::string& content) { std::ofstream(file, std::ios::binary) << content; };
  for (std::size_t n = 0; n < whole.size(); ++n) {
    CAPTURE(n);
    put(whole.substr(0, n));
    CHECK_THROWS_AS(kept.state(), FileError);
    std::string changed = whole;
    changed[n] = static_cast<char>(changed[n] ^ 0x10);
    put(changed);
    CHECK_THROWS_AS(kept.state(), FileError);
  }
  put(whole + "x");
  CHECK_THROWS_WITH_AS(kept.state(), doctest::Contains("state.bin"), FileError);
  put(whole);
  CHECK(kept.state());
}

TEST_CASE("a part that comes from the folder of another run is not taken") {
  const TemporaryFolder folder;
  PartsFolder parts = parts_in(folder.output);
  parts.save("state", "content");
  CHECK(parts.find("state") == "content");
  const std::string other = (folder.path / "other.nc").string();
  PartsFolder others = parts_in(other, "2");
  others.save("state", "content");
  fs::copy_file(others.path() + "/state.bin", parts.path() + "/state.bin", fs::copy_options::overwrite_existing);
  CHECK_THROWS_AS(parts.find("state"), FileError);
}

TEST_CASE("a run goes on only with its own parts") {
  const TemporaryFolder folder;
  parts_in(folder.output).save("state", "content");
  CHECK_THROWS_WITH_AS(parts_in(folder.output, "2", true), doctest::Contains("seed 1 instead of 2"), FileError);
  CHECK_THROWS_WITH_AS(parts_in(folder.output, "1", false, "hindcast"), doctest::Contains("something else"), FileError);
  CHECK(parts_in(folder.output, "1", true).find("state") == "content");
  CHECK(!parts_in(folder.output, "2").holds_any());
}

}  // namespace jialing::test
