#include <cstdlib>

#include "sim/scenario/scenario.h"
#include "sim/scenario/scenario_hash.h"
#include "tests/fuzz/small_world.h"

// YAML on top of the small baseline: read, or refused in words.

using namespace jialing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const fuzz::SmallWorld world;
  static const int named = ::setenv("JIALING_PATH", world.folder().c_str(), 1);
  if (named != 0) std::abort();
  static fuzz::MemoryFile file;
  file.put("extends: " + world.baseline() + "\n" + std::string(reinterpret_cast<const char*>(bytes), size));
  try {
    const std::vector<Scenario> scenarios = read_scenarios(file.path());
    if (scenarios.empty() || scenarios[0].ensemble.members < 1) std::abort();
    for (const Scenario& each : scenarios)
      if (scenario_hash({&each}).empty()) std::abort();
  } catch (const Error& error) {
    if (*error.what() == '\0') std::abort();
  }
  return 0;
}
