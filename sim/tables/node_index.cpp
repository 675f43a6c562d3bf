#include "sim/tables/node_index.h"

#include <fmt/format.h>

#include "sim/tables/values.h"

namespace jialing {

NodeIndex::NodeIndex(const std::vector<Node>& nodes, bool complete) : complete_(complete) {
  for (const Node& node : nodes) {
    positions_.try_emplace(node.id, static_cast<int>(ids_.size()));
    id_of_name_.try_emplace(node.name_zh, node.id);
    ids_.push_back(node.id);
  }
}

int NodeIndex::find(const std::string& id) const {
  const auto found = positions_.find(id);
  return found == positions_.end() ? -1 : found->second;
}

std::string NodeIndex::unknown(const std::string& id) const {
  if (const auto named = id_of_name_.find(id); named != id_of_name_.end()) {
    return fmt::format("unknown node {}; write its id '{}'", in_quotes(id), named->second);
  }
  return fmt::format("unknown node {}{}", in_quotes(id), did_you_mean(id, ids_));
}

}  // namespace jialing
