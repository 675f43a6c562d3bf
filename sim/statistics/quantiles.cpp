#include "sim/statistics/quantiles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "sim/statistics/sums.h"

namespace jialing {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// Sorts values into buckets of equal width and each bucket that holds a wanted rank in itself: every order statistic
// among `ranks` (ascending) is then in its place. Linear in the number of values.
class BucketSelect {
 public:
  void operator()(std::span<float> values, std::span<const std::ptrdiff_t> ranks) {
    const auto [low, high] = extremes(values);
    const float scale = (buckets - 1) / (high - low);
    if (!std::isfinite(scale) || scale == 0) {  // all equal, or infinities among them
      std::sort(values.begin(), values.end());
      return;
    }
    locate(values, low, scale);
    scatter(values);
    std::ptrdiff_t sorted_to = 0;
    for (std::ptrdiff_t rank : ranks) {
      if (rank < sorted_to) continue;
      const auto bucket = std::upper_bound(ends_.begin(), ends_.end(), rank) - ends_.begin();
      const std::ptrdiff_t begin = bucket == 0 ? 0 : ends_[bucket - 1];
      sorted_to = ends_[bucket];
      std::sort(ordered_.begin() + begin, ordered_.begin() + sorted_to);
    }
    std::copy_n(ordered_.begin(), values.size(), values.begin());
  }

 private:
  static constexpr std::size_t buckets = 512;

  static std::pair<float, float> extremes(std::span<const float> values) {
    constexpr std::size_t parts = 16;  // independent, so that the compiler compares a vector at a time
    std::array<float, parts> low, high;
    low.fill(values[0]);
    high.fill(values[0]);
    std::size_t n = 0;
    for (; n + parts <= values.size(); n += parts) {
      for (std::size_t p = 0; p < parts; ++p) low[p] = values[n + p] < low[p] ? values[n + p] : low[p];
      for (std::size_t p = 0; p < parts; ++p) high[p] = values[n + p] > high[p] ? values[n + p] : high[p];
    }
    for (; n < values.size(); ++n) {
      low[0] = std::min(low[0], values[n]);
      high[0] = std::max(high[0], values[n]);
    }
    return {*std::min_element(low.begin(), low.end()), *std::max_element(high.begin(), high.end())};
  }

  // Rounding keeps the order, so a larger value never falls into a lower bucket.
  void locate(std::span<const float> values, float low, float scale) {
    places_.resize(values.size());
    for (std::size_t n = 0; n < values.size(); ++n) places_[n] = static_cast<int>((values[n] - low) * scale);
  }

  void scatter(std::span<const float> values) {
    std::array<std::ptrdiff_t, buckets> next{};
    for (int place : places_) ++next[place];
    for (std::ptrdiff_t total = 0; std::ptrdiff_t & each : next) total += std::exchange(each, total);
    ordered_.resize(values.size());
    for (std::size_t n = 0; n < values.size(); ++n) ordered_[next[places_[n]]++] = values[n];
    ends_ = next;
  }

  std::vector<int> places_;
  std::vector<float> ordered_;
  std::array<std::ptrdiff_t, buckets> ends_{};
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

void quantiles(std::span<float> values, std::span<const double> probabilities, std::span<double> out) {
  if (values.empty()) {
    std::fill(out.begin(), out.end(), missing);
    return;
  }
  std::vector<std::ptrdiff_t> ranks;
  for (double p : probabilities) {
    const QuantileRank rank = quantile_rank(p, std::ssize(values));
    ranks.insert(ranks.end(), {rank.below, rank.above});
  }
  thread_local BucketSelect select;
  select(values, ranks);
  for (std::size_t q = 0; q < probabilities.size(); ++q) {
    const QuantileRank rank = quantile_rank(probabilities[q], std::ssize(values));
    out[q] = interpolate(values[rank.below], values[rank.above], rank.weight);
  }
}

double sorted_quantile(std::span<const double> sorted, double probability) {
  const auto [below, above, weight] = quantile_rank(probability, std::ssize(sorted));
  return sorted[below] + weight * (sorted[above] - sorted[below]);
}

CellSummary summarise(std::span<float> values) {
  CellSummary summary;
  const auto valid_end = std::remove_if(values.begin(), values.end(), [](float v) { return std::isnan(v); });
  const std::span<float> valid(values.begin(), valid_end);
  summary.count = static_cast<int>(valid.size());
  summary.mean = summary.sd = missing;
  if (!valid.empty()) {
    summary.mean = mean(valid);
    summary.sd = std::sqrt(variance(valid, summary.mean));
  }
  quantiles(valid, summary_probabilities, summary.quantiles);
  return summary;
}

}  // namespace jialing
