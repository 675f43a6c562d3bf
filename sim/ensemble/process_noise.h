#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/ensemble/random.h"
#include "sim/model/process.h"

namespace jialing {

/// Process noise (model.md section 2, Noise): per variable one draw common to all nodes and one per node, both
/// identified by name, scaled to changes of the logarithm in one step.
class ProcessNoise {
 public:
  ProcessNoise(const model::Topology& topology, const Dataset& data, std::uint64_t seed, int steps_per_year);

  /// Fills `noise` for `step` of the block of members from `first_member` on. Steps must be asked for in order.
  void draw(std::int64_t first_member, int step, const model::ParameterLanes& parameters, model::Noise& noise);

 private:
  struct Stream {
    std::uint64_t key;
    std::array<NormalLane, 4> draws;  ///< of four consecutive steps: one call of the generator
  };
  struct Variable {
    Parameter sd;
    model::Lanes model::Noise::*changes;
    Stream common;
    std::vector<Stream> nodes;  ///< in model order; only GDP has noise in external nodes
  };

  void draw_ahead(std::int64_t first_member, int step);

  double sqrt_dt_;
  std::vector<Variable> variables_;
};

}  // namespace jialing
