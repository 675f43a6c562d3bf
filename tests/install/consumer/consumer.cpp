#include <jialing/study.h>
#include <iostream>

int main() {
  const jialing::Study study(SCENARIOS "/baseline.yaml", {.members = 24, .seed = 7, .set = {"horizon.to=2025"}});
  for (const char* statistic : {"q05", "q50", "q95"})
    std::cout << study.value("rd_intensity", "Chongqing", 2025, statistic) << '\n';
  study.write("results.nc");
}
