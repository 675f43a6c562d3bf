#include "sim/ensemble/streamed.h"

#include <omp.h>

#include <algorithm>
#include <utility>

#include "sim/ensemble/kernels.h"

namespace jialing {
namespace {

std::int64_t whole_blocks(std::int64_t members, int lane_width) {
  return (members + lane_width - 1) / lane_width * lane_width;
}

// The draws of a chunk that are still to be kept, after those of the chunks before it.
void keep_draws(const std::vector<std::vector<double>>& chunk, std::int64_t members,
                std::vector<std::vector<double>>& kept) {
  for (std::size_t p = 0; p < chunk.size(); ++p) {
    const std::int64_t more = std::min(members, kept_draws - std::ssize(kept[p]));
    kept[p].insert(kept[p].end(), chunk[p].begin(), chunk[p].begin() + more);
  }
}

void limit_failures(Ensemble& ensemble) {
  const std::int64_t more = std::ssize(ensemble.failures) - listed_failures;
  if (more <= 0) return;
  ensemble.unlisted_failures += more;
  ensemble.failures.resize(listed_failures);
}

}  // namespace

bool is_streamed(const Scenario& scenario) {
  return scenario.ensemble.members > scenario.output.exact_members;
}

std::int64_t chunk_members(int threads) {
  constexpr std::int64_t least_members = 2048, members_of_a_thread = 64;
  const std::int64_t all = threads > 0 ? threads : omp_get_max_threads();
  return std::max(least_members, all * members_of_a_thread);
}

std::unique_ptr<Ensemble> stream_ensemble(const Scenario& scenario, const Network& network, const RunOptions& options,
                                          std::int64_t members_at_once,
                                          const std::function<void(const Ensemble& chunk)>& consume) {
  const std::int64_t count =
      options.member_count < 0 ? scenario.ensemble.members - options.first_member : options.member_count;
  const std::int64_t at_once =
      std::min(whole_blocks(members_at_once, kernels(scenario.ensemble.precision).lane_width), count);
  auto ensemble = std::make_unique<Ensemble>(scenario, network, options.first_member, at_once);
  const MemberSources sources(scenario, ensemble->setting);
  keep_province_effects(sources, std::min(count, kept_draws), *ensemble);
  std::vector<std::vector<double>> parameters(parameter_count);
  std::int64_t done = 0;
  RunOptions chunk_options = options;
  if (options.progress)
    chunk_options.progress = [&](std::int64_t of_chunk, std::int64_t) { options.progress(done + of_chunk, count); };
  while (done < count) {
    const std::int64_t members = std::min(at_once, count - done);
    if (members < at_once) {
      ensemble->cells.release();
      ensemble->cells = CellStore(ensemble->layout.size(), members, ensemble->cells.lane_width());
    }
    ensemble->first_member = options.first_member + done;
    fill_ensemble(sources, chunk_options, *ensemble);
    limit_failures(*ensemble);
    keep_draws(ensemble->parameters, members, parameters);
    consume(*ensemble);
    done += members;
  }
  ensemble->first_member = options.first_member;
  ensemble->cells = CellStore::sizes_only(ensemble->layout.size(), count, ensemble->cells.lane_width());
  ensemble->parameters = std::move(parameters);
  return ensemble;
}

}  // namespace jialing
