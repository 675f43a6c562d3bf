#pragma once

#include "sim/ensemble/sampling.h"
#include "sim/setting/setting.h"

namespace jialing {

/// What the members of a scenario are drawn from, but for noise and events; read by all threads. Refers to the scenario
/// and the setting.
struct MemberSources {
  MemberSources(const Scenario& scenario, const model::Setting& setting);
  MemberSources(const MemberSources&) = delete;  // what it holds refers to its conditioning
  MemberSources& operator=(const MemberSources&) = delete;

  const Scenario& scenario;
  const model::Setting& setting;
  Conditioning conditioning;
  ParameterDesign design;
  BaseYearDraws base_year;
  ProvinceDraws provinces;
};

}  // namespace jialing
