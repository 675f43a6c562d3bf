// Share of time and speed of every part of a run on one thread, as JSON: what bench/compare.py calls.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include "bench/machine.h"
#include "bench/measuring.h"
#include "bench/operations.h"
#include "sim/block/block_draws.h"
#include "sim/block/cell_recorder.h"

namespace {

using namespace jialing;

// Time of what surrounds the steps, seconds.
struct Surroundings {
  double sampling = 0, noise = 0, checking = 0, recording = 0, summary = 0, output = 0;
};

// Adds the time that action() takes to `spent`.
template <class Action>
void timed(double& spent, const Action& action) {
  const double start = bench::seconds();
  action();
  spent += bench::seconds() - start;
}

// What the threads of run_ensemble do, block by block.
void run_blocks(const Scenario& scenario, Ensemble& ensemble, model::PartClock& clock, Surroundings& spent) {
  const MemberSources sources(scenario, ensemble.setting);
  BlockDraws draws(sources);
  model::Simulation simulation(ensemble.setting);
  CellRecorder recorder(ensemble.setting, ensemble.places, ensemble.layout);
  for (std::int64_t block = 0; block < ensemble.cells.blocks(); ++block) {
    const auto record = [&] {
      clock.go_on();
      simulation.refresh_flows(clock);  // of the next step, which the report needs as well
      timed(spent.recording, [&] { recorder.record(simulation, ensemble.cells.block(block)); });
    };
    timed(spent.sampling, [&] { draws.start(block * model::lane_width, simulation); });
    record();
    while (simulation.year() < scenario.horizon.to) {
      const model::Noise* noise = nullptr;
      timed(spent.noise, [&] { noise = &draws.noise(simulation.steps_taken()); });
      clock.go_on();
      simulation.step(*noise, clock);
      timed(spent.checking, [&] {
        if (!(model::finite_check(simulation.state()) == 0).all()) throw Error("a member left the finite numbers");
      });
      if (simulation.at_year_start()) record();
    }
  }
}

std::string part_json(std::string_view name, double seconds, double passes, double others) {
  return fmt::format("{{\"part\": \"{}\", \"seconds\": {}, \"pass_operations\": {}, \"other_operations\": {}}}", name,
                     seconds, passes, others);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Time of every part of a run on one thread, as JSON");
  std::string file;
  Overrides overrides;
  app.add_option("file", file, "Scenario without measures")->required();
  app.add_option("--members", overrides.members, "Members, instead of the scenario's");
  CLI11_PARSE(app, argc, argv);

  const Scenario scenario = read_scenario(file, overrides);
  const Network network = build_network(scenario.data, scenario.horizon.from, scenario.horizon.to);
  Ensemble ensemble(scenario, network, 0, scenario.ensemble.members);
  model::PartClock clock;
  Surroundings spent;
  const double start = bench::seconds(), processors_before = bench::processor_seconds();
  run_blocks(scenario, ensemble, clock, spent);
  const double run = bench::seconds() - start, processors = bench::processor_seconds() - processors_before;
  std::optional<Results> results;
  timed(spent.summary, [&] { results.emplace(scenario, ensemble, 1); });
  timed(spent.output, [&] { bench::write_and_remove(*results); });

  const bench::Size size(ensemble.setting, scenario.horizon.to);
  const auto counted = bench::operations(size);
  const double member_steps = size.steps * static_cast<double>(ensemble.cells.blocks() * model::lane_width);
  std::vector<std::string> parts;
  for (int part = 0; part < model::part_count; ++part)
    parts.push_back(part_json(model::part_names[part], clock.seconds(static_cast<model::Part>(part)),
                              counted[part].passes * member_steps, counted[part].others * member_steps));
  for (const auto& [name, seconds] : {std::pair("sampling", spent.sampling), std::pair("noise", spent.noise),
                                      std::pair("checking", spent.checking), std::pair("recording", spent.recording),
                                      std::pair("summary", spent.summary), std::pair("output", spent.output)})
    parts.push_back(part_json(name, seconds, 0, 0));
  fmt::print("{{\"members\": {}, \"run_seconds\": {}, \"processor_seconds\": {}, \"fma_peak\": {}, \"parts\": [{}]}}\n",
             scenario.ensemble.members, run, processors, bench::fma_peak<model::Real>(1), fmt::join(parts, ", "));
}
