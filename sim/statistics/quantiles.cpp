#include "sim/statistics/quantiles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "sim/statistics/missing.h"
#include "sim/statistics/sums.h"

namespace jialing {
namespace {

// Order statistics by buckets of equal width: only values in buckets that hold a wanted rank are kept and sorted.
// Linear in the number of values.
class BucketSelect {
 public:
  // found[n] becomes the value of ranks[n], which ascend.
  void operator()(std::span<const float> values, std::span<const std::ptrdiff_t> ranks, std::span<float> found) {
    const auto [low, high] = finite_extremes(values);
    const float scale = inner_buckets / (high - low);
    if (!std::isfinite(scale) || scale == 0) {  // finite values all equal, none, or too far apart for their difference
      kept_.assign(values.begin(), values.end());
      if (!std::is_sorted(kept_.begin(), kept_.end())) std::sort(kept_.begin(), kept_.end());
      for (std::size_t n = 0; n < ranks.size(); ++n) found[n] = kept_[ranks[n]];
      return;
    }
    locate(values, low, scale);
    count();
    want(ranks);
    collect(values);
    for (std::size_t n = 0; n < ranks.size(); ++n) found[n] = kept_[slots_[n]];
  }

 private:
  static constexpr int buckets = 1024, inner_buckets = buckets - 3;  // the outer two for what is infinite

  static std::pair<float, float> finite_extremes(std::span<const float> values) {
    constexpr std::size_t parts = 16;  // independent, so that the compiler compares a vector at a time
    constexpr float largest = std::numeric_limits<float>::max();
    std::array<float, parts> low, high;
    low.fill(largest);
    high.fill(-largest);
    const auto take = [&](std::size_t p, float value) {
      const float no_less = value < -largest ? largest : value, no_more = value > largest ? -largest : value;
      low[p] = no_less < low[p] ? no_less : low[p];
      high[p] = no_more > high[p] ? no_more : high[p];
    };
    std::size_t n = 0;
    for (; n + parts <= values.size(); n += parts)
      for (std::size_t p = 0; p < parts; ++p) take(p, values[n + p]);
    for (; n < values.size(); ++n) take(0, values[n]);
    return {*std::min_element(low.begin(), low.end()), *std::max_element(high.begin(), high.end())};
  }

  // Rounding keeps the order, so a larger value never falls into a lower bucket.
  void locate(std::span<const float> values, float low, float scale) {
    places_.resize(values.size());
    constexpr float last = buckets - 1;
    for (std::size_t n = 0; n < values.size(); ++n) {
      const float place = 1 + (values[n] - low) * scale;
      const float from_first = place > 0 ? place : 0;
      places_[n] = static_cast<int>(from_first > last ? last : from_first);
    }
  }

  // Two counts in turn, as one would often wait for itself.
  void count() {
    std::array<int, buckets> even{}, odd{};
    std::size_t n = 0;
    for (; n + 2 <= places_.size(); n += 2) {
      ++even[places_[n]];
      ++odd[places_[n + 1]];
    }
    if (n < places_.size()) ++even[places_[n]];
    std::ptrdiff_t total = 0;
    for (int b = 0; b < buckets; ++b) ends_[b] = total += even[b] + odd[b];
  }

  // Marks the buckets of these ranks and gives each its part of kept_.
  void want(std::span<const std::ptrdiff_t> ranks) {
    wanted_.fill(0);
    slots_.clear();
    parts_.clear();
    std::ptrdiff_t size = 0, begin = 0;
    auto bucket = ends_.begin();
    for (std::ptrdiff_t rank : ranks) {
      bucket = std::upper_bound(bucket, ends_.end(), rank);
      const std::ptrdiff_t b = bucket - ends_.begin();
      if (wanted_[b] == 0) {
        wanted_[b] = 1;
        next_[b] = size;
        begin = b == 0 ? 0 : ends_[b - 1];
        size += *bucket - begin;
        parts_.push_back(size);
      }
      slots_.push_back(size - (*bucket - rank));
    }
    kept_.resize(size);
  }

  void collect(std::span<const float> values) {
    chosen_.resize(values.size());
    int* next = chosen_.data();
    for (int n = 0; n < std::ssize(values); ++n) {  // without a branch, which could not be foreseen
      *next = n;
      next += wanted_[places_[n]];
    }
    for (const int* n = chosen_.data(); n != next; ++n) kept_[next_[places_[*n]]++] = values[*n];
    std::ptrdiff_t begin = 0;
    for (std::ptrdiff_t end : parts_) std::sort(kept_.begin() + std::exchange(begin, end), kept_.begin() + end);
  }

  std::vector<int> places_, chosen_;
  std::vector<float> kept_;
  std::vector<std::ptrdiff_t> slots_, parts_;  // of kept_: where ranks stand, where buckets end
  std::array<std::ptrdiff_t, buckets> ends_{}, next_{};
  std::array<unsigned char, buckets> wanted_{};
};

}  // namespace

QuantileRank quantile_rank(double probability, std::int64_t count) {
  const double position = probability * static_cast<double>(count - 1);
  const auto below = static_cast<std::int64_t>(position);
  return {below, std::min(below + 1, count - 1), position - static_cast<double>(below)};
}

double interpolate(double below, double above, double weight) {
  if (weight == 0 || below == above) return below;  // also keeps inf − inf out
  return below + weight * (above - below);
}

void quantiles(std::span<const float> values, std::span<const double> probabilities, std::span<double> out) {
  if (values.empty()) {
    std::fill(out.begin(), out.end(), missing);
    return;
  }
  // Kept for the next call with their memory.
  thread_local BucketSelect select;
  thread_local std::vector<std::ptrdiff_t> ranks;
  thread_local std::vector<float> found;
  ranks.clear();
  for (double p : probabilities) {
    const QuantileRank rank = quantile_rank(p, std::ssize(values));
    ranks.insert(ranks.end(), {rank.below, rank.above});
  }
  found.resize(ranks.size());
  select(values, ranks, found);
  for (std::size_t q = 0; q < probabilities.size(); ++q) {
    const double weight = quantile_rank(probabilities[q], std::ssize(values)).weight;
    out[q] = interpolate(found[2 * q], found[2 * q + 1], weight);
  }
}

double sorted_quantile(std::span<const double> sorted, double probability) {
  const auto [below, above, weight] = quantile_rank(probability, std::ssize(sorted));
  return interpolate(sorted[below], sorted[above], weight);
}

double median_of(std::span<const float> values) {
  const double half = 0.5;
  double result = 0;
  quantiles(values, {&half, 1}, {&result, 1});
  return result;
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return sorted_quantile(values, 0.5);
}

CellSummary summarise(std::span<float> values) {
  std::span<const float> valid = values;
  double average = valid.empty() ? missing : mean(valid);
  if (std::isnan(average)) {  // values that are missing, or infinite ones of both signs
    valid = {values.begin(), std::remove_if(values.begin(), values.end(), [](float v) { return std::isnan(v); })};
    average = valid.empty() ? missing : mean(valid);
  }
  CellSummary summary;
  summary.count = static_cast<int>(valid.size());
  summary.mean = average;
  summary.sd = valid.empty() ? missing : std::sqrt(variance(valid, average));
  quantiles(valid, summary_probabilities, summary.quantiles);
  return summary;
}

}  // namespace jialing
