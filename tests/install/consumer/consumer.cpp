#include <jialing/study.h>
#include <iostream>

namespace {

/// Every member of a run that is too long to keep them.
bool is_refused() {
  try {
    const jialing::Study study(SCENARIOS "/baseline.yaml",
                               {.members = 24, .set = {"output.realizations=all", "output.exact_members=8"}});
  } catch (const jialing::InputError& error) {
    return error.faults().at(0).path == "output.realizations";
  }
  return false;
}

}  // namespace

int main() {
  if (!is_refused()) return 1;
  const jialing::Study study(SCENARIOS "/baseline.yaml", {.members = 24, .seed = 7, .set = {"horizon.to=2025"}});
  for (const char* statistic : {"q05", "q50", "q95"})
    std::cout << study.value("rd_intensity", "Chongqing", 2025, statistic) << '\n';
  study.write("results.nc");
}
