#include "sim/ensemble/streamed.h"

#include <algorithm>

#include "sim/ensemble/kernels.h"
#include "sim/parallel/threads.h"

namespace jialing {
namespace {

std::int64_t whole_blocks(std::int64_t members, int lane_width) {
  return (members + lane_width - 1) / lane_width * lane_width;
}

}  // namespace

bool is_streamed(const Scenario& scenario) {
  return scenario.ensemble.members > scenario.output.exact_members;
}

std::int64_t chunk_members(int threads) {
  constexpr std::int64_t least_members = 2048, members_of_a_thread = 64;
  return std::max(least_members, thread_count(threads) * members_of_a_thread);
}

void stream_ensemble(const Scenario& scenario, const Network& network, const RunOptions& options,
                     std::int64_t members_at_once, const std::function<void(const Ensemble& chunk)>& consume) {
  const std::int64_t count = options.members_of(scenario);
  if (count == 0) return;
  const std::int64_t at_once =
      std::min(whole_blocks(members_at_once, kernels(scenario.ensemble.precision).lane_width), count);
  Ensemble chunk(scenario, network, options.first_member, at_once);
  const MemberSources sources(scenario, chunk.setting);
  std::int64_t done = 0;
  RunOptions chunk_options = options;
  if (options.progress)
    chunk_options.progress = [&](std::int64_t of_chunk, std::int64_t) { options.progress(done + of_chunk, count); };
  while (done < count) {
    const std::int64_t members = std::min(at_once, count - done);
    if (members < at_once) {
      chunk.cells.release();
      chunk.cells = CellStore(chunk.layout.size(), members, chunk.cells.lane_width());
      for (std::vector<double>& row : chunk.parameters) row.resize(static_cast<std::size_t>(members));
    }
    chunk.first_member = options.first_member + done;
    chunk.failures.clear();
    fill_ensemble(sources, chunk_options, chunk);
    consume(chunk);
    done += members;
  }
}

}  // namespace jialing
