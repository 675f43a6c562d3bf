#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "sim/tables/dataset.h"

namespace jialing::test {

/// A domestic node at a place on the globe, without area.
inline Node node_at(const std::string& id, double lon, double lat) {
  Node node;
  node.id = id;
  node.name_zh = id;
  node.kind = "district";
  node.province = "Chongqing";
  node.group = "central_urban";
  node[NodeColumn::lon] = lon;
  node[NodeColumn::lat] = lat;
  return node;
}

/// Nodes along the equator, 10° (1112 km) apart, so that no road joins them; one field each.
inline Dataset islands(const std::vector<std::string>& ids) {
  Dataset data;
  for (const std::string& id : ids) {
    data.nodes.push_back(node_at(id, 10.0 * static_cast<double>(data.nodes.size()), 0));
    data.specialisation.push_back({1.0});
  }
  return data;
}

inline TransportLink rail(int a, int b, double hours, int open_year = 2000) {
  TransportLink link;
  link.line = fmt::format("line_{}_{}", a, b);
  link.a = a;
  link.b = b;
  link.mode = "high_speed_rail";
  link.hours = hours;
  link.open_year = open_year;
  link.name = "铁路";
  return link;
}

inline ProgrammeLink programme(int a, int b, int start_year) {
  ProgrammeLink link;
  link.programme = "joint_zone";
  link.a = a;
  link.b = b;
  link.name_zh = "合作区";
  link.name_en = "Joint zone";
  link.start_year = start_year;
  return link;
}

/// The same tables with the node table in the order `rows` (new row k holds old row rows[k]).
inline Dataset reordered(const Dataset& data, const std::vector<int>& rows) {
  std::vector<int> new_row(rows.size());
  Dataset out = data;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto old = static_cast<std::size_t>(rows[k]);
    out.nodes[k] = data.nodes[old];
    out.specialisation[k] = data.specialisation[old];
    new_row[old] = static_cast<int>(k);
  }
  const auto renumber = [&](int& node) { node = new_row[static_cast<std::size_t>(node)]; };
  for (TransportLink& link : out.transport_links) renumber(link.a), renumber(link.b);
  for (ProgrammeLink& link : out.programme_links) renumber(link.a), renumber(link.b);
  for (Region& region : out.regions)
    for (RegionShare& share : region.shares) renumber(share.node);
  return out;
}

}  // namespace jialing::test
