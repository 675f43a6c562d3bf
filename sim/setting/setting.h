#pragma once

#include <array>
#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/setting/pair_terms.h"

namespace jialing::model {

/// What all members of a scenario share, prepared once.
struct Setting {
  /// Both must outlive it.
  Setting(const Scenario& scenario, const Network& network);
  /// The bare tables: all pairs, no measures.
  Setting(const Dataset& data, const Network& network, int steps_per_year, ChannelSwitches channels = {});

  const Dataset& data;
  int base_year;  ///< the first year of the network: that of the tables
  Topology topology;
  std::array<double, channel_count> left_out{};  ///< share of the flow of each channel between pairs that are left out
  ChannelSwitches channels;
  std::vector<Measure> measures;  ///< of policy
  int steps_per_year;
  std::vector<double> population;  ///< [node] 10 000 inhabitants of the base year
  std::vector<double> log_population;
  std::vector<double> home_capital;  ///< [node] share of innovation capital that stays in the province in the base year
  std::vector<double> home_contract;
  std::vector<int> regime_years;  ///< first year of each regime of the network
  std::vector<PairTerms> regimes;

  /// Index of the regime in force in `year`.
  int regime(int year) const;

 private:
  Setting(const Dataset& data, const Network& network, int steps_per_year, ChannelSwitches channels,
          std::vector<Measure> measures);
  void take_regimes(const Network& network);
};

}  // namespace jialing::model
