// Time of the ensemble, of its summary and of writing the file, apart from reading; then what this machine can do at
// most, in the same process: what bench/compare.py calls.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "bench/machine.h"
#include "bench/measuring.h"
#include "bench/operations.h"

namespace {

using namespace jialing;

std::string bandwidths_json(int threads) {
  std::vector<std::string> levels;
  for (const bench::Bandwidth& each : bench::read_bandwidths(threads))
    levels.push_back(fmt::format("{{\"level\": \"{}\", \"thread_bytes\": {}, \"bytes_per_second\": {}}}", each.level,
                                 each.bytes, each.per_second));
  return fmt::format("[{}]", fmt::join(levels, ", "));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Members per second of a scenario, as JSON");
  std::string file;
  Overrides overrides;
  int threads = 1;
  app.add_option("file", file, "Scenario")->required();
  app.add_option("--members", overrides.members, "Members, instead of the scenario's");
  app.add_option("--threads", threads, "Threads")->capture_default_str();
  std::string precision = "double";
  app.add_option("--precision", precision, "double or single")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  overrides.set.push_back("ensemble.precision=" + precision);
  const Scenario scenario = read_scenario(file, overrides);
  const Network network = build_network(scenario.data, scenario.horizon.from, scenario.horizon.to);
  const double start = bench::seconds(), processors_before = bench::processor_seconds();
  const auto ensemble = run_ensemble(scenario, network, {.threads = threads});
  const double simulated = bench::seconds(), processors = bench::processor_seconds() - processors_before;
  const Results results(scenario, *ensemble, threads);
  const double summarised = bench::seconds();
  bench::write_and_remove(results);
  const double written = bench::seconds();
  const double peak_memory = bench::peak_memory_mib();  // before the arrays below

  const bool single = scenario.ensemble.precision == Precision::single_precision;
  const std::size_t bytes = single ? sizeof(float) : sizeof(double);
  const bench::Size size(ensemble->setting, scenario.horizon.to);
  const bench::Operations operations = bench::total(bench::operations(size));
  fmt::print(
      "{{\"members\": {}, \"nodes\": {}, \"states\": {}, \"steps\": {}, \"run_seconds\": {}, "
      "\"run_processor_seconds\": {}, "
      "\"summary_seconds\": {}, \"output_seconds\": {}, \"peak_mib\": {}, ",
      scenario.ensemble.members, size.nodes, model::state_variables.size() - 1 + size.fields, size.steps,
      simulated - start, processors, summarised - simulated, written - summarised, peak_memory);
  fmt::print(
      "\"pass_operations\": {}, \"other_operations\": {}, \"weights_applied\": {}, \"weight_bytes_loaded\": {}, "
      "\"weight_bytes_held\": {}, \"fma_peak\": {}, \"bandwidths\": {}}}\n",
      operations.passes, operations.others, bench::weights_applied(size), bench::weights_loaded(size) * bytes,
      bench::weights_held(size) * ensemble->cells.lane_width() * bytes,
      single ? bench::fma_peak<float>(threads) : bench::fma_peak<double>(threads), bandwidths_json(threads));
}
