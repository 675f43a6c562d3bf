#include "sim/setting/topology.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace jialing::model {
namespace {

double siphon_side(const std::string& group) {
  if (group == "central_urban") return 0.5;
  if (group == "northeast" || group == "southeast") return -0.5;
  return 0;
}

}  // namespace

Topology::Topology(const Dataset& data, const std::string& focus_province) {
  nodes = static_cast<int>(data.nodes.size());
  pairs = Pairs(nodes);
  fields = static_cast<int>(data.fields.size());
  table_index.resize(data.nodes.size());
  std::iota(table_index.begin(), table_index.end(), 0);
  const auto table_node = [&](int index) -> const Node& { return data.nodes[index]; };
  const auto key = [&](int index) {
    const Node& node = table_node(index);
    return std::tie(node.external, node.province, node.id);
  };
  std::sort(table_index.begin(), table_index.end(), [&](int a, int b) { return key(a) < key(b); });

  model_index.resize(data.nodes.size());
  for (int i = 0; i < nodes; ++i) model_index[table_index[i]] = i;

  province.resize(data.nodes.size());
  for (int begin = 0; begin < nodes;) {
    int end = begin;
    const std::string& name = table_node(table_index[begin]).province;
    while (end < nodes && table_node(table_index[end]).province == name) ++end;
    for (int i = begin; i < end; ++i) province[i] = {begin, end};
    if (name == focus_province) focus = {begin, end};
    begin = end;
  }
  for (int index : table_index) {
    const Node& node = table_node(index);
    if (!node.external) ++domestic.end;
    siphon.push_back(siphon_side(node.group));
    growth_offset.push_back(node[NodeColumn::growth_offset]);
    const auto& row = data.specialisation[index];
    specialisation.insert(specialisation.end(), row.begin(), row.end());
  }
}

}  // namespace jialing::model
