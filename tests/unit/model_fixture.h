#pragma once

#include <string>

#include "sim/ensemble/ensemble.h"
#include "sim/ensemble/sampling.h"
#include "sim/model/simulation.h"

namespace jialing::test {

/// The shipped baseline, read once.
const Scenario& baseline();
const Network& baseline_network();

/// The baseline with another number of members and all or no uncertainty.
Scenario small_baseline(std::int64_t members, bool uncertain);

/// A block at the central parameters and published base year, at the start of 2020.
class CentralBlock {
 public:
  explicit CentralBlock(const Dataset& data = baseline().data, const Network& network = baseline_network(),
                        int steps_per_year = 4, model::ChannelSwitches channels = {});

  void start();
  void run_to(int year);

  model::Setting setting;
  model::ParameterLanes parameters;
  model::Simulation simulation;
  model::Noise none;

  /// Model index of a node.
  int node(const std::string& id) const;
};

}  // namespace jialing::test
