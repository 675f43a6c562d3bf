#include "sim/statistics/cell_tile.h"

#include <algorithm>
#include <type_traits>

namespace jialing {

using model::lane_width;

void CellTile::gather(const CellStore& store, std::span<const std::int64_t> cells) {
  for (std::int64_t block = 0; block < store.blocks(); ++block) {
    const float* values = store.block(block);
    const std::int64_t first = block * lane_width;
    const std::int64_t lanes = std::min<std::int64_t>(lane_width, store.members() - first);
    const auto copy = [&](auto count) {
      for (std::size_t n = 0; n < cells.size(); ++n)
        std::copy_n(values + cells[n] * lane_width, count, cells_[n].data() + first);
    };
    if (lanes == lane_width)
      copy(std::integral_constant<int, lane_width>());  // the compiler knows the size: a move or two each
    else
      copy(lanes);
  }
}

}  // namespace jialing
