#include "sim/ensemble/branches.h"

#include <omp.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "sim/ensemble/exchange.h"
#include "sim/ensemble/kernels.h"
#include "sim/tables/fnv1a.h"

namespace jialing {
namespace {

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
      members_(options.member_count < 0 ? scenario.ensemble.members - options.first_member : options.member_count) {
  const Kernels& engine = kernels(scenario.ensemble.precision);
  lane_width_ = engine.lane_width;
  ranks().meet(work_hash(scenario, first_member_, members_));
  runner_ = engine.branch_runner({sources_, places_, year, outcomes_, first_member_, members_,
                                  options.threads > 0 ? options.threads : omp_get_max_threads(), options.cancelled});
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
