#include "sim/analysis/allocation/allocate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "jialing/error.h"
#include "sim/analysis/allocation/rules.h"
#include "sim/analysis/allocation/search.h"
#include "sim/tables/values.h"

namespace jialing::allocation {
namespace {

constexpr double out_of_race = 0.005;                   // probability of being the best below which no member is added
constexpr double greedy_step = 1, marginal_step = 0.1;  // 100 million CNY a year
constexpr int budget_halvings = 8;

class Study {
 public:
  Study(const Scenario& scenario, const AllocateOptions& options)
      : scenario_(scenario),
        problem_(scenario.allocation),
        search_(problem_.search),
        options_(options),
        limits_(share_limits(problem_)),
        evaluator_(scenario, options.evaluation),
        bootstrap_(scenario.ensemble.seed) {
    check_limits();
  }

  AllocationStudy run() {
    if (problem_.chance) {
      result_.least_budget = least_budget();
    } else {
      add_rules();
      optimise();
      choose();
      weigh_optimism();
      take_marginal_returns();
      search_frontier();
    }
    result_.evaluations = evaluator_.evaluations();
    return std::move(result_);
  }

 private:
  const Objective& primary() const { return problem_.objectives[0]; }

  void check_limits() const {
    const std::vector<std::string> names = limits_.clash();
    if (names.empty()) return;
    const auto text = [&](const std::string& name) {
      const auto limit = std::find_if(problem_.limits.begin(), problem_.limits.end(),
                                      [&](const AllocationLimit& each) { return each.name == name; });
      const auto count = std::count_if(problem_.limits.begin(), problem_.limits.end(),
                                       [&](const AllocationLimit& each) { return each.name == name; });
      std::string bounds;
      if (limit->least > 0) bounds += fmt::format("at least {:g} %", 100 * limit->least);
      if (limit->most < 1) bounds += fmt::format("{}at most {:g} %", bounds.empty() ? "" : ", ", 100 * limit->most);
      return fmt::format("'{}' ({}{})", name, bounds, count > 1 ? fmt::format(" for each of {}", count) : "");
    };
    std::vector<std::string> texts;
    for (const std::string& name : names) texts.push_back(text(name));
    throw InputError({{scenario_.file, 0, 0, "allocation.limits",
                       fmt::format("the whole budget cannot be spent within {}; loosen or remove {}",
                                   joined(texts, " and "), texts.size() == 1 ? "it" : "one of them")}});
  }

  std::vector<double> money(std::span<const double> shares) const { return money(shares, problem_.budget); }
  static std::vector<double> money(std::span<const double> shares, double budget) {
    std::vector<double> result;
    for (double share : shares) result.push_back(share * budget);
    return result;
  }

  MemberValues trained(std::span<const double> cells) { return evaluator_.values(cells, 0, search_.training); }

  std::vector<double> statistics(const MemberValues& values) const {
    std::vector<double> list;
    for (std::size_t n = 0; n < values.size(); ++n) list.push_back(statistic(problem_.objectives[n], values[n]));
    return list;
  }

  SampleStatistic statistic_of(std::size_t objective) const {
    return [&one = problem_.objectives[objective]](std::span<const double> values) { return statistic(one, values); };
  }
  SampleStatistic score_of(std::size_t objective) const {
    return [&one = problem_.objectives[objective]](std::span<const double> values) { return score(one, values); };
  }

  /// Keeps the best value so far and tells how far a stage is.
  void tell(const std::string& stage, std::int64_t done, std::int64_t total) {
    if (options_.progress) options_.progress(stage, done, total, best_);
  }
  void note_best(const MemberValues& values) {
    const double found = statistic(primary(), values[0]);
    const double sign = primary().more_is_better() ? 1 : -1;
    if (std::isnan(best_) || sign * found > sign * best_) best_ = found;
  }

  void add_candidate(const std::string& name, bool is_rule, const std::vector<double>& shares) {
    Candidate made{.name = name, .is_rule = is_rule, .money = money(shares)};
    const MemberValues values = trained(made.money);
    note_best(values);
    made.training = statistics(values);
    shares_.push_back(shares);
    result_.candidates.push_back(std::move(made));
  }

  /// Score of one objective on the members of the search, tells of progress.
  Score training_score(std::size_t objective, const std::string& stage, std::int64_t total, double budget) {
    return [this, objective, stage, total, budget, done = std::int64_t(0)](std::span<const double> shares) mutable {
      tell(stage, std::min(done++, total), total);
      const MemberValues values = trained(money(shares, budget));
      if (objective == 0 && std::abs(std::accumulate(shares.begin(), shares.end(), 0.0) - 1) < 1e-9) note_best(values);
      return score(problem_.objectives[objective], values[objective], true);
    };
  }

  void add_rules() {
    std::vector<AllocationRule> rules = problem_.benchmarks;
    for (std::size_t n = 0; n < rules.size(); ++n) {
      tell("rules", static_cast<std::int64_t>(n), static_cast<std::int64_t>(rules.size()));
      const std::string& name = allocation_rule_names[static_cast<std::size_t>(rules[n])];
      const auto shares = rules[n] == AllocationRule::greedy
                              ? greedy_shares()
                              : rule_shares(problem_, limits_, rule_weights(scenario_, rules[n]));
      add_candidate(name, true, shares);
    }
    for (const auto& [name, weights] : problem_.own_shares)
      add_candidate(name, true, rule_shares(problem_, limits_, weights));
  }

  /// All to the highest marginal returns at no money, as far as limits allow.
  std::vector<double> greedy_shares() {
    const auto cells = static_cast<std::size_t>(problem_.cells());
    const Score score = training_score(0, "marginal returns", problem_.cells() + 1, problem_.budget);
    return limits_.best(gradient(score, std::vector<double>(cells, 0.0), greedy_step / problem_.budget));
  }

  /// Positions of the candidates, those with the highest score in an objective first.
  std::vector<std::size_t> ranking(std::size_t objective) const {
    std::vector<std::size_t> order(result_.candidates.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    const double sign = problem_.objectives[objective].more_is_better() ? 1 : -1;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return sign * result_.candidates[a].training[objective] > sign * result_.candidates[b].training[objective];
    });
    return order;
  }

  void optimise() {
    const std::size_t rules = result_.candidates.size();
    for (std::size_t objective = 0; objective < problem_.objectives.size(); ++objective) {
      std::vector<std::size_t> order = ranking(objective);
      std::erase_if(order, [&](std::size_t n) { return n >= rules; });
      Climb best{{}, -std::numeric_limits<double>::infinity()};
      const auto starts = std::min<std::size_t>(static_cast<std::size_t>(search_.starts), order.size());
      for (std::size_t start = 0; start < starts; ++start) {
        const std::string stage =
            fmt::format("optimising {}, start {} of {}", problem_.objectives[objective].name, start + 1, starts);
        const std::int64_t total = std::int64_t(search_.rounds) * (problem_.cells() + 2);
        const Climb found = climb(limits_, training_score(objective, stage, total, problem_.budget),
                                  shares_[order[start]], search_.rounds);
        if (found.score > best.score) best = found;
      }
      const std::string& name = problem_.objectives[objective].name;
      add_candidate(problem_.objectives.size() == 1 ? "optimised" : "optimised for " + name, false, best.shares);
    }
  }

  void extend(Candidate& candidate, std::int64_t first, std::int64_t members) {
    const MemberValues more = evaluator_.values(candidate.money, first, members);
    candidate.values.resize(more.size());
    for (std::size_t n = 0; n < more.size(); ++n)
      candidate.values[n].insert(candidate.values[n].end(), more[n].begin(), more[n].end());
  }

  /// Ranking and selection on fresh members that all meet: members are added for those that may still be the best.
  void choose() {
    std::vector<Candidate>& all = result_.candidates;
    std::vector<std::size_t> race(all.size());
    std::iota(race.begin(), race.end(), std::size_t(0));
    for (std::int64_t members = 0; members < search_.most_evaluation;) {
      const std::int64_t batch = std::min<std::int64_t>(search_.evaluation, search_.most_evaluation - members);
      for (std::size_t n = 0; n < race.size(); ++n) {
        tell(fmt::format("choosing, members {} to {}", members + 1, members + batch), static_cast<std::int64_t>(n),
             static_cast<std::int64_t>(race.size()));
        extend(all[race[n]], search_.training + members, batch);
      }
      members += batch;
      std::vector<std::vector<double>> samples;
      for (std::size_t n : race) samples.push_back(all[n].values[0]);
      const std::vector<double> probability = probability_of_being_best(samples, score_of(0), bootstrap_);
      for (std::size_t n = 0; n < race.size(); ++n) all[race[n]].probability_best = probability[n];
      const auto leader = std::max_element(probability.begin(), probability.end());
      result_.chosen = race[static_cast<std::size_t>(leader - probability.begin())];
      result_.correct_selection = *leader;
      result_.fresh_members = members;
      if (*leader >= search_.confidence) break;
      std::erase_if(race, [&](std::size_t n) { return all[n].probability_best < out_of_race; });
    }
    judge();
  }

  /// Of the rules that met most members, the one with the highest score: the others were out of the race before.
  std::size_t best_rule() const {
    const std::vector<Candidate>& all = result_.candidates;
    std::size_t best = all.size();
    const auto rank = [&](std::size_t n) {
      return std::pair(all[n].values[0].size(), score(primary(), all[n].values[0]));
    };
    for (std::size_t n = 0; n < all.size(); ++n)
      if (all[n].is_rule && (best == all.size() || rank(n) > rank(best))) best = n;
    return best;
  }

  void judge() {
    std::vector<Candidate>& all = result_.candidates;
    result_.best_rule = best_rule();
    const auto first = static_cast<std::size_t>(search_.evaluation);
    for (Candidate& each : all) {
      for (std::size_t objective = 0; objective < problem_.objectives.size(); ++objective) {
        const std::span<const double> own = each.values[objective], other = all[result_.best_rule].values[objective];
        const std::size_t common = std::min(own.size(), other.size());
        each.objectives.push_back(bootstrap_.estimate(own.first(first), statistic_of(objective)));
        each.difference.push_back(
            bootstrap_.difference(own.first(common), other.first(common), statistic_of(objective)));
      }
    }
  }

  void weigh_optimism() {
    const auto optimised = std::find_if(result_.candidates.begin(), result_.candidates.end(),
                                        [](const Candidate& each) { return !each.is_rule; });
    const Candidate& rule = result_.candidates[result_.best_rule];
    const double sign = primary().more_is_better() ? 1 : -1;
    result_.optimism.training = sign * (optimised->training[0] - rule.training[0]);
    const Estimate fresh = optimised->difference[0];
    result_.optimism.fresh = sign > 0 ? fresh : Estimate{-fresh.value, -fresh.high, -fresh.low};
    result_.beats_rules = result_.optimism.fresh.low > 0;
  }

  void take_marginal_returns() {
    const std::int64_t first = search_.training, members = search_.training;
    const std::vector<double>& base = result_.candidates[result_.chosen].money;
    const MemberValues here = evaluator_.values(base, first, members);
    result_.marginal_members = members;
    result_.marginal.resize(problem_.objectives.size());
    for (std::size_t cell = 0; cell < base.size(); ++cell) {
      tell("marginal returns", static_cast<std::int64_t>(cell), static_cast<std::int64_t>(base.size()));
      std::vector<double> moved = base;
      moved[cell] = base[cell] + marginal_step;
      const MemberValues whole = evaluator_.values(moved, first, members);
      moved[cell] = base[cell] + marginal_step / 2;
      const MemberValues half = evaluator_.values(moved, first, members);
      for (std::size_t n = 0; n < here.size(); ++n) {
        const Estimate change = bootstrap_.difference(whole[n], here[n], statistic_of(n));
        const double by_half = statistic(problem_.objectives[n], half[n]) - statistic(problem_.objectives[n], here[n]);
        result_.marginal[n].push_back(
            {{change.value / marginal_step, change.low / marginal_step, change.high / marginal_step},
             by_half / (marginal_step / 2)});
      }
    }
  }

  void search_frontier() {
    if (problem_.objectives.size() < 2 || search_.generations == 0) return;
    const Scores scores = [this](std::span<const double> shares) {
      const MemberValues values = trained(money(shares));
      note_best(values);
      std::vector<double> list;
      for (std::size_t n = 0; n < values.size(); ++n) list.push_back(score(problem_.objectives[n], values[n]));
      return list;
    };
    FrontierOptions options{
        .population = search_.population, .generations = search_.generations, .seed = scenario_.ensemble.seed};
    options.progress = [&](int generation, double) { tell("frontier: generations", generation, search_.generations); };
    const Frontier frontier = find_frontier(limits_, scores, shares_, options);
    result_.hypervolume = frontier.hypervolume;
    result_.frontier_members = search_.evaluation;
    for (std::size_t n = 0; n < frontier.shares.size(); ++n) {
      tell("frontier on fresh members", static_cast<std::int64_t>(n),
           static_cast<std::int64_t>(frontier.shares.size()));
      add_point(frontier.shares[n]);
    }
    mark_dominated();
  }

  void add_point(const std::vector<double>& shares) {
    FrontierPoint point{.money = money(shares)};
    point.training = statistics(trained(point.money));
    const MemberValues values = evaluator_.values(point.money, search_.training, search_.evaluation);
    for (std::size_t n = 0; n < values.size(); ++n) {
      const std::span<const double> rule = result_.candidates[result_.best_rule].values[n];
      point.objectives.push_back(bootstrap_.estimate(values[n], statistic_of(n)));
      point.difference.push_back(bootstrap_.difference(values[n], rule.first(values[n].size()), statistic_of(n)));
    }
    result_.frontier.push_back(std::move(point));
  }

  void mark_dominated() {
    std::vector<std::vector<double>> scores;
    for (const FrontierPoint& each : result_.frontier) {
      auto& row = scores.emplace_back();
      for (std::size_t n = 0; n < each.objectives.size(); ++n)
        row.push_back((problem_.objectives[n].more_is_better() ? 1 : -1) * each.objectives[n].value);
    }
    for (std::size_t n = 0; n < scores.size(); ++n)
      result_.frontier[n].stands =
          std::none_of(scores.begin(), scores.end(), [&](const auto& other) { return dominates(other, scores[n]); });
  }

  double chance(std::span<const double> shares, double budget) {
    const MemberValues values = trained(money(shares, budget));
    note_best(values);
    return statistic(primary(), values[0]);
  }

  /// The best shares for a budget, from those for another one.
  std::vector<double> shares_for(double budget, const std::vector<double>& start, int step) {
    const std::string stage = fmt::format("budget {:.4g}, trial {}", budget, step);
    const std::int64_t total = std::int64_t(search_.rounds) * (problem_.cells() + 2);
    return climb(limits_, training_score(0, stage, total, budget), start, search_.rounds).shares;
  }

  /// By halving the interval between no money and the highest budget; more money never makes a chance smaller.
  LeastBudget least_budget() {
    const auto cells = static_cast<std::size_t>(problem_.cells());
    std::vector<double> shares = limits_.nearest(std::vector<double>(cells, 1.0));
    LeastBudget least;
    if (chance(shares, 0) >= *problem_.chance) {
      least.found = true;
    } else {
      double low = 0, high = problem_.highest_budget;
      std::vector<double> found = shares_for(high, shares, 0);
      least.found = chance(found, high) >= *problem_.chance;
      for (int step = 1; least.found && step <= budget_halvings; ++step) {
        const double middle = (low + high) / 2;
        const std::vector<double> tried = shares_for(middle, found, step);
        const bool enough = chance(tried, middle) >= *problem_.chance;
        (enough ? high : low) = middle;
        if (enough) found = tried;
      }
      shares = found;
      least.budget = high;
    }
    least.money = money(shares, least.budget);
    least.training = statistic(primary(), trained(least.money)[0]);
    result_.fresh_members = search_.most_evaluation;
    least.chance = bootstrap_.estimate(fresh(least.money)[0], statistic_of(0));
    return least;
  }

  MemberValues fresh(const std::vector<double>& cells) {
    Candidate made{.name = "", .is_rule = false, .money = cells};
    for (std::int64_t members = 0; members < search_.most_evaluation; members += search_.evaluation)
      extend(made, search_.training + members,
             std::min<std::int64_t>(search_.evaluation, search_.most_evaluation - members));
    return made.values;
  }

  const Scenario& scenario_;
  const AllocationProblem& problem_;
  const AllocationSearch& search_;
  const AllocateOptions& options_;
  ShareLimits limits_;
  Evaluator evaluator_;
  Bootstrap bootstrap_;
  std::vector<std::vector<double>> shares_;  ///< [candidate][cell]
  double best_ = std::numeric_limits<double>::quiet_NaN();
  AllocationStudy result_;
};

}  // namespace

AllocationStudy allocate(const Scenario& scenario, const AllocateOptions& options) {
  return Study(scenario, options).run();
}

}  // namespace jialing::allocation
