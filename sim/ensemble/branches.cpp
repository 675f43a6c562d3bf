#include "sim/ensemble/branches.h"

#include <omp.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <string>

#include "sim/ensemble/block_draws.h"
#include "sim/ensemble/exchange.h"
#include "sim/tables/fnv1a.h"

namespace jialing {

using model::Lane;
using model::lane_width;

struct Branches::Block {
  std::optional<model::Simulation::Snapshot> snapshot;  ///< a step before the year: money is there when it begins
  model::PolicyDraws policy = {{}, 0, 0};
  model::Lanes base;                ///< amounts of the base year, for the indicators
  std::vector<model::Noise> noise;  ///< [step after the snapshot]
};

namespace {

// Blocks cost the same: ranks take turns.
std::size_t first_block() {
  return static_cast<std::size_t>(ranks().number());
}
std::size_t block_stride() {
  return static_cast<std::size_t>(ranks().count());
}

/// Brings the values [outcome][member] that each rank has computed under these amounts to all ranks.
void exchange_values(std::span<const double> amounts, std::vector<std::vector<double>>& values) {
  if (ranks().alone()) return;
  const auto visit = [&](int rank, auto&& each) {
    for (std::vector<double>& row : values)
      for (std::size_t first = static_cast<std::size_t>(rank) * lane_width; first < row.size();
           first += block_stride() * lane_width)
        each(std::span(row).subspan(first, std::min<std::size_t>(lane_width, row.size() - first)));
  };
  std::string own;
  visit(ranks().number(),
        [&](std::span<double> part) { own.append(reinterpret_cast<const char*>(part.data()), part.size_bytes()); });
  Fnv1a hash;
  hash.add(amounts.data(), amounts.size_bytes());
  const std::vector<std::string> all = ranks().gather(own, hash.value());
  for (int rank = 0; rank < ranks().count(); ++rank) {
    const char* next = all[static_cast<std::size_t>(rank)].data();
    visit(rank, [&](std::span<double> part) {
      std::memcpy(part.data(), next, part.size_bytes());
      next += part.size_bytes();
    });
  }
}

}  // namespace

/// What a thread needs to take blocks up to the year and on from there.
class Branches::Runner {
 public:
  explicit Runner(const Branches& branches)
      : branches_(branches),
        simulation_(branches.setting_),
        report_(branches.setting_, branches.places_),
        values_(branches.places_.size()),
        policy_({}, 0, 0) {
    for (const Outcome& each : branches.outcomes_) last_year_ = std::max(last_year_, each.year);
  }

  void prepare(BlockDraws& draws, std::int64_t first, Block& block) {
    draws.start(first, simulation_);
    block.policy = draws.policy();
    const int end = steps_to(last_year_), before = steps_to(branches_.year_) - 1;
    for (int step = 0; step < before; ++step) {
      if (step == 0 || (simulation_.at_year_start() && ranks())) observe();
      if (step == 0) block.base = report_.base();
      simulation_.step(draws.noise(step));
    }
    block.snapshot = simulation_.snapshot();
    for (int step = before; step < end; ++step) block.noise.push_back(draws.noise(step));
  }

  /// values[outcome][member], members of the block from `first` on.
  void go_on(const Block& block, std::span<const double> amounts, std::int64_t first,
             std::vector<std::vector<double>>& values) {
    set_policy(block.policy, amounts);
    simulation_.resume(*block.snapshot, policy_);
    report_.set_base(block.base);
    std::size_t step = 0;
    while (simulation_.year() < last_year_) {
      const double before = omp_get_wtime();
      do {
        simulation_.step(block.noise[step++]);
      } while (!simulation_.at_year_start());
      step_seconds_ += omp_get_wtime() - before;
      look(first, values);
    }
  }

  double step_seconds() const { return step_seconds_; }

 private:
  /// Whether grants go by the rank of nodes at the start of each year.
  bool ranks() const { return !simulation_.policy().ranking_indicators().empty(); }

  void observe() {
    simulation_.refresh_flows();
    report_.observe(simulation_);
    report_.rank_nodes(simulation_);
  }

  int steps_to(int year) const { return (year - branches_.setting_.base_year) * branches_.setting_.steps_per_year; }

  void set_policy(const model::PolicyDraws& drawn, std::span<const double> amounts) {
    policy_ = drawn;
    for (std::size_t m = 0; m < amounts.size(); ++m) {
      if (amounts[m] == 1) continue;
      for (int year = branches_.year_; year < policy_.first_year + policy_.years; ++year)
        policy_.active_in(static_cast<int>(m), year) *= amounts[m];
    }
  }

  void look(std::int64_t first, std::vector<std::vector<double>>& values) {
    const int year = simulation_.year();
    const auto& outcomes = branches_.outcomes_;
    const bool wanted =
        std::any_of(outcomes.begin(), outcomes.end(), [&](const Outcome& each) { return each.year == year; });
    if (!wanted && !ranks()) return;
    observe();
    if (!wanted) return;
    const Lane finite = model::finite_check(simulation_.state());
    int formed = -1;
    for (std::size_t n = 0; n < outcomes.size(); ++n) {
      if (outcomes[n].year != year) continue;
      if (outcomes[n].indicator != formed) report_.form(formed = outcomes[n].indicator, values_.data());
      for (int lane = 0; lane < lane_width && first + lane < branches_.members_; ++lane)
        values[n][first + lane] =
            finite[lane] == 0 ? values_[outcomes[n].place][lane] : std::numeric_limits<double>::quiet_NaN();
    }
  }

  const Branches& branches_;
  model::Simulation simulation_;
  model::IndicatorReport report_;
  model::Lanes values_;  ///< [place]
  model::PolicyDraws policy_;
  int last_year_ = 0;
  double step_seconds_ = 0;
};

Branches::Branches(const Scenario& scenario, const Network& network, int year, std::vector<Outcome> outcomes,
                   const RunOptions& options)
    : setting_(scenario, network),
      places_(setting_),
      year_(year),
      outcomes_(std::move(outcomes)),
      first_member_(options.first_member),
      members_(options.member_count < 0 ? scenario.ensemble.members - options.first_member : options.member_count),
      threads_(options.threads > 0 ? options.threads : omp_get_max_threads()),
      cancelled_(options.cancelled),
      blocks_(static_cast<std::size_t>((members_ + lane_width - 1) / lane_width)) {
  ranks().meet(work_hash(scenario, first_member_, members_));
  const MemberSources sources(scenario, setting_);
  for (int thread = 0; thread < threads_; ++thread) runners_.push_back(std::make_unique<Runner>(*this));
  std::atomic<bool> stop = false;
#pragma omp parallel num_threads(threads_)
  {
    BlockDraws draws(sources);
#pragma omp for schedule(dynamic)
    for (std::size_t block = first_block(); block < blocks_.size(); block += block_stride()) {
      if (cancelled_ && *cancelled_) stop = true;
      if (stop) continue;
      const auto first = first_member_ + static_cast<std::int64_t>(block) * lane_width;
      runners_[static_cast<std::size_t>(omp_get_thread_num())]->prepare(draws, first, blocks_[block]);
    }
  }
  if (stop) throw Cancelled();
}

Branches::~Branches() = default;

std::vector<std::vector<double>> Branches::run(std::span<const double> amounts) {
  std::vector<std::vector<double>> values(
      outcomes_.size(),
      std::vector<double>(static_cast<std::size_t>(members_), std::numeric_limits<double>::quiet_NaN()));
  std::atomic<bool> stop = false;
#pragma omp parallel for schedule(dynamic) num_threads(threads_)
  for (std::size_t block = first_block(); block < blocks_.size(); block += block_stride()) {
    if (cancelled_ && *cancelled_) stop = true;
    if (stop) continue;
    runners_[static_cast<std::size_t>(omp_get_thread_num())]->go_on(
        blocks_[block], amounts, static_cast<std::int64_t>(block) * lane_width, values);
  }
  if (stop) throw Cancelled();
  exchange_values(amounts, values);
  return values;
}

double Branches::step_seconds() const {
  double total = 0;
  for (const auto& each : runners_) total += each->step_seconds();
  return total;
}

}  // namespace jialing
