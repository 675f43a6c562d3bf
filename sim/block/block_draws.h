#pragma once

#include "sim/block/policy_draws.h"
#include "sim/block/process_noise.h"
#include "sim/ensemble/member_sources.h"
#include "sim/model/simulation.h"

namespace jialing {

/// The centre of every prior, the same in all members.
model::ParameterLanes central_parameters(const std::vector<Prior>& priors);

/// Puts the draws of the members from `first_member` on into `base`.
void draw(const BaseYearDraws& draws, std::int64_t first_member, model::BaseYear& base);
void draw(const ProvinceDraws& draws, std::int64_t first_member, model::BaseYear& base);

/// Draws everything that a block of members side by side needs, one block after the other. One per thread.
class BlockDraws {
 public:
  /// `sources` must outlive it.
  explicit BlockDraws(const MemberSources& sources);

  /// Draws the members from `first` on and puts a simulation at their base year. Members beyond the last of a design
  /// repeat that one.
  void start(std::int64_t first, model::Simulation& simulation);

  /// Of the block that was started last.
  const model::ParameterLanes& parameters() const { return parameters_; }
  const model::PolicyDraws& policy() const { return policy_; }

  /// Noise of a step of the block; steps must be asked for in order.
  const model::Noise& noise(int step);

 private:
  const MemberSources& sources_;
  const model::BaseYear published_;
  model::BaseYear base_;
  ProcessNoise random_;
  PolicyChance chance_;
  model::PolicyDraws policy_;
  model::Noise noise_;
  model::ParameterLanes parameters_;
};

}  // namespace jialing
