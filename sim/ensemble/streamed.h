#pragma once

#include <tuple>
#include <vector>

#include "sim/ensemble/ensemble.h"

namespace jialing {

/// Whether `run` streams the members of a scenario: more than output.exact_members that nobody wants to keep.
bool is_streamed(const Scenario& scenario);

/// Neighbouring members, [first, end).
struct MemberRange {
  std::int64_t first = 0, end = 0;

  std::int64_t size() const { return end - first; }
  bool operator==(const MemberRange&) const = default;

  template <class Self>
  static auto fields(Self& self) {
    return std::tie(self.first, self.end);
  }
};

/// What is left of a range without others, which ascend.
std::vector<MemberRange> without(const MemberRange& range, const std::vector<MemberRange>& others);

/// Members whose cells are in memory at a time, of so many in all: enough for every thread to run several blocks, and
/// so few that every rank gets several chunks.
std::int64_t chunk_members(int threads, std::int64_t members);

/// Runs these members of a scenario a chunk at a time, in the same memory, and hands each chunk to `consume`. Ranks
/// claim whole chunks, and each consumes its own; a process that is alone consumes all, in the order of the members.
/// Every member is the same bits as in run_ensemble. Throws Cancelled, and whatever `consume` throws.
void stream_ensemble(const Scenario& scenario, const Network& network, const RunOptions& options,
                     const std::vector<MemberRange>& members, std::int64_t members_at_once,
                     const std::function<void(const Ensemble& chunk)>& consume);

}  // namespace jialing
