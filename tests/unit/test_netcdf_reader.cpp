#include "sim/tables/netcdf_reader.h"

#include <doctest/doctest.h>
#include <netcdf.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "jialing/error.h"

// A file that another program wrote, or that was changed, may hold anything under the names that are looked for: it is
// refused by name, and nothing is written past what was asked for.

namespace jialing::test {
namespace {

/// A netCDF file with variables and attributes of every shape, gone after the test.
class OddFile {
 public:
  OddFile() : path_((std::filesystem::temp_directory_path() / ("jialing_odd_" + std::to_string(::getpid()))).string()) {
    REQUIRE(nc_create(path_.c_str(), NC_NETCDF4, &id_) == NC_NOERR);
    const int two = dimension("two", 2), three = dimension("three", 3), many = dimension("many", 3000000);
    variable("texts", NC_STRING, {two});
    variable("unwritten", NC_STRING, {three});
    variable("numbers", NC_DOUBLE, {two, three});
    variable("cube", NC_DOUBLE, {two, two, three});
    variable("score", NC_DOUBLE, {many});
    variable("scalar", NC_INT, {});
    variable("letters", NC_CHAR, {two});
    const int huge = dimension("huge", std::size_t{1} << 31);
    variable("sparse", NC_BYTE, {huge, huge});
    const long long years[2] = {2011, 2012};
    REQUIRE(nc_put_att_longlong(id_, NC_GLOBAL, "year", NC_INT64, 1, years) == NC_NOERR);
    REQUIRE(nc_put_att_longlong(id_, NC_GLOBAL, "years", NC_INT64, 2, years) == NC_NOERR);
    const char* words[2] = {"one", "another"};
    REQUIRE(nc_put_var_string(id_, id_of("texts"), words) == NC_NOERR);
    const double values[6] = {1, 2, 3, 4, 5, 6};
    REQUIRE(nc_put_var_double(id_, id_of("numbers"), values) == NC_NOERR);
    REQUIRE(nc_close(id_) == NC_NOERR);
  }
  ~OddFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  OddFile(const OddFile&) = delete;
  OddFile& operator=(const OddFile&) = delete;

  NetcdfReader opened() const { return NetcdfReader(path_, "odd ({})"); }

 private:
  int dimension(const char* name, std::size_t length) const {
    int dimension = 0;
    REQUIRE(nc_def_dim(id_, name, length, &dimension) == NC_NOERR);
    return dimension;
  }
  void variable(const char* name, nc_type type, const std::vector<int>& dimensions) const {
    int ignored = 0, count = static_cast<int>(dimensions.size());
    REQUIRE(nc_def_var(id_, name, type, count, dimensions.data(), &ignored) == NC_NOERR);
  }
  int id_of(const char* name) const {
    int id = 0;
    REQUIRE(nc_inq_varid(id_, name, &id) == NC_NOERR);
    return id;
  }

  std::string path_;
  int id_ = 0;
};

/// What the file is refused with, without its path; empty when it is not.
std::string refusal_of(const std::function<void()>& reading) {
  try {
    reading();
  } catch (const FileError& error) {
    const std::string text = error.what();
    return text.substr(text.find(": ") + 2);
  }
  return "";
}

}  // namespace

TEST_CASE("a netCDF file of the shape that is asked for is read") {
  const OddFile odd;
  const NetcdfReader file = odd.opened();
  CHECK(file.number("year") == 2011);
  CHECK(file.texts("texts", 2) == std::vector<std::string>{"one", "another"});
  CHECK(file.texts("unwritten", 3) == std::vector<std::string>(3));
  CHECK(file.rows("numbers", 2, 3) == std::vector<std::vector<double>>{{1, 2, 3}, {4, 5, 6}});
  CHECK(file.rows("cube", 4, 3).size() == 4);
  CHECK(file.rows("score", 1, 3000000)[0].size() == 3000000);
  CHECK(file.floats("numbers", {1, 1}, {1, 2}) == std::vector<float>{5, 6});
}

TEST_CASE("a netCDF file of another shape is refused by the name of the variable") {
  const OddFile odd;
  const NetcdfReader file = odd.opened();
  CHECK(refusal_of([&] { file.number("years"); }) == "odd (years has 2 values instead of one)");
  CHECK(refusal_of([&] { file.rows("score", 2, 3); }) == "odd (score has 3000000 values instead of 2 × 3)");
  CHECK(refusal_of([&] { file.rows("cube", 2, 3); }) == "odd (cube has 2 × 2 × 3 values instead of 2 × 3)");
  CHECK(refusal_of([&] { file.rows("cube", 3, 4); }) == "odd (cube has 2 × 2 × 3 values instead of 3 × 4)");
  CHECK(refusal_of([&] { file.rows("numbers", 3, 2); }) == "odd (numbers has 2 × 3 values instead of 3 × 2)");
  CHECK(refusal_of([&] { file.integers("numbers", 3); }) == "odd (numbers has 2 × 3 values instead of 3)");
  CHECK(refusal_of([&] { file.integers("scalar", 1); }) == "odd (scalar has no row of values instead of 1)");
  CHECK(refusal_of([&] { file.texts("texts", 1); }) == "odd (texts has 2 values instead of 1)");
  CHECK(refusal_of([&] { file.bytes("score", 5); }) == "odd (score has 3000000 values instead of 5)");
  CHECK(refusal_of([&] { file.floats("cube", {0, 0}, {2, 3}); }) == "odd (cube has another number of dimensions)");
  CHECK(refusal_of([&] { file.rows("sparse", std::size_t{1} << 31, std::size_t{1} << 31); }) ==
        "odd (sparse has 2147483648 × 2147483648 values, more than any memory holds)");
}

TEST_CASE("a netCDF file with texts for numbers or numbers for texts is refused") {
  const OddFile odd;
  const NetcdfReader file = odd.opened();
  CHECK(refusal_of([&] { file.texts("score", 3000000); }) == "odd (score does not hold texts)");
  CHECK(refusal_of([&] { file.texts("letters", 2); }) == "odd (letters does not hold texts)");
  CHECK(refusal_of([&] { file.integers("texts", 2); }) == "odd (texts does not hold numbers)");
  CHECK(refusal_of([&] { file.bytes("letters", 2); }) == "odd (letters does not hold numbers)");
}

}  // namespace jialing::test
