#include "sim/statistics/bootstrap.h"

#include <algorithm>

#include "sim/ensemble/random.h"
#include "sim/statistics/quantiles.h"

namespace jialing {
namespace {

Estimate interval(double value, std::vector<double> replicates) {
  std::sort(replicates.begin(), replicates.end());
  return {value, sorted_quantile(replicates, 0.05), sorted_quantile(replicates, 0.95)};
}

}  // namespace

std::vector<double> Bootstrap::replicated(std::span<const double> sample, const SampleStatistic& statistic) const {
  const std::uint64_t key = stream_key(seed_, "bootstrap", "member");
  const auto members = static_cast<double>(sample.size());
  std::vector<double> values, drawn(sample.size());
  for (int replicate = 0; replicate < replicates_; ++replicate) {
    for (std::size_t m = 0; m < sample.size(); ++m) {
      const double u = uniform_draw(key, static_cast<std::int64_t>(m), static_cast<std::uint32_t>(replicate));
      drawn[m] = sample[static_cast<std::size_t>(u * members)];
    }
    values.push_back(statistic(drawn));
  }
  return values;
}

Estimate Bootstrap::estimate(std::span<const double> sample, const SampleStatistic& statistic) const {
  return interval(statistic(sample), replicated(sample, statistic));
}

Estimate Bootstrap::difference(std::span<const double> sample, std::span<const double> reference,
                               const SampleStatistic& statistic) const {
  std::vector<double> values = replicated(sample, statistic);
  const std::vector<double> others = replicated(reference, statistic);
  for (std::size_t n = 0; n < values.size(); ++n) values[n] -= others[n];
  return interval(statistic(sample) - statistic(reference), std::move(values));
}

std::vector<double> probability_of_being_best(const std::vector<std::vector<double>>& samples,
                                              const SampleStatistic& statistic, const Bootstrap& bootstrap) {
  std::vector<std::vector<double>> values;
  for (const auto& sample : samples) values.push_back(bootstrap.replicated(sample, statistic));
  std::vector<double> probability(samples.size(), 0.0);
  for (int n = 0; n < bootstrap.replicates(); ++n) {
    const auto at = [&](std::size_t c) { return values[c][static_cast<std::size_t>(n)]; };
    double best = at(0), count = 0;
    for (std::size_t c = 1; c < values.size(); ++c) best = std::max(best, at(c));
    for (std::size_t c = 0; c < values.size(); ++c) count += at(c) == best;
    for (std::size_t c = 0; c < values.size(); ++c)
      if (at(c) == best) probability[c] += 1 / count;
  }
  for (double& each : probability) each /= bootstrap.replicates();
  return probability;
}

}  // namespace jialing
