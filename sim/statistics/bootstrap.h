#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace jialing {

/// A statistic of a sample.
using SampleStatistic = std::function<double(std::span<const double>)>;

/// An estimate with the 5–95 % interval of its sampling error.
struct Estimate {
  double value = 0, low = 0, high = 0;
};

/// Members drawn with replacement, the same for all quantities that are compared: common random numbers stay paired
/// (Efron 1979). Draws depend only on the seed and the number of members.
class Bootstrap {
 public:
  explicit Bootstrap(std::uint64_t seed, int replicates = 400) : seed_(seed), replicates_(replicates) {}

  int replicates() const { return replicates_; }
  /// The statistic of every replicate of a sample, [replicate].
  std::vector<double> replicated(std::span<const double> sample, const SampleStatistic& statistic) const;
  /// Of a statistic of one sample.
  Estimate estimate(std::span<const double> sample, const SampleStatistic& statistic) const;
  /// Of the difference of a statistic between two samples of the same members.
  Estimate difference(std::span<const double> sample, std::span<const double> reference,
                      const SampleStatistic& statistic) const;

 private:
  std::uint64_t seed_;
  int replicates_;
};

/// Probability that each candidate has the highest statistic (ties shared), given samples of the same members,
/// [candidate][member]: share of bootstrap replicates. The largest of them is the probability of correct selection.
std::vector<double> probability_of_being_best(const std::vector<std::vector<double>>& samples,
                                              const SampleStatistic& statistic, const Bootstrap& bootstrap);

}  // namespace jialing
