#include "sim/ensemble/ensemble.h"

#include <algorithm>
#include <mutex>

#include "sim/ensemble/exchange.h"
#include "sim/ensemble/kernels.h"
#include "sim/ensemble/memory.h"
#include "sim/parallel/threads.h"

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

namespace {

// Runs the blocks [begin, end) of the ensemble.
void fill_blocks(const MemberSources& sources, const RunOptions& options, std::int64_t begin, std::int64_t end,
                 Ensemble& ensemble) {
  const Kernels& engine = kernels(sources.scenario.ensemble.precision);
  const std::int64_t count = ensemble.cells.members(), width = engine.lane_width;
  const int threads = thread_count(options.threads);
  std::vector<std::vector<MemberFailure>> failures(end - begin);
  std::int64_t done = begin * width;
  std::mutex progress_mutex;
  std::atomic<bool> stop = false;
  ThreadFailure thrown;
  const std::uint64_t hash =
      work_hash(sources.scenario, ensemble.first_member + begin * width, std::min(end * width, count) - begin * width);
  SharedWork work = options.apart ? SharedWork(end - begin) : SharedWork(end - begin, hash);

  const auto run_blocks = [&] {
    const std::unique_ptr<BlockRunner> runner = engine.block_runner(sources, options.rebase_year, ensemble);
    while (const auto claimed = work.claim()) {
      if (options.cancelled && *options.cancelled) stop = true;
      if (stop || thrown.happened()) break;
      failures[*claimed] = runner->run(begin + *claimed);
      if (options.progress) {
        const std::lock_guard lock(progress_mutex);
        // What other ranks have done is known from the order of the blocks alone.
        done = std::min(work.is_shared() ? std::max(done, (begin + *claimed + 1) * width) : done + width, count);
        options.progress(done, count);
      }
    }
  };
#pragma omp parallel num_threads(threads)
  thrown.guard(run_blocks);
  thrown.rethrow();
  if (stop) throw Cancelled();
  exchange_members(work, hash, begin, ensemble, failures);
  for (const auto& each : failures) ensemble.failures.insert(ensemble.failures.end(), each.begin(), each.end());
}

// Runs what the keeper does not have, in runs of neighbouring pieces.
void fill_and_keep(const MemberSources& sources, const RunOptions& options, Ensemble& ensemble) {
  MemberKeeper& keeper = *options.keeper;
  const int threads = thread_count(options.threads);
  const std::int64_t pieces = (ensemble.cells.members() + piece_members - 1) / piece_members,
                     blocks_of_piece = piece_members / ensemble.cells.lane_width();
  std::vector<bool> there(pieces);
  for (std::int64_t piece = 0; piece < pieces; ++piece) there[piece] = keeper.take(piece, ensemble);
  for (std::int64_t first = 0; first < pieces;) {
    if (there[first]) {
      ++first;
      continue;
    }
    const std::int64_t most = std::max<std::int64_t>(keeper.members_at_once(threads) / piece_members, 1);
    std::int64_t end = first + 1;
    while (end < pieces && !there[end] && end - first < most) ++end;
    fill_blocks(sources, options, first * blocks_of_piece, std::min(end * blocks_of_piece, ensemble.cells.blocks()),
                ensemble);
    keeper.finished(first, end, ensemble);
    first = end;
  }
  std::sort(ensemble.failures.begin(), ensemble.failures.end(),
            [](const MemberFailure& a, const MemberFailure& b) { return a.member < b.member; });
}

}  // namespace

void fill_ensemble(const MemberSources& sources, const RunOptions& options, Ensemble& ensemble) {
  fill_blocks(sources, options, 0, ensemble.cells.blocks(), ensemble);
}

std::unique_ptr<Ensemble> run_ensemble(const Scenario& scenario, const Network& network, const RunOptions& options) {
  const std::int64_t count = options.members_of(scenario);
  auto ensemble = std::make_unique<Ensemble>(scenario, network, options.first_member, count);
  const MemberSources sources(scenario, ensemble->setting);
  keep_province_effects(sources, count, *ensemble);
  if (options.rebase_year) ensemble->later_parameters.assign(parameter_count, std::vector<double>(count));
  if (options.keeper)
    fill_and_keep(sources, options, *ensemble);
  else
    fill_ensemble(sources, options, *ensemble);
  return ensemble;
}

}  // namespace jialing
