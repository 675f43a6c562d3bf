#pragma once

#include <string>

namespace jialing::cli {

enum class Language { en, zh };

/// The words around the tables of `allocate`.
struct AllocationWords {
  const char *problem, *allocation, *value, *difference, *best, *members, *recipient, *others, *total, *yield,
      *instrument, *half;
  const char *method, *chosen, *gain, *no_gain, *where, *returns, *returns_method, *frontier, *least, *least_not,
      *least_method, *optimistic;
};

/// The words of the printed tables in one language. Names in braces are filled in by fmt.
struct Words {
  // Heads of columns.
  const char *indicator, *year, *median, *range, *wide_value, *level, *target, *chance, *scenario, *node, *group;
  // Between parts of an enumeration, of a list of sources, the ends of an interval (one of them negative).
  const char *comma, *list_comma, *to;
  // Numbers: a probability, and one that must not be rounded to 0 or 1.
  const char *percent, *below_1, *above_99;
  // Below a table of targets.
  const char *estimated, *plan_base;
  // Below the table of `run`.
  const char *method, *sketched, *kept_partners, *details, *single_precision, *results;
  const char *parameters, *conditioned, *base_year, *process_noise, *no_source;
  // Around the table of `targets`.
  const char *levels, *levels_method, *not_resolved;
  // Around a comparison of scenarios.
  const char *scenarios, *comparison;
  // Around the table of costs.
  const char *cost, *costs, *costs_method, *cost_per_unit, *cost_per_unit_method;
  // Around the table of `compare --attribute`.
  const char *attribution, *attribution_method, *share_of_effect, *standard_error, *part, *other_levers;
  // Around the tables of `compare`: heads of columns, titles, explanations.
  const char *difference, *better, *mean_regret, *high_regret, *maximum_regret, *met, *tenth_percentile;
  const char *compared, *difference_method, *pairing, *robustness, *robustness_method, *minimax;
  // Around the table of `graph`.
  const char *network, *graph_files;
  AllocationWords allocations;
};

const Words& words(Language language);

/// An allocation of `jialing allocate`: a rule or what was optimised.
std::string allocation_name(const std::string& allocation, Language language);

/// A unit of the indicators.
std::string unit_name(const std::string& unit, Language language);

/// A node metric of `jialing graph`; the name of its column in English.
std::string metric_name(const std::string& metric, Language language);

}  // namespace jialing::cli
