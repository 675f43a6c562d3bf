#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/ensemble/cells.h"

namespace jialing {

/// All members of a few cells. Cells are gathered from all blocks a tile at a time, so that memory is read in runs.
class CellTile {
 public:
  static constexpr std::int64_t most_cells = 64;

  explicit CellTile(std::int64_t members) : cells_(most_cells, std::vector<float>(members)) {}

  /// At most `most_cells`.
  void gather(const CellStore& store, std::span<const std::int64_t> cells);
  /// Members of the n-th of them.
  std::vector<float>& operator[](std::int64_t n) { return cells_[n]; }

 private:
  std::vector<std::vector<float>> cells_;
};

}  // namespace jialing
