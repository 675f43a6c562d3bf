#include "sim/statistics/share_limits.h"

#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace jialing {
namespace {

constexpr double tolerance = 1e-12;
constexpr int most_sweeps = 2000;
constexpr double trace = 1e-9;  // what a cell that wishes nothing counts as, so that a limit can scale it

double sum_of(std::span<const double> shares, const std::vector<int>& cells) {
  double total = 0;
  for (int cell : cells) total += shares[static_cast<std::size_t>(cell)];
  return total;
}

}  // namespace

ShareLimits::ShareLimits(int cells, std::vector<ShareLimit> limits)
    : cells_(cells),
      limits_(std::move(limits)),
      lower_(static_cast<std::size_t>(cells), 0.0),
      upper_(static_cast<std::size_t>(cells), 1.0) {
  for (const ShareLimit& each : limits_) {
    if (each.cells.size() != 1) continue;
    const auto cell = static_cast<std::size_t>(each.cells[0]);
    lower_[cell] = std::max(lower_[cell], each.least);
    upper_[cell] = std::min(upper_[cell], each.most);
  }
}

double ShareLimits::violation(std::span<const double> shares) const {
  double total = 0, worst = 0;
  for (double share : shares) {
    total += share;
    worst = std::max(worst, -share);
  }
  for (const ShareLimit& each : limits_) {
    const double sum = sum_of(shares, each.cells);
    worst = std::max({worst, each.least - sum, sum - each.most});
  }
  return std::max(worst, std::abs(total - 1));
}

/// min Σ cost·x over x ≥ 0 that add up to 1 and keep some of the limits; further variables may follow the cells.
class ShareLimits::LinearProgramme {
 public:
  LinearProgramme(const ShareLimits& limits, const std::vector<std::string>& kept, int further = 0)
      : cells_(limits.cells_),
        costs_(static_cast<std::size_t>(cells_ + further), 0.0),
        rows_(false, 0, 0) {
    rows_.setDimensions(0, cells_ + further);
    std::vector<int> all(static_cast<std::size_t>(cells_));
    std::iota(all.begin(), all.end(), 0);
    row(all, std::vector<double>(all.size(), 1.0), 1, 1);
    for (const ShareLimit& each : limits.limits_)
      if (std::find(kept.begin(), kept.end(), each.name) != kept.end())
        row(each.cells, std::vector<double>(each.cells.size(), 1.0), each.least, each.most);
  }

  void cost(int variable, double value) { costs_[static_cast<std::size_t>(variable)] = value; }
  void row(const std::vector<int>& columns, const std::vector<double>& elements, double least, double most) {
    rows_.appendRow(static_cast<int>(columns.size()), columns.data(), elements.data());
    least_.push_back(least);
    most_.push_back(most);
  }

  std::optional<std::vector<double>> solve() const {
    const std::vector<double> zero(costs_.size(), 0.0), endless(costs_.size(), COIN_DBL_MAX);
    ClpSimplex problem;
    problem.setLogLevel(0);
    problem.loadProblem(rows_, zero.data(), endless.data(), costs_.data(), least_.data(), most_.data());
    problem.dual();
    if (!problem.isProvenOptimal()) return std::nullopt;
    const double* solution = problem.getColSolution();
    return std::vector<double>(solution, solution + cells_);
  }

 private:
  int cells_;
  std::vector<double> costs_, least_, most_;
  CoinPackedMatrix rows_;
};

std::vector<std::string> ShareLimits::names() const {
  std::vector<std::string> list;
  for (const ShareLimit& each : limits_)
    if (std::find(list.begin(), list.end(), each.name) == list.end()) list.push_back(each.name);
  return list;
}

std::vector<std::string> ShareLimits::clash() const {
  const auto feasible = [&](const std::vector<std::string>& kept) {
    return LinearProgramme(*this, kept).solve().has_value();
  };
  std::vector<std::string> kept = names();
  if (feasible(kept)) return {};
  for (std::size_t n = 0; n < kept.size();) {
    std::vector<std::string> fewer = kept;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(n));
    if (feasible(fewer))
      ++n;
    else
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(n));
  }
  return kept;
}

std::vector<double> ShareLimits::best(std::span<const double> worth) const {
  LinearProgramme programme(*this, names());
  for (int cell = 0; cell < cells_; ++cell) programme.cost(cell, -worth[static_cast<std::size_t>(cell)]);
  return nearest(programme.solve().value());
}

// min Σ|x − wish|, written x − more + less = wish.
std::vector<double> ShareLimits::nearest_vertex(std::span<const double> wish) const {
  LinearProgramme programme(*this, names(), 2 * cells_);
  for (int cell = 0; cell < cells_; ++cell) {
    programme.cost(cells_ + cell, 1);
    programme.cost(2 * cells_ + cell, 1);
    const double at = wish[static_cast<std::size_t>(cell)];
    programme.row({cell, cells_ + cell, 2 * cells_ + cell}, {1, -1, 1}, at, at);
  }
  return programme.solve().value();
}

// Dykstra's algorithm with Bregman projections for relative entropy (Bauschke & Lewis 2000): onto a limit, all of its
// cells are multiplied by one factor; what an earlier projection has done is taken back before the next one.
bool ShareLimits::project(std::vector<double>& shares) const {
  std::vector<double> factors(limits_.size(), 1.0);
  for (int sweep = 0; sweep < most_sweeps && violation(shares) > tolerance; ++sweep) {
    for (std::size_t n = 0; n < limits_.size(); ++n) {
      const ShareLimit& limit = limits_[n];
      const double sum = sum_of(shares, limit.cells) / factors[n];
      if (sum == 0 && limit.least > 0) return false;
      const double factor = sum > limit.most ? limit.most / sum : sum < limit.least ? limit.least / sum : 1;
      if (factor == 0) return false;
      for (int cell : limit.cells) shares[static_cast<std::size_t>(cell)] *= factor / factors[n];
      factors[n] = factor;
    }
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (double& share : shares) share /= sum;
  }
  return violation(shares) <= tolerance;
}

std::vector<double> ShareLimits::nearest(std::span<const double> wish) const {
  std::vector<double> wanted(wish.begin(), wish.end());
  if (violation(wanted) <= tolerance) return wanted;
  for (double& share : wanted) share = std::max(share, 0.0);
  const double total = std::accumulate(wanted.begin(), wanted.end(), 0.0);
  for (double& share : wanted) share = total > 0 ? share / total : 1.0 / cells_;
  std::vector<double> shares = wanted;
  if (project(shares)) return shares;
  for (std::size_t cell = 0; cell < shares.size(); ++cell) shares[cell] = wanted[cell] + trace / cells_;
  if (project(shares)) return shares;
  return nearest_vertex(wanted);
}

}  // namespace jialing
