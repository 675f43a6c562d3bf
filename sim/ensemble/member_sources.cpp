#include "sim/ensemble/member_sources.h"

namespace jialing {

MemberSources::MemberSources(const Scenario& scenario_, const model::Setting& setting_)
    : scenario(scenario_),
      setting(setting_),
      conditioning(scenario),
      design(scenario.parameters, scenario.ensemble, scenario.uncertainty.parameters, conditioning),
      base_year(setting.topology, scenario.data, scenario.ensemble.seed, conditioning),
      provinces(setting.topology, scenario.data, scenario.ensemble.seed, conditioning) {}

}  // namespace jialing
