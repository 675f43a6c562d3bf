// Google Benchmark of every pass over pairs, every process and what surrounds the steps, on one thread. Counters:
// items/s are numbers worked out (nodes, pairs or cells times members), flop/s are counted from the equations
// (operations.h) and stand where these count them.
//
//     kernels --benchmark_filter=pass/ --benchmark_min_time=0.5

#include <benchmark/benchmark.h>

#include <random>

#include "bench/machine.h"
#include "bench/measuring.h"
#include "bench/operations.h"
#include "sim/block/block_draws.h"
#include "sim/block/cell_recorder.h"
#include "sim/block/normal_draws.h"
#include "sim/model/economy.h"
#include "sim/model/edge_pass.h"
#include "sim/model/knowledge.h"
#include "sim/model/shares.h"

namespace {

using namespace jialing;
using namespace jialing::model;
using benchmark::Counter;

constexpr std::int64_t members = 64;  // of the ensemble that is summarised and written
constexpr auto scenario_file = JIALING_SOURCE_DIR "/scenarios/baseline_priors.yaml";

// The baseline's first block after a year, with what one of its steps has said so far.
struct Baseline {
  Baseline()
      : scenario(read_scenario(scenario_file, {.members = members})),
        network(build_network(scenario.data, scenario.horizon.from, scenario.horizon.to)),
        ensemble(run_ensemble(scenario, network, {.threads = 1})),
        sources(scenario, ensemble->setting),
        simulation(ensemble->setting),
        size(ensemble->setting, scenario.horizon.to),
        counted(bench::operations(size)) {
    BlockDraws draws(sources);
    draws.start(0, simulation);
    while (simulation.year() == setting().base_year) simulation.step(draws.noise(simulation.steps_taken()));
    simulation.refresh_flows();
  }

  const Setting& setting() const { return ensemble->setting; }
  const Topology& topology() const { return ensemble->setting.topology; }

  Scenario scenario;
  Network network;
  std::unique_ptr<Ensemble> ensemble;
  MemberSources sources;
  Simulation simulation;
  bench::Size size;
  std::array<bench::Operations, part_count> counted;
};

Baseline& baseline() {
  static Baseline once;
  return once;
}

// Items and operations of one iteration, per member side by side.
void count(benchmark::State& state, double items, double operations = 0) {
  const double done = static_cast<double>(state.iterations()) * lane_width;
  state.SetItemsProcessed(static_cast<std::int64_t>(items * done));
  if (operations > 0) state.counters["flop/s"] = Counter(operations * done, Counter::kIsRate);
}

Lanes random_lanes(std::size_t size, Real low, Real high) {
  std::mt19937 engine(2020);
  std::uniform_real_distribution<Real> draw(low, high);
  Lanes lanes(size);
  for (Lane& each : lanes)
    for (int lane = 0; lane < lane_width; ++lane) each[lane] = draw(engine);
  return lanes;
}

// ---- Functions of single numbers

template <class Function>
void of_numbers(benchmark::State& state, double operations, const Function& function) {
  constexpr std::size_t numbers = 64;  // in the first-level cache
  const Lanes x = random_lanes(numbers, 0.1, 0.9);
  Lanes y(numbers);
  for (auto _ : state) {
    for (std::size_t n = 0; n < numbers; ++n) y[n] = function(x[n]);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  count(state, numbers, numbers * operations);
}

// ---- Passes over pairs

// Packed weights as in a channel, with the sums that a pass adds up.
struct PassRoom {
  PassRoom()
      : x(random_lanes(nodes, 0.5, 1)),
        weights(random_lanes(static_cast<std::size_t>(pair_index(nodes, 0)), 0, 1)),
        y{x, x, x} {}

  int nodes = baseline().topology().nodes;
  Lanes x, weights;
  std::array<Lanes, 3> y;
};

void sum_by_border_pass(benchmark::State& state) {
  PassRoom room;
  for (auto _ : state) {
    sum_by_border(baseline().topology(), room.weights, room.x, room.y[0], room.y[1]);
    benchmark::ClobberMemory();
  }
  const double applied = room.nodes * room.nodes;
  count(state, applied, 2 * applied);
}

void sum_over_others_pass(benchmark::State& state) {
  PassRoom room;
  for (auto _ : state) {
    sum_over_others(baseline().topology(), room.weights, room.x, room.x, room.y[0]);
    benchmark::ClobberMemory();
  }
  const double applied = room.nodes * (room.nodes - 1);
  count(state, applied, 2 * applied);
}

void three_sums_over_others_pass(benchmark::State& state) {
  PassRoom room;
  for (auto _ : state) {
    sum_over_others(baseline().topology(), room.weights, {&room.x, &room.x, &room.x},
                    {&room.y[0], &room.y[1], &room.y[2]});
    benchmark::ClobberMemory();
  }
  const double applied = 3.0 * room.nodes * (room.nodes - 1);
  count(state, applied, 2 * applied);
}

void learn_pass(benchmark::State& state) {
  PassRoom room;
  const int fields = baseline().topology().fields;
  const Lanes adoption = random_lanes(static_cast<std::size_t>(room.nodes) * fields, 0, 1);
  Lanes learnt = adoption;
  for (auto _ : state) {
    learn(baseline().topology(), {room.weights, room.x, room.weights, room.x, room.x, room.x, room.x}, adoption,
          learnt);
    benchmark::ClobberMemory();
  }
  const double applied = (2.0 + fields) * room.nodes * room.nodes;
  count(state, applied, 2 * applied);
}

// The passes of talent, capital, contracts and learning in one step, each on the weights of its channel.
void passes_of_a_step(benchmark::State& state) {
  PassRoom room;
  const Lanes talent = room.weights, capital = room.weights, contract = room.weights, knowledge = room.weights;
  const Topology& topology = baseline().topology();
  const Lanes adoption = random_lanes(static_cast<std::size_t>(room.nodes) * topology.fields, 0, 1);
  Lanes learnt = adoption;
  const Lanes& x = room.x;
  auto& [a, b, c] = room.y;
  for (auto _ : state) {
    for (const Lanes* weights : {&talent, &capital}) {
      sum_by_border(topology, *weights, x, a, b);
      sum_over_others(topology, *weights, x, x, c);
    }
    sum_by_border(topology, contract, x, a, b);
    sum_over_others(topology, knowledge, {&x, &x, &x}, {&a, &b, &c});
    sum_over_others(topology, contract, x, x, c);
    learn(topology, {knowledge, x, contract, x, x, x, x}, adoption, learnt);
    benchmark::ClobberMemory();
  }
  const double operations = bench::total(baseline().counted).passes;
  count(state, operations / 2, operations);
  state.counters["% of FMA peak"] =
      Counter(100 * operations * lane_width * static_cast<double>(state.iterations()) / bench::fma_peak<Real>(1),
              Counter::kIsRate);
}

// ---- Processes, each with the calls that belong to its part of a step (Simulation::step)

struct Processes {
  Processes()
      : setting(baseline().setting()),
        simulation(baseline().simulation),
        context{setting.topology,     simulation.parameters(), simulation.lasting(),
                simulation.weights(), setting.channels,        simulation.policy()},
        now(simulation.state()),
        next(now),
        signals(setting.topology.nodes),
        noise(setting.topology.nodes),
        talent(setting.topology),
        capital(setting.topology),
        contracts(setting.topology),
        learning(setting.topology),
        research(setting.topology),
        firms(setting.topology),
        patents(setting.topology) {
    observe();
    talent.start(context, now);
    capital.start(context, now, setting.home_capital);
    contracts.start(context, now, signals, setting.home_contract);
    contracts.flow(context, signals);
    learning.start(context, now, contracts.gravity(), contracts.mass(), signals);
    research.start(context, now);
    firms.start(context, now);
    patents.start(context, now);
    firms.saturate(context, now, time, signals);
  }

  void observe() {
    for (int i = 0; i < setting.topology.nodes; ++i) {
      signals.rd[i] = now.rd(i);
      signals.log_gdp[i] = lane_log(now.gdp[i]);
      signals.log_researchers[i] = lane_log(now.researchers[i]);
    }
    signals.total_rd = sum(signals.rd);
  }

  void observe_learning() {
    learning.observe(context, now, contracts.gravity(), contracts.mass(), firms.saturation(), signals);
  }

  const Setting& setting;
  const Simulation& simulation;
  const Context context;
  const State now;
  State next;
  Signals signals;
  const Noise noise;
  Talent talent;
  Capital capital;
  Contracts contracts;
  Learning learning;
  Research research;
  Firms firms;
  Patents patents;
  const StepTime time{1, Real(1) / setting.steps_per_year};
};

template <class Work>
void process(benchmark::State& state, Part part, const Work& work) {
  Processes processes;
  processes.observe_learning();
  for (auto _ : state) {
    work(processes);
    benchmark::ClobberMemory();
  }
  count(state, processes.setting.topology.nodes, baseline().counted[static_cast<std::size_t>(part)].total());
}

void talent_process(benchmark::State& state) {
  process(state, Part::talent, [](Processes& all) {
    all.talent.tightness(all.context, all.time, all.signals);
    all.talent.hazards(all.context, all.now, all.signals);
    all.talent.advance(all.context, all.now, all.time, all.signals, all.next);
  });
}

void capital_process(benchmark::State& state) {
  process(state, Part::capital, [](Processes& all) {
    all.capital.flow(all.context, all.now);
    all.capital.receive(all.context, all.now, all.signals);
  });
}

void contracts_process(benchmark::State& state) {
  process(state, Part::contracts, [](Processes& all) {
    all.contracts.flow(all.context, all.signals);
    all.contracts.advance(all.context, all.now, all.time, all.noise, all.next);
  });
}

void learning_process(benchmark::State& state) {
  process(state, Part::learning, [](Processes& all) { all.observe_learning(); });
}

void adoption_process(benchmark::State& state) {
  process(state, Part::adoption, [](Processes& all) {
    advance_adoption(all.context, all.now, all.learning, all.time, all.next, all.signals);
  });
}

void economy_process(benchmark::State& state) {
  process(state, Part::economy, [](Processes& all) {
    advance_economy(all.context, all.now, all.setting.log_population, all.time, all.signals, all.noise, all.next);
  });
}

void research_process(benchmark::State& state) {
  process(state, Part::research, [](Processes& all) {
    all.research.advance(all.context, all.now, all.time, all.signals, all.noise, all.next);
  });
}

void knowledge_process(benchmark::State& state) {
  process(state, Part::knowledge, [](Processes& all) {
    advance_knowledge(all.context, all.now, all.time, all.signals, all.research, all.learning, all.next);
  });
}

void firms_process(benchmark::State& state) {
  process(state, Part::firms, [](Processes& all) {
    all.firms.saturate(all.context, all.now, all.time, all.signals);
    all.firms.advance(all.context, all.now, all.learning, all.time, all.noise, all.next);
  });
}

void patents_process(benchmark::State& state) {
  process(state, Part::patents,
          [](Processes& all) { all.patents.advance(all.context, all.now, all.time, all.noise, all.next); });
}

void shares_process(benchmark::State& state) {
  process(state, Part::shares,
          [](Processes& all) { advance_shares(all.context, all.now, all.time, all.signals, all.next); });
}

void signals_process(benchmark::State& state) {
  process(state, Part::signals, [](Processes& all) { all.observe(); });
}

void whole_step(benchmark::State& state) {
  Simulation simulation(baseline().setting());
  const Noise none(baseline().topology().nodes);
  const auto start = baseline().simulation.snapshot();
  const PolicyDraws draws({}, baseline().setting().base_year, latest_year);
  for (auto _ : state) {
    if (simulation.steps_taken() == 0 || simulation.year() == baseline().scenario.horizon.to) {
      state.PauseTiming();
      simulation.resume(start, draws);
      state.ResumeTiming();
    }
    simulation.step(none);
  }
  count(state, baseline().topology().nodes, bench::total(baseline().counted).total());
}

// All weights of the four channels.
void channel_weights(benchmark::State& state) {
  const Baseline& base = baseline();
  ChannelWeights weights(base.topology().pairs);
  for (auto _ : state) {
    weights.refresh(base.setting().regimes.front(), base.simulation.parameters());
    benchmark::ClobberMemory();
  }
  count(state, static_cast<double>(base.setting().regimes.front().changed.size()));
}

// ---- Drawing

void parameters_of_a_block(benchmark::State& state) {
  std::int64_t member = 0;
  for (auto _ : state) {
    for (int p = 0; p < parameter_count; ++p)
      for (int lane = 0; lane < lane_width; ++lane)
        benchmark::DoNotOptimize(baseline().sources.design.value(static_cast<Parameter>(p), (member + lane) % members));
    member += lane_width;
  }
  count(state, parameter_count);
}

void base_year_of_a_block(benchmark::State& state) {
  BaseYear base(baseline().topology(), baseline().scenario.data);
  std::int64_t first = 0;
  for (auto _ : state) {
    draw(baseline().sources.base_year, first += lane_width, base);
    benchmark::ClobberMemory();
  }
  count(state, static_cast<double>(uncertain_columns.size()) * baseline().topology().nodes);
}

void start_of_a_block(benchmark::State& state) {
  BlockDraws draws(baseline().sources);
  Simulation simulation(baseline().setting());
  for (auto _ : state) draws.start(0, simulation);
  count(state, 1);
}

void noise_of_a_run(benchmark::State& state) {
  const Baseline& base = baseline();
  ProcessNoise random(base.topology(), base.scenario);
  const BaseYear published(base.topology(), base.scenario.data);
  Noise noise(base.topology().nodes);
  random.start(0, base.simulation.parameters(), published);
  for (auto _ : state) {
    for (int step = 0; step < static_cast<int>(base.size.steps); ++step) random.draw(step, noise);
    benchmark::ClobberMemory();
  }
  count(state, base.size.steps * (base.size.nodes + 4 * base.size.domestic));
}

void four_normal_draws(benchmark::State& state) {
  NormalLane drawn[4];
  std::uint32_t quad = 0;
  for (auto _ : state) {
    normal_draws(2020, members_from(0), quad++, drawn);
    benchmark::DoNotOptimize(drawn);
  }
  count(state, 4);
}

// ---- What comes after the steps

// The base year is a report year, so its record holds the flows between groups as well.
void record_of_a_year(benchmark::State& state) {
  const Baseline& base = baseline();
  const bool with_flows = state.range(0) == 1;
  CellStore cells(base.ensemble->layout.size(), lane_width, lane_width);
  CellRecorder recorder(base.setting(), base.ensemble->places, base.ensemble->layout);
  BlockDraws draws(base.sources);
  Simulation simulation(base.setting());
  draws.start(0, simulation);
  recorder.record(simulation, cells.block(0));
  while (!with_flows && simulation.year() == base.setting().base_year)
    simulation.step(draws.noise(simulation.steps_taken()));
  for (auto _ : state) {
    recorder.record(simulation, cells.block(0));
    benchmark::ClobberMemory();
  }
  count(state, base.ensemble->layout.variables() * base.ensemble->layout.places());
}

void summary_of_a_cell(benchmark::State& state) {
  std::mt19937 engine(2020);
  std::normal_distribution<float> draw;
  std::vector<float> drawn(static_cast<std::size_t>(state.range(0))), values;
  for (float& value : drawn) value = draw(engine);
  for (auto _ : state) {
    values = drawn;
    benchmark::DoNotOptimize(summarise(values));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void results_of_the_ensemble(benchmark::State& state) {
  for (auto _ : state) Results(baseline().scenario, *baseline().ensemble, 1);
  state.SetItemsProcessed(state.iterations() * baseline().ensemble->layout.size() * members);
}

void file_of_the_ensemble(benchmark::State& state) {
  const Results results(baseline().scenario, *baseline().ensemble, 1);
  for (auto _ : state) bench::write_and_remove(results);
  state.SetItemsProcessed(state.iterations() * baseline().ensemble->layout.size());
}

void add_numbers() {
  const auto add = [](const char* name, double operations, auto function) {
    benchmark::RegisterBenchmark(name, [=](benchmark::State& state) { of_numbers(state, operations, function); });
  };
  add("number/exp", bench::exp_operations, [](const Lane& x) { return lane_exp(x); });
  add("number/log", bench::log_operations, [](const Lane& x) { return lane_log(x); });
  add("number/bass", bench::bass_operations, [](const Lane& x) { return bass(x, x, x, 0.25); });
}

void add_all() {
  const auto add = [](const char* name, auto function) { return benchmark::RegisterBenchmark(name, function); };
  add_numbers();
  add("pass/sum_by_border", sum_by_border_pass);
  add("pass/sum_over_others", sum_over_others_pass);
  add("pass/three_sums_over_others", three_sums_over_others_pass);
  add("pass/learn", learn_pass);
  add("pass/all_of_a_step", passes_of_a_step);
  add("process/signals", signals_process);
  add("process/talent", talent_process);
  add("process/capital", capital_process);
  add("process/contracts", contracts_process);
  add("process/learning", learning_process);
  add("process/adoption", adoption_process);
  add("process/economy", economy_process);
  add("process/research", research_process);
  add("process/knowledge", knowledge_process);
  add("process/firms", firms_process);
  add("process/patents", patents_process);
  add("process/shares", shares_process);
  add("step", whole_step);
  add("channel_weights", channel_weights);
  add("sampling/parameters", parameters_of_a_block);
  add("sampling/base_year", base_year_of_a_block);
  add("sampling/start", start_of_a_block);
  add("noise/run", noise_of_a_run);
  add("noise/four_normal_draws", four_normal_draws);
  add("record/year", record_of_a_year)->Arg(0);
  add("record/year_with_flows", record_of_a_year)->Arg(1);
  add("summary/cell", summary_of_a_cell)->Arg(2000);
  add("summary/ensemble", results_of_the_ensemble)->Unit(benchmark::kMillisecond);
  add("output/netcdf", file_of_the_ensemble)->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  add_all();
  benchmark::RunSpecifiedBenchmarks();
}
