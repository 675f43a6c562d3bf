#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "scenario_folder.h"
#include "sim/tables/csv.h"
#include "sim/tables/names.h"
#include "sim/tables/parameter_names.h"

namespace jialing::test {

namespace {

/// One change to a real table and the one fault that it must give.
struct BadTable {
  std::string what;
  std::string file;
  std::string from;
  std::string to;
  std::string fault;
};

void check_each(const std::vector<BadTable>& cases) {
  for (const BadTable& bad : cases) {
    CAPTURE(bad.what);
    const ScenarioFolder folder;
    folder.replace(bad.file, bad.from, bad.to);
    CHECK(folder.fault_text() == bad.fault);
  }
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

const Region& region(const Dataset& data, const std::string& id) {
  const auto found =
      std::find_if(data.regions.begin(), data.regions.end(), [&](const Region& r) { return r.id == id; });
  REQUIRE(found != data.regions.end());
  return *found;
}

/// Everything that the tables say, as text.
std::string contents(const Dataset& data) {
  std::ostringstream out;
  for (const Node& node : data.nodes) {
    out << node.id << node.name_zh << node.kind << node.external << node.province << node.group << node.code;
    for (int i = 0; i < node_column_count; ++i) {
      const auto c = static_cast<std::size_t>(i);
      out << ' ' << node.values[c] << ' ' << static_cast<int>(node.provenance[c].status) << node.provenance[c].log_sd
          << node.provenance[c].basis;
    }
  }
  for (const TransportLink& l : data.transport_links) {
    out << l.line << l.a << ' ' << l.b << l.mode << l.hours << ' ' << l.open_year << l.name << l.provenance;
  }
  for (const ProgrammeLink& l : data.programme_links) {
    out << l.programme << l.a << ' ' << l.b << l.name_zh << l.name_en << l.start_year << l.end_year.value_or(0)
        << l.provenance;
  }
  for (const Field& f : data.fields) out << f.code << f.name_zh << f.name_en << f.boxes << f.sei << f.hightech;
  for (const auto& row : data.specialisation) {
    for (const double weight : row) out << weight << ' ';
  }
  for (const Prior& p : data.priors) {
    out << p.name << p.symbol << static_cast<int>(p.dist) << p.centre << ' ' << p.spread << p.unit << p.meaning
        << p.source;
  }
  for (const Region& r : data.regions) {
    out << r.id << r.name_zh << r.name_en << r.kind << r.status;
    for (const RegionShare& s : r.shares) out << s.node << s.variable << s.share;
  }
  for (const Target& t : data.targets) {
    out << t.indicator << t.name_zh << t.name_en << t.unit << t.base_2020.value_or(0) << ' ' << t.year << t.target
        << direction_name(t.direction) << t.kind << t.formula << t.chapter << t.note;
    for (const std::string& place : t.regions) out << place << ';';
  }
  return out.str();
}

const char* const all_tables[] = {"nodes.csv",  "nodes_provenance.csv", "transport_links.csv", "chengyu_links.csv",
                                  "fields.csv", "specialisation.csv",   "priors.csv",          "regions.csv",
                                  "zones.csv",  "plan_targets.csv"};

}  // namespace

TEST_CASE("the shipped tables are complete") {
  const Dataset data = ScenarioFolder().read().data;
  CHECK(data.nodes.size() == 81);
  CHECK(data.transport_links.size() == 168);
  CHECK(data.programme_links.size() == 51);
  CHECK(data.fields.size() == 13);
  CHECK(data.specialisation.size() == 81);
  CHECK(data.priors.size() == 96);
  CHECK(data.regions.size() == 44);
  CHECK(data.targets.size() == 87);
}

TEST_CASE("a node carries its figures and where they come from") {
  const Dataset data = ScenarioFolder().read().data;
  const Node& yuzhong = data.nodes[static_cast<std::size_t>(data.find_node("Yuzhong").value())];
  CHECK(yuzhong.name_zh == "渝中");
  CHECK_FALSE(yuzhong.external);
  CHECK(yuzhong[NodeColumn::gdp] == 1357.6);
  CHECK(yuzhong[NodeColumn::growth_offset] == 0);
  const Provenance& population = yuzhong.provenance[static_cast<std::size_t>(NodeColumn::population_10k)];
  CHECK(population.status == ProvenanceStatus::reported_unchecked);
  CHECK(population.log_sd == 0.03);
  CHECK(population.basis == "Seventh National Population Census (2020)");
  CHECK(data.nodes[static_cast<std::size_t>(data.find_node("Singapore").value())].external);
  CHECK_FALSE(data.find_node("Yubey").has_value());
}

TEST_CASE("quotes inside a quoted cell are part of the text") {
  const Dataset data = ScenarioFolder().read().data;
  CHECK(data.programme_links[1].name_zh == "\"双区联动\"共建具有全国影响力的科技创新中心");
}

TEST_CASE("zones are regions with the provenance of their weakest share") {
  const Dataset data = ScenarioFolder().read().data;
  const Region& zone = region(data, "western_science_city");
  CHECK(zone.kind == "zone");
  CHECK(zone.shares[0].variable == "gdp");
  CHECK(zone.shares[0].share == 0.6);
  CHECK(zone.status == "assumed");
  CHECK(region(data, "one_area").status.empty());
  CHECK(region(data, "one_area").shares.size() == 21);
}

TEST_CASE("the weakest share decides a zone's provenance wherever it stands") {
  for (const char* first : {"reported", "estimated"}) {
    const ScenarioFolder folder;
    folder.append("data/zones.csv", std::string("new_zone,新区,New zone,2.5,Yubei,gdp,0.1,") + first +
                                        ",\nnew_zone,新区,New zone,2.5,Yubei,rd,0.1,estimated,\n"
                                        "new_zone,新区,New zone,2.5,Yubei,land,0.1,reported_unchecked,\n");
    CHECK(region(folder.read().data, "new_zone").status == "estimated");
  }
}

TEST_CASE("a target may name several districts") {
  const Dataset data = ScenarioFolder().read().data;
  const auto upgrades = std::find_if(data.targets.begin(), data.targets.end(),
                                     [](const Target& t) { return t.indicator == "goal_fengdu_zhongxian_county"; });
  REQUIRE(upgrades != data.targets.end());
  CHECK(upgrades->regions == std::vector<std::string>{"Fengdu", "Zhongxian"});
}

TEST_CASE("tables saved by a spreadsheet with a byte-order mark and CRLF read the same") {
  const ScenarioFolder folder;
  const std::string before = contents(folder.read().data);
  for (const char* table : all_tables) {
    const std::string name = std::string("data/") + table;
    std::string text = "\xEF\xBB\xBF";
    for (const std::string& line : lines_of(folder.text(name))) text += line + "\r\n";
    folder.write(name, text);
  }
  CHECK(contents(folder.read().data) == before);
}

TEST_CASE("the order of columns does not matter") {
  const ScenarioFolder folder;
  const std::string before = contents(folder.read().data);
  std::string turned;
  for (const std::string& line : lines_of(folder.text("data/nodes.csv"))) {
    const std::size_t comma = line.find(',');
    turned += line.substr(comma + 1) + "," + line.substr(0, comma) + "\n";
  }
  folder.write("data/nodes.csv", turned);
  CHECK(contents(folder.read().data) == before);
}

TEST_CASE("blank lines and a missing last line end do no harm") {
  const ScenarioFolder folder;
  const std::string before = contents(folder.read().data);
  std::string text = folder.text("data/nodes.csv");
  text.pop_back();
  folder.write("data/nodes.csv", text);
  folder.append("data/fields.csv", "\n\n");
  CHECK(contents(folder.read().data) == before);
}

TEST_CASE("a quoted cell may hold commas, quotes and line ends, and rows keep their lines") {
  const ScenarioFolder folder;
  folder.write("t.csv", "a,b\n\"1,5\",\"two\nlines\"\n\"say \"\"hi\"\"\",\n");
  Faults faults;
  const auto table = read_csv(folder.path("t.csv"), "", faults);
  REQUIRE(table.has_value());
  CHECK(faults.empty());
  CHECK(table->rows[0].cells == std::vector<std::string>{"1,5", "two\nlines"});
  CHECK(table->rows[1].cells == std::vector<std::string>{"say \"hi\"", ""});
  CHECK(table->rows[1].line == 4);
}

TEST_CASE("rows may end in CR alone, as old spreadsheets write them") {
  const ScenarioFolder folder;
  folder.write("t.csv", "a,b\r1,2\r3,4\r");
  Faults faults;
  const auto table = read_csv(folder.path("t.csv"), "", faults);
  REQUIRE(table.has_value());
  REQUIRE(table->rows.size() == 2);
  CHECK(table->header == std::vector<std::string>{"a", "b"});
  CHECK(table->rows[1].cells == std::vector<std::string>{"3", "4"});
  CHECK(table->rows[1].line == 3);
}

TEST_CASE("lines that end in CR alone are counted inside quotes and before bytes that are no text") {
  const ScenarioFolder folder;
  folder.write("t.csv", "a,b\r\"1\r2\r\n3\",4\r5,6\r");
  Faults faults;
  const auto table = read_csv(folder.path("t.csv"), "", faults);
  REQUIRE(table.has_value());
  CHECK(table->rows[1].line == 5);
  folder.write("t.csv", "a,b\r1,2\r3,\xBC\r");
  CHECK_FALSE(read_csv(folder.path("t.csv"), "", faults).has_value());
  CHECK(faults.list().back().line == 3);
}

TEST_CASE("faults of a header stand where the header does, below blank lines") {
  const ScenarioFolder folder;
  folder.write("data/fields.csv", "\n\n" + folder.text("data/fields.csv"));
  folder.replace("data/fields.csv", "boxes", "boxxes");
  CHECK(folder.fault_text() ==
        "data/fields.csv:3: data.fields: missing column 'boxes'\ndata/fields.csv:3:4: data.fields: unknown column "
        "'boxxes'; did you mean 'boxes'?");
}

TEST_CASE("a table of empty rows is told row by row") {
  const ScenarioFolder folder;
  folder.write("t.csv", "a,b\n,\n,\n");
  Faults faults;
  read_csv(folder.path("t.csv"), "", faults);
  REQUIRE(faults.size() == 2);
  for (const Fault& fault : faults.list()) CHECK(fault.message == "every cell of the row is empty; delete it");
}

TEST_CASE("a district's figures must be possible") {
  check_each({
      {"negative GDP", "data/nodes.csv", "1357.6", "-1357.6",
       "data/nodes.csv:2:14: column gdp, node Yuzhong: must be a number above 0, got '-1357.6'"},
      {"no GDP", "data/nodes.csv", "1357.6", "0",
       "data/nodes.csv:2:14: column gdp, node Yuzhong: must be a number above 0, got '0'"},
      {"NaN", "data/nodes.csv", "1357.6", "NaN",
       "data/nodes.csv:2:14: column gdp, node Yuzhong: must be a number above 0, got 'NaN'"},
      {"infinity", "data/nodes.csv", "1357.6", "inf",
       "data/nodes.csv:2:14: column gdp, node Yuzhong: must be a number above 0, got 'inf'"},
      {"too large", "data/nodes.csv", "1357.6", "1e999",
       "data/nodes.csv:2:14: column gdp, node Yuzhong: must be a number above 0, got '1e999'"},
      {"thousands separator", "data/nodes.csv", "1357.6", "\"1,357.6\"",
       "data/nodes.csv:2:14: column gdp, node Yuzhong: must be a number above 0, got '1,357.6'"},
      {"unit in the cell", "data/nodes.csv", "1357.6", "1357.6 CNY",
       "data/nodes.csv:2:14: column gdp, node Yuzhong: must be a number above 0, got '1357.6 CNY'"},
      {"empty", "data/nodes.csv", "1357.6", "",
       "data/nodes.csv:2:14: column gdp, node Yuzhong: the cell is empty; it must be a number above 0"},
      {"share above 1", "data/nodes.csv", "0.71", "1.2",
       "data/nodes.csv:2:16: column business_share, node Yuzhong: must be a number above 0 and at most 1, got '1.2'"},
      {"percentage", "data/nodes.csv", "0.71", "71",
       "data/nodes.csv:2:16: column business_share, node Yuzhong: must be a number above 0 and at most 1, got '71'; a "
       "share is a fraction: 71 % is 0.71"},
      {"percent sign", "data/nodes.csv", "0.71", "71%",
       "data/nodes.csv:2:16: column business_share, node Yuzhong: must be a number above 0 and at most 1, got '71%'; a "
       "share is a fraction: 71 % is 0.71"},
      {"share of exactly 1 where a logit is taken", "data/nodes.csv", "0.32,0.28", "1,0.28",
       "data/nodes.csv:2:24: column sei_share, node Yuzhong: must be a number above 0 and below 1, got '1'"},
      {"latitude", "data/nodes.csv", "106.569,29.553", "29.553,106.569",
       "data/nodes.csv:2:9: column lat, node Yuzhong: must be a number from -90 to 90, got '106.569'"},
      {"growth in percent", "data/nodes.csv", "0.5,0.5,0\n", "0.5,0.5,2\n",
       "data/nodes.csv:2:29: column growth_offset, node Yuzhong: must be a number from -0.5 to 0.5, got '2'"},
      {"kind", "data/nodes.csv", "渝中,district", "渝中,distrct",
       "data/nodes.csv:2:3: column kind, node Yuzhong: must be one of district, city, province, region, country, bloc, "
       "got 'distrct'; did you mean 'district'?"},
      {"role", "data/nodes.csv", "district,endogenous", "district,internal",
       "data/nodes.csv:2:4: column role, node Yuzhong: must be one of endogenous, external, got 'internal'; did you "
       "mean 'external'?"},
      {"no name", "data/nodes.csv", "Yuzhong,渝中", "Yuzhong,",
       "data/nodes.csv:2:2: column name_zh, node Yuzhong: the cell is empty; it must be a text"},
      {"id of two words", "data/nodes.csv", "Yuzhong,渝中", "Yu zhong,渝中",
       "data/nodes.csv:2:1: column id, node Yu zhong: must be one word of letters, digits, '_', '-' and '.', got 'Yu "
       "zhong'"},
      {"duplicate id", "data/nodes.csv", "Dadukou,", "Yuzhong,",
       "data/nodes.csv:3:1: column id, node Yuzhong: the node is there twice; the first is in line 2"},
      {"duplicate code", "data/nodes.csv", "500104", "500103",
       "data/nodes.csv:3:7: column code, node Dadukou: the code is there twice; the first is in line 2"},
      {"abroad within Chongqing", "data/nodes.csv", "external,Singapore", "external,Chongqing",
       "data/nodes.csv:77:5: column province, node Singapore: an external node cannot lie in the province Chongqing of "
       "the endogenous node Yuzhong"},
  });
}

TEST_CASE("no figure of a node can be -1000") {
  const ScenarioFolder folder;
  const std::vector<std::string> lines = lines_of(folder.text("data/nodes.csv"));
  const std::string row = lines[1];
  constexpr int first_column = 8;
  for (int i = 0; i < node_column_count; ++i) {
    std::size_t start = 0;
    for (int comma = 1; comma < first_column + i; ++comma) start = row.find(',', start) + 1;
    std::string spoilt = row;
    spoilt.replace(start, std::min(row.find(',', start), row.size()) - start, "-1000");
    folder.write("data/nodes.csv", lines[0] + "\n" + spoilt + "\n");
    const std::string place = "data/nodes.csv:2:" + std::to_string(first_column + i) + ": column " +
                              node_column_names[static_cast<std::size_t>(i)] + ", node Yuzhong: must be a number ";
    CHECK(folder.fault_text().find(place) != std::string::npos);
    folder.write("data/nodes.csv", lines[0] + "\n" + row + "\n");
    CHECK(folder.fault_text().find(place) == std::string::npos);
  }
}

TEST_CASE("a folder is no table") {
  const ScenarioFolder folder;
  folder.replace("baseline.yaml", "data/zones.csv", "data");
  CHECK(folder.fault_text() == "data: data.zones: is a folder, not a file");
}

TEST_CASE("a table must have exactly its columns") {
  check_each({
      {"missing", "data/fields.csv", "sei,hightech", "sei",
       "data/fields.csv:1: the header names 5 columns, but no row has so many cells; the first has "
       "6\ndata/fields.csv:1: data.fields: missing column 'hightech'"},
      {"misspelt", "data/nodes.csv", "lat,", "latt,",
       "data/nodes.csv:1: data.nodes: missing column 'lat'\ndata/nodes.csv:1:9: data.nodes: unknown column 'latt'; did "
       "you mean 'lat'?"},
      {"unknown", "data/nodes.csv", "growth_offset\n", "growth_offset,comment\n",
       "data/nodes.csv:1: the header names 30 columns, but no row has so many cells; the first has "
       "29\ndata/nodes.csv:1:30: data.nodes: unknown column 'comment'"},
      {"twice", "data/nodes.csv", "lon,lat", "lat,lat",
       "data/nodes.csv:1: data.nodes: missing column 'lon'\ndata/nodes.csv:1:9: data.nodes: column 'lat' stands in the "
       "header twice"},
      {"no name", "data/nodes.csv", "growth_offset\n", "growth_offset,\n",
       "data/nodes.csv:1: the header names 30 columns, but no row has so many cells; the first has "
       "29\ndata/nodes.csv:1:30: data.nodes: a column without a name; is there a comma too many?"},
      {"extra comma", "data/nodes.csv", "1357.6,", "1,357.6,",
       "data/nodes.csv:2: the row has 30 cells, the header 29; a cell that contains a comma must stand in quotes"},
      {"cell missing", "data/nodes.csv", "1357.6,", "",
       "data/nodes.csv:2: the row has 28 cells, the header 29; a cell that contains a comma must stand in quotes"},
      {"empty row", "data/fields.csv", "nev,", ",,,,,\nnev,",
       "data/fields.csv:4: every cell of the row is empty; delete it"},
      {"semicolons", "data/fields.csv", "code,name_zh,name_en,boxes,sei,hightech", "code;name_zh;name_en;boxes",
       "data/fields.csv:1: data.fields: cells are separated by semicolons; save the table with commas"},
      {"quote inside", "data/nodes.csv", "渝中", "渝\"中",
       "data/nodes.csv:2:2: a quote inside a cell: put the whole cell in quotes and write each inner quote twice"},
      {"text after a quote", "data/nodes.csv", "渝中", "\"渝\"中",
       "data/nodes.csv:2:2: text after a closing quote: put the whole cell in quotes"},
      {"unclosed quote", "data/fields.csv", "security,", "\"security,",
       "data/fields.csv:14:1: a quote is opened here and never closed"},
  });
}

TEST_CASE("every figure has a provenance") {
  check_each({
      {"missing", "data/nodes_provenance.csv", "Yuzhong,gdp,", "Dadukou,lon,",
       "data/nodes_provenance.csv: data.provenance: no row says where the cells come from: node Yuzhong, column gdp"},
      {"column", "data/nodes_provenance.csv", "Yuzhong,gdp,", "Yuzhong,gpd,",
       "data/nodes_provenance.csv: data.provenance: no row says where the cells come from: node Yuzhong, column "
       "gdp\ndata/nodes_provenance.csv:5:2: column column, node Yuzhong: must be one of lon, lat, area_km2, "
       "population_10k, employment_10k, entities_10k, gdp, rd, business_share, basic_share, rd_fte, tech_firms, "
       "hightech_firms, high_value_patents, contract_intensity, industrial_rd_to_revenue, sei_share, hightech_share, "
       "literacy, home_contract, home_capital, growth_offset, got 'gpd'; did you mean 'gdp'?"},
      {"node", "data/nodes_provenance.csv", "Yuzhong,gdp,", "Yuzong,gdp,",
       "data/nodes_provenance.csv: data.provenance: no row says where the cells come from: node Yuzhong, column "
       "gdp\ndata/nodes_provenance.csv:5:1: column id, node Yuzong: unknown node 'Yuzong'; did you mean 'Yuzhong'?"},
      {"status", "data/nodes_provenance.csv", "reported_unchecked,0.03", "guessed,0.03",
       "data/nodes_provenance.csv:2:3: column status, node Yuzhong: must be one of reported, reported_unchecked, "
       "estimated, assumed, got 'guessed'"},
      {"negative uncertainty", "data/nodes_provenance.csv", "reported_unchecked,0.03", "reported_unchecked,-0.03",
       "data/nodes_provenance.csv:2:4: column log_sd, node Yuzhong: must be a number of at least 0, got '-0.03'"},
      {"no basis", "data/nodes_provenance.csv", "Seventh National Population Census (2020)", "",
       "data/nodes_provenance.csv:2:5: column basis, node Yuzhong: the cell is empty; it must be a text"},
  });
}

TEST_CASE("a link joins two different known nodes in a possible time and year") {
  check_each({
      {"unknown", "data/transport_links.csv", "chengyu_hsr,Shapingba,Chengdu", "chengyu_hsr,Shapingba,Chengdou",
       "data/transport_links.csv:2:3: column b, line chengyu_hsr: unknown node 'Chengdou'; did you mean 'Chengkou'?"},
      {"name", "data/transport_links.csv", "chengyu_hsr,Shapingba,Chengdu", "chengyu_hsr,沙坪坝,Chengdu",
       "data/transport_links.csv:2:2: column a, line chengyu_hsr: unknown node '沙坪坝'; write its id 'Shapingba'"},
      {"loop", "data/transport_links.csv", "chengyu_hsr,Shapingba,Chengdu", "chengyu_hsr,Chengdu,Chengdu",
       "data/transport_links.csv:2:3: column b, line chengyu_hsr: a link must join two different nodes, got the same "
       "node at both ends"},
      {"no time", "data/transport_links.csv", "1.2,2015", "0,2015",
       "data/transport_links.csv:2:5: column hours, line chengyu_hsr: must be a number above 0, got '0'"},
      {"year", "data/transport_links.csv", "1.2,2015", "1.2,20155",
       "data/transport_links.csv:2:6: column open_year, line chengyu_hsr: must be a year from 1950 to 2100, got "
       "'20155'"},
      {"half a year", "data/transport_links.csv", "1.2,2015", "1.2,2015.5",
       "data/transport_links.csv:2:6: column open_year, line chengyu_hsr: must be a year from 1950 to 2100, got "
       "'2015.5'"},
      {"mode", "data/transport_links.csv", "Chengdu,high_speed_rail", "Chengdu,highspeed_rail",
       "data/transport_links.csv:2:4: column mode, line chengyu_hsr: must be one of high_speed_rail, rail, air, road, "
       "water, got 'highspeed_rail'; did you mean 'high_speed_rail'?"},
      {"programme ends before it starts", "data/chengyu_links.csv", ",2020,,", ",2020,2019,",
       "data/chengyu_links.csv:2:7: column end_year, programme liangjiang_tianfu_cooperation_eight: the programme ends "
       "before it starts"},
      {"programme node", "data/chengyu_links.csv", "eight,Yubei,Chengdu", "eight,Yubei,Chengdo",
       "data/chengyu_links.csv:2:3: column b, programme liangjiang_tianfu_cooperation_eight: unknown node 'Chengdo'; "
       "did you mean 'Chengdu'?"},
  });
}

TEST_CASE("the same link is not given twice, in either direction") {
  const ScenarioFolder folder;
  folder.append("data/transport_links.csv", "chengyu_hsr,Chengdu,Shapingba,high_speed_rail,1.1,2015,again,test\n");
  CHECK(folder.fault_text() ==
        "data/transport_links.csv:170:3: column b, line chengyu_hsr: the link between these nodes is there twice; the "
        "first is in line 2");
}

TEST_CASE("fields and specialisation agree") {
  check_each({
      {"field without weights", "data/fields.csv", "ic,", "chips,",
       "data/specialisation.csv:1: data.specialisation: missing column 'chips'\ndata/specialisation.csv:1:3: "
       "data.specialisation: unknown column 'ic'; did you mean 'id'?"},
      {"flag", "data/fields.csv", "box 7,1,0", "box 7,yes,0",
       "data/fields.csv:4:5: column sei, field nev: must be 0 or 1, got 'yes'"},
      {"field twice", "data/fields.csv", "ic,", "nev,",
       "data/fields.csv:4:1: column code, field nev: the field is there twice; the first is in line 3"},
      {"weight above 1", "data/specialisation.csv", "Yuzhong,1,0", "Yuzhong,1.5,0",
       "data/specialisation.csv:2:2: column ict_ai, node Yuzhong: must be a number from 0 to 1, got '1.5'"},
      {"weights of 1.5", "data/specialisation.csv", "Yuzhong,1,0", "Yuzhong,1,0.5",
       "data/specialisation.csv:2:1: column id, node Yuzhong: the weights of the fields must add up to 1, got 1.5"},
      {"no field at all", "data/specialisation.csv", "Yuzhong,1,0", "Yuzhong,0,0",
       "data/specialisation.csv:2:1: column id, node Yuzhong: the weights of the fields must add up to 1, got 0"},
      {"node missing", "data/specialisation.csv", "Yuzhong,1,0", "Dadukou,1,0",
       "data/specialisation.csv: data.specialisation: no row for node Yuzhong\ndata/specialisation.csv:3:1: column id, "
       "node Dadukou: the node is there twice; the first is in line 2"},
  });
}

TEST_CASE("a prior is a distribution that exists") {
  check_each({
      {"kind", "data/priors.csv", "lognormal,0.015", "log-normal,0.015",
       "data/priors.csv:2:3: column dist, parameter mu_province: must be one of lognormal, logitnormal, normal, got "
       "'log-normal'; did you mean 'lognormal'?"},
      {"lognormal around 0", "data/priors.csv", "lognormal,0.015", "lognormal,0",
       "data/priors.csv:2:4: column centre, parameter mu_province: the centre of a lognormal must be above 0, got '0'"},
      {"share of 1", "data/priors.csv", "logitnormal,0.27", "logitnormal,1",
       "data/priors.csv:40:4: column centre, parameter f0: the centre of a logitnormal must be above 0 and below 1, "
       "got '1'"},
      {"negative spread", "data/priors.csv", "0.25,0.1,log points", "0.25,-0.1,log points",
       "data/priors.csv:4:5: column spread, parameter siphon: must be a number of at least 0, got '-0.1'"},
      {"twice", "data/priors.csv", "mu_city,", "mu_province,",
       "data/priors.csv: data.priors: no row for parameter mu_city\ndata/priors.csv:3:1: column name, parameter "
       "mu_province: the parameter is there twice; the first is in line 2"},
      {"unknown to the model", "data/priors.csv", "mu_city,", "mu_citty,",
       "data/priors.csv: data.priors: no row for parameter mu_city\ndata/priors.csv:3:1: column name, parameter "
       "mu_citty: the model has no parameter 'mu_citty'; did you mean 'mu_city'?"},
  });
}

TEST_CASE("priors come in the order in which the model names its parameters") {
  const ScenarioFolder folder;
  std::vector<std::string> lines = lines_of(folder.text("data/priors.csv"));
  std::reverse(lines.begin() + 1, lines.end());
  std::string turned;
  for (const std::string& line : lines) turned += line + "\n";
  folder.write("data/priors.csv", turned);
  const std::vector<Prior> priors = folder.read().data.priors;
  REQUIRE(priors.size() == parameter_names.size());
  for (std::size_t i = 0; i < priors.size(); ++i) CHECK(priors[i].name == parameter_names[i]);
}

TEST_CASE("a region is a weighted set of known nodes") {
  check_each({
      {"node", "data/regions.csv", "city,Yuzhong,all,1", "city,Yuzong,all,1",
       "data/regions.csv:2:5: column node, region Chongqing: unknown node 'Yuzong'; did you mean 'Yuzhong'?"},
      {"share above 1", "data/regions.csv", "city,Yuzhong,all,1", "city,Yuzhong,all,1.5",
       "data/regions.csv:2:7: column share, region Chongqing: must be a number above 0 and at most 1, got '1.5'"},
      {"no share", "data/regions.csv", "city,Yuzhong,all,1", "city,Yuzhong,all,0",
       "data/regions.csv:2:7: column share, region Chongqing: must be a number above 0 and at most 1, got '0'"},
      {"node twice", "data/regions.csv", "city,Dadukou,all,1", "city,Yuzhong,all,1",
       "data/regions.csv:3:7: column share, region Chongqing: the shares of node Yuzhong in the region add up to more "
       "than 1"},
      {"variable", "data/regions.csv", "city,Yuzhong,all,1", "city,Yuzhong,gpd,1",
       "data/regions.csv:2:6: column variable, region Chongqing: must be one of all, gdp, rd, hightech_output, "
       "tech_firms, land, got 'gpd'; did you mean 'gdp'?"},
      {"other name", "data/regions.csv", "重庆市,Chongqing,city,Dadukou", "重庆市,Chungking,city,Dadukou",
       "data/regions.csv:3:3: column name_en, region Chongqing: must be 'Chongqing' as in the first row of the region, "
       "got 'Chungking'"},
      {"other kind", "data/regions.csv", "Chongqing,city,Dadukou", "Chongqing,province,Dadukou",
       "data/regions.csv:3:4: column kind, region Chongqing: must be 'city' as in the first row of the region, got "
       "'province'"},
      {"more than the whole district", "data/zones.csv", "Shapingba,hightech_output,0.95", "Shapingba,rd,0.95",
       "data/zones.csv:4:7: column share, zone western_science_city: the shares of node Shapingba in the region add up "
       "to more than 1"},
      {"zone status", "data/zones.csv", "gdp,0.6,assumed", "gdp,0.6,asumed",
       "data/zones.csv:2:8: column status, zone western_science_city: must be one of reported, reported_unchecked, "
       "estimated, assumed, got 'asumed'; did you mean 'assumed'?"},
  });
}

TEST_CASE("a whole district and a part of it do not fit into one region") {
  const ScenarioFolder folder;
  folder.append("data/regions.csv", "Chongqing,重庆市,Chongqing,city,Yuzhong,gdp,0.1\n");
  CHECK(folder.fault_text() ==
        "data/regions.csv:383:7: column share, region Chongqing: the shares of node Yuzhong in the region add up to "
        "more than 1");
}

TEST_CASE("regions, zones and nodes have different names") {
  const ScenarioFolder folder;
  folder.append("data/regions.csv", "Yubei,渝北,Yubei,test,Yubei,all,1\n");
  folder.append("data/zones.csv", "one_area,主城都市区,One area,2.5,Wanzhou,gdp,0.1,assumed,\n");
  CHECK(folder.fault_text() ==
        "data/regions.csv:383:1: column region, region Yubei: a region cannot have the id of a "
        "node\ndata/zones.csv:197:1: column zone_id, zone one_area: the zone has the id of a region of data.regions");
}

TEST_CASE("a target names a known place, a possible year and a direction") {
  check_each({
      {"region", "data/plan_targets.csv", "%/yr,Chongqing,12.2", "%/yr,Chonqing,12.2",
       "data/plan_targets.csv:2:5: column region, indicator rd_growth: unknown region or node 'Chonqing'; did you mean "
       "'Chongqing'?"},
      {"district twice", "data/plan_targets.csv", "Fengdu;Zhongxian", "Fengdu;Fengdu",
       "data/plan_targets.csv:86:5: column region, indicator goal_fengdu_zhongxian_county: 'Fengdu' is named twice"},
      {"empty place", "data/plan_targets.csv", "Fengdu;Zhongxian", "Fengdu;",
       "data/plan_targets.csv:86:5: column region, indicator goal_fengdu_zhongxian_county: unknown region or node ''"},
      {"impossible year", "data/plan_targets.csv", "12.2,2025,10", "12.2,1925,10",
       "data/plan_targets.csv:2:7: column year, indicator rd_growth: must be a year from 1950 to 2100, got '1925'"},
      {"direction", "data/plan_targets.csv", "10,at_least", "10,atleast",
       "data/plan_targets.csv:2:9: column direction, indicator rd_growth: must be one of at_least, at_most, about, got "
       "'atleast'; did you mean 'at_least'?"},
      {"kind", "data/plan_targets.csv", "10,at_least,outcome", "10,at_least,output",
       "data/plan_targets.csv:2:10: column kind, indicator rd_growth: must be one of outcome, input, not_modelled, got "
       "'output'"},
      {"no number", "data/plan_targets.csv", "12.2,2025,10", "12.2,2025,more than 10",
       "data/plan_targets.csv:2:8: column target, indicator rd_growth: must be a number, got 'more than 10'"},
      {"twice", "data/plan_targets.csv", "%,Chongqing,2.11,2035,3.0", "%,Chongqing,2.11,2025,3.0",
       "data/plan_targets.csv:4:1: column indicator, indicator rd_intensity: the target of this region, year and "
       "direction is there twice; the first is in line 3"},
  });
}

TEST_CASE("targets of the table may lie before the base year of other tables") {
  const ScenarioFolder folder;
  folder.write("x.yaml",
               "extends: baseline.yaml\nhorizon: {from: 2026}\ndata: {year: 2026}\noutput: {report_years: [2035]}\n");
  CHECK(folder.fault_text("x.yaml").empty());
}

TEST_CASE("every table must be there and hold rows of text") {
  for (const std::string table : all_tables) {
    CAPTURE(table);
    const std::string name = "data/" + table;
    const ScenarioFolder folder;
    folder.write(name, "");
    CHECK(folder.fault_text().starts_with(name + ": data."));
    CHECK(folder.fault_text().ends_with(": the file is empty"));
    CHECK(folder.faults().size() == 1);
    folder.remove(name);
    CHECK(folder.fault_text().ends_with(": no such file"));
    CHECK(folder.faults().size() == 1);
  }
}

TEST_CASE("what is no UTF-8 table is refused with a way out") {
  const ScenarioFolder folder;
  const std::string table = folder.text("data/fields.csv");
  folder.write("data/fields.csv", "code,name_zh\nic,\xBC\xAF\xB3\xC9\n");
  CHECK(folder.fault_text() ==
        "data/fields.csv:2: data.fields: byte 0xBC is not UTF-8, perhaps the file is GBK; save it as UTF-8 (in Excel: "
        "\"CSV UTF-8 (Comma delimited)\")");
  folder.write("data/fields.csv", std::string("\xFF\xFE"
                                              "c\0o\0",
                                              6));
  CHECK(folder.fault_text() ==
        "data/fields.csv: data.fields: the file is UTF-16 text; save it as UTF-8 (in Excel: \"CSV UTF-8 (Comma "
        "delimited)\")");
  folder.write("data/fields.csv", std::string("PK\3\4\0\0", 6));
  CHECK(folder.fault_text() == "data/fields.csv:1: data.fields: the file is binary, not text");
  folder.write("data/fields.csv", "code,name_zh,name_en,boxes,sei,hightech\n");
  CHECK(folder.fault_text() == "data/fields.csv: data.fields: the table has a header and no rows");
}

TEST_CASE("all faults of all tables are told at once, by file and line") {
  const ScenarioFolder folder;
  folder.replace("data/priors.csv", "lognormal,0.015", "lognormal,-1");
  folder.replace("data/nodes.csv", "渝北,district", "渝北,dstrict");
  folder.replace("data/nodes.csv", "1357.6", "-1");
  folder.replace("baseline.yaml", "sampling:", "smapling:");
  CHECK(
      folder.fault_text() ==
      "baseline.yaml:17:3: ensemble.smapling: unknown key; did you mean 'sampling'?\ndata/nodes.csv:2:14: column gdp, "
      "node Yuzhong: must be a number above 0, got '-1'\ndata/nodes.csv:9:3: column kind, node Yubei: must be one of "
      "district, city, province, region, country, bloc, got 'dstrict'; did you mean 'district'?\ndata/priors.csv:2:4: "
      "column centre, parameter mu_province: the centre of a lognormal must be above 0, got '-1'");
}

TEST_CASE("a long list of faults is cut and counted, but kept whole for the program") {
  const ScenarioFolder folder;
  std::string rows;
  for (int i = 0; i < 250; ++i) rows += "lost,Yuzhong,Atlantis,air,2,2020,x,y\n";
  folder.append("data/transport_links.csv", rows);
  try {
    folder.read();
    FAIL("the links must be refused");
  } catch (const InputError& error) {
    CHECK(error.faults().size() == 250);
    const std::vector<std::string> lines = lines_of(error.what());
    CHECK(lines.size() == 201);
    CHECK(lines.back() == "… and 50 more faults");
  }
}

}  // namespace jialing::test
