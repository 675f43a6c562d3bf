#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "sim/tables/dataset.h"

namespace jialing {

/// Finds nodes by id for the tables that refer to them.
class NodeIndex {
 public:
  NodeIndex() = default;
  NodeIndex(const std::vector<Node>& nodes, bool complete);

  /// False when ids of the node table are faulty. Then ids that are not found are no fault of the tables that name
  /// them.
  bool complete() const { return complete_; }
  /// -1 when there is no such node.
  int find(const std::string& id) const;
  /// What to tell about an id that is not found.
  std::string unknown(const std::string& id) const;
  const std::vector<std::string>& ids() const { return ids_; }

 private:
  bool complete_ = false;
  std::vector<std::string> ids_;
  std::unordered_map<std::string, int> positions_;
  std::unordered_map<std::string, std::string> id_of_name_;
};

}  // namespace jialing
