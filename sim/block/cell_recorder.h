#pragma once

#include "sim/ensemble/cells.h"
#include "sim/model/indicator_report.h"

namespace jialing {

/// Writes the cells of one block while its simulation runs.
class CellRecorder {
 public:
  CellRecorder(const model::Setting& setting, const model::Places& places, const CellLayout& layout);

  /// At the start of each year, base year included, in order.
  void record(model::Simulation& simulation, float* block);

 private:
  void record_adoption(const model::Simulation& simulation, int year, float* block);
  void record_arrivals(const model::Simulation& simulation, int year, float* block);
  void record_flows(const model::Simulation& simulation, int year, float* block);
  void record_costs(const model::Simulation& simulation, int year, float* block);

  const model::Setting& setting_;
  const model::Places& places_;
  const CellLayout& layout_;
  model::IndicatorReport report_;
  model::Lanes values_;           ///< [place]
  model::Lanes per_gdp_;          ///< [place]
  model::Lanes adoption_before_;  ///< a year ago
  model::Lanes arrivals_;         ///< year in which adoption passed each share, [node·fields + field][share]
  model::Lanes flows_;            ///< [flow][from][to]
};

}  // namespace jialing
