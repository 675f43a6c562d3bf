#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "sim/tables/dataset.h"
#include "sim/tables/faults.h"
#include "sim/tables/values.h"

namespace jialing {

// A place is a node, or a region: its number is that of the node, or that of the region after all nodes.

inline int place_count(const Dataset& data) {
  return static_cast<int>(data.nodes.size() + data.regions.size());
}

inline bool is_node(const Dataset& data, int place) {
  return place < static_cast<int>(data.nodes.size());
}

/// A text that nodes and regions have alike.
inline const std::string& text_of_place(const Dataset& data, int place, std::string Node::*of_node,
                                        std::string Region::*of_region) {
  const auto n = static_cast<std::size_t>(place), nodes = data.nodes.size();
  return n < nodes ? data.nodes[n].*of_node : data.regions[n - nodes].*of_region;
}

inline const std::string& place_id(const Dataset& data, int place) {
  return text_of_place(data, place, &Node::id, &Region::id);
}

inline const std::string& place_name_zh(const Dataset& data, int place) {
  return text_of_place(data, place, &Node::name_zh, &Region::name_zh);
}

/// Ids of the nodes and then of the regions, in the order of the tables.
inline std::vector<std::string> place_ids(const Dataset& data) {
  std::vector<std::string> ids;
  for (int place = 0; place < place_count(data); ++place) ids.push_back(place_id(data, place));
  return ids;
}

/// Message of a fault: an id that is none of those known.
inline std::string unknown_place(const std::string& id, const std::vector<std::string>& known) {
  return fmt::format("unknown region or node {}{}", in_quotes(id), did_you_mean(id, known));
}

/// By its id; a region goes before a node of the same one.
inline std::optional<int> find_place(const Dataset& data, const std::string& id) {
  const auto region =
      std::find_if(data.regions.begin(), data.regions.end(), [&](const Region& each) { return each.id == id; });
  if (region == data.regions.end()) return data.find_node(id);
  return static_cast<int>(data.nodes.size()) + static_cast<int>(region - data.regions.begin());
}

}  // namespace jialing
