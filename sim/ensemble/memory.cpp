#include "sim/ensemble/memory.h"

#include <fmt/format.h>
#include <unistd.h>

#include "jialing/error.h"
#include "sim/ensemble/kernels.h"

namespace jialing {
namespace {

std::int64_t machine_memory() {
  return std::int64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
}

}  // namespace

std::int64_t cell_memory(const Scenario& scenario) {
  return CellStore::bytes(CellLayout(scenario, measures(scenario).size()).size(), scenario.ensemble.members,
                          kernels(scenario.ensemble.precision).lane_width);
}

void require_memory(const Scenario& scenario, std::int64_t bytes, const MemoryUse& use) {
  if (bytes <= machine_memory()) return;
  throw InputError({{scenario.file, 0, 0, std::string(use.key),
                     fmt::format("{} would take {} of memory, this machine has {}; {}", use.what, gibibytes(bytes),
                                 gibibytes(machine_memory()), use.instead)}});
}

std::string gibibytes(std::int64_t bytes) {
  return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1 << 30));
}

}  // namespace jialing
