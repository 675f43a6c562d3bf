#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sim/analysis/compare.h"
#include "sim/cli/words.h"

namespace jialing::cli {

/// The plan's targets in several scenarios: median and chance of the reference; of the others the paired difference
/// from it, the share of members that are better, the chance and its change. Then how much variance the pairing
/// removed.
std::string comparison_table(const Comparison& comparison, int width, Language language);

/// Regret, share of futures that meet the target and 10th percentile of all scenarios by target.
std::string robustness_table(const Comparison& comparison, int width, Language language);

/// What an improvement costs beyond the reference, by target. Empty when no scenario spends more.
std::string cost_per_unit_table(const Comparison& comparison, int width, Language language);

/// Share of the variance of the differences that the pairing removed: median over scenarios and targets.
double variance_removed(const Comparison& comparison);

/// What both tables say of a scenario, as numbers.
nlohmann::json difference_json(const Comparison& comparison, std::size_t scenario);
nlohmann::json robustness_json(const Comparison& comparison, std::size_t scenario);

}  // namespace jialing::cli
