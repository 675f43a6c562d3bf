#pragma once

#include <tuple>
#include <vector>

#include "sim/ensemble/cells.h"
#include "sim/tables/indicator_names.h"

namespace jialing {

/// Whether a value reaches the target; "about" is within 5 % of it.
bool meets(double value, const Target& target);

/// A numeric target of the plan beside what the ensemble says of it.
struct TargetOutcome {
  const Target* target;
  int indicator;       ///< position in model::indicators()
  int place;           ///< node, or nodes + region
  std::int64_t cell;   ///< of the target's year
  double probability;  ///< share of members (not missing) that meet it
  int missing;         ///< members in which it is missing
  int met = 0;         ///< members that meet it
  std::int64_t members = 0;

  /// Counts further members.
  void count(const CellStore& cells);
  /// The same target, of other members.
  void merge(const TargetOutcome& other);

  /// What is counted.
  template <class Self>
  static auto fields(Self& self) {
    return std::tie(self.probability, self.missing, self.met, self.members);
  }

 private:
  void find_probability();
};

/// The targets of kind `outcome` in the years that the run computes, in the order of the table, before any member is
/// counted. What a target says of the base year or of earlier ones is left out: the tables hold it, nothing projects
/// it.
std::vector<TargetOutcome> target_outcomes(const Scenario& scenario, const CellLayout& layout);

}  // namespace jialing
