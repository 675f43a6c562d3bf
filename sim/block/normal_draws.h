#pragma once

#include <array>
#include <cstdint>

#include "sim/model/lane.h"

namespace jialing {

using LaneMembers = std::array<std::int64_t, model::lane_width>;
/// `first`, first + 1, …
inline LaneMembers members_from(std::int64_t first) {
  LaneMembers members;
  for (std::int64_t& each : members) each = first++;
  return members;
}

/// Four standard normal draws, for steps 4·quad … 4·quad + 3, of each of the members side by side. Single precision: it
/// is noise of a few per cent, and twice as many fit into a vector.
typedef float NormalLane __attribute__((vector_size(model::lane_width * sizeof(float))));
void normal_draws(std::uint64_t key, const LaneMembers& members, std::uint32_t quad, NormalLane out[4]);

}  // namespace jialing
