#include "sim/ensemble/streamed.h"

#include <algorithm>

#include "sim/ensemble/exchange.h"
#include "sim/ensemble/kernels.h"
#include "sim/parallel/ranks.h"
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

std::vector<MemberRange> without(const MemberRange& range, const std::vector<MemberRange>& others) {
  std::vector<MemberRange> left;
  std::int64_t next = range.first;
  for (const MemberRange& each : others) {
    if (std::min(each.first, range.end) > next) left.push_back({next, std::min(each.first, range.end)});
    next = std::max(next, each.end);
  }
  if (next < range.end) left.push_back({next, range.end});
  return left;
}

std::int64_t chunk_members(int threads, std::int64_t members) {
  constexpr std::int64_t most_members = 2048, members_of_a_thread = 64, chunks_of_a_rank = 8;
  const std::int64_t least = thread_count(threads) * members_of_a_thread;
  if (ranks().alone()) return std::max(most_members, least);
  return std::max(std::min(most_members, members / (chunks_of_a_rank * ranks().count())), least);
}

namespace {

std::vector<MemberRange> divided(const std::vector<MemberRange>& members, std::int64_t at_once) {
  std::vector<MemberRange> chunks;
  for (const MemberRange& each : members)
    for (std::int64_t first = each.first; first < each.end; first += at_once)
      chunks.push_back({first, std::min(first + at_once, each.end)});
  return chunks;
}

/// Makes a chunk one of these members, in the memory that it has when they are as many.
void begin_chunk(const MemberRange& members, Ensemble& chunk) {
  if (members.size() != chunk.cells.members()) {
    chunk.cells.release();
    chunk.cells = CellStore(chunk.layout.size(), members.size(), chunk.cells.lane_width());
    for (std::vector<double>& row : chunk.parameters) row.resize(static_cast<std::size_t>(members.size()));
  }
  chunk.first_member = members.first;
  chunk.failures.clear();
}

}  // namespace

void stream_ensemble(const Scenario& scenario, const Network& network, const RunOptions& options,
                     const std::vector<MemberRange>& members, std::int64_t members_at_once,
                     const std::function<void(const Ensemble& chunk)>& consume) {
  std::int64_t count = 0;
  for (const MemberRange& each : members) count += each.size();
  if (count == 0) return;
  const std::vector<MemberRange> chunks =
      divided(members, whole_blocks(members_at_once, kernels(scenario.ensemble.precision).lane_width));
  Ensemble chunk(scenario, network, chunks[0].first, chunks[0].size());
  const MemberSources sources(scenario, chunk.setting);
  std::int64_t before = 0;  // members of the chunks before the present one
  RunOptions chunk_options = options;
  chunk_options.apart = true;
  if (options.progress)
    chunk_options.progress = [&](std::int64_t of_chunk, std::int64_t) { options.progress(before + of_chunk, count); };
  SharedWork work(std::ssize(chunks), work_hash(scenario, members[0].first, count));
  for (std::size_t at = 0; const auto claimed = work.claim();) {
    for (; at < static_cast<std::size_t>(*claimed); ++at) before += chunks[at].size();
    begin_chunk(chunks[at], chunk);
    fill_ensemble(sources, chunk_options, chunk);
    consume(chunk);
  }
}

}  // namespace jialing
