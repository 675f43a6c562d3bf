#pragma once

#include <string>
#include <vector>

#include "sim/setting/pairs.h"
#include "sim/tables/dataset.h"

namespace jialing::model {

/// A run of model nodes [begin, end).
struct NodeRange {
  int begin = 0, end = 0;
  int size() const { return end - begin; }
  bool contains(int node) const { return begin <= node && node < end; }
};

/// What is the same for every member: the nodes in the model's own order and what they belong to.
///
/// The model orders nodes domestic first, then by province and id. So pairs within a province are contiguous, and
/// results do not depend on the order of the node table.
struct Topology {
  Topology(const Dataset& data, const std::string& focus_province);

  int nodes = 0;
  int fields = 0;
  NodeRange domestic;                  ///< endogenous nodes; the rest is external
  NodeRange focus;                     ///< nodes of the focus province
  std::vector<int> table_index;        ///< [node] position in the node table
  std::vector<int> model_index;        ///< [position in the node table] node
  std::vector<NodeRange> province;     ///< [node] all nodes of its province
  std::vector<double> siphon;          ///< [node] +½ central urban, −½ northeast and southeast, 0 elsewhere
  std::vector<double> growth_offset;   ///< [node] 1/year
  std::vector<double> specialisation;  ///< [node·fields + field]
  Pairs pairs;                         ///< of nodes between which anything flows; all, unless they are limited

  bool is_domestic(int node) const { return node < domestic.end; }
};

}  // namespace jialing::model
