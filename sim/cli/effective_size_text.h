#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "sim/analysis/calibrate.h"

namespace jialing::cli {

/// What the draws of a calibration are worth, in a sentence; empty without replicates.
std::string effective_size_text(const Calibration& calibration);

/// The median of the parameters that the data moved, and the least; null without replicates.
nlohmann::json effective_size_json(const Calibration& calibration);

/// That of one parameter; null where there is none.
nlohmann::json effective_size_json(const std::optional<EffectiveSize>& size);

}  // namespace jialing::cli
