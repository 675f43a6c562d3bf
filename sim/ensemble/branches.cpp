#include "sim/ensemble/branches.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "sim/ensemble/exchange.h"
#include "sim/ensemble/kernels.h"
#include "sim/ensemble/memory.h"
#include "sim/parallel/ranks.h"
#include "sim/parallel/threads.h"
#include "sim/tables/fnv1a.h"

namespace jialing {
namespace {

constexpr MemoryUse continued_members = {"allocation.search", "the members on which allocations are tried",
                                         "use fewer of training, evaluation or most_evaluation"};

/// Numbers that are held of a member at the snapshot and for the steps after it, nearly.
std::int64_t numbers_of_member(const model::Setting& setting, const model::Places& places, int year, int last_year) {
  constexpr std::int64_t channels = 4, of_node = 100, noises = 5;  // of the state and all processes
  const std::int64_t nodes = setting.topology.nodes, fields = setting.topology.fields;
  const std::int64_t steps = std::int64_t(last_year - year + 1) * setting.steps_per_year;
  const auto measures = std::ssize(setting.measures);
  return channels * setting.topology.pairs.size() + nodes * (of_node + 2 * fields) + noises * nodes * steps +
         measures * (last_year - setting.base_year + 2) + std::int64_t(model::quantity_count) * places.size();
}

/// What this rank holds of so many members, bytes.
std::int64_t branch_memory(const Kernels& engine, std::int64_t members, std::int64_t numbers) {
  const std::int64_t width = engine.lane_width, blocks = (members + width - 1) / width;
  const std::int64_t own = (blocks + ranks().count() - 1) / ranks().count();
  const auto bytes = engine.precision == Precision::single_precision ? sizeof(float) : sizeof(double);
  return own * width * numbers * static_cast<std::int64_t>(bytes);
}

/// Brings the values [outcome][member] that each rank has computed under these amounts to all ranks.
void exchange_values(std::span<const double> amounts, int lane_width, std::vector<std::vector<double>>& values) {
  if (ranks().alone()) return;
  const auto width = static_cast<std::size_t>(lane_width);
  const auto visit = [&](int rank, auto&& each) {
    for (std::vector<double>& row : values)
      for (std::size_t first = static_cast<std::size_t>(rank) * width; first < row.size();
           first += static_cast<std::size_t>(ranks().count()) * width)
        each(std::span(row).subspan(first, std::min(width, row.size() - first)));
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

Branches::Branches(const Scenario& scenario, const Network& network, int year, std::vector<Outcome> outcomes,
                   const RunOptions& options)
    : setting_(scenario, network),
      places_(setting_),
      sources_(scenario, setting_),
      outcomes_(std::move(outcomes)),
      first_member_(options.first_member),
      members_(options.members_of(scenario)) {
  const Kernels& engine = kernels(scenario.ensemble.precision);
  lane_width_ = engine.lane_width;
  int last_year = year;
  for (const Outcome& each : outcomes_) last_year = std::max(last_year, each.year);
  require_memory(scenario, branch_memory(engine, members_, numbers_of_member(setting_, places_, year, last_year)),
                 continued_members);
  ranks().meet(work_hash(scenario, first_member_, members_));
  runner_ = engine.branch_runner(
      {sources_, places_, year, outcomes_, first_member_, members_, thread_count(options.threads), options.cancelled});
}

Branches::~Branches() = default;

std::vector<std::vector<double>> Branches::run(std::span<const double> amounts) {
  std::vector<std::vector<double>> values(
      outcomes_.size(),
      std::vector<double>(static_cast<std::size_t>(members_), std::numeric_limits<double>::quiet_NaN()));
  runner_->run(amounts, values);
  exchange_values(amounts, lane_width_, values);
  return values;
}

double Branches::step_seconds() const {
  return runner_->step_seconds();
}

}  // namespace jialing
