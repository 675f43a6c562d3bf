#include "sim/statistics/smoother.h"

#include <doctest/doctest.h>
#include <Eigen/LU>
#include <limits>

#include "sim/ensemble/random.h"

namespace jialing::test {
namespace {

Eigen::MatrixXd normals(std::uint64_t key, Eigen::Index rows, Eigen::Index members) {
  Eigen::MatrixXd values(rows, members);
  for (Eigen::Index row = 0; row < rows; ++row)
    for (Eigen::Index m = 0; m < members; ++m)
      values(row, m) = normal_quantile(uniform_draw(key, m, static_cast<std::uint32_t>(row)));
  return values;
}

Eigen::MatrixXd covariance(const Eigen::MatrixXd& scores) {
  const Eigen::MatrixXd changes = scores.colwise() - scores.rowwise().mean();
  return changes * changes.transpose() / static_cast<double>(scores.cols() - 1);
}

// Three latents, two observations: y = H x + error.
const Eigen::MatrixXd observed_by = (Eigen::MatrixXd(2, 3) << 1, 0.5, 0, 0, 1, -0.3).finished();
const Eigen::VectorXd observed = (Eigen::VectorXd(2) << 1.2, -0.7).finished();
const Eigen::VectorXd variance = (Eigen::VectorXd(2) << 0.2, 0.5).finished();
const Eigen::MatrixXf everything;

Eigen::MatrixXd smoothed(int steps, Eigen::Index members, double localisation) {
  Eigen::MatrixXd scores = normals(1, 3, members);
  for (int step = 0; step < steps; ++step) {
    const Eigen::MatrixXd predicted = observed_by * scores;
    const Eigen::MatrixXd perturbations = normals(100 + static_cast<std::uint64_t>(step), 2, members);
    assimilate(scores,
               {predicted, observed, variance, perturbations, static_cast<double>(steps), localisation, everything});
  }
  return scores;
}

}  // namespace

TEST_CASE("the smoother finds the exact posterior of a linear Gaussian model, in any number of steps") {
  const Eigen::MatrixXd errors = variance.asDiagonal();
  const Eigen::MatrixXd gain = observed_by.transpose() * (observed_by * observed_by.transpose() + errors).inverse();
  const Eigen::VectorXd mean = gain * observed;
  const Eigen::MatrixXd exact = Eigen::MatrixXd::Identity(3, 3) - gain * observed_by;
  constexpr Eigen::Index members = 40000;
  for (int steps : {1, 4}) {
    const Eigen::MatrixXd scores = smoothed(steps, members, 0);
    CAPTURE(steps);
    CHECK((scores.rowwise().mean() - mean).cwiseAbs().maxCoeff() < 0.025);  // 5 standard errors
    CHECK((covariance(scores) - exact).cwiseAbs().maxCoeff() < 0.035);
  }
}

TEST_CASE("localisation leaves strong correlations and removes those that chance makes") {
  constexpr Eigen::Index members = 200;
  const auto third_moved = [&](double localisation) {
    Eigen::MatrixXd scores = normals(7, 3, members);
    const Eigen::MatrixXd before = scores;
    const Eigen::MatrixXd predicted = scores.topRows(1);
    const Eigen::VectorXd value = Eigen::VectorXd::Constant(1, 2), error = Eigen::VectorXd::Constant(1, 0.01);
    const Eigen::MatrixXd perturbations = normals(8, 1, members);
    assimilate(scores, {predicted, value, error, perturbations, 1, localisation, everything});
    CHECK(scores.row(0).mean() == doctest::Approx(2).epsilon(0.02));
    return std::abs(scores.row(2).mean() - before.row(2).mean());
  };
  const double free = third_moved(0), held = third_moved(3);
  CHECK(free > 0.01);
  CHECK(held < free / 3);
}

TEST_CASE("an observation leaves alone what it cannot speak of") {
  constexpr Eigen::Index members = 50;
  Eigen::MatrixXd scores = normals(9, 2, members);
  const Eigen::MatrixXd before = scores, predicted = scores.colwise().sum();
  const Eigen::VectorXd value = Eigen::VectorXd::Constant(1, 2), error = Eigen::VectorXd::Constant(1, 0.1);
  const Eigen::MatrixXd perturbations = normals(10, 1, members);
  const Eigen::MatrixXf relevant = (Eigen::MatrixXf(2, 1) << 1, 0).finished();
  assimilate(scores, {predicted, value, error, perturbations, 1, 0, relevant});
  CHECK(scores.row(1) == before.row(1));
  CHECK(scores.row(0) != before.row(0));
}

TEST_CASE("a member that goes astray leaves the others where they would be without it") {
  constexpr Eigen::Index members = 1000, astray = 17;
  const Eigen::MatrixXd start = normals(11, 3, members), perturbations = normals(12, 2, members), none;
  Eigen::MatrixXd predicted = observed_by * start, undisturbed = start;
  assimilate(undisturbed, {predicted, observed, variance, perturbations, 1, 0, everything});
  const Eigen::VectorXd mean = linear_posterior(start, {predicted, observed, variance, none, 1, 0, everything}).mean;
  for (double value : {80.0, -1e30, std::numeric_limits<double>::infinity()}) {
    CAPTURE(value);
    predicted.col(astray).setConstant(value);
    Eigen::MatrixXd scores = start;
    assimilate(scores, {predicted, observed, variance, perturbations, 1, 0, everything});
    Eigen::MatrixXd change = scores - undisturbed;
    CHECK(change.col(astray).cwiseAbs().maxCoeff() < 10);
    change.col(astray).setZero();
    CHECK(change.cwiseAbs().maxCoeff() < 0.2);
    const LinearPosterior linear = linear_posterior(start, {predicted, observed, variance, none, 1, 0, everything});
    CHECK((linear.mean - mean).cwiseAbs().maxCoeff() < 0.1);
  }
}

TEST_CASE("the linear posterior is exact, and the spread of its means over worlds is what the data know") {
  const Eigen::MatrixXd errors = variance.asDiagonal();
  const Eigen::MatrixXd gain = observed_by.transpose() * (observed_by * observed_by.transpose() + errors).inverse();
  const Eigen::MatrixXd scores = normals(1, 3, 40000), predicted = observed_by * scores, none;
  const LinearPosterior linear = linear_posterior(scores, {predicted, observed, variance, none, 1, 0, everything});
  CHECK((linear.mean - gain * observed).cwiseAbs().maxCoeff() < 0.02);
  CHECK((linear.known - (gain * observed_by).diagonal()).cwiseAbs().maxCoeff() < 0.02);
}

}  // namespace jialing::test
