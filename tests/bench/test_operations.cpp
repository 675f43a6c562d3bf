// The operations that the benchmarks count, against sums that count themselves: where all weights and all that they are
// applied to are 1, what a pass adds up is the number of weights it applied.

#include <doctest/doctest.h>

#include "bench/operations.h"
#include "model_fixture.h"
#include "sim/model/edge_pass.h"

using namespace jialing;
using namespace jialing::model;
using namespace jialing::test;

namespace {

struct Ones {
  explicit Ones(const Topology& topology_)
      : topology(topology_),
        weights(static_cast<std::size_t>(pair_index(topology.nodes, 0)), Lane(1)),
        x(topology.nodes, Lane(1)),
        zero(topology.nodes, Lane(0)) {}

  double accessibility() const {
    Lanes inside = zero, outside = zero;
    sum_by_border(topology, weights, x, inside, outside);
    return (sum(inside) + sum(outside))[0];
  }

  double over_others() const {
    Lanes y = zero;
    sum_over_others(topology, weights, x, x, y);
    return sum(y)[0];
  }

  // What all nodes learn of all fields: from neighbours, and as much again from sellers where they sell.
  double learnt(const Lanes& sold) const {
    const Lanes adoption(static_cast<std::size_t>(topology.nodes) * topology.fields, Lane(1));
    Lanes learnt = adoption;
    learn(topology, {weights, x, weights, sold, sold, x, x}, adoption, learnt);
    return sum(learnt)[0];
  }

  const Topology& topology;
  const Lanes weights, x, zero;
};

}  // namespace

TEST_CASE("weights applied in a step are those that the passes of its processes apply") {
  const CentralBlock block;
  const Ones ones(block.setting.topology);
  const bench::Size size(block.setting, baseline().horizon.to);
  // Accessibility of researchers, firms and contract mass. Sums over others: arrivals, capital, contracts; knowledge,
  // entities and saturated entities.
  const double expected = 3 * ones.accessibility() + 6 * ones.over_others();
  // Merging takes two weights a pair, and applying the merged one is one for each field.
  const double merging = ones.learnt(ones.x) / size.fields, applying = ones.learnt(ones.zero);
  CHECK(bench::weights_applied(size) == expected + merging + applying);
}

TEST_CASE("each weight applied is two operations") {
  const CentralBlock block;
  const bench::Size size(block.setting, baseline().horizon.to);
  CHECK(bench::total(bench::operations(size)).passes == 2 * bench::weights_applied(size));
}

TEST_CASE("another field adds its adoption, its scale and a weight for each pair of nodes") {
  const CentralBlock block;
  bench::Size size(block.setting, baseline().horizon.to);
  const bench::Operations before = bench::total(bench::operations(size));
  size.fields += 1;
  const bench::Operations after = bench::total(bench::operations(size));
  CHECK(after.passes - before.passes == 2 * size.nodes * size.nodes);
  // From the equation of adoption: 8 around the Bass step, 11 and one exp within it; 1 for the scale.
  CHECK(after.others - before.others == doctest::Approx((8 + 11 + bench::exp_operations + 1) * size.nodes));
}
