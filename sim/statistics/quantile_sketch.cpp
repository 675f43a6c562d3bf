#include "sim/statistics/quantile_sketch.h"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>

namespace jialing {
namespace {

// Wide enough for the square of any sum: 2 · (31 · 8 + 64) bits.
using Integer = boost::multiprecision::int1024_t;

// Of IEEE single precision: value = mantissa · 2^(exponent − 150), where the exponent of subnormal numbers counts as 1.
constexpr std::uint32_t sign_bit = 0x80000000U, infinity_bits = 0x7f800000U, implicit_bit = 0x00800000U;
constexpr int fraction_bits = 23, exponent_bias = 150;
constexpr int bin_shift = fraction_bits - QuantileSketch::mantissa_bits;
constexpr int bins_at_once = 16;
constexpr int group_bits = 3;

std::uint32_t bits_of(float value) {
  return std::bit_cast<std::uint32_t>(value);
}

std::uint32_t is_normal(std::uint32_t magnitude) {
  return magnitude >= implicit_bit;
}

std::uint32_t exponent_of(std::uint32_t magnitude) {
  return (magnitude >> fraction_bits) + 1 - is_normal(magnitude);
}

int group_of(std::uint32_t magnitude) {
  return static_cast<int>(exponent_of(magnitude) >> group_bits);
}

int bin_of(std::uint32_t magnitude) {
  return static_cast<int>(magnitude >> bin_shift);
}

std::uint32_t mantissa_of(std::uint32_t magnitude) {
  return (magnitude & (implicit_bit - 1)) | is_normal(magnitude) << fraction_bits;
}

// In double precision also one past the largest number, the end of the last bin.
double value_of(std::uint32_t magnitude) {
  return std::ldexp(mantissa_of(magnitude), static_cast<int>(exponent_of(magnitude)) - exponent_bias);
}

// Makes `list`, whose first element stands for `first`, reach from `low` to `high`.
template <class Element>
void widen(std::vector<Element>& list, int& first, int low, int high) {
  if (list.empty()) first = low;
  if (low >= first && high < first + static_cast<int>(list.size())) return;
  const int from = std::min(low, first), to = std::max(high + 1, first + static_cast<int>(list.size()));
  std::vector<Element> wider(to - from);
  std::copy(list.begin(), list.end(), wider.begin() + (first - from));
  list = std::move(wider);
  first = from;
}

struct Extremes {
  std::uint32_t least = std::numeric_limits<std::uint32_t>::max(), most = 0;
};

Extremes extremes(std::span<const std::uint32_t> magnitudes) {
  auto [least, most] = Extremes();
  for (std::uint32_t each : magnitudes) {
    least = std::min(least, each);
    most = std::max(most, each);
  }
  return {least, most};
}

}  // namespace

// The integers behind mean and variance: Σ v in units of 2^−150 and Σ v² in units of 2^−300.
struct QuantileSketch::ExactSums {
  Integer values, squares;

  void add(const Side& side, int sign) {
    for (std::size_t n = 0; n < side.sums.size(); ++n) {
      const unsigned shift = (side.first_group + static_cast<unsigned>(n)) << group_bits;
      const Integer sum = Integer(side.sums[n].values) << shift;
      values += sign * sum;
      squares += ((Integer(side.sums[n].squares_high) << 32U) + side.sums[n].squares_low) << 2 * shift;
    }
  }

  double mean(std::int64_t count) const {
    return std::ldexp(values.convert_to<double>() / static_cast<double>(count), -exponent_bias);
  }

  double sd(std::int64_t count) const {
    if (count == 1) return 0;
    const Integer spread = count * squares - values * values;
    const double variance = spread.convert_to<double>() / (static_cast<double>(count) * static_cast<double>(count - 1));
    return std::ldexp(std::sqrt(variance), -exponent_bias);
  }
};

// Finds the order statistics of a side; from one to the next it steps over the bins between them.
class QuantileSketch::Walk {
 public:
  explicit Walk(const Side& side) : side_(side) {}

  /// The magnitude with `rank` smaller ones before it.
  double magnitude(std::int64_t rank) {
    while (rank < before_) before_ -= side_.in_bin(--position_);
    while (rank >= before_ + side_.in_bin(position_)) before_ += side_.in_bin(position_++);
    const auto bin = static_cast<std::uint32_t>(side_.first_bin) + static_cast<std::uint32_t>(position_);
    const double low = value_of(bin << bin_shift), high = value_of((bin + 1) << bin_shift);
    const double share = (static_cast<double>(rank - before_) + 0.5) / static_cast<double>(side_.in_bin(position_));
    return std::clamp(low + (high - low) * share, value_of(side_.smallest), value_of(side_.largest));
  }

 private:
  const Side& side_;
  std::size_t position_ = 0;
  std::int64_t before_ = 0;
};

void QuantileSketch::Side::make_room(std::uint32_t low, std::uint32_t high) {
  smallest = std::min(smallest, low);
  largest = std::max(largest, high);
  widen(counts, first_bin, bin_of(low) / bins_at_once * bins_at_once,
        bin_of(high) / bins_at_once * bins_at_once + bins_at_once - 1);
  widen(sums, first_group, group_of(low), group_of(high));
}

void QuantileSketch::Side::carry(int bin, std::uint32_t times) {
  const auto place = std::lower_bound(carries.begin(), carries.end(), std::pair(bin, 0U));
  if (place != carries.end() && place->first == bin)
    place->second += times;
  else
    carries.insert(place, {bin, times});
}

void QuantileSketch::Side::add_to(int bin, std::int64_t number) {
  std::uint16_t& low = counts[bin - first_bin];
  const std::int64_t total = low + number;
  low = static_cast<std::uint16_t>(total);
  if (total >> 16 > 0) carry(bin, static_cast<std::uint32_t>(total >> 16));
}

std::int64_t QuantileSketch::Side::in_bin(std::size_t position) const {
  if (carries.empty()) return counts[position];
  const int bin = first_bin + static_cast<int>(position);
  const auto place = std::lower_bound(carries.begin(), carries.end(), std::pair(bin, 0U));
  const bool carried = place != carries.end() && place->first == bin;
  return (carried ? std::int64_t(place->second) << 16 : 0) + counts[position];
}

void QuantileSketch::Side::add(Magnitudes magnitudes, std::uint32_t low, std::uint32_t high) {
  if (magnitudes.empty()) return;
  make_room(low, high);
  count += std::ssize(magnitudes);
  if (bin_of(low) == bin_of(high)) {
    add_to(bin_of(low), std::ssize(magnitudes));
  } else {
    std::uint16_t* bins = counts.data();
    for (std::uint32_t each : magnitudes)
      if (++bins[bin_of(each) - first_bin] == 0) carry(bin_of(each), 1);
  }
  for (int group = group_of(low); group <= group_of(high); ++group)
    sums[group - first_group] += sums_of(magnitudes, static_cast<std::uint32_t>(group));
}

// Without branches, so that the compiler takes a vector at a time; most samples lie in one or two groups.
QuantileSketch::Sums QuantileSketch::sums_of(Magnitudes magnitudes, std::uint32_t group) {
  std::uint64_t values = 0, squares_low = 0, squares_high = 0;
  for (std::uint32_t each : magnitudes) {
    const std::uint32_t exponent = exponent_of(each);
    const std::uint32_t shifted = mantissa_of(each) << (exponent & ((1U << group_bits) - 1));
    const std::uint32_t value = exponent >> group_bits == group ? shifted : 0;
    const std::uint64_t square = std::uint64_t(value) * value;
    values += value;
    squares_low += square & 0xffffffffU;
    squares_high += square >> 32U;
  }
  return {values, squares_low, squares_high};
}

void QuantileSketch::Side::merge(const Side& other) {
  if (other.count == 0) return;
  make_room(other.smallest, other.largest);
  count += other.count;
  for (std::size_t n = 0; n < other.counts.size(); ++n) add_to(other.first_bin + static_cast<int>(n), other.counts[n]);
  for (const auto& [bin, times] : other.carries) carry(bin, times);
  for (std::size_t n = 0; n < other.sums.size(); ++n) sums[other.first_group - first_group + n] += other.sums[n];
}

void QuantileSketch::add(std::span<const float> values) {
  thread_local std::vector<std::uint32_t> magnitudes;
  magnitudes.resize(values.size());
  std::uint32_t any = 0, all = ~0U;
  for (std::size_t n = 0; n < values.size(); ++n) {
    const std::uint32_t bits = bits_of(values[n]);
    any |= bits;
    all &= bits;
    magnitudes[n] = bits & ~sign_bit;
  }
  const auto [least, most] = extremes(magnitudes);
  const bool one_sign = ((any ^ all) & sign_bit) == 0;
  if (one_sign && least > 0 && most < infinity_bits)
    (any & sign_bit ? negative_ : positive_).add(magnitudes, least, most);
  else
    add_mixed(values);
}

void QuantileSketch::add_mixed(std::span<const float> values) {
  thread_local std::array<std::vector<std::uint32_t>, 2> finite;  // [sign]
  std::array<std::size_t, 2> sizes{};
  for (auto& each : finite) each.resize(values.size());
  for (float value : values) {
    const std::uint32_t bits = bits_of(value), magnitude = bits & ~sign_bit, sign = bits >> 31U;
    zeros_ += magnitude == 0;
    missing_ += magnitude > infinity_bits;
    positive_infinities_ += bits == infinity_bits;
    negative_infinities_ += bits == (infinity_bits | sign_bit);
    finite[sign][sizes[sign]] = magnitude;
    sizes[sign] += magnitude - 1 < infinity_bits - 1;  // neither zero, which wraps, nor beyond the finite numbers
  }
  for (auto* side : {&positive_, &negative_}) {
    const std::size_t sign = side == &negative_;
    const Magnitudes magnitudes(finite[sign].data(), sizes[sign]);
    const auto [least, most] = extremes(magnitudes);
    side->add(magnitudes, least, most);
  }
}

void QuantileSketch::merge(const QuantileSketch& other) {
  negative_.merge(other.negative_);
  positive_.merge(other.positive_);
  zeros_ += other.zeros_;
  negative_infinities_ += other.negative_infinities_;
  positive_infinities_ += other.positive_infinities_;
  missing_ += other.missing_;
}

QuantileSketch::ExactSums QuantileSketch::exact_sums() const {
  ExactSums sums;
  sums.add(positive_, 1);
  sums.add(negative_, -1);
  return sums;
}

CellSummary QuantileSketch::summary() const {
  constexpr double infinity = std::numeric_limits<double>::infinity(), none = std::numeric_limits<double>::quiet_NaN();
  CellSummary summary;
  summary.count = static_cast<int>(valid());
  summary.quantiles.fill(none);
  summary.mean = summary.sd = none;
  if (valid() == 0) return summary;
  if (finite() == valid()) {
    const ExactSums sums = exact_sums();
    summary.mean = sums.mean(valid());
    summary.sd = sums.sd(valid());
  } else if (negative_infinities_ == 0 || positive_infinities_ == 0) {
    summary.mean = positive_infinities_ > 0 ? infinity : -infinity;
  }
  Walk below_zero(negative_), above_zero(positive_);
  const auto order_statistic = [&](std::int64_t rank) {
    if (rank < negative_infinities_) return -infinity;
    rank -= negative_infinities_;
    if (rank < negative_.count) return -below_zero.magnitude(negative_.count - 1 - rank);
    rank -= negative_.count;
    if (rank < zeros_) return 0.0;
    rank -= zeros_;
    return rank < positive_.count ? above_zero.magnitude(rank) : infinity;
  };
  for (std::size_t q = 0; q < summary_probabilities.size(); ++q) {
    const QuantileRank rank = quantile_rank(summary_probabilities[q], valid());
    summary.quantiles[q] = interpolate(order_statistic(rank.below), order_statistic(rank.above), rank.weight);
  }
  return summary;
}

std::int64_t QuantileSketch::bytes() const {
  std::int64_t bytes = 0;
  for (const auto* side : {&positive_, &negative_})
    bytes += static_cast<std::int64_t>(side->counts.capacity() * sizeof(side->counts[0]) +
                                       side->carries.capacity() * sizeof(side->carries[0]) +
                                       side->sums.capacity() * sizeof(Sums));
  return bytes;
}

}  // namespace jialing
