#pragma once

#include <optional>
#include <vector>

#include "sim/analysis/calibrate.h"
#include "sim/analysis/hindcast.h"
#include "sim/results/parts_folder.h"

namespace jialing {

/// Keeps the state of the assimilation that is going on as the part `state`, and what comes of each finished replicate
/// as a part `replicate_3`.
class CalibrationParts : public CalibrationStore {
 public:
  explicit CalibrationParts(PartsFolder& folder) : folder_(folder) {}
  std::optional<AssimilationState> state() override;
  void save(const AssimilationState& state) override;
  std::optional<std::vector<Moments>> replicate(int number) override;
  void save(int number, const std::vector<Moments>& replicate) override;

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
