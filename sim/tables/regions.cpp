#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "sim/tables/checked_table.h"
#include "sim/tables/names.h"
#include "sim/tables/readers.h"

namespace jialing {

namespace {

/// Shares are rounded to a few digits; a node may be divided among several rows of a region.
constexpr double share_tolerance = 1e-6;

/// Collects the rows of both tables into regions.
class RegionBuilder {
 public:
  explicit RegionBuilder(const NodeIndex& nodes) : nodes_(nodes) {}

  void add(const CheckedTable::Row& row, std::string_view id_column, const std::string& kind) {
    if (!row.whole() || row.key().empty()) return;
    const auto [place, fresh] = position_.try_emplace(row.key(), regions_.size());
    if (fresh) {
      regions_.push_back({row.key(), row.text("name_zh"), row.text("name_en"), kind, {}, {}});
      if (nodes_.find(row.key()) >= 0) row.fault(id_column, "a region cannot have the id of a node");
    }
    Region& region = regions_[place->second];
    check_description(row, id_column, kind, region);
    if (row.node("node") < 0 || row.choice("variable") < 0) return;
    region.shares.push_back({row.node("node"), row.text("variable"), row.number("share")});
    check_total(row, region);
  }

  void note_status(const std::string& id, int status) {
    if (status < 0 || !position_.contains(id)) return;
    std::string& worst = regions_[position_[id]].status;
    const auto known = std::find(provenance_status_names.begin(), provenance_status_names.end(), worst);
    const bool worse = known == provenance_status_names.end() || known - provenance_status_names.begin() < status;
    if (worse) worst = provenance_status_names[static_cast<std::size_t>(status)];
  }

  std::vector<Region> take() { return std::move(regions_); }

 private:
  static void check_description(const CheckedTable::Row& row, std::string_view id_column, const std::string& kind,
                                const Region& region) {
    if (kind == "zone" && region.kind != "zone") {
      row.fault(id_column, "the zone has the id of a region of data.regions");
      return;
    }
    const auto check = [&](std::string_view column, const std::string& value, const std::string& first) {
      if (value == first) return;
      row.fault(column, fmt::format("must be {} as in the first row of the region, got {}", in_quotes(first),
                                    in_quotes(value)));
    };
    check("name_zh", row.text("name_zh"), region.name_zh);
    check("name_en", row.text("name_en"), region.name_en);
    if (kind != "zone") check("kind", kind, region.kind);
  }

  static void check_total(const CheckedTable::Row& row, const Region& region) {
    const std::string why = share_fault(region, row.node("node"), row.text("variable"), row.text("node"));
    if (!why.empty()) row.fault("share", why);
  }

  const NodeIndex& nodes_;
  std::vector<Region> regions_;
  std::map<std::string, std::size_t> position_;
};

TableRules region_rules() {
  return {
      .role = "data.regions",
      .key_column = "region",
      .key_label = "region",
      .columns = {{.name = "region", .type = CellType::id},
                  {.name = "name_zh"},
                  {.name = "name_en"},
                  {.name = "kind", .type = CellType::id},
                  {.name = "node", .type = CellType::node},
                  {.name = "variable", .type = CellType::choice, .choices = share_variables},
                  {.name = "share", .type = CellType::number, .range = positive_share}},
  };
}

TableRules zone_rules() {
  return {
      .role = "data.zones",
      .key_column = "zone_id",
      .key_label = "zone",
      .may_have_no_rows = true,
      .columns = {{.name = "zone_id", .type = CellType::id},
                  {.name = "name_zh"},
                  {.name = "name_en"},
                  {.name = "chapter", .optional = true},
                  {.name = "node", .type = CellType::node},
                  {.name = "variable", .type = CellType::choice, .choices = share_variables},
                  {.name = "share", .type = CellType::number, .range = positive_share},
                  {.name = "status", .type = CellType::choice, .choices = provenance_status_names},
                  {.name = "basis", .optional = true}},
  };
}

}  // namespace

// Rows for `all` count for every variable.
std::string share_fault(const Region& region, int node, const std::string& variable, const std::string& node_id) {
  std::map<std::string, double> totals;
  for (const RegionShare& share : region.shares) {
    if (share.node == node) totals[share.variable] += share.share;
  }
  const double of_all = std::exchange(totals["all"], 0);
  double largest = 0;
  for (const auto& [each, total] : totals) {
    if (variable == "all" || each == variable) largest = std::max(largest, total);
  }
  if (of_all + largest <= 1 + share_tolerance) return "";
  return fmt::format("the shares of node {} in the region add up to more than 1", node_id);
}

RegionTable read_regions(const std::string& regions_file, const std::string& zones_file, const NodeIndex& index,
                         Faults& faults) {
  RegionBuilder builder(index);
  const CheckedTable regions(regions_file, region_rules(), index, faults);
  for (const auto& row : regions.rows()) builder.add(row, "region", row.text("kind"));
  const CheckedTable zones(zones_file, zone_rules(), index, faults);
  for (const auto& row : zones.rows()) {
    builder.add(row, "zone_id", "zone");
    builder.note_status(row.key(), row.choice("status"));
  }
  return {builder.take(), regions.keys_sound() && zones.keys_sound()};
}

}  // namespace jialing
