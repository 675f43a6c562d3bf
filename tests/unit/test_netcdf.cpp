#include <doctest/doctest.h>
#include <netcdf.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "jialing/error.h"
#include "model_fixture.h"
#include "sim/results/atomic_file.h"
#include "sim/results/netcdf_info.h"
#include "sim/results/netcdf_writer.h"
#include "sim/scenario/scenario_hash.h"

// Result files, read back with the C library: every number stands where its coordinates say, the file tells how it was
// made, and a file that is not whole never takes the place of one that is.

namespace jialing::test {
namespace {

namespace fs = std::filesystem;

/// An empty folder that is gone after the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "jialing_netcdf_XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }
  auto count() const { return std::distance(fs::directory_iterator(path_), fs::directory_iterator()); }

 private:
  fs::path path_;
};

std::string content(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// A netCDF file opened for reading.
class Opened {
 public:
  explicit Opened(const std::string& path) { REQUIRE(nc_open(path.c_str(), NC_NOWRITE, &id_) == NC_NOERR); }
  ~Opened() { nc_close(id_); }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  bool has(const std::string& variable) const {
    int ignored = 0;
    return nc_inq_varid(id_, variable.c_str(), &ignored) == NC_NOERR;
  }
  std::vector<std::string> dimensions(const std::string& variable) const {
    std::vector<std::string> names;
    for (int dimension : dimension_ids(variable)) {
      char name[NC_MAX_NAME + 1];
      REQUIRE(nc_inq_dimname(id_, dimension, name) == NC_NOERR);
      names.emplace_back(name);
    }
    return names;
  }
  std::vector<float> floats(const std::string& variable) const {
    std::vector<float> values(size(variable));
    REQUIRE(nc_get_var_float(id_, find(variable), values.data()) == NC_NOERR);
    return values;
  }
  std::vector<double> doubles(const std::string& variable) const {
    std::vector<double> values(size(variable));
    REQUIRE(nc_get_var_double(id_, find(variable), values.data()) == NC_NOERR);
    return values;
  }
  std::vector<std::string> strings(const std::string& variable) const {
    std::vector<char*> texts(size(variable));
    REQUIRE(nc_get_var_string(id_, find(variable), texts.data()) == NC_NOERR);
    std::vector<std::string> values(texts.begin(), texts.end());
    nc_free_string(texts.size(), texts.data());
    return values;
  }
  std::string attribute(const std::string& variable, const std::string& name) const {
    const int owner = variable.empty() ? NC_GLOBAL : find(variable);
    std::size_t length = 0;
    REQUIRE(nc_inq_attlen(id_, owner, name.c_str(), &length) == NC_NOERR);
    std::string value(length, '\0');
    REQUIRE(nc_get_att_text(id_, owner, name.c_str(), value.data()) == NC_NOERR);
    return value;
  }
  long long number(const std::string& variable, const std::string& name) const {
    long long value = 0;
    REQUIRE(nc_get_att_longlong(id_, variable.empty() ? NC_GLOBAL : find(variable), name.c_str(), &value) == NC_NOERR);
    return value;
  }

 private:
  int find(const std::string& variable) const {
    int number = 0;
    REQUIRE_MESSAGE(nc_inq_varid(id_, variable.c_str(), &number) == NC_NOERR, variable);
    return number;
  }
  std::vector<int> dimension_ids(const std::string& variable) const {
    int count = 0;
    REQUIRE(nc_inq_varndims(id_, find(variable), &count) == NC_NOERR);
    std::vector<int> dimensions(count);
    REQUIRE(nc_inq_vardimid(id_, find(variable), dimensions.data()) == NC_NOERR);
    return dimensions;
  }
  std::size_t size(const std::string& variable) const {
    std::size_t product = 1;
    for (int dimension : dimension_ids(variable)) {
      std::size_t length = 0;
      REQUIRE(nc_inq_dimlen(id_, dimension, &length) == NC_NOERR);
      product *= length;
    }
    return product;
  }

  int id_ = 0;
};

Scenario short_baseline(int to, std::int64_t members) {
  Scenario scenario = small_baseline(members, true);
  scenario.horizon.to = to;
  scenario.output.report_years = {to};
  return scenario;
}

/// A scenario with its results.
struct Run {
  explicit Run(const Scenario& given, const std::vector<MemberFailure>& failures = {})
      : scenario(given),
        ensemble(run_ensemble(scenario, baseline_network())) {
    ensemble->failures = failures;
  }
  Results results() const { return Results(scenario, *ensemble, 1); }
  void write(const std::string& path) const {
    const Results one = results();
    write_netcdf({&one}, path);
  }

  Scenario scenario;
  std::unique_ptr<Ensemble> ensemble;
};

/// To 2025, the year of the plan's targets.
const Run& small_run() {
  static const Run run(short_baseline(2025, 16));
  return run;
}

std::string message_of_writing(const std::string& path) {
  try {
    small_run().write(path);
  } catch (const FileError& error) {
    return error.what();
  }
  return "";
}

std::string message_of_reading(const std::string& path) {
  try {
    read_result_info(path);
  } catch (const FileError& error) {
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Equal to the last bit, value by value.
bool same(const std::vector<float>& a, const std::vector<float>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_bits<float>);
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a result file holds the summary of every indicator by node and by region") {
  const Folder folder;
  small_run().write(folder.file("results.nc"));
  const Opened file(folder.file("results.nc"));
  const CellLayout& layout = small_run().ensemble->layout;
  const CellSummaries summaries = small_run().results().summaries;
  const auto expected = [&](int variable, int begin, int end) {
    std::vector<float> values;
    for (int s = 0; s < statistic_count; ++s)
      for (int y = 0; y < layout.years(); ++y)
        for (int place = begin; place < end; ++place)
          values.push_back(static_cast<float>(summaries.value(s, layout.variable(y, variable, place))));
    return values;
  };
  for (int n = 0; n < layout.indicators(); ++n) {
    const std::string& code = model::indicators()[n].code;
    CAPTURE(code);
    CHECK(file.dimensions(code) == Names{"scenario", "statistic", "time", "node"});
    CHECK(file.dimensions(code + "_region") == Names{"scenario", "statistic", "time", "region"});
    CHECK(same(file.floats(code), expected(n, 0, layout.nodes())));
    CHECK(same(file.floats(code + "_region"), expected(n, layout.nodes(), layout.places())));
    CHECK(file.attribute(code, "units") == model::indicators()[n].unit);
    CHECK(file.attribute(code, "long_name_zh") == model::indicators()[n].name_zh);
  }
}

TEST_CASE("coordinates name years, statistics and places") {
  const Folder folder;
  small_run().write(folder.file("results.nc"));
  const Opened file(folder.file("results.nc"));
  const Dataset& data = small_run().scenario.data;
  CHECK(file.doubles("time") == std::vector<double>{2020, 2021, 2022, 2023, 2024, 2025});
  CHECK(file.strings("statistic") == statistic_names());
  REQUIRE(file.strings("node").size() == data.nodes.size());
  CHECK(file.strings("node")[0] == "Yuzhong");
  CHECK(file.strings("node_name_zh")[0] == "渝中");
  CHECK(file.strings("node_role")[0] == "endogenous");
  CHECK(file.strings("region").size() == data.regions.size());
  CHECK(file.strings("field").size() == data.fields.size());
  CHECK(contains(file.attribute("rd", "coordinates"), "node_name_zh"));
  CHECK(contains(file.attribute("rd_region", "coordinates"), "region_name_en"));
}

TEST_CASE("a result file tells how it was made") {
  const Folder folder;
  small_run().write(folder.file("results.nc"));
  const Opened file(folder.file("results.nc"));
  const Scenario& scenario = small_run().scenario;
  CHECK(file.attribute("", "Conventions") == "CF-1.8");
  CHECK(file.attribute("", "title") == scenario.name);
  CHECK(file.attribute("", "source") == "jialing " JIALING_VERSION);
  CHECK(file.attribute("", "scenario_yaml") == scenario.resolved_yaml);
  CHECK(file.attribute("", "scenario_hash") == scenario_hash({&scenario}));
  CHECK(file.attribute("", "seed") == std::to_string(scenario.ensemble.seed));
  CHECK(file.attribute("", "sampling") == "monte_carlo");
  CHECK(file.number("", "members") == 16);
  CHECK(file.number("", "steps_per_year") == 4);
  CHECK(file.number("", "failed_members") == 0);
}

TEST_CASE("the hash of a scenario changes with a table") {
  Scenario scenario = small_run().scenario;
  const std::string before = scenario_hash({&scenario});
  CHECK(before.size() == 16);
  scenario.data.nodes[0][NodeColumn::gdp] *= 1.001;
  CHECK(scenario_hash({&scenario}) != before);
}

TEST_CASE("an indicator whose base year is one constant for all districts says so") {
  const Folder folder;
  small_run().write(folder.file("results.nc"));
  const Opened file(folder.file("results.nc"));
  CHECK(file.number("sei_output_share", "uniform_base") == 1);
  CHECK(contains(file.attribute("sei_output_share", "comment"), "do not map them"));
  CHECK(file.number("rd", "uniform_base") == 0);
}

TEST_CASE("what is estimated is told cell by cell and indicator by indicator") {
  const Folder folder;
  small_run().write(folder.file("results.nc"));
  const Opened file(folder.file("results.nc"));
  const Names columns = file.strings("column"), indicators = file.strings("indicator");
  const auto rd_column = std::find(columns.begin(), columns.end(), "rd") - columns.begin();
  const auto rd = std::find(indicators.begin(), indicators.end(), "rd") - indicators.begin();
  CHECK(file.dimensions("provenance_status") == Names{"node", "column"});
  CHECK(file.attribute("provenance_status", "flag_meanings") == "reported reported_unchecked estimated assumed");
  CHECK(file.doubles("provenance_status")[rd_column] == static_cast<double>(ProvenanceStatus::estimated));
  CHECK(file.doubles("provenance_log_sd")[rd_column] > 0);
  CHECK_FALSE(file.strings("provenance_basis")[rd_column].empty());
  CHECK(file.dimensions("estimated_share") == Names{"indicator", "node"});
  CHECK(file.floats("estimated_share")[rd * small_run().scenario.data.nodes.size()] == 1);
}

TEST_CASE("adoption that arrives after the horizon has no year but a probability") {
  const Folder folder;
  small_run().write(folder.file("results.nc"));
  const Opened file(folder.file("results.nc"));
  const Ensemble& ensemble = *small_run().ensemble;
  const std::vector<float> years = file.floats("adoption_arrival");
  const std::vector<float> probabilities = file.floats("adoption_arrival_probability");
  CHECK(file.dimensions("adoption") == Names{"scenario", "statistic", "time", "field", "node"});
  CHECK(file.dimensions("adoption_arrival_probability") == Names{"scenario", "arrival_share", "field", "node"});
  CHECK(std::none_of(years.begin(), years.end(), [](float year) { return std::isinf(year); }));
  const std::int64_t first = ensemble.layout.arrival(0, 0, 0);
  for (std::size_t n = 0; n < probabilities.size(); ++n) {
    int arrived = 0;
    for (int m = 0; m < 16; ++m)
      arrived += std::isfinite(ensemble.cells.value(first + static_cast<std::int64_t>(n), m));
    REQUIRE(probabilities[n] == static_cast<float>(arrived) / 16);
    REQUIRE(std::isnan(years[median * probabilities.size() + n]) == (arrived <= 8));
  }
}

TEST_CASE("targets stand beside the chance of meeting them") {
  const Folder folder;
  small_run().write(folder.file("results.nc"));
  const Opened file(folder.file("results.nc"));
  const Results results = small_run().results();
  REQUIRE(file.strings("target_indicator").size() == results.targets.size());
  for (std::size_t n = 0; n < results.targets.size(); ++n) {
    CHECK(file.strings("target_variable")[n] == model::indicators()[results.targets[n].indicator].code);
    CHECK(file.strings("target_region")[n] == results.targets[n].target->regions[0]);
    CHECK(file.doubles("target_value")[n] == results.targets[n].target->target);
    CHECK(file.doubles("target_probability")[n] == results.targets[n].probability);
  }
}

TEST_CASE("sampled parameters are kept member by member with their priors") {
  const Folder folder;
  small_run().write(folder.file("results.nc"));
  const Opened file(folder.file("results.nc"));
  const std::vector<double> values = file.doubles("parameter_value");
  CHECK(file.dimensions("parameter_value") == Names{"scenario", "realization", "parameter"});
  for (int m = 0; m < 16; ++m)
    for (int p = 0; p < parameter_count; ++p)
      REQUIRE(same_bits(values[m * parameter_count + p], small_run().ensemble->parameters[p][m]));
  CHECK(file.strings("parameter")[0] == small_run().scenario.parameters[0].name);
  CHECK(file.doubles("parameter_centre")[0] == small_run().scenario.parameters[0].centre);
}

TEST_CASE("flows between groups are kept for the report years, or not at all") {
  const Folder folder;
  small_run().write(folder.file("with.nc"));
  const Opened with(folder.file("with.nc"));
  const CellLayout& layout = small_run().ensemble->layout;
  const std::vector<float> flows = with.floats("technology_contracts");
  CHECK(with.dimensions("technology_contracts") ==
        Names{"scenario", "statistic", "flow_time", "from_group", "to_group"});
  CHECK(with.strings("from_group") == layout.groups());
  CHECK(flows[1] == static_cast<float>(small_run().results().summaries.value(0, layout.flow(0, 0, 0, 1))));

  Scenario scenario = short_baseline(2021, 4);
  scenario.output.flows = FlowOutput::none;
  Run(scenario).write(folder.file("without.nc"));
  CHECK_FALSE(Opened(folder.file("without.nc")).has("technology_contracts"));
}

TEST_CASE("every member of the wanted indicators is kept on request") {
  const Folder folder;
  Scenario scenario = short_baseline(2021, 260);  // more than are written at once
  scenario.output.realizations = Realizations::all;
  scenario.output.indicators = {"rd_intensity"};
  const Run run(scenario);
  run.write(folder.file("results.nc"));
  const Opened file(folder.file("results.nc"));
  CHECK(file.has("rd_intensity"));
  CHECK_FALSE(file.has("gdp"));
  CHECK(file.dimensions("rd_intensity_members") == Names{"scenario", "realization", "time", "node"});
  CHECK(file.dimensions("rd_intensity_region_members") == Names{"scenario", "realization", "time", "region"});
  const CellLayout& layout = run.ensemble->layout;
  const int indicator = find_indicator("rd_intensity").value();
  std::vector<float> expected;
  for (int m = 0; m < 260; ++m)
    for (int y = 0; y < layout.years(); ++y)
      for (int node = 0; node < layout.nodes(); ++node)
        expected.push_back(run.ensemble->cells.value(layout.variable(y, indicator, node), m));
  CHECK(same(file.floats("rd_intensity_members"), expected));
}

TEST_CASE("members that left the finite numbers are listed") {
  const Folder folder;
  const Run run(short_baseline(2021, 4), {{3, 2, "Yuzhong", "gdp"}});
  run.write(folder.file("results.nc"));
  const Opened file(folder.file("results.nc"));
  CHECK(file.number("", "failed_members") == 1);
  CHECK(file.doubles("failed_member") == std::vector<double>{3});
  CHECK(file.doubles("failed_step") == std::vector<double>{2});
  CHECK(file.strings("failed_node") == Names{"Yuzhong"});
  CHECK(file.strings("failed_variable") == Names{"gdp"});
}

TEST_CASE("the same results give the same bytes") {
  const Folder folder;
  small_run().write(folder.file("one.nc"));
  small_run().write(folder.file("two.nc"));
  CHECK(content(folder.file("one.nc")) == content(folder.file("two.nc")));
}

TEST_CASE("a result file that cannot be written is refused by name") {
  const Folder folder;
  const std::string lost = folder.file("no_such_folder/results.nc");
  CHECK(contains(message_of_writing(lost), lost));
  std::ofstream(folder.file("plain")) << "a file, no folder";
  CHECK(contains(message_of_writing(folder.file("plain/results.nc")), "plain/results.nc"));
  CHECK(folder.count() == 1);
}

TEST_CASE("a disk that is full while results are written leaves the former file") {
  const Folder folder;
  const std::string path = folder.file("results.nc");
  write_text_file(path, "former");
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  const auto former_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{20000, limit.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  {
    AtomicFile output(path);
    CHECK(contains(message_of_writing(output.temporary_path()), "cannot be written"));
  }
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, former_handler);
  CHECK(content(path) == "former");
  CHECK(folder.count() == 1);
}

TEST_CASE("a result file can be asked what it holds") {
  const Folder folder;
  const std::string path = folder.file("results.nc");
  small_run().write(path);
  const ResultInfo info = read_result_info(path);
  CHECK(info.title == small_run().scenario.name);
  CHECK(info.version == JIALING_VERSION);
  CHECK(info.scenario_hash == scenario_hash({&small_run().scenario}));
  CHECK(info.members == 16);
  CHECK(info.failed_members == 0);
  CHECK(info.first_year == 2020);
  CHECK(info.last_year == 2025);
  CHECK(info.nodes == small_run().scenario.data.nodes.size());
  CHECK(info.regions == small_run().scenario.data.regions.size());
  CHECK(info.indicators.size() == model::indicators().size());
  CHECK_FALSE(info.realizations);
  CHECK(contains(as_text(info), "16, seed " + info.seed));
  CHECK(as_json(info)["years"] == nlohmann::json::array({2020, 2025}));
}

TEST_CASE("a file that is no result, foreign or cut short is refused by name") {
  const Folder folder;
  CHECK(contains(message_of_reading(folder.file("missing.nc")), "missing.nc"));
  std::ofstream(folder.file("text.nc")) << "indicator,year\n";
  CHECK(contains(message_of_reading(folder.file("text.nc")), "text.nc: not a result file of jialing"));

  small_run().write(folder.file("short.nc"));
  fs::resize_file(folder.file("short.nc"), fs::file_size(folder.file("short.nc")) / 2);
  CHECK(contains(message_of_reading(folder.file("short.nc")), "cut short"));

  int foreign = 0;
  REQUIRE(nc_create(folder.file("foreign.nc").c_str(), NC_NETCDF4, &foreign) == NC_NOERR);
  REQUIRE(nc_close(foreign) == NC_NOERR);
  CHECK(contains(message_of_reading(folder.file("foreign.nc")), "foreign.nc: not a result file of jialing"));
}

}  // namespace jialing::test
