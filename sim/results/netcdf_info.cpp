#include "sim/results/netcdf_info.h"

#include <fmt/format.h>

#include <utility>

#include "jialing/error.h"
#include "sim/setting/indicators.h"
#include "sim/tables/netcdf_reader.h"

namespace jialing {
namespace {

constexpr char refused_file[] = "not a result file of jialing, cut short or damaged ({})";

std::vector<int> years_of(const NetcdfReader& file) {
  return file.integers("time", file.size("time"));
}

/// Files of other commands than run and compare.
void read_other(const NetcdfReader& file, ResultInfo& info) {
  info.kind = file.text("kind");
  info.version = file.text("source").substr(std::string("jialing ").size());
  if (file.has_attribute("base_year")) info.first_year = static_cast<int>(file.number("base_year"));
  if (file.has_attribute("last_year")) info.last_year = static_cast<int>(file.number("last_year"));
  if (info.kind == "sensitivity") {
    const std::vector<int> years = years_of(file);
    if (years.empty()) file.refuse("it has no years");
    info.first_year = years.front();
    info.last_year = years.back();
  }
}

std::string command_of(const std::string& kind) {
  if (kind == "posterior") return "jialing calibrate";
  if (kind == "allocation") return "jialing allocate";
  if (kind == "shard") return "jialing run or compare --shard";
  return "jialing " + kind;
}

}  // namespace

ResultInfo read_result_info(const std::string& path) {
  const NetcdfReader file(path, refused_file);
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
  if (file.has_attribute("quantiles")) info.quantiles = file.text("quantiles");
  const std::vector<int> years = years_of(file);
  if (!years.empty()) {
    info.first_year = years.front();
    info.last_year = years.back();
  }
  info.scenarios = file.texts("scenario", file.size("scenario"));
  info.nodes = file.size("node");
  info.regions = file.size("region");
  for (const model::Indicator& indicator : model::indicators()) {
    if (!file.has_variable(indicator.code)) continue;
    info.indicators.push_back(indicator.code);
    info.realizations = file.has_variable(indicator.code + "_members");
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
      "  years        {} – {}\n  places       {} nodes, {} regions\n  kept         {}\n  quantiles    {}\n"
      "  indicators  {}\n",
      info.file, info.title, info.scenarios.size() == 1 ? "" : fmt::format(": {}", fmt::join(info.scenarios, ", ")),
      info.scenario_hash, info.version, info.members, info.seed,
      info.failed_members > 0 ? fmt::format("; {} failed", info.failed_members) : "", info.first_year, info.last_year,
      info.nodes, info.regions, info.realizations ? "summary and every member" : "summary", info.quantiles, indicators);
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
          {"quantiles", info.quantiles},
          {"indicators", info.indicators}};
}

}  // namespace jialing
