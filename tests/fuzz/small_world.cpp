#include "tests/fuzz/small_world.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <set>
#include <stdexcept>

#include "sim/scenario/scenario.h"
#include "sim/tables/csv.h"
#include "sim/tables/values.h"

namespace jialing::fuzz {
namespace {

namespace fs = std::filesystem;

// Some of each region that the targets name.
const std::set<std::string> few = {"Shapingba", "Jiulongpo", "Jiangjin", "Yubei", "Wanzhou", "Chengdu", "Hubei"};
constexpr std::size_t longest_text = 24;  // of a cell: bases and notes are told to nobody here

const char* const scenarios = JIALING_SOURCE_DIR "/scenarios/";

CsvFile shipped(const std::string& name) {
  Faults faults;
  const auto table = read_csv(scenarios + ("data/" + name), name, faults);
  faults.raise();
  return table.value();
}

void write_row(std::ofstream& stream, const std::vector<std::string>& cells) {
  for (std::size_t n = 0; n < cells.size(); ++n) {
    stream << (n == 0 ? "\"" : ",\"");
    const bool note = cells[n].find(' ') != std::string::npos;
    for (char c : note ? shortened(cells[n], longest_text) : cells[n])
      stream << (c == '"' ? "\"\"" : std::string(1, c));
    stream << '"';
  }
  stream << '\n';
}

// The rows in which no node stands that was left out.
void write_cut_down(const std::string& name, const std::set<std::string>& left_out, const fs::path& folder) {
  const CsvFile table = shipped(name);
  std::ofstream stream(folder / name);
  write_row(stream, table.header);
  for (const CsvRow& row : table.rows) {
    bool whole = true;
    for (const std::string& cell : row.cells)
      for (const std::string& word : split(cell, ';')) whole = whole && !left_out.contains(word);
    if (whole) write_row(stream, row.cells);
  }
}

}  // namespace

std::vector<std::string> shipped_nodes() {
  std::vector<std::string> ids;
  for (const CsvRow& row : shipped("nodes.csv").rows) ids.push_back(row.cells[0]);
  return ids;
}

SmallWorld::SmallWorld(const std::set<std::string>& more)
    : folder_(fs::temp_directory_path() / ("jialing_fuzz_" + std::to_string(::getpid()))),
      baseline_((folder_ / "base.yaml").string()) {
  fs::create_directories(folder_);
  struct Table {
    std::string DataPaths::*path;
    const char *key, *name;
  };
  constexpr std::array tables = {Table{&DataPaths::nodes, "nodes", "nodes.csv"},
                                 Table{&DataPaths::provenance, "provenance", "nodes_provenance.csv"},
                                 Table{&DataPaths::transport_links, "transport_links", "transport_links.csv"},
                                 Table{&DataPaths::programme_links, "programme_links", "chengyu_links.csv"},
                                 Table{&DataPaths::fields, "fields", "fields.csv"},
                                 Table{&DataPaths::specialisation, "specialisation", "specialisation.csv"},
                                 Table{&DataPaths::priors, "priors", "priors.csv"},
                                 Table{&DataPaths::regions, "regions", "regions.csv"},
                                 Table{&DataPaths::zones, "zones", "zones.csv"},
                                 Table{&DataPaths::targets, "targets", "plan_targets.csv"}};
  std::set<std::string> left_out;
  for (const std::string& id : shipped_nodes())
    if (!few.contains(id) && !more.contains(id)) left_out.insert(id);
  std::ofstream stream(baseline_);
  stream << "name: small\nhorizon: {to: 2021}\nensemble: {members: 8}\nparameters: {posterior: none}\ndata:\n";
  for (const Table& each : tables) {
    write_cut_down(each.name, left_out, folder_);
    tables_.*each.path = (folder_ / each.name).string();
    stream << "  " << each.key << ": " << tables_.*each.path << '\n';
  }
  stream.close();
  read_scenarios(baseline_);  // what is fuzzed begins from something sound
}

SmallWorld::~SmallWorld() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

MemoryFile::MemoryFile() : file_(::memfd_create("jialing_fuzz", 0)), path_("/proc/self/fd/" + std::to_string(file_)) {
  if (file_ < 0) throw std::runtime_error("no file in memory");
}

MemoryFile::~MemoryFile() {
  ::close(file_);
}

void MemoryFile::put(std::string_view content) {
  if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, content.data(), content.size(), 0) < 0) std::abort();
}

}  // namespace jialing::fuzz
