#include "sim/ensemble/ensemble.h"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>

#include "sim/ensemble/block_draws.h"
#include "sim/ensemble/exchange.h"
#include "sim/ensemble/memory.h"
#include "sim/model/rebase.h"

namespace jialing {
namespace {

using model::Lane;
using model::lane_width;

// What a thread needs to run one block of members after the other.
class BlockRunner {
 public:
  BlockRunner(const MemberSources& sources, std::optional<int> rebase_year, Ensemble& ensemble)
      : scenario_(sources.scenario),
        rebase_year_(rebase_year),
        ensemble_(ensemble),
        draws_(sources),
        simulation_(ensemble.setting),
        recorder_(ensemble.setting, ensemble.places, ensemble.layout) {}

  std::vector<MemberFailure> run(std::int64_t block) {
    const std::int64_t first = ensemble_.first_member + block * lane_width;
    draws_.start(first, simulation_);
    keep_parameters(block);
    std::vector<MemberFailure> failures;
    std::array<bool, lane_width> failed{};
    float* cells = ensemble_.cells.block(block);
    recorder_.record(simulation_, cells);
    keep_later_parameters(block);
    while (simulation_.year() < scenario_.horizon.to) {
      simulation_.step(draws_.noise(simulation_.steps_taken()));
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
  template <class Value>
  void keep(std::int64_t block, std::vector<std::vector<double>>& kept, const Value& value) {
    for (int p = 0; p < parameter_count; ++p) {
      for (int lane = 0; lane < lane_width; ++lane) {
        const std::int64_t member = block * lane_width + lane;
        if (member < ensemble_.cells.members()) kept[p][member] = value[static_cast<Parameter>(p)][lane];
      }
    }
  }

  void keep_parameters(std::int64_t block) { keep(block, ensemble_.parameters, draws_.parameters()); }

  void keep_later_parameters(std::int64_t block) {
    if (simulation_.year() == rebase_year_)
      keep(block, ensemble_.later_parameters, model::rebased_parameters(simulation_));
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
  std::optional<int> rebase_year_;
  Ensemble& ensemble_;
  BlockDraws draws_;
  model::Simulation simulation_;
  CellRecorder recorder_;
};

CellStore affordable_cells(const Scenario& scenario, const CellLayout& layout, std::int64_t members) {
  require_memory(scenario, CellStore::bytes(layout.size(), members));
  return {layout.size(), members};
}

}  // namespace

Ensemble::Ensemble(const Scenario& scenario, const Network& network, std::int64_t first, std::int64_t count)
    : setting(scenario, network),
      places(setting),
      layout(scenario, setting.measures.size()),
      first_member(first),
      cells(affordable_cells(scenario, layout, count)),
      parameters(parameter_count, std::vector<double>(count)) {}

void keep_province_effects(const MemberSources& sources, std::int64_t members, Ensemble& ensemble) {
  const ProvinceDraws& draws = sources.provinces;
  ensemble.provinces = draws.provinces();
  for (int e = 0; e < model::province_effect_count; ++e) {
    for (std::size_t p = 0; p < ensemble.provinces.size(); ++p) {
      auto& scores = ensemble.province_effects[e].emplace_back(members, 0.0);
      for (std::int64_t m = 0; m < members && sources.scenario.uncertainty.parameters; ++m)
        scores[m] = draws.score(static_cast<model::ProvinceEffect>(e), p, ensemble.first_member + m);
    }
  }
}

void fill_ensemble(const MemberSources& sources, const RunOptions& options, Ensemble& ensemble) {
  const std::int64_t count = ensemble.cells.members(), blocks = ensemble.cells.blocks();
  const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
  std::vector<std::vector<MemberFailure>> failures(blocks);
  std::int64_t done = 0;
  std::mutex progress_mutex;
  std::atomic<bool> stop = false;
  const std::uint64_t hash = work_hash(sources.scenario, ensemble.first_member, count);
  SharedWork work(blocks, hash);

#pragma omp parallel num_threads(threads)
  {
    BlockRunner runner(sources, options.rebase_year, ensemble);
    while (const auto block = work.claim()) {
      if (options.cancelled && *options.cancelled) stop = true;
      if (stop) break;
      failures[*block] = runner.run(*block);
      if (options.progress) {
        const std::lock_guard lock(progress_mutex);
        // What other ranks have done is known from the order of the blocks alone.
        done = std::min(ranks().alone() ? done + lane_width : std::max(done, (*block + 1) * lane_width), count);
        options.progress(done, count);
      }
    }
  }
  if (stop) throw Cancelled();
  exchange_members(work, hash, ensemble, failures);
  for (const auto& each : failures) ensemble.failures.insert(ensemble.failures.end(), each.begin(), each.end());
}

std::unique_ptr<Ensemble> run_ensemble(const Scenario& scenario, const Network& network, const RunOptions& options) {
  const std::int64_t count =
      options.member_count < 0 ? scenario.ensemble.members - options.first_member : options.member_count;
  auto ensemble = std::make_unique<Ensemble>(scenario, network, options.first_member, count);
  const MemberSources sources(scenario, ensemble->setting);
  keep_province_effects(sources, count, *ensemble);
  if (options.rebase_year) ensemble->later_parameters.assign(parameter_count, std::vector<double>(count));
  fill_ensemble(sources, options, *ensemble);
  return ensemble;
}

}  // namespace jialing
