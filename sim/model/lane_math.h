#pragma once

#include <limits>

#include "sim/model/lane.h"

namespace jialing::model {

// Exponential and logarithm of registers of numbers by the classical reductions, without branches, in a few
// instructions more than their polynomials. Within 1.5 units in the last place in double precision, two in single
// (tests/unit/test_lane_math.cpp).

typedef double Doubles __attribute__((vector_size(register_bytes), may_alias));
typedef std::uint64_t DoubleBits __attribute__((vector_size(register_bytes), may_alias));
typedef float Floats __attribute__((vector_size(register_bytes), may_alias));
typedef std::uint32_t FloatBits __attribute__((vector_size(register_bytes), may_alias));

/// e^x. x = n·ln 2 + r with |r| ≤ ln 2 / 2; e^r = 1 + r + r²·q(r), q of degree 9 through (e^r − 1 − r)/r² at the
/// Chebyshev points, which leaves 2e-17; times 2^n by its bits.
inline Doubles exp_of(Doubles x) {
  constexpr double log2_e = 1.4426950408889634074, ln2_high = 6.93147180369123816490e-01,
                   ln2_low = 1.90821492927058770002e-10;
  constexpr double largest = 710, smallest = -707.7;  // beyond: infinity, 0
  constexpr double round_bias = 0x1.8p52;             // adding it leaves the rounded number in the low bits
  x = x > largest ? Doubles{} + largest : x;
  const Doubles biased = x * log2_e + round_bias;
  const Doubles n = biased - round_bias;
  const Doubles r = (x - n * ln2_high) - n * ln2_low;
  Doubles series = r * 2.51003758422237e-08 + 2.7620075892548164e-07;
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
  const DoubleBits half_power = (reinterpret_cast<const DoubleBits&>(biased) + 1022) << 52;
  const Doubles result = series * reinterpret_cast<const Doubles&>(half_power) * 2;
  return x < smallest ? Doubles{} : result;
}

/// The same in single precision, with the polynomial of Cephes' expf (Moshier 1992).
inline Floats exp_of(Floats x) {
  constexpr float log2_e = 1.44269504F, ln2_high = 0.693359375F, ln2_low = -2.12194440e-4F;
  constexpr float largest = 89, smallest = -86.9F;
  constexpr float round_bias = 0x1.8p23F;
  x = x > largest ? Floats{} + largest : x;
  const Floats biased = x * log2_e + round_bias;
  const Floats n = biased - round_bias;
  const Floats r = (x - n * ln2_high) - n * ln2_low;
  Floats series = r * 1.9875691500e-4F + 1.3981999507e-3F;
  series = series * r + 8.3334519073e-3F;
  series = series * r + 4.1665795894e-2F;
  series = series * r + 1.6666665459e-1F;
  series = series * r + 5.0000001201e-1F;
  series = series * (r * r) + r + 1.0F;
  const FloatBits half_power = (reinterpret_cast<const FloatBits&>(biased) + 126) << 23;
  const Floats result = series * reinterpret_cast<const Floats&>(half_power) * 2;
  return x < smallest ? Floats{} : result;
}

/// ln x; −infinity for x below the smallest normal number, NaN for negative x. x = 2^k·(1 + f) with √½ ≤ 1 + f < √2;
/// ln(1 + f) by the series in f/(2 + f) of fdlibm's e_log.c (Sun Microsystems 1993).
inline Doubles log_of(const Doubles& x) {
  constexpr double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
  constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000, mantissa = 0x000fffffffffffff;
  constexpr double infinity = std::numeric_limits<double>::infinity(), smallest = std::numeric_limits<double>::min();
  constexpr double integer_bias = 0x1.8p52;
  constexpr std::uint64_t integer_bias_bits = 0x4338000000000000;
  const DoubleBits shifted = reinterpret_cast<const DoubleBits&>(x) + (one - root_half);
  const DoubleBits k_bits = (shifted >> 52) - 1023 + integer_bias_bits;
  const DoubleBits m_bits = (shifted & mantissa) + root_half;
  const Doubles k = reinterpret_cast<const Doubles&>(k_bits) - integer_bias;
  const Doubles f = reinterpret_cast<const Doubles&>(m_bits) - 1.0;
  const Doubles s = f / (2.0 + f), z = s * s, half_square = 0.5 * f * f;
  Doubles series = z * 1.479819860511658591e-01 + 1.531383769920937332e-01;
  series = series * z + 1.818357216161805012e-01;
  series = series * z + 2.222219843214978396e-01;
  series = series * z + 2.857142874366239149e-01;
  series = series * z + 3.999999999940941908e-01;
  series = series * z + 6.666666666666735130e-01;
  Doubles result = k * ln2_high - ((half_square - (s * (half_square + z * series) + k * ln2_low)) - f);
  result = x < smallest ? Doubles{} - infinity : result;
  result = x < 0 ? Doubles{} + std::numeric_limits<double>::quiet_NaN() : result;
  return x < infinity ? result : x;
}

/// The same in single precision, as in fdlibm's e_logf.c.
inline Floats log_of(const Floats& x) {
  constexpr float ln2_high = 6.9313812256e-01F, ln2_low = 9.0580006145e-06F;
  constexpr float infinity = std::numeric_limits<float>::infinity(), smallest = std::numeric_limits<float>::min();
  constexpr std::uint32_t root_half = 0x3f3504f3, one = 0x3f800000, mantissa = 0x007fffff;
  constexpr float integer_bias = 0x1.8p23F;
  constexpr std::uint32_t integer_bias_bits = 0x4b400000;
  const FloatBits shifted = reinterpret_cast<const FloatBits&>(x) + (one - root_half);
  const FloatBits k_bits = (shifted >> 23) - 127 + integer_bias_bits;
  const FloatBits m_bits = (shifted & mantissa) + root_half;
  const Floats k = reinterpret_cast<const Floats&>(k_bits) - integer_bias;
  const Floats f = reinterpret_cast<const Floats&>(m_bits) - 1.0F;
  const Floats s = f / (2.0F + f), z = s * s, half_square = 0.5F * f * f;
  Floats series = z * 0.24279078841F + 0.28498786688F;
  series = series * z + 0.40000972152F;
  series = series * z + 0.66666662693F;
  Floats result = k * ln2_high - ((half_square - (s * (half_square + z * series) + k * ln2_low)) - f);
  result = x < smallest ? Floats{} - infinity : result;
  result = x < 0 ? Floats{} + std::numeric_limits<float>::quiet_NaN() : result;
  return x < infinity ? result : x;
}

inline Lane lane_exp(const Lane& x) {
  return Lane(exp_of(x.vector));
}
inline Lane lane_log(const Lane& x) {
  return Lane(log_of(x.vector));
}

inline Lane exp(const Lane& x) {
  return lane_exp(x);
}
inline Lane max(const Lane& a, const Lane& b) {
  return a.max(b);
}
inline Lane min(const Lane& a, const Lane& b) {
  return a.min(b);
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
