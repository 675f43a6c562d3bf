#include <array>
#include <cmath>
#include <cstdlib>

#include "jialing/error.h"
#include "sim/tables/faults.h"
#include "tests/fuzz/small_world.h"

// The first byte chooses a table, the rest is its content; the other tables are sound. Whatever is read without a fault
// must be usable.

using namespace jialing;

namespace {

constexpr std::array replaced = {&DataPaths::nodes,  &DataPaths::provenance,     &DataPaths::transport_links,
                                 &DataPaths::fields, &DataPaths::specialisation, &DataPaths::programme_links,
                                 &DataPaths::priors, &DataPaths::regions,        &DataPaths::zones,
                                 &DataPaths::targets};

void check(bool holds) {
  if (!holds) std::abort();
}

void check_usable(const Dataset& data) {
  check(!data.nodes.empty() && data.specialisation.size() == data.nodes.size());
  for (const auto& row : data.specialisation) check(row.size() == data.fields.size());
  for (const Node& node : data.nodes) check(std::isfinite(node[NodeColumn::gdp]) && node[NodeColumn::gdp] > 0);
  for (const Prior& prior : data.priors) check(std::isfinite(prior.centre) && std::isfinite(prior.spread));
  for (const Region& region : data.regions)
    for (const RegionShare& share : region.shares)
      check(share.node >= 0 && share.node < std::ssize(data.nodes) && share.share >= 0 && share.share <= 1);
  for (const TransportLink& link : data.transport_links) check(std::isfinite(link.hours) && link.hours > 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const fuzz::SmallWorld world;
  static fuzz::MemoryFile file;
  if (size == 0) return 0;
  file.put({reinterpret_cast<const char*>(bytes) + 1, size - 1});
  DataPaths paths = world.tables();
  const std::size_t choice = bytes[0] % (replaced.size() + 1);
  if (choice == replaced.size())
    paths.patches = {file.path()};
  else
    paths.*replaced[choice] = file.path();
  Faults faults;
  try {
    const Dataset data = read_dataset(paths, faults);
    if (faults.empty()) check_usable(data);
  } catch (const Error&) {  // told to the user
  }
  for (const Fault& fault : faults.list()) check(!fault.text().empty());
  return 0;
}
