#pragma once

#include <Eigen/Core>
#include <vector>

namespace jialing::model {

using Real = double;

/// Members simulated side by side: one 64-byte vector. Every model variable is a Lane per node, so that all
/// arithmetic, exp and log included, runs on whole vectors of members.
inline constexpr int lane_width = 64 / sizeof(Real);
using Lane = Eigen::Array<Real, lane_width, 1>;
using Lanes = std::vector<Lane>;

/// x moved towards `aim` at `rate` for a time with decay = e^{−rate·dt}: the exact step of x' = rate·(aim − x).
template <class X, class Aim, class Decay>
inline Lane relax(const X& x, const Aim& aim, const Decay& decay) {
  return aim + (x - aim) * decay;
}

/// The exact step of u' = (α + β·u)(1 − u) over dt (Bass 1969 with time-varying imitation frozen over the step).
inline Lane bass(const Lane& u, const Lane& alpha, const Lane& beta, Real dt) {
  // With w = (1 − u)/(α + β·u)·e^{−(α+β)·dt} this is (1 − α·w)/(1 + β·w), written with one division.
  const Lane speed = alpha + beta * u;
  const Lane left = (1 - u) * (-(alpha + beta) * dt).exp();
  return (speed - alpha * left) / (speed + beta * left);
}

inline Lane logistic(const Lane& x) {
  return 1 / (1 + (-x).exp());
}
inline Lane logit(const Lane& x) {
  return (x / (1 - x)).log();
}

}  // namespace jialing::model
