#pragma once

#include "sim/model/channel_weights.h"
#include "sim/model/lane_math.h"
#include "sim/model/parameters.h"
#include "sim/model/state.h"
#include "sim/scenario/levers.h"
#include "sim/setting/topology.h"

namespace jialing::model {

class Policy;

/// What sets nodes apart for good: the lasting differences between provinces (section 2), [node][member].
struct Lasting {
  explicit Lasting(int nodes) : growth_offset(nodes, Lane(0)), aim_growth(growth_offset), log_frontier(growth_offset) {}

  Lanes growth_offset;  ///< real growth beyond the nation's, 1/year
  Lanes aim_growth;     ///< growth of the business R&D intensity that is desired, in the base year, 1/year
  Lanes log_frontier;   ///< ln of the contract intensity aimed at
};

/// What every process may look at besides the state.
struct Context {
  const Topology& topology;
  const ParameterLanes& parameters;
  const Lasting& lasting;
  const ChannelWeights& weights;
  const ChannelSwitches& channels;
  const Policy& policy;
};

/// The step from t to t + dt, in years since the base year.
struct StepTime {
  double t = 0;
  double dt = 0;
  double mid() const { return t + dt / 2; }
};

/// Changes of the logarithms by process noise in this step, [node][member]; zero where there is none.
struct Noise {
  explicit Noise(int nodes)
      : gdp(nodes, Lane(0)),
        business_intensity(gdp),
        contract_intensity(gdp),
        firms(gdp),
        patents(gdp) {}

  Lanes gdp, business_intensity, contract_intensity, firms, patents;
};

/// What the processes of one step tell each other, [node][member] unless said otherwise.
struct Signals {
  explicit Signals(int nodes)
      : rd(nodes, Lane(0)),
        log_gdp(rd),
        log_researchers(rd),
        log_tightness(rd),
        capital_change(rd),
        technology_change(rd),
        spillover_change(rd),
        adoption_speed(rd) {}

  Lanes rd;                 ///< R
  Lane total_rd;            ///< ΣR over all nodes, [member]
  Lanes log_gdp;            ///< ln Y
  Lanes log_researchers;    ///< ln H
  Lanes log_tightness;      ///< ln x: funding per researcher relative to the base year
  Lanes capital_change;     ///< d_C = ln[(C/Y)/(C/Y)₀]
  Lanes technology_change;  ///< ln[(T_ext/ΣR)/(T_ext/ΣR)₀]
  Lanes spillover_change;   ///< ln(X/X₀)
  Lanes adoption_speed;     ///< ȧ
};

inline Lane sum(const Lanes& lanes, NodeRange range) {
  Lane total = Lane(0);
  for (int i = range.begin; i < range.end; ++i) total += lanes[i];
  return total;
}

inline Lane sum(const Lanes& lanes) {
  return sum(lanes, {0, static_cast<int>(lanes.size())});
}

/// Σ v·weight / Σ weight over a range of nodes.
inline Lane weighted_mean(const Lanes& values, const Lanes& weights, NodeRange range) {
  Lane total = Lane(0), weight = Lane(0);
  for (int i = range.begin; i < range.end; ++i) {
    total += weights[i] * values[i];
    weight += weights[i];
  }
  return total / weight;
}

}  // namespace jialing::model
