#include "sim/statistics/streamed_members.h"

#include <algorithm>
#include <stdexcept>

#include "sim/ensemble/kernels.h"

namespace jialing {
namespace {

// The draws that are still to be kept, after those that are.
void keep_draws(const std::vector<std::vector<double>>& next, std::vector<std::vector<double>>& kept) {
  for (std::size_t p = 0; p < next.size(); ++p) {
    const std::int64_t more = std::min(std::ssize(next[p]), kept_draws - std::ssize(kept[p]));
    kept[p].insert(kept[p].end(), next[p].begin(), next[p].begin() + more);
  }
}

CellLayout layout_of(const Scenario& scenario) {
  return {scenario, measures(scenario).size()};
}

}  // namespace

StreamedMembers::StreamedMembers(const Scenario& scenario, std::int64_t first_member)
    : StreamedMembers(scenario, layout_of(scenario), first_member) {}

StreamedMembers::StreamedMembers(const Scenario& scenario, const CellLayout& layout, std::int64_t first_member)
    : scenario_(scenario),
      first_member_(first_member),
      end_member_(first_member),
      sketches_(layout.size()),
      targets_(target_outcomes(scenario, layout)),
      parameters_(parameter_count) {}

void StreamedMembers::add(const Ensemble& chunk, int threads) {
  if (chunk.first_member != end_member_) throw std::logic_error("streamed members that do not follow");
  sketches_.add(chunk.cells, threads);
  for (TargetOutcome& each : targets_) each.count(chunk.cells);
  keep_draws(chunk.parameters, parameters_);
  add_failures(chunk.failures);
  end_member_ += chunk.cells.members();
}

void StreamedMembers::append(const StreamedMembers& next) {
  if (next.first_member_ != end_member_) throw std::logic_error("streamed members that do not follow");
  sketches_.merge(next.sketches_);
  for (std::size_t t = 0; t < targets_.size(); ++t) targets_[t].merge(next.targets_[t]);
  keep_draws(next.parameters_, parameters_);
  add_failures(next.failures_);
  unlisted_failures_ += next.unlisted_failures_;
  end_member_ = next.end_member_;
}

void StreamedMembers::add_failures(const std::vector<MemberFailure>& failures) {
  failures_.insert(failures_.end(), failures.begin(), failures.end());
  const std::int64_t more = std::ssize(failures_) - listed_failures;
  if (more <= 0) return;
  unlisted_failures_ += more;
  failures_.resize(listed_failures);
}

std::unique_ptr<Ensemble> StreamedMembers::ensemble(const Network& network) const {
  auto ensemble = std::make_unique<Ensemble>(scenario_, network, first_member_, 1);
  const std::int64_t members = end_member_ - first_member_;
  ensemble->cells = CellStore::sizes_only(ensemble->layout.size(), members, ensemble->cells.lane_width());
  ensemble->parameters = parameters_;
  ensemble->failures = failures_;
  ensemble->unlisted_failures = unlisted_failures_;
  keep_province_effects(MemberSources(scenario_, ensemble->setting), std::min(members, kept_draws), *ensemble);
  return ensemble;
}

bool StreamedMembers::fits() const {
  const CellLayout layout = layout_of(scenario_);
  return sketches_.cells() == layout.size() && targets_.size() == target_outcomes(scenario_, layout).size() &&
         parameters_.size() == parameter_count && end_member_ >= first_member_;
}

}  // namespace jialing
