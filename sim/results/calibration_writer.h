#pragma once

#include <cstdint>
#include <string>

#include "sim/analysis/calibrate.h"
#include "sim/analysis/hindcast.h"

namespace jialing {

/// Writes the posterior of a calibration and what led to it (netCDF-4); read_posterior() reads it back.
///
/// Dimensions: draw, parameter, latent, observation, quantile (5, 25, 50, 75, 95 %), step. Variables:
/// `parameter_value`, `later_parameter_value` and `prior_parameter_value` [parameter, draw] (the second for a start in
/// the last year; missing where nothing is said); with replicates `effective_size`, `effective_size_low` and `_high`
/// [parameter]; `latent_kind`, `latent_variable`, `latent_place`, `latent_year`,
/// `score`, `latent_mean`, `latent_contraction`, `latent_informed`; per observation its `region`, `indicator`, `year`,
/// `value`, `sd`, `discrepancy`, the quantiles expected before and after, `pit`, `base_value`, and the change since the
/// base year of the logarithm or of the value (`scale`), split into `trend`, `policy`, `shocks`; `mismatch` [step].
void write_calibration(const Calibration& calibration, const std::string& path);

/// Writes the first draws, at most all, for a start in the last observed year and no more: `later_parameter_value` of
/// the parameters that the data moved (for the others the scenario's own prior holds), and the `score` of lasting
/// differences between provinces, to four significant digits. A fiftieth of the size.
void write_later_draws(const Calibration& calibration, std::int64_t draws, const std::string& path);

/// Writes forecasts and scores of a hindcast (netCDF-4). Dimensions: forecast, score, quantile, benchmark, share.
void write_hindcast(const Hindcast& hindcast, const Scenario& scenario, const std::string& path);

}  // namespace jialing
