#pragma once

#include <optional>
#include <vector>

#include "sim/analysis/assimilation.h"
#include "sim/analysis/hindcast.h"
#include "sim/results/parts_folder.h"

namespace jialing {

/// Keeps the state of a calibration as the part `state`.
class CalibrationParts : public AssimilationStore {
 public:
  explicit CalibrationParts(PartsFolder& folder) : folder_(folder) {}
  std::optional<AssimilationState> state() override;
  void save(const AssimilationState& state) override;

 private:
  PartsFolder& folder_;
};

/// Keeps the forecasts of each finished origin as a part `origin_2014`.
class HindcastParts : public HindcastStore {
 public:
  explicit HindcastParts(PartsFolder& folder) : folder_(folder) {}
  std::optional<std::vector<Forecast>> forecasts(int origin) override;
  void save(int origin, const std::vector<Forecast>& forecasts) override;

 private:
  PartsFolder& folder_;
};

}  // namespace jialing
