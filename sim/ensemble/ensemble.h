#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <tuple>

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

  template <class Self>
  static auto fields(Self& self) {
    return std::tie(self.member, self.step, self.node, self.variable);
  }
};

struct Ensemble;

/// Members that are kept together for a run that goes on after an interruption: whole blocks of any lane width.
inline constexpr std::int64_t piece_members = 512;

/// Keeps finished members of a run, in pieces of `piece_members` from its first one on. All ranks make the same calls.
class MemberKeeper {
 public:
  virtual ~MemberKeeper() = default;

  /// Puts a piece of an earlier run into the ensemble: cells, parameters, failures. False when there is none.
  virtual bool take(std::int64_t piece, Ensemble& ensemble) = 0;
  /// How many members to run before finished() is called.
  virtual std::int64_t members_at_once(int threads) = 0;
  /// The pieces [first, end) of the ensemble are done.
  virtual void finished(std::int64_t first, std::int64_t end, const Ensemble& ensemble) = 0;
};

/// How to run, which changes no result.
struct RunOptions {
  int threads = 0;                 ///< 0: all processors
  std::int64_t first_member = 0;   ///< of the members computed here …
  std::int64_t member_count = -1;  ///< … and their number; −1: all of the scenario
  std::function<void(std::int64_t done, std::int64_t total)> progress = {};  ///< called from one thread at a time
  const std::atomic<bool>* cancelled = nullptr;
  std::optional<int> rebase_year = {};  ///< fills Ensemble::later_parameters when the run passes this year
  MemberKeeper* keeper = nullptr;       ///< of run_ensemble(), which then takes what an earlier run has left
  bool apart = false;                   ///< this rank runs all these members, else they are divided among the ranks

  /// Number of the members computed here.
  std::int64_t members_of(const Scenario& scenario) const {
    return member_count < 0 ? scenario.ensemble.members - first_member : member_count;
  }
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
/// Cancelled, and what RunOptions::progress throws.
void fill_ensemble(const MemberSources& sources, const RunOptions& options, Ensemble& ensemble);

/// The lasting differences of the first `members` members.
void keep_province_effects(const MemberSources& sources, std::int64_t members, Ensemble& ensemble);

/// Runs the members of a scenario on all threads. Same bits for any number of threads and any split into runs.
/// Throws Cancelled, and InputError when the members' cells need more memory than the machine has.
std::unique_ptr<Ensemble> run_ensemble(const Scenario& scenario, const Network& network,
                                       const RunOptions& options = {});

}  // namespace jialing
