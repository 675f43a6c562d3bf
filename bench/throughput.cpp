// Time of the ensemble and of its summary, apart from reading and writing: what bench/compare.py calls.

#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "sim/statistics/summary.h"

namespace {

using namespace jialing;

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double peak_memory_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Members per second of a scenario");
  std::string file;
  Overrides overrides;
  int threads = 1;
  app.add_option("file", file)->required();
  app.add_option("--members", overrides.members);
  app.add_option("--threads", threads);
  CLI11_PARSE(app, argc, argv);

  const Scenario scenario = read_scenario(file, overrides);
  const Network network = build_network(scenario.data, scenario.horizon.from, scenario.horizon.to);
  const double start = seconds();
  const auto ensemble = run_ensemble(scenario, network, {.threads = threads});
  const double simulated = seconds();
  const Results results(scenario, *ensemble, threads);
  const double summarised = seconds();
  fmt::print(
      "{{\"members\": {}, \"nodes\": {}, \"steps\": {}, \"run_seconds\": {}, \"summary_seconds\": {}, "
      "\"peak_mib\": {}}}\n",
      scenario.ensemble.members, scenario.data.nodes.size(),
      (scenario.horizon.to - scenario.horizon.from) * scenario.horizon.steps_per_year, simulated - start,
      summarised - simulated, peak_memory_mib());
}
