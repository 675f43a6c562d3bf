#pragma once

#include <array>

#include "sim/scenario/scenario.h"
#include "sim/setting/pair_terms.h"

namespace jialing::model {

/// The pairs that a scenario keeps.
struct KeptPairs {
  Pairs pairs;
  /// Share of what flows between different nodes that is left out, by channel: in the base year, at the centre of the
  /// parameters, with every line and programme of the run in place. Of knowledge the part of what a node sees, mean of
  /// the nodes.
  std::array<double, channel_count> left_out{};
};

/// Each node's `max_partners` strongest partners in each channel by what flows to them (or reaches it, for knowledge),
/// the strongest one of another province among them, and the pairs that a measure changes; a pair is kept for both of
/// its nodes and all channels as soon as one of them wants it in one. All pairs without a limit.
KeptPairs kept_pairs(const Scenario& scenario, const Network& network, const Topology& topology,
                     const std::vector<Measure>& measures);

}  // namespace jialing::model
