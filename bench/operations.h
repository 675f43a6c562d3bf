#pragma once

#include <array>

#include "sim/model/simulation.h"

namespace jialing::bench {

/// What the number of operations depends on.
struct Size {
  Size(const model::Setting& setting, int last_year);

  double nodes, domestic, focus, fields;
  double pairs;          ///< that are kept, each node with itself among them
  double steps;          ///< of a run
  double weighed_pairs;  ///< whose weights are computed anew after the start of a run, because the network changes
};

/// Floating-point operations of one member, counted from the equations (the comments of sim/model/*.cpp), whatever the
/// instructions: an addition, a multiplication, a division and a square root are 1 each, exp and log as many as their
/// reductions and polynomials in sim/model/lane_math.h take; comparisons, minima and maxima are not counted.
inline constexpr double exp_operations = 31, log_operations = 28, relax_operations = 3,
                        bass_operations = 11 + exp_operations;

struct Operations {
  double passes = 0;  ///< over the pairs of nodes (edge_pass.h): each weight applied once is 2
  double others = 0;
  double total() const { return passes + others; }
};

/// Per member and step, by part. A scenario without measures: what policy would add to an equation counts as one
/// addition, and its own work is none. What happens once for a member (drawing it, its start) and once a year (what is
/// recorded) is not counted.
std::array<Operations, model::part_count> operations(const Size& size);
Operations total(const std::array<Operations, model::part_count>& parts);

/// Weights applied once, per member and step: the passes' operations are two for each.
double weights_applied(const Size& size);

/// Weights that the passes load, per member and step: of a packed symmetric matrix every pair once, but for learning,
/// which takes both its matrices row by row.
double weights_loaded(const Size& size);

/// Memory that the weights of the four channels take, numbers per member.
double weights_held(const Size& size);

}  // namespace jialing::bench
