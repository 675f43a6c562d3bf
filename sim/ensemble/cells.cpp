#include "sim/ensemble/cells.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>
#include <set>

#include "sim/setting/indicators.h"

namespace jialing {

CellLayout::CellLayout(const Scenario& scenario, std::size_t measures)
    : years_(scenario.horizon.to - scenario.horizon.from + 1),
      variables_(static_cast<int>(model::indicators().size() + scenario.data.fields.size())),
      indicators_(static_cast<int>(model::indicators().size())),
      fields_(static_cast<int>(scenario.data.fields.size())),
      places_(static_cast<int>(scenario.data.nodes.size() + scenario.data.regions.size())),
      nodes_(static_cast<int>(scenario.data.nodes.size())),
      measures_(static_cast<int>(measures)) {
  if (scenario.output.flows != FlowOutput::none) {
    std::set<int> years = {scenario.horizon.from};
    for (int year : scenario.output.report_years)
      if (year <= scenario.horizon.to) years.insert(year);
    flow_years_.assign(years.begin(), years.end());
    for (const Node& node : scenario.data.nodes) {
      const auto found = std::find(groups_.begin(), groups_.end(), node.group);
      group_of_node_.push_back(static_cast<int>(found - groups_.begin()));
      if (found == groups_.end()) groups_.push_back(node.group);
    }
  }
  arrivals_ = variable(years_, 0, 0);
  flows_ = arrival(arrival_shares.size(), 0, 0);
  costs_ = flow(static_cast<int>(flow_years_.size()), 0, 0, 0);
  size_ = cost(years_, 0, true);
}

CellStore::CellStore(std::int64_t cells, std::int64_t members, int lane_width)
    : cells_(cells),
      members_(members),
      lane_width_(lane_width),
      values_(allocate(bytes(cells, members, lane_width))) {}

// Not filled with zeros: the thread that runs a block touches its part first. Large pages save most page faults.
float* CellStore::allocate(std::int64_t size) {
  constexpr std::size_t alignment = std::size_t(1) << 21;
  const std::size_t rounded = (static_cast<std::size_t>(size) / alignment + 1) * alignment;
  void* memory = std::aligned_alloc(alignment, rounded);
  if (!memory) throw std::bad_alloc();
  madvise(memory, rounded, MADV_HUGEPAGE);  // a wish: what the kernel answers does not matter
  return static_cast<float*>(memory);
}

CellStore CellStore::sizes_only(std::int64_t cells, std::int64_t members, int lane_width) {
  return {SizesOnly(), cells, members, lane_width};
}

std::int64_t CellStore::bytes(std::int64_t cells, std::int64_t members, int lane_width) {
  const std::int64_t blocks = (members + lane_width - 1) / lane_width;
  return blocks * lane_width * cells * static_cast<std::int64_t>(sizeof(float));
}

}  // namespace jialing
