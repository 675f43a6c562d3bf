#include "sim/statistics/streamed_members.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "sim/ensemble/kernels.h"

namespace jialing {
namespace {

CellLayout layout_of(const Scenario& scenario) {
  return {scenario, measures(scenario).size()};
}

}  // namespace

StreamedMembers::StreamedMembers(const Scenario& scenario, std::int64_t first_member)
    : StreamedMembers(scenario, layout_of(scenario), first_member) {}

StreamedMembers::StreamedMembers(const Scenario& scenario, const CellLayout& layout, std::int64_t first_member)
    : scenario_(scenario),
      first_member_(first_member),
      sketches_(layout.size()),
      targets_(target_outcomes(scenario, layout)),
      parameters_(parameter_count) {}

void StreamedMembers::add(const Ensemble& chunk, int threads) {
  const MemberRange range{chunk.first_member, chunk.first_member + chunk.cells.members()};
  take(range);
  sketches_.add(chunk.cells, threads);
  for (TargetOutcome& each : targets_) each.count(chunk.cells);
  keep_draws(range, chunk.first_member, chunk.parameters);
  add_failures(chunk.failures);
}

void StreamedMembers::merge(const StreamedMembers& others) {
  for (const MemberRange& each : others.members_) {
    take(each);
    keep_draws(each, others.first_member_, others.parameters_);
  }
  sketches_.merge(others.sketches_);
  for (std::size_t t = 0; t < targets_.size(); ++t) targets_[t].merge(others.targets_[t]);
  add_failures(others.failures_);
  unlisted_failures_ += others.unlisted_failures_;
}

void StreamedMembers::take(const MemberRange& range) {
  if (range.first < first_member_ || without(range, members_) != std::vector{range})
    throw std::logic_error("streamed members that are there already");
  auto next = std::find_if(members_.begin(), members_.end(), [&](const auto& each) { return each.first >= range.end; });
  next = members_.insert(next, range);
  if (next + 1 != members_.end() && (next + 1)->first == next->end) {
    next->end = (next + 1)->end;
    members_.erase(next + 1);
  }
  if (next != members_.begin() && (next - 1)->end == next->first) {
    (next - 1)->end = next->end;
    members_.erase(next);
  }
}

// `draws` are of the members from `first` on.
void StreamedMembers::keep_draws(const MemberRange& range, std::int64_t first,
                                 const std::vector<std::vector<double>>& draws) {
  for (std::size_t p = 0; p < draws.size(); ++p) {
    const std::int64_t end = std::min({range.end, first + std::ssize(draws[p]), first_member_ + kept_draws});
    if (end <= range.first) continue;
    std::vector<double>& kept = parameters_[p];
    kept.resize(static_cast<std::size_t>(std::max(std::ssize(kept), end - first_member_)));
    std::copy(draws[p].begin() + (range.first - first), draws[p].begin() + (end - first),
              kept.begin() + (range.first - first_member_));
  }
}

// The first ones of both lists are the first ones of all.
void StreamedMembers::add_failures(const std::vector<MemberFailure>& failures) {
  std::vector<MemberFailure> all;
  std::merge(failures_.begin(), failures_.end(), failures.begin(), failures.end(), std::back_inserter(all),
             [](const MemberFailure& a, const MemberFailure& b) { return a.member < b.member; });
  failures_ = std::move(all);
  const std::int64_t more = std::ssize(failures_) - listed_failures;
  if (more <= 0) return;
  unlisted_failures_ += more;
  failures_.resize(listed_failures);
}

std::unique_ptr<Ensemble> StreamedMembers::ensemble(const Network& network) const {
  auto ensemble = std::make_unique<Ensemble>(scenario_, network, first_member_, 1);
  const std::int64_t members = members_.empty() ? 0 : members_.back().end - first_member_;
  ensemble->cells = CellStore::sizes_only(ensemble->layout.size(), members, ensemble->cells.lane_width());
  ensemble->parameters = parameters_;
  ensemble->failures = failures_;
  ensemble->unlisted_failures = unlisted_failures_;
  keep_province_effects(MemberSources(scenario_, ensemble->setting), std::min(members, kept_draws), *ensemble);
  return ensemble;
}

bool StreamedMembers::fits(const MemberRange& all) const {
  const CellLayout layout = layout_of(scenario_);
  std::int64_t next = all.first, kept = 0;
  bool ascend = first_member_ == all.first;
  for (const MemberRange& each : members_) {
    ascend = ascend && each.first >= next && each.end > each.first;
    next = each.end;
    if (each.first - all.first < kept_draws) kept = std::min(each.end - all.first, kept_draws);
  }
  return ascend && next <= all.end && sketches_.cells() == layout.size() &&
         targets_.size() == target_outcomes(scenario_, layout).size() && parameters_.size() == parameter_count &&
         std::all_of(parameters_.begin(), parameters_.end(), [&](const auto& row) { return std::ssize(row) == kept; });
}

}  // namespace jialing
