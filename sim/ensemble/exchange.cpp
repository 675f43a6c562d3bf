#include "sim/ensemble/exchange.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "sim/ensemble/kernels.h"
#include "sim/scenario/scenario_hash.h"
#include "sim/tables/fnv1a.h"

namespace jialing {
namespace {

/// The values of a block in each row of parameters.
std::vector<std::span<double>> rows_of(Ensemble& ensemble, std::int64_t block) {
  const std::int64_t width = ensemble.cells.lane_width(), first = block * width;
  const std::int64_t end = std::min(first + width, ensemble.cells.members());
  std::vector<std::span<double>> rows;
  for (auto* parameters : {&ensemble.parameters, &ensemble.later_parameters})
    for (std::vector<double>& row : *parameters)
      rows.push_back(std::span(row).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(end - first)));
  return rows;
}

/// Of the blocks of this rank: number and parameters, one after the other.
std::string parameters_of(const SharedWork& work, std::int64_t begin, std::size_t count, Ensemble& ensemble) {
  std::string bytes;
  for (std::int64_t block = begin; block < begin + static_cast<std::int64_t>(count); ++block) {
    if (!work.is_ours(block - begin)) continue;
    bytes.append(reinterpret_cast<const char*>(&block), sizeof block);
    for (const std::span<double> row : rows_of(ensemble, block))
      bytes.append(reinterpret_cast<const char*>(row.data()), row.size_bytes());
  }
  return bytes;
}

void take_parameters(std::string_view bytes, Ensemble& ensemble) {
  const auto take = [&](void* to, std::size_t size) {
    std::memcpy(to, bytes.data(), size);
    bytes.remove_prefix(size);
  };
  while (!bytes.empty()) {
    std::int64_t block = 0;
    take(&block, sizeof block);
    for (const std::span<double> row : rows_of(ensemble, block)) take(row.data(), row.size_bytes());
  }
}

using Failures = std::vector<std::vector<MemberFailure>>;  // [block]

std::string failures_of(const Failures& failures) {
  auto list = nlohmann::json::array();
  for (std::size_t block = 0; block < failures.size(); ++block)
    for (const MemberFailure& each : failures[block])
      list.push_back({block, each.member, each.step, each.node, each.variable});
  return list.dump();
}

void take_failures(const std::string& text, Failures& failures) {
  for (const auto& each : nlohmann::json::parse(text))
    failures[each[0]].push_back({each[1], each[2], each[3], each[4]});
}

}  // namespace

std::uint64_t work_hash(const Scenario& scenario, std::int64_t first_member, std::int64_t members) {
  Fnv1a hash;
  if (ranks().alone()) return hash.value();  // nobody to agree with
  hash.add(JIALING_VERSION);
  hash.add(scenario_hash({&scenario}));
  hash.add(kernels(scenario.ensemble.precision).level);
  for (const std::int64_t number : {first_member, members}) hash.add(&number, sizeof number);
  return hash.value();
}

void exchange_members(SharedWork& work, std::uint64_t hash, std::int64_t begin, Ensemble& ensemble,
                      Failures& failures) {
  if (!work.is_shared()) return;
  const auto block_bytes =
      static_cast<std::size_t>(ensemble.cells.cells() * ensemble.cells.lane_width()) * sizeof(float);
  const std::span cells(ensemble.cells.block(begin), failures.size() * block_bytes / sizeof(float));
  work.exchange(std::as_writable_bytes(cells), block_bytes);
  for (const std::string& bytes : ranks().gather(parameters_of(work, begin, failures.size(), ensemble), hash))
    take_parameters(bytes, ensemble);
  const std::vector<std::string> all = ranks().gather(failures_of(failures), hash);
  for (std::size_t rank = 0; rank < all.size(); ++rank)
    if (static_cast<int>(rank) != ranks().number()) take_failures(all[rank], failures);
}

}  // namespace jialing
