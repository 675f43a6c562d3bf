#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

#include "sim/ensemble/cells.h"
#include "sim/graph/network.h"
#include "sim/setting/indicators.h"
#include "sim/setting/member_start.h"

namespace jialing {

struct MemberSources;

/// Where a member left the finite numbers.
struct MemberFailure {
  std::int64_t member = 0;
  int step = 0;  ///< the step after which the value was not finite
  std::string node, variable;
};

/// How to run, which changes no result.
struct RunOptions {
  int threads = 0;                 ///< 0: all processors
  std::int64_t first_member = 0;   ///< of the members computed here …
  std::int64_t member_count = -1;  ///< … and their number; −1: all of the scenario
  std::function<void(std::int64_t done, std::int64_t total)> progress = {};  ///< called from one thread at a time
  const std::atomic<bool>* cancelled = nullptr;
  std::optional<int> rebase_year = {};  ///< fills Ensemble::later_parameters when the run passes this year
};

/// The run was cancelled from outside; what it leaves.
class Cancelled : public Error {
 public:
  explicit Cancelled(const std::string& left = "nothing was written") : Error("interrupted; " + left) {}
};

/// All members of a scenario: cells, sampled parameters, failures. Refers to the scenario's data, which must outlive
/// it.
struct Ensemble {
  Ensemble(const Scenario& scenario, const Network& network, std::int64_t first_member, std::int64_t member_count);

  model::Setting setting;
  model::Places places;
  CellLayout layout;
  std::int64_t first_member;
  CellStore cells;
  std::vector<std::vector<double>> parameters;        ///< [Parameter][member]
  std::vector<std::vector<double>> later_parameters;  ///< [Parameter][member], see RunOptions::rebase_year
  std::vector<std::string> provinces;                 ///< with domestic nodes
  /// Lasting differences as standard normal scores, [effect][province][member].
  std::array<std::vector<std::vector<double>>, model::province_effect_count> province_effects;
  std::vector<MemberFailure> failures;  ///< in member order; these members' cells are all missing
  std::int64_t unlisted_failures = 0;   ///< further ones, when there are too many to list

  std::int64_t failed_members() const { return std::ssize(failures) + unlisted_failures; }
  /// Members whose parameters and lasting differences are kept: the first of them when they were streamed, else all.
  std::int64_t kept_members() const { return std::ssize(parameters[0]); }
};

/// Runs the members for which `ensemble` has cells, from its first member on, and appends their failures. Throws
/// Cancelled.
void fill_ensemble(const MemberSources& sources, const RunOptions& options, Ensemble& ensemble);

/// The lasting differences of the first `members` members.
void keep_province_effects(const MemberSources& sources, std::int64_t members, Ensemble& ensemble);

/// Runs the members of a scenario on all threads. Same bits for any number of threads and any split into runs.
/// Throws Cancelled, and InputError when the members' cells need more memory than the machine has.
std::unique_ptr<Ensemble> run_ensemble(const Scenario& scenario, const Network& network,
                                       const RunOptions& options = {});

}  // namespace jialing
