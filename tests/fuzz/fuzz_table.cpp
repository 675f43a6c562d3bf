#include <array>
#include <cmath>
#include <cstdlib>

#include "jialing/error.h"
#include "sim/tables/faults.h"
#include "sim/tables/readers.h"
#include "tests/fuzz/small_world.h"

// The first byte chooses a table, the rest is its content; the tables that it refers to are sound. Whatever is read
// without a fault must be usable.

using namespace jialing;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

/// What the tables refer to.
struct Sound {
  explicit Sound(const DataPaths& paths) {
    Faults faults;
    nodes = read_nodes(paths.nodes, faults);
    fields = read_fields(paths.fields, faults).value();
    regions = read_regions(paths.regions, paths.zones, nodes.index, faults);
    faults.raise();
    one_region.put("region,name_zh,name_en,kind,node,variable,share\nWest,西,West,group,Yubei,all,1\n");
    no_zones.put("zone_id,name_zh,name_en,chapter,node,variable,share,status,basis\n");
  }

  fuzz::MemoryFile one_region, no_zones;  // small beside the table that is changed
  NodeTable nodes;
  std::vector<Field> fields;
  RegionTable regions;
};

void check_nodes(const std::vector<Node>& nodes) {
  for (const Node& node : nodes) check(std::isfinite(node[NodeColumn::gdp]) && node[NodeColumn::gdp] > 0);
}

void check_regions(const RegionTable& table, const Sound& sound) {
  for (const Region& region : table.regions)
    for (const RegionShare& share : region.shares)
      check(share.node >= 0 && share.node < std::ssize(sound.nodes.nodes) && share.share >= 0 && share.share <= 1);
}

using Reader = void (*)(const std::string& file, const Sound& sound, Faults& faults);

// Each reads a table and, when nothing is wrong with it, looks at what became of it.
constexpr std::array<Reader, 11> readers = {
    [](const std::string& file, const Sound&, Faults& faults) {
      const NodeTable table = read_nodes(file, faults);
      if (faults.empty()) check(!table.nodes.empty()), check_nodes(table.nodes);
    },
    [](const std::string& file, const Sound& sound, Faults& faults) {
      auto nodes = sound.nodes.nodes;
      read_provenance(file, sound.nodes.index, nodes, faults);
      if (!faults.empty()) return;
      for (const Node& node : nodes)
        for (const Provenance& each : node.provenance) check(each.log_sd >= 0 && std::isfinite(each.log_sd));
    },
    [](const std::string& file, const Sound& sound, Faults& faults) {
      auto nodes = sound.nodes.nodes;
      apply_patch(file, sound.nodes.index, nodes, faults);
      if (faults.empty()) check_nodes(nodes);
    },
    [](const std::string& file, const Sound& sound, Faults& faults) {
      const auto links = read_transport_links(file, sound.nodes.index, faults);
      if (!faults.empty()) return;
      for (const TransportLink& link : links) check(std::isfinite(link.hours) && link.hours > 0 && link.a != link.b);
    },
    [](const std::string& file, const Sound& sound, Faults& faults) {
      const auto links = read_programme_links(file, sound.nodes.index, faults);
      if (!faults.empty()) return;
      for (const ProgrammeLink& link : links) check(link.a != link.b);
    },
    [](const std::string& file, const Sound&, Faults& faults) {
      const auto fields = read_fields(file, faults);
      if (faults.empty()) check(fields && !fields->empty());
    },
    [](const std::string& file, const Sound& sound, Faults& faults) {
      const auto rows = read_specialisation(file, sound.nodes.index, sound.fields, faults);
      if (!faults.empty()) return;
      check(rows.size() == sound.nodes.nodes.size());
      for (const auto& row : rows) check(row.size() == sound.fields.size());
    },
    [](const std::string& file, const Sound&, Faults& faults) {
      const auto priors = read_priors(file, faults);
      if (!faults.empty()) return;
      for (const Prior& prior : priors) check(std::isfinite(prior.centre) && std::isfinite(prior.spread));
    },
    [](const std::string& file, const Sound& sound, Faults& faults) {
      const RegionTable table = read_regions(file, sound.no_zones.path(), sound.nodes.index, faults);
      if (faults.empty()) check_regions(table, sound);
    },
    [](const std::string& file, const Sound& sound, Faults& faults) {
      const RegionTable table = read_regions(sound.one_region.path(), file, sound.nodes.index, faults);
      if (faults.empty()) check_regions(table, sound);
    },
    [](const std::string& file, const Sound& sound, Faults& faults) {
      read_targets(file, sound.nodes.index, sound.regions, faults);
    },
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const fuzz::SmallWorld world;
  static const Sound sound(world.tables());
  static fuzz::MemoryFile file;
  if (size == 0) return 0;
  file.put({reinterpret_cast<const char*>(bytes) + 1, size - 1});
  Faults faults;
  try {
    readers[bytes[0] % readers.size()](file.path(), sound, faults);
  } catch (const Error&) {  // told to the user
  }
  for (const Fault& fault : faults.list()) check(!fault.text().empty());
  return 0;
}
