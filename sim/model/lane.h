#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace jialing::model {

#if defined(JIALING_SINGLE_PRECISION)
using Real = float;
using RealInt = std::int32_t;
#else
using Real = double;
using RealInt = std::int64_t;
#endif

/// Bytes of the widest vector register, and how many there are: wider lanes would not stay in registers.
#if defined(__AVX512F__)
inline constexpr int register_bytes = 64, register_count = 32;
#elif defined(__AVX__)
inline constexpr int register_bytes = 32, register_count = 16;
#else
inline constexpr int register_bytes = 16, register_count = 16;
#endif

/// Members simulated side by side: one register of them. No result depends on it.
inline constexpr int lane_width = register_bytes / sizeof(Real);

/// The compiler's own vector types; may alias what they are made of.
typedef Real Vector __attribute__((vector_size(register_bytes), may_alias));
typedef RealInt VectorMask __attribute__((vector_size(register_bytes), may_alias));

/// One value per member. Every model variable is a Lane per node, so that all arithmetic, exp and log included, runs on
/// whole vectors of members. A thin wrapper of the compiler's vector, which stays in registers; the fixed-size arrays
/// of Eigen do not always.
struct Lane {
  /// Which members a comparison holds for.
  struct Mask {
    VectorMask mask;

    Lane select(const Lane& yes, const Lane& no) const { return Lane(mask ? yes.vector : no.vector); }
    bool all() const {
      bool all = true;
      for (int lane = 0; lane < lane_width; ++lane) all = all && mask[lane] != 0;
      return all;
    }
  };

  Vector vector;

  Lane() = default;
  Lane(Real value) : vector(value - Vector{}) {}  // NOLINT: a number stands for the same in all members
  explicit Lane(const Vector& values) : vector(values) {}

  Real operator[](int lane) const { return vector[lane]; }
  Real& operator[](int lane) { return reinterpret_cast<Real*>(&vector)[lane]; }

  friend Lane operator+(const Lane& a, const Lane& b) { return Lane(a.vector + b.vector); }
  friend Lane operator-(const Lane& a, const Lane& b) { return Lane(a.vector - b.vector); }
  friend Lane operator*(const Lane& a, const Lane& b) { return Lane(a.vector * b.vector); }
  friend Lane operator/(const Lane& a, const Lane& b) { return Lane(a.vector / b.vector); }
  Lane operator-() const { return Lane(-vector); }
  Lane& operator+=(const Lane& other) { return *this = *this + other; }
  Lane& operator-=(const Lane& other) { return *this = *this - other; }
  Lane& operator*=(const Lane& other) { return *this = *this * other; }

  friend Mask operator<(const Lane& a, const Lane& b) { return {a.vector < b.vector}; }
  friend Mask operator>(const Lane& a, const Lane& b) { return {a.vector > b.vector}; }
  friend Mask operator==(const Lane& a, const Lane& b) { return {a.vector == b.vector}; }
  friend Mask operator!=(const Lane& a, const Lane& b) { return {a.vector != b.vector}; }

  /// Not finite if this value is not: a comparison with NaN is false.
  Lane max(const Lane& other) const { return (*this < other).select(other, *this); }
  Lane min(const Lane& other) const { return (*this > other).select(other, *this); }

  Lane sqrt() const {
    Lane root;
    for (int lane = 0; lane < lane_width; ++lane) root[lane] = std::sqrt(vector[lane]);
    return root;
  }
};

using Lanes = std::vector<Lane>;

}  // namespace jialing::model
