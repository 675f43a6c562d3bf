#pragma once

#include <Eigen/Core>

namespace jialing {

/// One assimilation of an ensemble smoother with multiple data assimilation (Emerick & Reynolds 2013, Computers &
/// Geosciences 55:3–15). Rows of matrices are latents or observations, columns are members.
struct Assimilation {
  const Eigen::MatrixXd& predicted;      ///< [observation × member]
  const Eigen::VectorXd& observed;       ///< [observation]
  const Eigen::VectorXd& variance;       ///< of observation and discrepancy, [observation]
  const Eigen::MatrixXd& perturbations;  ///< standard normal, [observation × member]
  double inflation = 1;                  ///< α: of the variance in this step; Σ 1/α over all steps is 1
  double localisation = 3;               ///< standard errors at which a sampled correlation counts half; 0: none
  /// Which latents an observation can speak of at all, 0 or 1, [latent × observation]; empty: all.
  const Eigen::MatrixXf& relevant;
};

/// scores ← scores + (T∘C_sd)·(C_dd + α·C_e)⁻¹·(observed + √α·C_e^{1/2}·perturbations − predicted).
///
/// T tapers sampled correlations r that chance could have made: r²/(r² + localisation²·(1 − r²)²/(members − 1)), after
/// the pseudo-optimal localisation of Furrer & Bengtsson (2007). With linear predictions, without taper and with many
/// members this is the exact posterior of a Gaussian model. A member whose prediction lies more than five standard
/// deviations (1.4826 times the median absolute deviation) from the median is taken to be there (winsorised, as Huber
/// 1981 does with outliers): covariances would else speak of nothing but the few members that a heavy tail has led
/// astray.
void assimilate(Eigen::MatrixXd& scores, const Assimilation& step);

/// The posterior of a linear Gaussian model with the ensemble's covariances, for scores of unit prior variance.
struct LinearPosterior {
  Eigen::VectorXd mean;  ///< μ = (T∘C_sd)·(C_dd + C_e)⁻¹·(observed − mean predicted), [latent]
  Eigen::VectorXd
      known;  ///< K = diagonal of (T∘C_sd)·(C_dd + C_e)⁻¹·(T∘C_sd)ᵀ: the variance of μ over worlds, [latent]
};

/// Neither perturbations nor inflation of the step are used. Corrected for the inverse of a sampled covariance being
/// too large (Hartlap et al. 2007), with the number of directions that the ensemble spans in place of that of the data.
LinearPosterior linear_posterior(const Eigen::MatrixXd& scores, const Assimilation& step);

}  // namespace jialing
