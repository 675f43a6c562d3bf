#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/levers.h"
#include "sim/scenario/yaml_document.h"

namespace jialing {

/// What an objective makes of a member.
enum class ObjectiveForm {
  value,  ///< the indicator of one place
  gini,   ///< Gini coefficient of the indicator among nodes, each counted once
  theil,  ///< Theil index among them
  gap     ///< the indicator of the first place relative to that of the second
};
extern const std::vector<std::string> objective_form_names;

/// What it makes of all members.
enum class ObjectiveStatistic {
  mean,
  quantile,    ///< `level`
  cvar,        ///< mean of the worst share `level` of the members (conditional value at risk)
  probability  ///< that `target` is met
};
extern const std::vector<std::string> objective_statistic_names;

/// What an allocation is to be good for. A place is a node (its position in the table) or a region (number of nodes +
/// its position), as in model::Places.
struct Objective {
  std::string name;
  int indicator = 0;  ///< position in indicator_names()
  int year = 0;
  ObjectiveForm form = ObjectiveForm::value;
  std::vector<int> places;  ///< one; those among which inequality is measured; or the two ends of a gap
  ObjectiveStatistic statistic = ObjectiveStatistic::mean;
  double level = 0;
  double target = 0;
  bool maximise = true;

  /// Whether larger values of the statistic are better: a probability is always better when higher.
  bool more_is_better() const { return maximise || statistic == ObjectiveStatistic::probability; }
};

/// A lever that can be given more or less money: what it does for `unit_money` in one recipient.
struct Instrument {
  std::string name;
  /// Money a year for one node at which one more yuan yields half of what the first one did; none: always the same.
  std::optional<double> half_return;
};

/// Figures of the base year that can state for how large a recipient an instrument is written.
extern const std::vector<std::string> instrument_size_names;

/// Who receives: a node, or a region whose nodes share by the lever's key `split`.
struct Recipient {
  std::string id;  ///< of the node or region
  int place = 0;
  std::vector<int> nodes;  ///< positions in the table
};

/// What some cells (pairs of an instrument and a recipient) may receive together, shares of the budget.
struct AllocationLimit {
  std::string name;
  std::vector<int> cells;
  double least = 0, most = 1;
};

/// Rules by which money is divided without a model.
enum class AllocationRule { equal, population, gdp, rd, researchers, centrality, need, greedy };
extern const std::vector<std::string> allocation_rule_names;

/// How long to search and how surely to choose.
struct AllocationSearch {
  int training = 128;                     ///< members on which allocations are searched
  int evaluation = 512;                   ///< fresh members that every candidate meets …
  int most_evaluation = 4096;             ///< … and the most for those between which the choice is open
  double confidence = 0.95;               ///< probability of having chosen the best at which no member is added
  int starts = 2;                         ///< allocations from which the optimiser starts
  int rounds = 12;                        ///< in which it takes marginal returns, from each
  int population = 40, generations = 30;  ///< of the frontier
};

/// `allocation`: who could receive how much by which instrument, and what for. Cells are ordered by instrument, then
/// recipient.
struct AllocationProblem {
  bool stated = false;
  double budget = 0;  ///< 100 million CNY per year, nominal
  int first_year = 0, last_year = 0;
  std::vector<Instrument> instruments;
  std::vector<Recipient> recipients;
  std::vector<Lever> levers;  ///< [cell] as written for one recipient
  /// [cell] size of the recipient relative to the one for which the money of the lever is stated.
  std::vector<double> sizes;
  std::vector<Objective> objectives;
  std::vector<AllocationLimit> limits;
  std::vector<AllocationRule> benchmarks;
  std::vector<std::pair<std::string, std::vector<double>>> own_shares;  ///< [recipient] by name
  std::vector<double> mix;  ///< [instrument] how rules divide what a recipient receives
  /// Least budget that gives the first objective, a probability, this chance; and the largest one that is tried.
  std::optional<double> chance;
  double highest_budget = 0;
  AllocationSearch search;

  int cells() const { return static_cast<int>(instruments.size() * recipients.size()); }
  int cell(std::size_t instrument, std::size_t recipient) const {
    return static_cast<int>(instrument * recipients.size() + recipient);
  }
  int years() const { return last_year - first_year + 1; }
};

struct LeverTables;

/// Reads the resolved key `allocation` of a scenario that ends in `horizon_to`.
AllocationProblem read_allocation(const YamlValue& allocation, const LeverTables& tables, int horizon_to,
                                  Faults& faults);

}  // namespace jialing
