#include "sim/model/state.h"

#include <cmath>

namespace jialing::model {

State::State(int nodes, int fields) {
  for (const StateVariable& variable : state_variables) (this->*variable.lanes).assign(nodes, Lane(0));
  adoption.assign(static_cast<std::size_t>(nodes) * fields, Lane(0));
}

// x − x is 0 for every finite x and NaN for the others.
Lane finite_check(const State& state) {
  Lane check = Lane(0);
  for (const StateVariable& variable : state_variables)
    for (const Lane& value : state.*variable.lanes) check += value - value;
  return check;
}

StatePlace first_non_finite(const State& state, int lane) {
  const std::size_t nodes = state.gdp.size();
  for (const StateVariable& variable : state_variables) {
    const Lanes& lanes = state.*variable.lanes;
    for (std::size_t n = 0; n < lanes.size(); ++n) {
      if (!std::isfinite(lanes[n][lane])) return {variable.name, static_cast<int>(n * nodes / lanes.size())};
    }
  }
  return {};
}

}  // namespace jialing::model
