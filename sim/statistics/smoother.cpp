#include "sim/statistics/smoother.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <vector>

#include "sim/statistics/quantiles.h"

namespace jialing {
namespace {

constexpr double farthest = 5;               // robust standard deviations from the median
constexpr double normal_deviation = 1.4826;  // standard deviation of a normal variable per median absolute deviation

// Predictions farther out than `farthest` are taken to be there: of a few members that go astray, covariances would
// know nothing but these.
Eigen::MatrixXd winsorised(const Eigen::MatrixXd& predicted) {
  Eigen::MatrixXd result = predicted;
  const auto median_of_row = [](const Eigen::RowVectorXd& row) {
    return median_of(std::vector<double>(row.begin(), row.end()));
  };
  for (Eigen::Index d = 0; d < predicted.rows(); ++d) {
    const double middle = median_of_row(predicted.row(d));
    const double reach = farthest * normal_deviation * median_of_row((predicted.row(d).array() - middle).abs());
    if (reach > 0) result.row(d) = predicted.row(d).cwiseMax(middle - reach).cwiseMin(middle + reach);
  }
  return result;
}

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

struct Covariances {
  Eigen::MatrixXd joint;   // tapered, [latent × observation]
  Eigen::MatrixXd within;  // of predictions, [observation × observation]
};

Covariances covariances(const Eigen::MatrixXd& scores, const Eigen::MatrixXd& predicted, const Assimilation& step) {
  const auto degrees = static_cast<double>(predicted.cols() - 1);
  const Eigen::MatrixXd score_changes = centred(scores), predicted_changes = centred(predicted);
  Covariances result{score_changes * predicted_changes.transpose() / degrees,
                     predicted_changes * predicted_changes.transpose() / degrees};
  const Eigen::VectorXd score_sd = (score_changes.rowwise().squaredNorm() / degrees).cwiseSqrt();
  localise(score_sd, result.within.diagonal().cwiseSqrt(), step, result.joint);
  return result;
}

}  // namespace

void assimilate(Eigen::MatrixXd& scores, const Assimilation& step) {
  const Eigen::MatrixXd predicted = winsorised(step.predicted);
  Covariances both = covariances(scores, predicted, step);
  const Eigen::VectorXd variance = step.inflation * step.variance;
  both.within.diagonal() += variance;
  Eigen::MatrixXd innovation = variance.cwiseSqrt().asDiagonal() * step.perturbations - predicted;
  innovation.colwise() += step.observed;
  scores += both.joint * Eigen::LLT<Eigen::MatrixXd>(both.within).solve(innovation);
}

LinearPosterior linear_posterior(const Eigen::MatrixXd& scores, const Assimilation& step) {
  const Eigen::MatrixXd predicted = winsorised(step.predicted);
  const Covariances both = covariances(scores, predicted, step);
  Eigen::MatrixXd total = both.within;
  total.diagonal() += step.variance;
  const Eigen::LLT<Eigen::MatrixXd> solver(total);
  const auto members = static_cast<double>(predicted.cols());
  const double directions = solver.solve(both.within).trace();
  const double correction = std::max((members - directions - 2) / (members - 1), 0.1);
  const Eigen::MatrixXd gain = correction * solver.solve(both.joint.transpose());
  const Eigen::VectorXd innovation = step.observed - predicted.rowwise().mean();
  return {gain.transpose() * innovation, both.joint.cwiseProduct(gain.transpose()).rowwise().sum()};
}

}  // namespace jialing
