#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "sim/ensemble/ensemble.h"
#include "sim/results/parts_folder.h"
#include "sim/statistics/streamed_members.h"

namespace jialing {

/// Keeps finished members of the scenarios of a run as parts, whenever some time has passed: pieces of members as
/// `baseline_3`, or the sketches of all members so far as `baseline_streamed`, of each rank its own. Saving never takes
/// more than a tenth of the time. A disk that is full ends the keeping and not the run.
class MemberParts {
 public:
  /// `seconds` pass between two savings; 0: after each few members. `tell` is given what goes wrong.
  MemberParts(PartsFolder& folder, double seconds, std::function<void(const std::string&)> tell);

  /// For run_ensemble(). Refers to this.
  std::unique_ptr<MemberKeeper> keeper(const Scenario& scenario);

  /// What an earlier run has left, whatever the number of its ranks; to the first rank, the others begin with none. All
  /// ranks make this call.
  StreamedMembers streamed(const Scenario& scenario);
  /// To be called after each chunk, with all members that this rank has.
  void finished(const Scenario& scenario, const StreamedMembers& members);
  /// How many members to run between two calls of finished(), when so many would be usual.
  std::int64_t members_at_once(std::int64_t usual) const { return seconds_ > 0 ? usual : piece_members; }

 private:
  class Pieces;

  bool is_due() const;
  /// Saves, and counts the time from now on.
  template <class Save>
  void save(const Save& save);

  PartsFolder& folder_;
  double seconds_;
  std::function<void(const std::string&)> tell_;
  bool keeps_ = true;
  std::chrono::steady_clock::time_point last_;
  std::chrono::duration<double> pause_;
};

}  // namespace jialing
