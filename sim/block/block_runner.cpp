#include "sim/block/block_runner.h"

#include <algorithm>
#include <limits>

#include "sim/block/block_draws.h"
#include "sim/block/cell_recorder.h"
#include "sim/model/rebase.h"

namespace jialing {
namespace {

using model::Lane;
using model::lane_width;

// What a thread needs to run one block of members after the other.
class MemberRunner final : public BlockRunner {
 public:
  MemberRunner(const MemberSources& sources, std::optional<int> rebase_year, Ensemble& ensemble)
      : scenario_(sources.scenario),
        rebase_year_(rebase_year),
        ensemble_(ensemble),
        draws_(sources),
        simulation_(ensemble.setting),
        recorder_(ensemble.setting, ensemble.places, ensemble.layout) {}

  std::vector<MemberFailure> run(std::int64_t block) override {
    const std::int64_t first = ensemble_.first_member + block * lane_width;
    draws_.start(first, simulation_);
    keep_parameters(block);
    std::vector<MemberFailure> failures;
    std::array<bool, lane_width> failed{};
    float* cells = ensemble_.cells.block(block);
    recorder_.record(simulation_, cells);
    keep_later_parameters(block);
    while (simulation_.year() < scenario_.horizon.to) {
      simulation_.step(draws_.noise(simulation_.steps_taken()));
      find_failures(first, failed, failures);
      if (!simulation_.at_year_start()) continue;
      recorder_.record(simulation_, cells);
      keep_later_parameters(block);
    }
    blank(failed, cells);
    const std::int64_t end = ensemble_.first_member + ensemble_.cells.members();
    std::erase_if(failures, [&](const MemberFailure& failure) { return failure.member >= end; });
    std::sort(failures.begin(), failures.end(), [](const auto& x, const auto& y) { return x.member < y.member; });
    return failures;
  }

 private:
  template <class Value>
  void keep(std::int64_t block, std::vector<std::vector<double>>& kept, const Value& value) {
    for (int p = 0; p < parameter_count; ++p) {
      for (int lane = 0; lane < lane_width; ++lane) {
        const std::int64_t member = block * lane_width + lane;
        if (member < ensemble_.cells.members()) kept[p][member] = value[static_cast<Parameter>(p)][lane];
      }
    }
  }

  void keep_parameters(std::int64_t block) { keep(block, ensemble_.parameters, draws_.parameters()); }

  void keep_later_parameters(std::int64_t block) {
    if (simulation_.year() == rebase_year_)
      keep(block, ensemble_.later_parameters, model::rebased_parameters(simulation_));
  }

  void find_failures(std::int64_t first, std::array<bool, lane_width>& failed, std::vector<MemberFailure>& failures) {
    const Lane finite = model::finite_check(simulation_.state());
    for (int lane = 0; lane < lane_width; ++lane) {
      if (failed[lane] || finite[lane] == 0) continue;
      failed[lane] = true;
      const auto [variable, node] = model::first_non_finite(simulation_.state(), lane);
      const int table_node = ensemble_.setting.topology.table_index[node];
      failures.push_back(
          {first + lane, simulation_.steps_taken(), scenario_.data.nodes[table_node].id, std::string(variable)});
    }
  }

  void blank(const std::array<bool, lane_width>& failed, float* cells) const {
    for (int lane = 0; lane < lane_width; ++lane) {
      if (!failed[lane]) continue;
      for (std::int64_t cell = 0; cell < ensemble_.cells.cells(); ++cell)
        cells[cell * lane_width + lane] = std::numeric_limits<float>::quiet_NaN();
    }
  }

  const Scenario& scenario_;
  std::optional<int> rebase_year_;
  Ensemble& ensemble_;
  BlockDraws draws_;
  model::Simulation simulation_;
  CellRecorder recorder_;
};

}  // namespace

std::unique_ptr<BlockRunner> make_block_runner(const MemberSources& sources, std::optional<int> rebase_year,
                                               Ensemble& ensemble) {
  return std::make_unique<MemberRunner>(sources, rebase_year, ensemble);
}

}  // namespace jialing
