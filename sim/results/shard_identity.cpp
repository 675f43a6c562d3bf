#include "sim/results/shard_identity.h"

#include "sim/results/parts_folder.h"
#include "sim/scenario/scenario_hash.h"

namespace jialing {

ShardIdentity identity_here(const std::vector<Scenario>& scenarios) {
  const Scenario& first = scenarios[0];
  ShardIdentity identity;
  identity.version = JIALING_VERSION;
  identity.build = program_hash(first.ensemble.precision);
  identity.title = first.name;
  identity.seed = std::to_string(first.ensemble.seed);
  identity.members = first.ensemble.members;
  std::vector<const Scenario*> list;
  for (const Scenario& each : scenarios) {
    list.push_back(&each);
    identity.scenarios.push_back(each.id);
  }
  identity.scenario_hash = scenario_hash(list);
  return identity;
}

}  // namespace jialing
