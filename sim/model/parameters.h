#pragma once

#include <array>

#include "sim/model/lane.h"
#include "sim/tables/parameter_names.h"

namespace jialing::model {

/// One value of every parameter per member of the block.
class ParameterLanes {
 public:
  Lane& operator[](Parameter parameter) { return values_[static_cast<std::size_t>(parameter)]; }
  const Lane& operator[](Parameter parameter) const { return values_[static_cast<std::size_t>(parameter)]; }

 private:
  std::array<Lane, parameter_count> values_;
};

}  // namespace jialing::model
