#pragma once

#include <memory>
#include <tuple>
#include <vector>

#include "sim/ensemble/ensemble.h"
#include "sim/ensemble/streamed.h"
#include "sim/statistics/cell_sketches.h"
#include "sim/statistics/target_outcome.h"

namespace jialing {

/// Of members that are streamed: those whose parameters and lasting differences are kept, and failures that are listed,
/// the first ones each.
inline constexpr std::int64_t kept_draws = 10000;
inline constexpr std::int64_t listed_failures = 1000;

/// What is reported of members whose cells are not kept: sketches of all cells, counts for the targets, the first draws
/// and failures. It needs the memory of sketches, whatever the number of members. It takes them in chunks of any order,
/// and two can be merged: the same bits however the members were split.
class StreamedMembers {
 public:
  /// None yet of those from `first_member` on. Refers to the scenario.
  StreamedMembers(const Scenario& scenario, std::int64_t first_member);

  /// Members that are not there. Throws std::logic_error for others.
  void add(const Ensemble& chunk, int threads);
  void merge(const StreamedMembers& others);

  std::int64_t first_member() const { return first_member_; }
  /// Members that are there, ascending; those that follow each other are one range.
  const std::vector<MemberRange>& members() const { return members_; }
  const CellSketches& sketches() const { return sketches_; }
  const std::vector<TargetOutcome>& targets() const { return targets_; }
  /// An ensemble of them, from the first one on, without cells: it only has their sizes.
  std::unique_ptr<Ensemble> ensemble(const Network& network) const;

  /// All but what comes with the scenario, for packing.
  template <class Self>
  static auto fields(Self& self) {
    return std::tie(self.first_member_, self.members_, self.sketches_, self.targets_, self.parameters_, self.failures_,
                    self.unlisted_failures_);
  }
  /// Whether it may be of these members of the scenario, after unpacking.
  bool fits(const MemberRange& all) const;

 private:
  void take(const MemberRange& range);
  void keep_draws(const MemberRange& range, std::int64_t first, const std::vector<std::vector<double>>& draws);
  void add_failures(const std::vector<MemberFailure>& failures);
  StreamedMembers(const Scenario& scenario, const CellLayout& layout, std::int64_t first_member);

  const Scenario& scenario_;
  std::int64_t first_member_;
  std::vector<MemberRange> members_;
  CellSketches sketches_;
  std::vector<TargetOutcome> targets_;
  std::vector<std::vector<double>> parameters_;  ///< [Parameter][member]; 0 for members that are not there
  std::vector<MemberFailure> failures_;          ///< in member order
  std::int64_t unlisted_failures_ = 0;
};

}  // namespace jialing
