#include "sim/statistics/cell_sketches.h"

#include <algorithm>
#include <numeric>

#include "sim/parallel/threads.h"
#include "sim/statistics/cell_tile.h"

namespace jialing {

void CellSketches::add(const CellStore& store, int threads) {
#pragma omp parallel num_threads(thread_count(threads))
  {
    CellTile tile(store.members());
// Each thread always has the same cells: sketches that grow in the memory of several threads leave holes in it.
#pragma omp for schedule(static, 1)
    for (std::int64_t begin = 0; begin < cells(); begin += CellTile::most_cells) {
      std::vector<std::int64_t> positions(std::min(CellTile::most_cells, cells() - begin));
      std::iota(positions.begin(), positions.end(), begin);
      tile.gather(store, positions);
      for (std::int64_t cell : positions) sketches_[cell].add(tile[cell - begin]);
    }
  }
}

void CellSketches::merge(const CellSketches& other) {
  for (std::size_t cell = 0; cell < sketches_.size(); ++cell) sketches_[cell].merge(other.sketches_[cell]);
}

}  // namespace jialing
