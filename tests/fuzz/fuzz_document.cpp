#include <cstdio>
#include <cstdlib>

#include "sim/scenario/field_table.h"
#include "sim/scenario/resolver.h"
#include "sim/scenario/yaml_document.h"
#include "tests/fuzz/small_world.h"

// YAML alone, without tables: read and completed, or refused in words. What is written of it reads back the same.

using namespace jialing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static fuzz::MemoryFile file;
  file.put({reinterpret_cast<const char*>(bytes), size});
  Faults faults;
  const auto document = read_yaml(file.path(), faults);
  if (!document && faults.empty()) std::abort();
  if (document) {
    const YamlValue complete = resolve(scenario_fields(), *document, faults);
    if (faults.empty()) {
      const std::string text = to_yaml(complete);
      file.put(text);
      const auto again = read_yaml(file.path(), faults);
      const std::string copy = again ? to_yaml(resolve(scenario_fields(), *again, faults)) : "";
      if (copy != text) {
        std::fprintf(stderr, "%s\nreads back as\n%s\n", text.c_str(), copy.c_str());
        std::abort();
      }
    }
  }
  for (const Fault& fault : faults.list())
    if (fault.text().empty()) std::abort();
  return 0;
}
