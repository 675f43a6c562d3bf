// Time and memory of one block of members of a scenario, apart from preparing it: what bench/scaling.py calls.

#include <fmt/format.h>
#include <malloc.h>

#include <CLI/CLI.hpp>

#include "bench/measuring.h"
#include "sim/block/block_draws.h"

namespace {

using namespace jialing;

double memory_mib() {
  const struct mallinfo2 heap = mallinfo2();
  return static_cast<double>(heap.uordblks + heap.hblkhd) / (1 << 20);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Time and memory of a member of a scenario, as JSON");
  std::string file;
  int steps = 8;
  app.add_option("file", file, "Scenario")->required();
  app.add_option("--steps", steps, "Steps that are timed, after one that is not")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  const double start = bench::seconds();
  const Scenario scenario = read_scenario(file, {});
  const model::Setting setting(scenario, build_network(scenario));
  const MemberSources sources(scenario, setting);
  const double prepared = bench::seconds(), before = memory_mib();
  model::Simulation simulation(setting);
  BlockDraws draws(sources);
  draws.start(0, simulation);
  simulation.step(draws.noise(0));
  const double after = memory_mib(), begin = bench::seconds();
  for (int step = 1; step <= steps; ++step) simulation.step(draws.noise(step));
  const double member_steps = steps * model::lane_width;
  fmt::print(
      "{{\"nodes\": {}, \"pairs\": {}, \"prepare_seconds\": {}, \"member_step_seconds\": {}, \"member_mib\": {}}}\n",
      setting.topology.nodes, setting.topology.pairs.size(), prepared - start,
      (bench::seconds() - begin) / member_steps, (after - before) / model::lane_width);
}
