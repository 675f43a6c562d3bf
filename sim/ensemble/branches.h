#pragma once

#include <memory>
#include <span>
#include <vector>

#include "sim/ensemble/ensemble.h"
#include "sim/ensemble/member_sources.h"

namespace jialing {

/// What is looked at in every member: an indicator of a place in a year.
struct Outcome {
  int indicator = 0;  ///< position in model::indicators()
  int place = 0;      ///< position in model::Places
  int year = 0;
};

class BranchRunner;

/// What branches are made of; refers to what it names.
struct BranchTask {
  const MemberSources& sources;
  const model::Places& places;
  int year;
  const std::vector<Outcome>& outcomes;
  std::int64_t first_member, members;
  int threads;
  const std::atomic<bool>* cancelled;
};

/// Members of a scenario, run once up to the year in which what is compared begins and continued from there as often as
/// wanted, each time with other amounts of its measures. The luck is the same every time. All memory is taken at
/// construction: for the baseline about 2 MB for every eight members. Each rank holds a part of the members.
class Branches {
 public:
  /// Runs the members of `options` up to `year`. Measures may only differ from that year on, which may be the
  /// base year; outcomes lie after it.
  /// Refers to the scenario. Throws Cancelled, and InputError when the members need more memory than the machine has.
  Branches(const Scenario& scenario, const Network& network, int year, std::vector<Outcome> outcomes,
           const RunOptions& options);
  ~Branches();

  std::int64_t first_member() const { return first_member_; }
  std::int64_t members() const { return members_; }

  /// Values of the outcomes, [outcome][member]; NaN where an indicator is missing or a member left the finite numbers.
  /// `amounts`: factor on the effects and the money of each measure, [measure]; 1 is what the scenario says. Same bits
  /// for any number of threads and ranks; equal to a whole run with measures of these sizes up to rounding. Throws
  /// Cancelled, and what Ranks::meet() does.
  std::vector<std::vector<double>> run(std::span<const double> amounts);

  /// Thread time of this rank that all calls of run() have spent in the steps of the model, seconds.
  double step_seconds() const;

 private:
  model::Setting setting_;
  model::Places places_;
  MemberSources sources_;
  std::vector<Outcome> outcomes_;
  std::int64_t first_member_, members_;
  int lane_width_;
  std::unique_ptr<BranchRunner> runner_;
};

}  // namespace jialing
