#include <algorithm>

#include "sim/tables/checked_table.h"
#include "sim/tables/readers.h"

namespace jialing {

namespace {

/// The ends of a link, -1 when faulty; a link joins two different nodes, and links of one name and kind join them once.
std::pair<int, int> checked_ends(const CheckedTable::Row& row, const std::string& kind, Uniqueness& links) {
  const int a = row.node("a");
  const int b = row.node("b");
  if (a < 0 || b < 0) return {a, b};
  if (a == b) row.fault("b", "a link must join two different nodes, got the same node at both ends");
  const auto [first, second] = std::minmax(row.text("a"), row.text("b"));
  links.check(row, "b", row.key() + "," + kind + "," + first + "," + second, "the link between these nodes");
  return {a, b};
}

}  // namespace

std::vector<TransportLink> read_transport_links(const std::string& file, const NodeIndex& index, Faults& faults) {
  const TableRules rules{
      .role = "data.transport_links",
      .key_column = "line",
      .key_label = "line",
      .may_have_no_rows = true,
      .columns = {{.name = "line", .type = CellType::id, .optional = true},
                  {.name = "a", .type = CellType::node},
                  {.name = "b", .type = CellType::node},
                  {.name = "mode",
                   .type = CellType::choice,
                   .choices = {"high_speed_rail", "rail", "air", "road", "water"}},
                  {.name = "hours", .type = CellType::number, .range = positive},
                  {.name = "open_year", .type = CellType::year, .range = table_years},
                  {.name = "name"},
                  {.name = "provenance"}},
  };
  const CheckedTable table(file, rules, index, faults);
  std::vector<TransportLink> links;
  Uniqueness unique;
  for (const auto& row : table.rows()) {
    const auto [a, b] = checked_ends(row, row.text("mode"), unique);
    links.push_back({.line = row.key(),
                     .a = a,
                     .b = b,
                     .mode = row.text("mode"),
                     .hours = row.number("hours"),
                     .open_year = row.year("open_year"),
                     .name = row.text("name"),
                     .provenance = row.text("provenance")});
  }
  return links;
}

std::vector<ProgrammeLink> read_programme_links(const std::string& file, const NodeIndex& index, Faults& faults) {
  const TableRules rules{
      .role = "data.programme_links",
      .key_column = "programme",
      .key_label = "programme",
      .may_have_no_rows = true,
      .columns = {{.name = "programme", .type = CellType::id},
                  {.name = "a", .type = CellType::node},
                  {.name = "b", .type = CellType::node},
                  {.name = "name_zh"},
                  {.name = "name_en"},
                  {.name = "start_year", .type = CellType::year, .range = table_years},
                  {.name = "end_year", .type = CellType::year, .optional = true, .range = table_years},
                  {.name = "provenance"}},
  };
  const CheckedTable table(file, rules, index, faults);
  std::vector<ProgrammeLink> links;
  Uniqueness unique;
  for (const auto& row : table.rows()) {
    const auto [a, b] = checked_ends(row, "", unique);
    ProgrammeLink link{.programme = row.key(),
                       .a = a,
                       .b = b,
                       .name_zh = row.text("name_zh"),
                       .name_en = row.text("name_en"),
                       .start_year = row.year("start_year"),
                       .end_year = {},
                       .provenance = row.text("provenance")};
    if (row.optional_number("end_year")) link.end_year = row.year("end_year");
    if (link.end_year && *link.end_year < link.start_year) {
      row.fault("end_year", "the programme ends before it starts");
    }
    links.push_back(std::move(link));
  }
  return links;
}

}  // namespace jialing
