#pragma once

#include <span>
#include <string>
#include <vector>

namespace jialing {

/// What a set of cells may receive together; `name` is what a user calls it.
struct ShareLimit {
  std::string name;
  std::vector<int> cells;
  double least = 0, most = 1;  ///< shares of the whole
};

/// How a whole may be divided among cells: shares that are not negative, add up to 1 and keep within limits.
class ShareLimits {
 public:
  ShareLimits(int cells, std::vector<ShareLimit> limits);

  int cells() const { return cells_; }
  const std::vector<ShareLimit>& limits() const { return limits_; }
  /// Of single cells, from the limits on one cell alone.
  const std::vector<double>& lower() const { return lower_; }
  const std::vector<double>& upper() const { return upper_; }

  /// Names of limits that cannot all be met, each of which is needed for that (an irreducible infeasible set, by
  /// deletion; feasibility by linear programming); empty when all can be met.
  std::vector<std::string> clash() const;

  /// The feasible shares nearest to `wish` in relative entropy: all cells of a limit are scaled alike. `wish` need not
  /// add up to 1; cells that wish nothing receive only what limits force. Limits are met to 1e-12. There must be no
  /// clash.
  std::vector<double> nearest(std::span<const double> wish) const;

  /// The feasible shares with the largest Σ worth·share (linear programming). There must be no clash.
  std::vector<double> best(std::span<const double> worth) const;

  /// Largest amount by which shares break a limit, are negative, or miss the sum of 1.
  double violation(std::span<const double> shares) const;

 private:
  class LinearProgramme;

  std::vector<std::string> names() const;
  /// Feasible shares with the smallest sum of absolute differences from `wish`.
  std::vector<double> nearest_vertex(std::span<const double> wish) const;

  /// Whether scaling alone meets the limits.
  bool project(std::vector<double>& shares) const;

  int cells_;
  std::vector<ShareLimit> limits_;
  std::vector<double> lower_, upper_;
};

}  // namespace jialing
