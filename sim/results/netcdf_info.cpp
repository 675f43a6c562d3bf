#include "sim/results/netcdf_info.h"

#include <fmt/format.h>
#include <netcdf.h>

#include <filesystem>
#include <utility>

#include "jialing/error.h"
#include "sim/model/indicators.h"

namespace jialing {
namespace {

std::string refusal(const std::string& path, int status) {
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  if (type == std::filesystem::file_type::not_found) return "no such file";
  if (type == std::filesystem::file_type::directory) return "is a folder, not a file";
  return fmt::format("not a result file of jialing, or cut short ({})", nc_strerror(status));
}

class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path) {
    const int status = nc_open(path.c_str(), NC_NOWRITE, &id_);
    if (status != NC_NOERR) throw FileError(fmt::format("{}: {}", path, refusal(path, status)));
  }
  ~Reader() { nc_close(id_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  std::string text(const char* name) const {
    std::size_t length = 0;
    check(nc_inq_attlen(id_, NC_GLOBAL, name, &length));
    std::string value(length, '\0');
    check(nc_get_att_text(id_, NC_GLOBAL, name, value.data()));
    return value;
  }
  long long number(const char* name) const {
    long long value = 0;
    check(nc_get_att_longlong(id_, NC_GLOBAL, name, &value));
    return value;
  }
  std::size_t size(const char* dimension) const {
    int id = 0;
    std::size_t size = 0;
    check(nc_inq_dimid(id_, dimension, &id));
    check(nc_inq_dimlen(id_, id, &size));
    return size;
  }
  bool has_attribute(const char* name) const { return nc_inq_attlen(id_, NC_GLOBAL, name, nullptr) == NC_NOERR; }
  bool has(const std::string& variable) const {
    int id = 0;
    return nc_inq_varid(id_, variable.c_str(), &id) == NC_NOERR;
  }
  std::vector<int> years() const {
    std::vector<int> values(size("time"));
    int id = 0;
    check(nc_inq_varid(id_, "time", &id));
    check(nc_get_var_int(id_, id, values.data()));
    return values;
  }

  std::vector<std::string> texts(const char* variable, const char* dimension) const {
    std::vector<char*> values(size(dimension));
    int id = 0;
    check(nc_inq_varid(id_, variable, &id));
    check(nc_get_var_string(id_, id, values.data()));
    const std::vector<std::string> copies(values.begin(), values.end());
    nc_free_string(values.size(), values.data());
    return copies;
  }

 private:
  void check(int status) const {
    if (status != NC_NOERR)
      throw FileError(fmt::format("{}: not a result file of jialing, or damaged ({})", path_, nc_strerror(status)));
  }
  std::string path_;
  int id_ = 0;
};

/// Files of other commands than run and compare.
void read_other(const Reader& file, ResultInfo& info) {
  info.kind = file.text("kind");
  info.version = file.text("source").substr(std::string("jialing ").size());
  if (file.has_attribute("base_year")) info.first_year = static_cast<int>(file.number("base_year"));
  if (file.has_attribute("last_year")) info.last_year = static_cast<int>(file.number("last_year"));
  if (info.kind == "sensitivity") {
    const std::vector<int> years = file.years();
    info.first_year = years.front();
    info.last_year = years.back();
  }
}

std::string command_of(const std::string& kind) {
  if (kind == "posterior") return "jialing calibrate";
  return "jialing " + kind;
}

}  // namespace

ResultInfo read_result_info(const std::string& path) {
  const Reader file(path);
  ResultInfo info;
  info.file = path;
  if (!file.text("source").starts_with("jialing ")) throw FileError(path + ": not a result file of jialing");
  info.scenario_hash = file.text("scenario_hash");
  info.title = file.text("title");
  info.seed = file.text("seed");
  info.members = file.number("members");
  if (file.has_attribute("kind")) {
    read_other(file, info);
    return info;
  }
  info.version = file.text("version");
  info.failed_members = file.number("failed_members");
  const std::vector<int> years = file.years();
  if (!years.empty()) {
    info.first_year = years.front();
    info.last_year = years.back();
  }
  info.scenarios = file.texts("scenario", "scenario");
  info.nodes = file.size("node");
  info.regions = file.size("region");
  for (const model::Indicator& indicator : model::indicators()) {
    if (!file.has(indicator.code)) continue;
    info.indicators.push_back(indicator.code);
    info.realizations = file.has(indicator.code + "_members");
  }
  return info;
}

std::string as_text(const ResultInfo& info) {
  if (!info.kind.empty())
    return fmt::format(
        "{}\n  kind         {} (of {})\n  scenario     {}\n  hash         {}\n  made by      jialing {}\n  members     "
        " "
        "{}, seed {}\n{}",
        info.file, info.kind, command_of(info.kind), info.title, info.scenario_hash, info.version, info.members,
        info.seed, info.last_year > 0 ? fmt::format("  years        {} – {}\n", info.first_year, info.last_year) : "");
  constexpr std::size_t line_width = 64;
  std::string indicators, line;
  for (const std::string& code : info.indicators) {
    if (line.size() + code.size() > line_width) indicators += std::exchange(line, "") + "\n              ";
    line += " " + code + (code == info.indicators.back() ? "" : ",");
  }
  indicators += line;
  return fmt::format(
      "{}\n  scenario     {}{}\n  hash         {}\n  made by      jialing {}\n  members      {}, seed {}{}\n"
      "  years        {} – {}\n  places       {} nodes, {} regions\n  kept         {}\n  indicators  {}\n",
      info.file, info.title, info.scenarios.size() == 1 ? "" : fmt::format(": {}", fmt::join(info.scenarios, ", ")),
      info.scenario_hash, info.version, info.members, info.seed,
      info.failed_members > 0 ? fmt::format("; {} failed", info.failed_members) : "", info.first_year, info.last_year,
      info.nodes, info.regions, info.realizations ? "summary and every member" : "summary", indicators);
}

nlohmann::json as_json(const ResultInfo& info) {
  return {{"file", info.file},
          {"kind", info.kind.empty() ? "results" : info.kind},
          {"scenario", info.title},
          {"scenarios", info.scenarios},
          {"hash", info.scenario_hash},
          {"version", info.version},
          {"members", info.members},
          {"failed_members", info.failed_members},
          {"seed", info.seed},
          {"years", {info.first_year, info.last_year}},
          {"nodes", info.nodes},
          {"regions", info.regions},
          {"realizations", info.realizations},
          {"indicators", info.indicators}};
}

}  // namespace jialing
