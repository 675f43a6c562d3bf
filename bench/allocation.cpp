// Allocations per second, and the part of the time that is spent in the steps of the model: what bench/compare.py
// calls.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "sim/analysis/allocation/evaluation.h"

namespace {

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace jialing;
  CLI::App app("Allocations per second of a scenario with the key `allocation`");
  std::string file;
  std::int64_t members = 512, candidates = 8;
  int threads = 1;
  app.add_option("file", file)->required();
  app.add_option("--members", members);
  app.add_option("--candidates", candidates);
  app.add_option("--threads", threads);
  CLI11_PARSE(app, argc, argv);

  const Scenario scenario = read_scenario(file);
  allocation::Evaluator evaluator(scenario, {.threads = threads});
  const auto cells = static_cast<std::size_t>(scenario.allocation.cells());
  std::vector<double> money(cells, scenario.allocation.budget / static_cast<double>(cells));
  evaluator.values(money, 0, members);  // runs the members up to the first year of spending
  const double start = seconds(), steps = evaluator.step_seconds();
  for (std::int64_t n = 0; n < candidates; ++n) {
    money[static_cast<std::size_t>(n) % cells] += 0.01;
    evaluator.values(money, 0, members);
  }
  const double spent = seconds() - start;
  fmt::print("{{\"members\": {}, \"cells\": {}, \"candidates_per_second\": {}, \"step_share\": {}}}\n", members, cells,
             static_cast<double>(candidates) / spent, (evaluator.step_seconds() - steps) / (spent * threads));
}
