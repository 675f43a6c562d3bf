#include "sim/ensemble/ensemble.h"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>

#include "sim/ensemble/policy_draws.h"
#include "sim/ensemble/process_noise.h"
#include "sim/ensemble/sampling.h"
#include "sim/model/rebase.h"

namespace jialing {
namespace {

using model::Lane;
using model::lane_width;

// What a thread needs to run one block of members after the other.
class BlockRunner {
 public:
  BlockRunner(const Scenario& scenario, const ParameterDesign& design, const BaseYearDraws& base_draws,
              const ProvinceDraws& province_draws, std::optional<int> rebase_year, Ensemble& ensemble)
      : scenario_(scenario),
        design_(design),
        base_draws_(base_draws),
        province_draws_(province_draws),
        rebase_year_(rebase_year),
        ensemble_(ensemble),
        simulation_(ensemble.setting),
        recorder_(ensemble.setting, ensemble.places, ensemble.layout),
        published_(ensemble.setting.topology, scenario.data),
        base_(published_),
        random_(ensemble.setting.topology, scenario, Conditioning(scenario)),
        chance_(ensemble.setting.measures, scenario.ensemble, scenario.uncertainty, scenario.horizon),
        noise_(ensemble.setting.topology.nodes) {}

  std::vector<MemberFailure> run(std::int64_t block) {
    const std::int64_t first = ensemble_.first_member + block * lane_width;
    start(block, first);
    std::vector<MemberFailure> failures;
    std::array<bool, lane_width> failed{};
    float* cells = ensemble_.cells.block(block);
    recorder_.record(simulation_, cells);
    keep_later_parameters(block);
    while (simulation_.year() < scenario_.horizon.to) {
      if (scenario_.uncertainty.process_noise) random_.draw(simulation_.steps_taken(), noise_);
      simulation_.step(noise_);
      find_failures(first, failed, failures);
      if (!simulation_.at_year_start()) continue;
      recorder_.record(simulation_, cells);
      keep_later_parameters(block);
    }
    blank(failed, cells);
    const std::int64_t end = ensemble_.first_member + ensemble_.cells.members();
    std::erase_if(failures, [&](const MemberFailure& failure) { return failure.member >= end; });
    std::sort(failures.begin(), failures.end(), [](const auto& x, const auto& y) { return x.member < y.member; });
    return failures;
  }

 private:
  // The last block may reach beyond the last member of a design; the surplus lanes repeat that member.
  void start(std::int64_t block, std::int64_t first) {
    const std::int64_t last = scenario_.ensemble.members - 1;
    for (int p = 0; p < parameter_count; ++p) {
      auto& sampled = ensemble_.parameters[p];
      for (int lane = 0; lane < lane_width; ++lane) {
        const double value = design_.value(static_cast<Parameter>(p), std::min(first + lane, last));
        parameters_[static_cast<Parameter>(p)][lane] = value;
        const std::int64_t member = block * lane_width + lane;
        if (member < ensemble_.cells.members()) sampled[member] = value;
      }
    }
    base_ = published_;
    if (scenario_.uncertainty.base_year) base_draws_.draw(first, base_);
    if (scenario_.uncertainty.parameters) province_draws_.draw(first, base_);
    random_.start(first, parameters_, base_);
    simulation_.start(parameters_, base_, chance_.draw(scenario_.ensemble.luck_of(first)));
  }

  void keep_later_parameters(std::int64_t block) {
    if (simulation_.year() != rebase_year_) return;
    const model::ParameterLanes later = model::rebased_parameters(simulation_);
    for (int p = 0; p < parameter_count; ++p) {
      for (int lane = 0; lane < lane_width; ++lane) {
        const std::int64_t member = block * lane_width + lane;
        if (member < ensemble_.cells.members())
          ensemble_.later_parameters[p][member] = later[static_cast<Parameter>(p)][lane];
      }
    }
  }

  void find_failures(std::int64_t first, std::array<bool, lane_width>& failed, std::vector<MemberFailure>& failures) {
    const Lane finite = model::finite_check(simulation_.state());
    for (int lane = 0; lane < lane_width; ++lane) {
      if (failed[lane] || finite[lane] == 0) continue;
      failed[lane] = true;
      const auto [variable, node] = model::first_non_finite(simulation_.state(), lane);
      const int table_node = ensemble_.setting.topology.table_index[node];
      failures.push_back(
          {first + lane, simulation_.steps_taken(), scenario_.data.nodes[table_node].id, std::string(variable)});
    }
  }

  void blank(const std::array<bool, lane_width>& failed, float* cells) const {
    for (int lane = 0; lane < lane_width; ++lane) {
      if (!failed[lane]) continue;
      for (std::int64_t cell = 0; cell < ensemble_.cells.cells(); ++cell)
        cells[cell * lane_width + lane] = std::numeric_limits<float>::quiet_NaN();
    }
  }

  const Scenario& scenario_;
  const ParameterDesign& design_;
  const BaseYearDraws& base_draws_;
  const ProvinceDraws& province_draws_;
  std::optional<int> rebase_year_;
  Ensemble& ensemble_;
  model::Simulation simulation_;
  CellRecorder recorder_;
  const model::BaseYear published_;
  model::BaseYear base_;
  ProcessNoise random_;
  PolicyChance chance_;
  model::Noise noise_;
  model::ParameterLanes parameters_;
};

void keep_province_effects(const ProvinceDraws& draws, bool uncertain, Ensemble& ensemble) {
  ensemble.provinces = draws.provinces();
  for (int e = 0; e < model::province_effect_count; ++e) {
    for (std::size_t p = 0; p < ensemble.provinces.size(); ++p) {
      auto& scores = ensemble.province_effects[e].emplace_back(ensemble.cells.members(), 0.0);
      for (std::int64_t m = 0; m < ensemble.cells.members() && uncertain; ++m)
        scores[m] = draws.score(static_cast<model::ProvinceEffect>(e), p, ensemble.first_member + m);
    }
  }
}

}  // namespace

Ensemble::Ensemble(const Scenario& scenario, const Network& network, std::int64_t first, std::int64_t count)
    : setting(scenario.data, network, scenario.horizon.steps_per_year, scenario.channels, measures(scenario)),
      places(setting),
      layout(scenario, places, static_cast<int>(setting.measures.size())),
      first_member(first),
      cells(layout.size(), count),
      parameters(parameter_count, std::vector<double>(count)) {}

std::unique_ptr<Ensemble> run_ensemble(const Scenario& scenario, const Network& network, const RunOptions& options) {
  const std::int64_t count =
      options.member_count < 0 ? scenario.ensemble.members - options.first_member : options.member_count;
  auto ensemble = std::make_unique<Ensemble>(scenario, network, options.first_member, count);
  const Conditioning conditioning(scenario);
  const model::Topology& topology = ensemble->setting.topology;
  const ParameterDesign design(scenario.parameters, scenario.ensemble, scenario.uncertainty.parameters, conditioning);
  const BaseYearDraws base_draws(topology, scenario.data, scenario.ensemble.seed, conditioning);
  const ProvinceDraws province_draws(topology, scenario.data, scenario.ensemble.seed, conditioning);
  keep_province_effects(province_draws, scenario.uncertainty.parameters, *ensemble);
  if (options.rebase_year) ensemble->later_parameters.assign(parameter_count, std::vector<double>(count));
  const std::int64_t blocks = ensemble->cells.blocks();
  const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
  std::vector<std::vector<MemberFailure>> failures(blocks);
  std::int64_t done = 0;
  std::mutex progress_mutex;
  std::atomic<bool> stop = false;

#pragma omp parallel num_threads(threads)
  {
    BlockRunner runner(scenario, design, base_draws, province_draws, options.rebase_year, *ensemble);
#pragma omp for schedule(dynamic)
    for (std::int64_t block = 0; block < blocks; ++block) {
      if (options.cancelled && *options.cancelled) stop = true;
      if (stop) continue;
      failures[block] = runner.run(block);
      if (options.progress) {
        const std::lock_guard lock(progress_mutex);
        done = std::min(done + lane_width, count);
        options.progress(done, count);
      }
    }
  }
  if (stop) throw Cancelled();
  for (const auto& each : failures) ensemble->failures.insert(ensemble->failures.end(), each.begin(), each.end());
  return ensemble;
}

}  // namespace jialing
