#pragma once

#include "sim/model/policy.h"

namespace jialing {

/// What chance decides of the measures of a scenario: how effective each is, whether milestones happen and when shocks
/// strike. A draw depends only on (seed, source, member, lever's name, year), so that scenarios with the same lever
/// have the same luck.
class PolicyChance {
 public:
  /// `measures` must outlive it.
  PolicyChance(const std::vector<Measure>& measures, const EnsembleSettings& ensemble, UncertaintySwitches uncertain,
               const Horizon& horizon);

  /// Of the members side by side from `first_member` on.
  model::PolicyDraws draw(std::int64_t first_member) const;

 private:
  void draw_events(std::size_t measure, std::int64_t member, int lane, model::PolicyDraws& draws) const;

  const std::vector<Measure>& measures_;
  EnsembleSettings ensemble_;
  UncertaintySwitches uncertain_;
  Horizon horizon_;
  std::vector<std::uint64_t> effectiveness_keys_, event_keys_;  ///< [measure]
};

}  // namespace jialing
