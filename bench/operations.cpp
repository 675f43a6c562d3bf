#include "bench/operations.h"

#include <numeric>

namespace jialing::bench {
namespace {

using model::Part;

// Both directions, without the nodes themselves.
double directed_pairs(const Size& size) {
  return 2 * (size.pairs - size.nodes);
}

// Weights applied by a part, per member and step. Accessibilities count a node's own weight, sums over others do not.
double applied(const Size& size, Part part) {
  const double others = directed_pairs(size), accessibility = others + size.nodes;
  switch (part) {
    case Part::talent:
      return accessibility + others;  // attraction reached; arrivals
    case Part::capital:
      return accessibility + others;  // firms reached; capital drawn
    case Part::contracts:
      return accessibility;  // mass reached
    case Part::learning:
      return 3 * others                            // knowledge, entities and saturated entities seen
             + others                              // contracts bought
             + (2 + size.fields) * accessibility;  // knowledge and sales seen together; adoption by field
    default:
      return 0;
  }
}

}  // namespace

Size::Size(const model::Setting& setting, int last_year)
    : nodes(setting.topology.nodes),
      domestic(setting.topology.domestic.size()),
      focus(setting.topology.focus.size()),
      fields(setting.topology.fields),
      pairs(setting.topology.pairs.size()),
      steps((last_year - setting.base_year) * setting.steps_per_year),
      weighed_pairs(0) {
  for (std::size_t r = 1; r < setting.regimes.size(); ++r)
    if (setting.regime_years[r] < last_year) weighed_pairs += static_cast<double>(setting.regimes[r].changed.size());
}

std::array<Operations, model::part_count> operations(const Size& size) {
  constexpr double exp = exp_operations, log = log_operations, relax = relax_operations, bass = bass_operations;
  constexpr double gravity = 10 + log + exp;  // a node's leaving share and what it sends inside and outside
  const double n = size.nodes, d = size.domestic, focus = size.focus, cells = size.nodes * size.fields;
  std::array<Operations, model::part_count> parts;
  const auto others = [&](Part part) -> double& { return parts[static_cast<std::size_t>(part)].others; };

  others(Part::weights) = (31 + 4 * exp) * size.weighed_pairs / size.steps;
  others(Part::signals) = (3 + 2 * log) * n;                            // R, ΣR, ln Y, ln H
  others(Part::talent) = (5 + log) * n                                  // tightness
                         + (7 + exp) * n + 2 * d + 8 * n                // pull, attraction; hazards
                         + (7 + exp) * n + n                            // leavers; arrivals
                         + (6 * n + (2 + exp) * d);                     // hires
  others(Part::capital) = (3 + gravity) * n + (7 + log) * n;            // split; received
  others(Part::contracts) = (3 + exp + gravity) * n + (3 + relax) * d;  // mass, split; intensity
  others(Part::learning) = (1 + 5 + 1 + log + 3 + log) * n + cells;     // X, parts, changes; scale of each field
  others(Part::adoption) = (6 + log + exp) * n + (8 + bass) * cells;
  others(Part::economy) = 6 * d + 4 * focus                                  // means
                          + 7 * d + (10 + exp + 2 * relax) * n + 4 * focus;  // growth
  others(Part::research) = (15 + relax + log + exp) * d                      // desired intensity
                           + 6 * n + d                                       // public R&D
                           + relax * n + (3 + relax) * d;                    // basic research
  others(Part::knowledge) = (20 + 2 * relax + 2 * log + exp) * n;
  others(Part::firms) = (6 + exp) * n + d                               // capacity, saturation
                        + (11 + relax + bass + exp) * d + 2 * (n - d);  // firms and high-tech firms
  others(Part::patents) = (5 + relax + exp) * d + (n - d);
  others(Part::shares) = 3 * d + 13 * n;

  for (int part = 0; part < model::part_count; ++part) parts[part].passes = 2 * applied(size, static_cast<Part>(part));
  return parts;
}

Operations total(const std::array<Operations, model::part_count>& parts) {
  return std::accumulate(parts.begin(), parts.end(), Operations{}, [](const Operations& sum, const Operations& each) {
    return Operations{sum.passes + each.passes, sum.others + each.others};
  });
}

double weights_applied(const Size& size) {
  return total(operations(size)).passes / 2;
}

double weights_loaded(const Size& size) {
  constexpr int symmetric_passes = 7;  // three accessibilities; arrivals, capital, contracts and what neighbours show
  return symmetric_passes * size.pairs + 2 * (directed_pairs(size) + size.nodes);
}

double weights_held(const Size& size) {
  return 4 * size.pairs;
}

}  // namespace jialing::bench
