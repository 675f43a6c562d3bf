#include "sim/statistics/cell_tile.h"

#include <algorithm>
#include <type_traits>

namespace jialing {

void CellTile::gather(const CellStore& store, std::span<const std::int64_t> cells) {
  const int width = store.lane_width();
  for (std::int64_t block = 0; block < store.blocks(); ++block) {
    const float* values = store.block(block);
    const std::int64_t first = block * width;
    const std::int64_t lanes = std::min<std::int64_t>(width, store.members() - first);
    const auto copy = [&](auto count) {
      for (std::size_t n = 0; n < cells.size(); ++n)
        std::copy_n(values + cells[n] * width, count, cells_[n].data() + first);
    };
    // Where the compiler knows the size, a move or two each.
    if (lanes == 4)
      copy(std::integral_constant<int, 4>());
    else if (lanes == 8)
      copy(std::integral_constant<int, 8>());
    else if (lanes == 16)
      copy(std::integral_constant<int, 16>());
    else
      copy(lanes);
  }
}

}  // namespace jialing
