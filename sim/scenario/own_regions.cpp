#include "sim/scenario/own_regions.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/resolver.h"
#include "sim/tables/names.h"

namespace jialing {

namespace {

using Kind = YamlValue::Kind;

/// One region while it is read.
class OwnRegion {
 public:
  OwnRegion(Region& region, const NodeIndex& nodes, std::string path, Faults& faults)
      : region_(region),
        nodes_(nodes),
        path_(std::move(path)),
        faults_(faults) {}

  void add_nodes(const YamlValue& nodes) {
    for (const YamlValue& item : nodes.items) {
      if (item.kind == Kind::scalar) add_share(item.text, "all", 1, item.position, path_);
    }
    for (const YamlEntry& entry : nodes.entries) add_node(entry);
  }

 private:
  void add_node(const YamlEntry& node) {
    const std::string path = path_ + "." + node.key;
    if (node.value.kind == Kind::scalar) {
      add_share(node.key, "all", number(node.value), node.key_position, path);
    }
    for (const YamlEntry& share : node.value.entries) {
      if (std::find(share_variables.begin(), share_variables.end(), share.key) == share_variables.end()) {
        add_fault(faults_, share.key_position, path + "." + share.key,
                  fmt::format("must be one of {}{}", joined(share_variables, ", "),
                              did_you_mean(share.key, share_variables)));
      } else if (share.value.kind == Kind::scalar) {
        add_share(node.key, share.key, number(share.value), share.key_position, path);
      }
    }
  }

  void add_share(const std::string& id, const std::string& variable, double share, const SourcePosition& position,
                 const std::string& path) {
    const int node = nodes_.find(id);
    if (node < 0) {
      if (nodes_.complete()) add_fault(faults_, position, path, nodes_.unknown(id));
      return;
    }
    region_.shares.push_back({node, variable, share});
    const std::string why = share_fault(region_, node, variable, id);
    if (!why.empty()) add_fault(faults_, position, path, why);
  }

  static double number(const YamlValue& value) { return parse_number(value.text).value_or(0); }

  Region& region_;
  const NodeIndex& nodes_;
  std::string path_;
  Faults& faults_;
};

}  // namespace

void add_own_regions(const YamlValue& regions, const NodeIndex& nodes, RegionTable& table, Faults& faults) {
  for (const YamlEntry& entry : regions.entries) {
    const std::string path = "regions." + entry.key;
    const bool taken =
        nodes.find(entry.key) >= 0 || std::any_of(table.regions.begin(), table.regions.end(),
                                                  [&](const Region& region) { return region.id == entry.key; });
    if (taken) add_fault(faults, entry.key_position, path, "a region or a node of the tables has this id already");
    if (!is_id(entry.key)) {
      add_fault(faults, entry.key_position, path, fmt::format("the id must be {}", id_rule));
    }
    if (entry.value.kind != Kind::map) continue;
    const std::string name = text_of(entry.value.find("name"), entry.key);
    Region region{entry.key, text_of(entry.value.find("name_zh"), name), name, "own", {}, {}};
    OwnRegion(region, nodes, path + ".nodes", faults).add_nodes(*entry.value.find("nodes"));
    table.regions.push_back(std::move(region));
  }
}

}  // namespace jialing
