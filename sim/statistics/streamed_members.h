#pragma once

#include <memory>
#include <tuple>
#include <vector>

#include "sim/ensemble/ensemble.h"
#include "sim/statistics/cell_sketches.h"
#include "sim/statistics/target_outcome.h"

namespace jialing {

/// Of members that are streamed: those whose parameters and lasting differences are kept, and failures that are listed,
/// the first ones each.
inline constexpr std::int64_t kept_draws = 10000;
inline constexpr std::int64_t listed_failures = 1000;

/// What is reported of members whose cells are not kept: sketches of all cells, counts for the targets, the first draws
/// and failures. It needs the memory of sketches, whatever the number of members. It takes them chunk after chunk, and
/// two that follow each other can be joined: the same bits however the members were split.
class StreamedMembers {
 public:
  /// None yet. Refers to the scenario.
  StreamedMembers(const Scenario& scenario, std::int64_t first_member);

  /// The members that follow.
  void add(const Ensemble& chunk, int threads);
  void append(const StreamedMembers& next);

  std::int64_t first_member() const { return first_member_; }
  std::int64_t end_member() const { return end_member_; }
  const CellSketches& sketches() const { return sketches_; }
  const std::vector<TargetOutcome>& targets() const { return targets_; }
  /// An ensemble of them without cells, that only has their sizes.
  std::unique_ptr<Ensemble> ensemble(const Network& network) const;

  /// All but what comes with the scenario, for packing.
  template <class Self>
  static auto fields(Self& self) {
    return std::tie(self.first_member_, self.end_member_, self.sketches_, self.targets_, self.parameters_,
                    self.failures_, self.unlisted_failures_);
  }
  /// Whether it may be of the scenario, after unpacking.
  bool fits() const;

 private:
  void add_failures(const std::vector<MemberFailure>& failures);
  StreamedMembers(const Scenario& scenario, const CellLayout& layout, std::int64_t first_member);

  const Scenario& scenario_;
  std::int64_t first_member_, end_member_;
  CellSketches sketches_;
  std::vector<TargetOutcome> targets_;
  std::vector<std::vector<double>> parameters_;  ///< [Parameter][member]
  std::vector<MemberFailure> failures_;
  std::int64_t unlisted_failures_ = 0;
};

}  // namespace jialing
