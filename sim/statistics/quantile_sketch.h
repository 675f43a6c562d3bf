#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/statistics/quantiles.h"

namespace jialing {

/// What is kept of a sample instead of its values: integer counts in bins that the value alone decides, and exact sums.
/// Merging adds integers, so any order and any split of a sample give the same bits.
///
/// A bin holds the values that share sign, exponent and the first `mantissa_bits` bits of the mantissa. Zeros, the two
/// infinities and missing values (NaN) are counted apart; smallest and largest magnitude of each sign are kept. Memory
/// is 2 bytes per bin between the smallest and the largest value of a sign, 2 KiB per doubling. At most 2^30 values.
class QuantileSketch {
 public:
  static constexpr int mantissa_bits = 10;
  /// Every order statistic is off by less than this share of itself (below 2^−126 by less than 2^−136), and never lies
  /// outside the sample; so is every quantile that is interpolated between two of one sign. Between two of different
  /// sign the error is this share of the larger one. Mean and sd are exact but for the rounding of doubles.
  static constexpr double largest_relative_error = 1.0 / (1 << mantissa_bits);

  void add(std::span<const float> values);
  void merge(const QuantileSketch& other);

  /// Of all values so far, by the rules of `summarise`: type 7 quantiles, each order statistic as if the values of a
  /// bin were spread evenly over it.
  CellSummary summary() const;

  std::int64_t missing() const { return missing_; }
  std::int64_t finite() const { return negative_.count + zeros_ + positive_.count; }
  std::int64_t valid() const { return finite() + negative_infinities_ + positive_infinities_; }
  /// Memory beside the object itself.
  std::int64_t bytes() const;

  bool operator==(const QuantileSketch&) const = default;

  /// All that it is, for packing.
  template <class Self>
  static auto fields(Self& self) {
    return std::tie(self.negative_, self.positive_, self.zeros_, self.negative_infinities_, self.positive_infinities_,
                    self.missing_);
  }

 private:
  using Magnitudes = std::span<const std::uint32_t>;  ///< bits of |value|, which order as the values do

  /// Sums of the values whose exponents share all but three bits, as integers in units of the smallest of these: each
  /// value has 31 bits, its square 62, so 2^30 of them fit. Half a square each, so that no sum needs more than 64 bits.
  struct Sums {
    std::uint64_t values = 0, squares_low = 0, squares_high = 0;

    void operator+=(const Sums& other) {
      values += other.values;
      squares_low += other.squares_low;
      squares_high += other.squares_high;
    }
    bool operator==(const Sums&) const = default;
    template <class Self>
    static auto fields(Self& self) {
      return std::tie(self.values, self.squares_low, self.squares_high);
    }
  };

  /// Finite values of one sign, without zeros.
  struct Side {
    std::int64_t count = 0;
    std::uint32_t smallest = std::numeric_limits<std::uint32_t>::max(), largest = 0;
    int first_bin = 0;                                   ///< a multiple of 16, as is their number
    std::vector<std::uint16_t> counts;                   ///< [bin − first_bin], modulo 2^16
    std::vector<std::pair<int, std::uint32_t>> carries;  ///< bins that hold more, ascending, and how often 2^16
    int first_group = 0;
    std::vector<Sums> sums;  ///< [exponent / 8 − first_group]

    /// `low` and `high` are the smallest and the largest of them.
    void add(Magnitudes magnitudes, std::uint32_t low, std::uint32_t high);
    void merge(const Side& other);
    void make_room(std::uint32_t low, std::uint32_t high);
    void add_to(int bin, std::int64_t number);
    void carry(int bin, std::uint32_t times);
    std::int64_t in_bin(std::size_t position) const;
    bool operator==(const Side&) const = default;
    template <class Self>
    static auto fields(Self& self) {
      return std::tie(self.count, self.smallest, self.largest, self.first_bin, self.counts, self.carries,
                      self.first_group, self.sums);
    }
  };
  class Walk;
  struct ExactSums;

  static Sums sums_of(Magnitudes magnitudes, std::uint32_t group);
  void add_mixed(std::span<const float> values);
  ExactSums exact_sums() const;

  Side negative_, positive_;
  std::int64_t zeros_ = 0, negative_infinities_ = 0, positive_infinities_ = 0, missing_ = 0;
};

}  // namespace jialing
