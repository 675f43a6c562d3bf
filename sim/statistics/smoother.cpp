#include "sim/statistics/smoother.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace jialing {
namespace {

Eigen::MatrixXd centred(const Eigen::MatrixXd& values) {
  return values.colwise() - values.rowwise().mean();
}

// Covariances of latents with predictions, tapered and without those that cannot be.
void localise(const Eigen::VectorXd& score_sd, const Eigen::VectorXd& predicted_sd, const Assimilation& step,
              Eigen::MatrixXd& covariance) {
  const double scale = step.localisation * step.localisation / static_cast<double>(step.predicted.cols() - 1);
  for (Eigen::Index d = 0; d < covariance.cols(); ++d) {
    for (Eigen::Index s = 0; s < covariance.rows(); ++s) {
      if (step.relevant.size() > 0 && step.relevant(s, d) == 0) {
        covariance(s, d) = 0;
        continue;
      }
      const double sds = score_sd(s) * predicted_sd(d);
      if (sds == 0 || scale == 0) continue;
      const double r = std::min(std::abs(covariance(s, d) / sds), 1.0), rest = 1 - r * r;
      covariance(s, d) *= r == 0 ? 0 : r * r / (r * r + scale * rest * rest);
    }
  }
}

}  // namespace

void assimilate(Eigen::MatrixXd& scores, const Assimilation& step) {
  const auto degrees = static_cast<double>(step.predicted.cols() - 1);
  const Eigen::MatrixXd score_changes = centred(scores), predicted_changes = centred(step.predicted);
  Eigen::MatrixXd joint = score_changes * predicted_changes.transpose() / degrees;
  Eigen::MatrixXd within = predicted_changes * predicted_changes.transpose() / degrees;
  const Eigen::VectorXd predicted_sd = within.diagonal().cwiseSqrt();
  const Eigen::VectorXd score_sd = (score_changes.rowwise().squaredNorm() / degrees).cwiseSqrt();
  localise(score_sd, predicted_sd, step, joint);
  within.diagonal() += step.inflation * step.variance;
  const Eigen::VectorXd error_sd = (step.inflation * step.variance).cwiseSqrt();
  Eigen::MatrixXd innovation = error_sd.asDiagonal() * step.perturbations - step.predicted;
  innovation.colwise() += step.observed;
  scores += joint * Eigen::LLT<Eigen::MatrixXd>(within).solve(innovation);
}

}  // namespace jialing
