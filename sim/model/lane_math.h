#pragma once

#include <limits>

#include "sim/model/lane.h"

namespace jialing::model {

// Exponential and logarithm by the classical reductions, without branches, in a few instructions more than their
// polynomials. Both are within 1.5 units in the last place (tests/unit/test_lane_math.cpp).

/// e^x. x = n·ln 2 + r with |r| ≤ ln 2 / 2; e^r = 1 + r + r²·q(r), q of degree 9 through (e^r − 1 − r)/r² at the
/// Chebyshev points, which leaves 2e-17; times 2^n by its bits.
inline Lane lane_exp(const Lane& lane) {
  constexpr Real log2_e = 1.4426950408889634074, ln2_high = 6.93147180369123816490e-01,
                 ln2_low = 1.90821492927058770002e-10;
  constexpr Real largest = 710, smallest = -707.7;  // beyond: infinity, 0
  constexpr Real round_bias = 0x1.8p52;             // adding it leaves the rounded number in the low bits
  Vector x = lane.vector;
  x = x > largest ? Vector{} + largest : x;
  const Vector biased = x * log2_e + round_bias;
  const Vector n = biased - round_bias;
  const Vector r = (x - n * ln2_high) - n * ln2_low;
  Vector series = r * 2.51003758422237e-08 + 2.7620075892548164e-07;
  series = series * r + 2.7557268480289716e-06;
  series = series * r + 2.480152132234228e-05;
  series = series * r + 1.9841269863040559e-04;
  series = series * r + 1.3888888917196736e-03;
  series = series * r + 8.333333333330065e-03;
  series = series * r + 4.1666666666624164e-02;
  series = series * r + 1.6666666666666669e-01;
  series = series * r + 0.5000000000000001;
  series = series * r + 1.0;
  series = series * r + 1.0;
  // 2^1024 has no bits of its own: multiply by 2^(n−1), then by 2.
  const VectorBits half_power = (reinterpret_cast<const VectorBits&>(biased) + 1022) << 52;
  const Vector result = series * reinterpret_cast<const Vector&>(half_power) * 2;
  return Lane(x < smallest ? Vector{} : result);
}

/// ln x; −infinity for x below the smallest normal number, NaN for negative x. x = 2^k·(1 + f) with √½ ≤ 1 + f < √2;
/// ln(1 + f) by the series in f/(2 + f) of fdlibm's e_log.c (Sun Microsystems 1993).
inline Lane lane_log(const Lane& lane) {
  constexpr Real ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
  constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000, mantissa = 0x000fffffffffffff;
  constexpr Real infinity = std::numeric_limits<Real>::infinity(), smallest = std::numeric_limits<Real>::min();
  constexpr Real integer_bias = 0x1.8p52;
  constexpr std::uint64_t integer_bias_bits = 0x4338000000000000;
  const Vector x = lane.vector;
  const VectorBits shifted = reinterpret_cast<const VectorBits&>(x) + (one - root_half);
  const VectorBits k_bits = (shifted >> 52) - 1023 + integer_bias_bits;
  const VectorBits m_bits = (shifted & mantissa) + root_half;
  const Vector k = reinterpret_cast<const Vector&>(k_bits) - integer_bias;
  const Vector f = reinterpret_cast<const Vector&>(m_bits) - 1.0;
  const Vector s = f / (2.0 + f), z = s * s, half_square = 0.5 * f * f;
  Vector series = z * 1.479819860511658591e-01 + 1.531383769920937332e-01;
  series = series * z + 1.818357216161805012e-01;
  series = series * z + 2.222219843214978396e-01;
  series = series * z + 2.857142874366239149e-01;
  series = series * z + 3.999999999940941908e-01;
  series = series * z + 6.666666666666735130e-01;
  Vector result = k * ln2_high - ((half_square - (s * (half_square + z * series) + k * ln2_low)) - f);
  result = x < smallest ? Vector{} - infinity : result;
  result = x < 0 ? Vector{} + std::numeric_limits<Real>::quiet_NaN() : result;
  result = x < infinity ? result : x;
  return Lane(result);
}

/// x moved towards `aim` at `rate` for a time with decay = e^{−rate·dt}: the exact step of x' = rate·(aim − x).
template <class X, class Aim, class Decay>
inline Lane relax(const X& x, const Aim& aim, const Decay& decay) {
  return aim + (x - aim) * decay;
}

/// The exact step of u' = (α + β·u)(1 − u) over dt (Bass 1969 with time-varying imitation frozen over the step).
inline Lane bass(const Lane& u, const Lane& alpha, const Lane& beta, Real dt) {
  // With w = (1 − u)/(α + β·u)·e^{−(α+β)·dt} this is (1 − α·w)/(1 + β·w), written with one division.
  const Lane speed = alpha + beta * u;
  const Lane left = (1 - u) * lane_exp(-(alpha + beta) * dt);
  return (speed - alpha * left) / (speed + beta * left);
}

inline Lane logistic(const Lane& x) {
  return 1 / (1 + lane_exp(-x));
}

}  // namespace jialing::model
