#include "sim/analysis/allocation/search.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlopt.hpp>
#include <numeric>
#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>
#include <pagmo/utils/hypervolume.hpp>

#include "sim/ensemble/random.h"

namespace jialing::allocation {
namespace {

/// The function that NLopt climbs. What a user's score throws passes through.
class Ascent {
 public:
  Ascent(const ShareLimits& limits, const Score& score, std::vector<double> start, int rounds)
      : limits_(limits),
        score_(score),
        rounds_(rounds),
        best_{std::move(start), 0} {
    first_ = best_.score = score_(best_.shares);
  }

  Climb run() {
    const auto n = static_cast<unsigned>(limits_.cells());
    nlopt::opt optimiser(nlopt::LD_SLSQP, n);
    optimiser.set_lower_bounds(limits_.lower());
    optimiser.set_upper_bounds(limits_.upper());
    optimiser.set_max_objective(&Ascent::value, this);
    std::vector<int> all(n);
    std::iota(all.begin(), all.end(), 0);
    rows_.push_back({all, 1, -1});
    for (const ShareLimit& each : limits_.limits()) {
      if (each.cells.size() == 1) continue;
      if (each.most < 1) rows_.push_back({each.cells, 1, -each.most});
      if (each.least > 0) rows_.push_back({each.cells, -1, each.least});
    }
    optimiser.add_equality_constraint(&Ascent::row, &rows_[0], 1e-10);
    for (std::size_t r = 1; r < rows_.size(); ++r) optimiser.add_inequality_constraint(&Ascent::row, &rows_[r], 1e-10);
    optimiser.set_ftol_rel(1e-7);
    optimiser.set_xtol_rel(1e-6);
    optimiser.set_maxeval(20 * rounds_);
    std::vector<double> shares = best_.shares;
    double ignored = 0;
    try {
      optimiser.optimize(shares, ignored);
    } catch (const std::runtime_error&) {  // rounds are used up, or rounding leaves no way up: the best so far stands
    }
    if (failure_) std::rethrow_exception(failure_);
    return best_;
  }

 private:
  struct Row {
    std::vector<int> cells;
    double sign, constant;  ///< sign·Σ + constant ≤ 0
  };

  static double row(const std::vector<double>& x, std::vector<double>& gradient, void* data) {
    const Row& row = *static_cast<const Row*>(data);
    if (!gradient.empty()) {
      std::fill(gradient.begin(), gradient.end(), 0.0);
      for (int cell : row.cells) gradient[static_cast<std::size_t>(cell)] = row.sign;
    }
    double total = row.constant;
    for (int cell : row.cells) total += row.sign * x[static_cast<std::size_t>(cell)];
    return total;
  }

  static double value(const std::vector<double>& x, std::vector<double>& slopes, void* data) {
    Ascent& self = *static_cast<Ascent*>(data);
    try {
      return self.value_at(x, slopes);
    } catch (const nlopt::forced_stop&) {
      throw;
    } catch (...) {  // NLopt would hide it
      self.failure_ = std::current_exception();
      throw nlopt::forced_stop();
    }
  }

  // Scaled so that the largest marginal return stands 1 above or below their mean: a unit step reaches corners.
  double value_at(const std::vector<double>& x, std::vector<double>& slopes) {
    const std::vector<double> shares = limits_.nearest(x);
    const double found = score_(shares);
    if (found > best_.score) best_ = {shares, found};
    if (!slopes.empty()) {
      if (rounds_-- == 0) throw nlopt::forced_stop();
      slopes = gradient(score_, shares);
      if (scale_ == 0) {
        const double mean = std::accumulate(slopes.begin(), slopes.end(), 0.0) / static_cast<double>(slopes.size());
        for (double slope : slopes) scale_ = std::max(scale_, std::abs(slope - mean));
        if (scale_ == 0) scale_ = 1;
      }
      for (double& slope : slopes) slope /= scale_;
    }
    return (found - first_) / (scale_ == 0 ? 1 : scale_);
  }

  const ShareLimits& limits_;
  const Score& score_;
  int rounds_;
  Climb best_;
  double first_ = 0, scale_ = 0;
  std::vector<Row> rows_;
  std::exception_ptr failure_;
};

/// What pagmo minimises over [0, 1]^cells: wishes, of which the nearest feasible shares are tried.
struct Wishes {
  struct Tried {
    std::vector<double> shares, scores;
  };
  struct Study {
    const ShareLimits& limits;
    const Scores& scores;
    std::vector<Tried> tried;
  };

  pagmo::vector_double fitness(const pagmo::vector_double& wish) const {
    Tried made{study->limits.nearest(wish), {}};
    made.scores = study->scores(made.shares);
    pagmo::vector_double costs;
    for (double each : made.scores) costs.push_back(-each);
    study->tried.push_back(std::move(made));
    return costs;
  }
  std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const {
    const auto cells = static_cast<std::size_t>(study ? study->limits.cells() : 1);
    return {pagmo::vector_double(cells, 0.0), pagmo::vector_double(cells, 1.0)};
  }
  pagmo::vector_double::size_type get_nobj() const { return objectives; }

  std::shared_ptr<Study> study;
  std::size_t objectives = 1;
};

/// A wish of which the shares are the nearest, within [0, 1].
std::vector<double> wish_for(const std::vector<double>& shares) {
  const double largest = *std::max_element(shares.begin(), shares.end());
  std::vector<double> wish = shares;
  for (double& each : wish) each /= largest;
  return wish;
}

/// Positions of those that nobody dominates; of equal ones the first.
std::vector<std::size_t> non_dominated(const std::vector<Wishes::Tried>& tried) {
  std::vector<std::size_t> kept;
  for (std::size_t n = 0; n < tried.size(); ++n) {
    const auto beaten = [&](std::size_t other) {
      return dominates(tried[other].scores, tried[n].scores) || tried[other].scores == tried[n].scores;
    };
    if (std::any_of(kept.begin(), kept.end(), beaten)) continue;
    std::erase_if(kept, [&](std::size_t other) { return dominates(tried[n].scores, tried[other].scores); });
    kept.push_back(n);
  }
  return kept;
}

/// Scores as costs between 0, the best of the seeds, and 1, their worst.
class Hypervolume {
 public:
  explicit Hypervolume(std::span<const Wishes::Tried> seeds) : worst_(seeds[0].scores), best_(worst_) {
    for (const Wishes::Tried& each : seeds)
      for (std::size_t n = 0; n < worst_.size(); ++n) {
        worst_[n] = std::min(worst_[n], each.scores[n]);
        best_[n] = std::max(best_[n], each.scores[n]);
      }
  }

  double of(const std::vector<Wishes::Tried>& tried) const {
    std::vector<pagmo::vector_double> points;
    for (std::size_t n : non_dominated(tried)) {
      pagmo::vector_double costs;
      for (std::size_t o = 0; o < worst_.size(); ++o) {
        const double range = best_[o] - worst_[o];
        costs.push_back(range > 0 ? (best_[o] - tried[n].scores[o]) / range : 0);
      }
      if (std::all_of(costs.begin(), costs.end(), [](double cost) { return cost < 1; })) points.push_back(costs);
    }
    return points.empty() ? 0 : pagmo::hypervolume(points, true).compute(pagmo::vector_double(worst_.size(), 1.0));
  }

 private:
  std::vector<double> worst_, best_;
};

pagmo::population first_population(const Wishes& wishes, const std::vector<std::vector<double>>& seeds,
                                   const FrontierOptions& options) {
  pagmo::population population{pagmo::problem(wishes), 0u, static_cast<unsigned>(options.seed)};
  const std::uint64_t key = stream_key(options.seed, "frontier", "first");
  const auto cells = static_cast<std::size_t>(wishes.study->limits.cells());
  const int enough = 4 * ((static_cast<int>(seeds.size()) + 3) / 4);  // NSGA-II takes multiples of 4
  for (int n = 0; n < std::max(options.population, enough); ++n) {
    const auto member = static_cast<std::size_t>(n);
    std::vector<double> wish;
    if (member < seeds.size()) {
      wish = wish_for(seeds[member]);
    } else {  // spread evenly over the simplex: exponential variates, to the power of 3 for concentrated ones
      for (std::size_t cell = 0; cell < cells; ++cell)
        wish.push_back(std::pow(-std::log(uniform_draw(key, n, static_cast<std::uint32_t>(cell))), n % 2 == 0 ? 1 : 3));
      wish = wish_for(wish);
    }
    population.push_back(wish);
  }
  return population;
}

}  // namespace

std::vector<double> gradient(const Score& score, std::span<const double> shares, double step) {
  const double here = score(shares);
  std::vector<double> moved(shares.begin(), shares.end()), slopes;
  for (double& share : moved) {
    const double before = share;
    share += step;
    slopes.push_back((score(moved) - here) / step);
    share = before;
  }
  return slopes;
}

Climb climb(const ShareLimits& limits, const Score& score, std::vector<double> start, int rounds) {
  return Ascent(limits, score, std::move(start), rounds).run();
}

bool dominates(const std::vector<double>& a, const std::vector<double>& b) {
  bool better = false;
  for (std::size_t n = 0; n < a.size(); ++n) {
    if (a[n] < b[n]) return false;
    better |= a[n] > b[n];
  }
  return better;
}

Frontier find_frontier(const ShareLimits& limits, const Scores& scores, const std::vector<std::vector<double>>& seeds,
                       const FrontierOptions& options) {
  Wishes wishes{std::make_shared<Wishes::Study>(Wishes::Study{limits, scores, {}}), scores(seeds[0]).size()};
  std::vector<Wishes::Tried>& tried = wishes.study->tried;
  pagmo::population population = first_population(wishes, seeds, options);
  const std::size_t seeded = std::min(seeds.size(), tried.size());
  const Hypervolume hypervolume(std::span<const Wishes::Tried>(tried).first(seeded));
  Frontier frontier;
  const auto note = [&](int generation) {
    frontier.hypervolume.push_back(hypervolume.of(tried));
    if (options.progress) options.progress(generation, frontier.hypervolume.back());
  };
  note(0);
  for (int generation = 1; generation <= options.generations; ++generation) {
    const std::uint64_t key = stream_key(options.seed, "frontier", std::to_string(generation));
    const pagmo::nsga2 nsga2(1, 0.95, 10, 2.0 / limits.cells() < 1 ? 2.0 / limits.cells() : 1, 20,
                             static_cast<unsigned>(key));
    population = pagmo::algorithm(nsga2).evolve(population);
    note(generation);
  }
  for (std::size_t n : non_dominated(tried)) {
    frontier.shares.push_back(tried[n].shares);
    frontier.scores.push_back(tried[n].scores);
  }
  return frontier;
}

}  // namespace jialing::allocation
