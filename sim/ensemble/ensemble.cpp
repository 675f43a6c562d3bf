#include "sim/ensemble/ensemble.h"

#include <omp.h>

#include <algorithm>
#include <mutex>

#include "sim/ensemble/exchange.h"
#include "sim/ensemble/kernels.h"
#include "sim/ensemble/memory.h"

namespace jialing {
namespace {

CellStore affordable_cells(const Scenario& scenario, const CellLayout& layout, std::int64_t members) {
  const int lane_width = kernels(scenario.ensemble.precision).lane_width;
  require_memory(scenario, CellStore::bytes(layout.size(), members, lane_width));
  return {layout.size(), members, lane_width};
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
  const Kernels& engine = kernels(sources.scenario.ensemble.precision);
  const std::int64_t count = ensemble.cells.members(), blocks = ensemble.cells.blocks(), width = engine.lane_width;
  const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
  std::vector<std::vector<MemberFailure>> failures(blocks);
  std::int64_t done = 0;
  std::mutex progress_mutex;
  std::atomic<bool> stop = false;
  const std::uint64_t hash = work_hash(sources.scenario, ensemble.first_member, count);
  SharedWork work(blocks, hash);

#pragma omp parallel num_threads(threads)
  {
    const std::unique_ptr<BlockRunner> runner = engine.block_runner(sources, options.rebase_year, ensemble);
    while (const auto block = work.claim()) {
      if (options.cancelled && *options.cancelled) stop = true;
      if (stop) break;
      failures[*block] = runner->run(*block);
      if (options.progress) {
        const std::lock_guard lock(progress_mutex);
        // What other ranks have done is known from the order of the blocks alone.
        done = std::min(ranks().alone() ? done + width : std::max(done, (*block + 1) * width), count);
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
