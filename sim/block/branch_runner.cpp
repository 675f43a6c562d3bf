#include "sim/block/branch_runner.h"

#include <omp.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "sim/block/block_draws.h"
#include "sim/model/indicator_report.h"
#include "sim/parallel/ranks.h"
#include "sim/parallel/threads.h"

namespace jialing {
namespace {

using model::Lane;
using model::lane_width;

struct Block {
  std::optional<model::Simulation::Snapshot> snapshot;  // a step before the year, so that money is there when it begins
  model::PolicyDraws policy = {{}, 0, 0};
  model::Lanes base;                // amounts of the base year, for the indicators
  std::vector<model::Noise> noise;  // [step after the snapshot]
};

// What a thread needs to take blocks up to the year and on from there.
class BranchThread {
 public:
  explicit BranchThread(const BranchTask& task)
      : task_(task),
        simulation_(task.sources.setting),
        report_(task.sources.setting, task.places),
        values_(task.places.size()),
        policy_({}, 0, 0) {
    for (const Outcome& each : task.outcomes) last_year_ = std::max(last_year_, each.year);
  }

  // The snapshot may lie at the start of a year, or of the run: ranks and the base year are taken there as well.
  void prepare(BlockDraws& draws, std::int64_t first, Block& block) {
    draws.start(first, simulation_);
    block.policy = draws.policy();
    const int end = steps_to(last_year_), before = std::max(steps_to(task_.year) - 1, 0);
    for (int step = 0; step <= before; ++step) {
      if (step > 0) simulation_.step(draws.noise(step - 1));
      if (step == 0 || (simulation_.at_year_start() && ranks())) observe();
      if (step == 0) block.base = report_.base();
    }
    block.snapshot = simulation_.snapshot();
    for (int step = before; step < end; ++step) block.noise.push_back(draws.noise(step));
  }

  // values[outcome][member], members of the block from `first` on.
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
  // Whether grants go by the rank of nodes at the start of each year.
  bool ranks() const { return !simulation_.policy().ranking_indicators().empty(); }

  void observe() {
    simulation_.refresh_flows();
    report_.observe(simulation_);
    report_.rank_nodes(simulation_);
  }

  int steps_to(int year) const {
    return (year - task_.sources.setting.base_year) * task_.sources.setting.steps_per_year;
  }

  void set_policy(const model::PolicyDraws& drawn, std::span<const double> amounts) {
    policy_ = drawn;
    for (std::size_t m = 0; m < amounts.size(); ++m) {
      if (amounts[m] == 1) continue;
      for (int year = std::max(task_.year, policy_.first_year); year < policy_.first_year + policy_.years; ++year)
        policy_.active_in(static_cast<int>(m), year) *= amounts[m];
    }
  }

  void look(std::int64_t first, std::vector<std::vector<double>>& values) {
    const int year = simulation_.year();
    const auto& outcomes = task_.outcomes;
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
      for (int lane = 0; lane < lane_width && first + lane < task_.members; ++lane)
        values[n][first + lane] =
            finite[lane] == 0 ? values_[outcomes[n].place][lane] : std::numeric_limits<double>::quiet_NaN();
    }
  }

  BranchTask task_;
  model::Simulation simulation_;
  model::IndicatorReport report_;
  model::Lanes values_;  // [place]
  model::PolicyDraws policy_;
  int last_year_ = 0;
  double step_seconds_ = 0;
};

class Branching final : public BranchRunner {
 public:
  explicit Branching(const BranchTask& task)
      : task_(task),
        blocks_(static_cast<std::size_t>((task.members + lane_width - 1) / lane_width)) {
    for (int thread = 0; thread < task.threads; ++thread) runners_.push_back(std::make_unique<BranchThread>(task));
    std::vector<std::optional<BlockDraws>> draws(runners_.size());
    for_blocks([&](std::size_t thread, std::size_t block) {
      if (!draws[thread]) draws[thread].emplace(task_.sources);
      const auto first = task_.first_member + static_cast<std::int64_t>(block) * lane_width;
      runners_[thread]->prepare(*draws[thread], first, blocks_[block]);
    });
  }

  void run(std::span<const double> amounts, std::vector<std::vector<double>>& values) override {
    for_blocks([&](std::size_t thread, std::size_t block) {
      runners_[thread]->go_on(blocks_[block], amounts, static_cast<std::int64_t>(block) * lane_width, values);
    });
  }

  double step_seconds() const override {
    double total = 0;
    for (const auto& each : runners_) total += each->step_seconds();
    return total;
  }

 private:
  // Calls visit(thread, block) for the blocks of this rank. Blocks cost the same: ranks take turns. Throws what a visit
  // throws.
  template <class Visit>
  void for_blocks(const Visit& visit) {
    std::atomic<bool> stop = false;
    ThreadFailure failure;
    const auto first = static_cast<std::size_t>(ranks().number()), stride = static_cast<std::size_t>(ranks().count());
#pragma omp parallel for schedule(dynamic) num_threads(task_.threads)
    for (std::size_t block = first; block < blocks_.size(); block += stride) {
      if (task_.cancelled && *task_.cancelled) stop = true;
      if (!stop && !failure.happened())
        failure.guard([&] { visit(static_cast<std::size_t>(omp_get_thread_num()), block); });
    }
    failure.rethrow();
    if (stop) throw Cancelled();
  }

  BranchTask task_;
  std::vector<Block> blocks_;                           // filled where this rank holds them
  std::vector<std::unique_ptr<BranchThread>> runners_;  // [thread]
};

}  // namespace

std::unique_ptr<BranchRunner> make_branch_runner(const BranchTask& task) {
  return std::make_unique<Branching>(task);
}

}  // namespace jialing
