#pragma once

#include <vector>

#include "sim/ensemble/cells.h"
#include "sim/statistics/quantile_sketch.h"

namespace jialing {

/// A sketch of every cell of an ensemble whose members are not kept. The same bits for any number of threads and
/// however the members are split.
class CellSketches {
 public:
  explicit CellSketches(std::int64_t cells) : sketches_(cells) {}

  /// Adds all members of a store with as many cells.
  void add(const CellStore& store, int threads);

  std::int64_t cells() const { return std::ssize(sketches_); }
  const QuantileSketch& operator[](std::int64_t cell) const { return sketches_[cell]; }
  /// Adds the members of sketches of as many cells.
  void merge(const CellSketches& other);
  bool operator==(const CellSketches&) const = default;

  template <class Self>
  static auto fields(Self& self) {
    return std::tie(self.sketches_);
  }

 private:
  std::vector<QuantileSketch> sketches_;
};

}  // namespace jialing
