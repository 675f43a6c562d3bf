#include "sim/scenario/lever_fields.h"

#include <algorithm>

namespace jialing {

namespace {

constexpr Range amounts{.low = -1e6, .high = 1e6};
constexpr Range people{.low = 0, .high = 1e7};
constexpr Range log_points{.low = -3, .high = 3};
constexpr Range rate{.low = 0, .high = 5};
constexpr Range signed_share{.low = -1, .high = 1};
constexpr const char* money_unit = "100 million CNY/year";

FieldSpec text(std::string key, std::string description) {
  return {.key = std::move(key), .type = FieldType::text, .description = std::move(description), .fallback = ""};
}

FieldSpec number(std::string key, std::string description, std::string unit, const Range& range,
                 std::optional<std::string> fallback = "0") {
  return {.key = std::move(key),
          .type = FieldType::number,
          .description = std::move(description),
          .unit = std::move(unit),
          .required = !fallback,
          .fallback = std::move(fallback),
          .range = range};
}

FieldSpec required_number(std::string key, std::string description, std::string unit, const Range& range) {
  return number(std::move(key), std::move(description), std::move(unit), range, std::nullopt);
}

FieldSpec optional_number(std::string key, std::string description, std::string unit, const Range& range) {
  return {.key = std::move(key),
          .type = FieldType::number,
          .description = std::move(description),
          .unit = std::move(unit),
          .range = range};
}

FieldSpec on_off(std::string key, std::string description, std::string fallback) {
  return {.key = std::move(key),
          .type = FieldType::on_off,
          .description = std::move(description),
          .fallback = std::move(fallback)};
}

FieldSpec choice(std::string key, std::string description, std::vector<std::string> choices, std::string fallback) {
  return {.key = std::move(key),
          .type = FieldType::choice,
          .description = std::move(description),
          .fallback = std::move(fallback),
          .choices = std::move(choices)};
}

FieldSpec names(std::string key, std::string description, Vocabulary vocabulary, bool required = false) {
  return {.key = std::move(key),
          .type = FieldType::list,
          .description = std::move(description),
          .required = required,
          .may_be_empty = !required,
          .fields = {{.type = FieldType::text, .description = "A name.", .required = true, .vocabulary = vocabulary}}};
}

FieldSpec a_name(std::string key, std::string description, Vocabulary vocabulary, bool required) {
  return {.key = std::move(key),
          .type = FieldType::text,
          .description = std::move(description),
          .required = required,
          .vocabulary = vocabulary};
}

FieldSpec where_fields() {
  std::string known;
  for (const NodeMeasure& each : node_measures())
    known += (known.empty() ? "" : ", ") + each.name + (each.unit.empty() ? "" : " (" + each.unit + ")");
  const auto bound = [](std::string key, std::string description) {
    return FieldSpec{
        .key = std::move(key), .type = FieldType::number, .description = std::move(description), .unit_of_data = true};
  };
  return {.key = "where",
          .type = FieldType::entries,
          .description = "Only nodes whose published figures of the base year lie between these bounds: " + known + ".",
          .fields = {{.description = "Bounds, both excluded.",
                      .fields = {bound("above", "Larger than this."), bound("below", "Smaller than this.")}}}};
}

}  // namespace

FieldSpec targets_of(std::string key, std::string description, bool required) {
  return {.key = std::move(key),
          .description = std::move(description),
          .required = required,
          .fields = {names("nodes", "Nodes.", Vocabulary::node),
                     names("regions", "Regions, with their shares of nodes.", Vocabulary::region),
                     names("except", "Nodes that are left out.", Vocabulary::node), where_fields()}};
}

namespace {

FieldSpec between_fields(bool required) {
  return {.key = "between",
          .type = FieldType::list,
          .description = "Two groups of nodes: the lever acts on the pairs with one node in each.",
          .required = required,
          .fields = {targets_of("", "A group of nodes.", false)}};
}

FieldSpec split_field() {
  return choice(
      "split",
      "How the amount is divided among the targets: by their GDP, R&D or population of the base year, equally, or each "
      "receives it.",
      split_names, "gdp");
}

std::vector<FieldSpec> joined_fields(std::vector<FieldSpec> first, const std::vector<FieldSpec>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::vector<FieldSpec> money_fields(bool required) {
  return {number("amount", "Public money for all targets together.", money_unit, amounts,
                 required ? std::nullopt : std::optional<std::string>("0")),
          number("growth", "Growth of the amount from year to year.", "1/year", {.low = -0.5, .high = 1}),
          choice("prices",
                 "Prices in which the amount is stated: of each year, or of the base year, which 2020 names where it "
                 "is that year.",
                 {"nominal", "base_year", "2020"}, "nominal")};
}

FieldSpec fields_field(bool required) {
  return names("fields", "Technology fields (codes of the table of fields).", Vocabulary::none, required);
}

FieldSpec adoption_field(bool required) {
  const std::string text_of = "Added to the rate of spontaneous adoption p_adopt in the fields.";
  return required ? required_number("adoption", text_of, "1/year", rate) : number("adoption", text_of, "1/year", rate);
}

FieldSpec links_fields() {
  return {.key = "links",
          .type = FieldType::list,
          .description = "Links that the line adds.",
          .may_be_empty = true,
          .fields = {{.description = "A link.",
                      .fields = {a_name("a", "One end.", Vocabulary::node, true),
                                 a_name("b", "The other end.", Vocabulary::node, true),
                                 choice("mode", "Kind of link.", {"high_speed_rail", "rail", "air", "road"},
                                        "high_speed_rail"),
                                 required_number("hours", "Travel time.", "hours", positive)}}}};
}

FieldSpec pairs_fields() {
  return {.key = "pairs",
          .type = FieldType::list,
          .description = "Which node supports which.",
          .required = true,
          .fields = {{.description = "A pair.",
                      .fields = {a_name("donor", "Gives.", Vocabulary::node, true),
                                 a_name("recipient", "Receives.", Vocabulary::node, true)}}}};
}

/// What is particular to a type of lever.
struct TypeSpec {
  std::string name, description;
  bool targets;        ///< acts on nodes that the scenario names
  bool institutional;  ///< grows into force
  std::vector<FieldSpec> fields;
};

std::vector<TypeSpec> money_types() {
  const FieldSpec leverage =
      on_off("leverage", "Whether it draws business R&D along, or crowds it out (parameter leverage).", "on");
  const FieldSpec gearing =
      number("gearing", "Innovation capital per unit of public money.", "CNY/CNY", {.low = 0, .high = 100}, "1");
  return {
      {"rd_grant", "Public money for R&D.", true, false,
       joined_fields(money_fields(true), {split_field(), leverage,
                                          optional_number("basic_fraction",
                                                          "Part that is spent on basic research; without it the money "
                                                          "does not move the share of basic research.",
                                                          "", zero_to_one)})},
      {"rd_tax_credit",
       "Lowers the user cost of business R&D.",
       true,
       false,
       {required_number("credit", "Fall of the user cost; the state forgoes this share of business R&D.", "",
                        signed_share)}},
      {"talent_programme",
       "Recruits R&D staff from other nodes, takes in graduates, makes places more attractive.",
       true,
       true,
       {number("recruits", "R&D staff drawn from other nodes.", "persons/year", people),
        number("postdocs", "Postdoctoral researchers who stay.", "persons/year", people),
        number("graduates", "Graduates who take up R&D.", "persons/year", people), split_field(),
        number("attraction", "Pull on R&D staff, times shrink_effect.", "log points", log_points)}},
      {"venture_fund", "Public money in funds for innovative firms.", true, false,
       joined_fields(money_fields(true),
                     {split_field(), gearing, on_off("tied", "Whether the capital must stay in the targets.", "off")})},
      {"credit", "A public risk pool behind loans to innovative firms of the targets.", true, false,
       joined_fields(money_fields(true), {split_field(), gearing})},
  };
}

std::vector<TypeSpec> network_types() {
  const auto points = [](std::string key, std::string what) {
    return number(std::move(key), "Weight of " + what + ".", "log points", log_points);
  };
  return {
      {"technology_market",
       "More of the R&D is sold by contract, and further away.",
       true,
       true,
       {number("catch_up", "Speed at which contract intensity reaches the frontier.", "log points", log_points),
        number("frontier", "Contract intensity aimed at by those below the frontier.", "log points", log_points),
        number("openness", "Odds that a contract leaves the province.", "log points", log_points)}},
      {"integration",
       "Two groups of nodes grow together.",
       false,
       true,
       {between_fields(true),
        number("border", "Share of the border effect on knowledge that is lifted.", "", signed_share),
        points("talent", "the moves of talent between them"), points("capital", "the flows of capital between them"),
        points("contract", "the contracts between them"), points("knowledge", "the knowledge links between them")}},
      {"transport_line",
       "Opens a line, earlier or later than the table says, makes it faster, or adds it.",
       false,
       false,
       {a_name("line", "Line of the table of transport links, or the id of a new one.", Vocabulary::none, true),
        {.key = "open_year",
         .type = FieldType::integer,
         .description = "Year from which the line is open.",
         .unit = "year",
         .fallback_note = "the table's year",
         .range = run_years},
        number("hours_factor", "Travel time on the line relative to the table.", "", {.low = 0.05, .high = 20}, "1"),
        links_fields()}},
      {"programme_link",
       "A cooperation programme between nodes starts or ends.",
       false,
       false,
       {a_name("programme", "Programme of the table of programme links.", Vocabulary::none, false),
        between_fields(false), on_off("state", "off: the programme of the table has no effect in these years.", "on"),
        number("strength", "Strength relative to a programme of the table.", "", zero_to_one, "1")}},
      {"enclave",
       "The targets share the knowledge links of a host in which they keep a site.",
       true,
       true,
       {a_name("host", "Node of the site.", Vocabulary::node, true),
        required_number("share", "Share of the host's knowledge links.", "", zero_to_one)}},
  };
}

std::vector<TypeSpec> place_types() {
  const auto points = [](std::string key, std::string what) {
    return number(std::move(key), std::move(what), "log points", log_points);
  };
  return {
      {"platform", "Laboratories, institutes and centres: running cost, staff, productivity and the fields they serve.",
       true, true,
       joined_fields(money_fields(false),
                     {split_field(), number("staff", "R&D staff taken on, once.", "persons", people),
                      points("creation", "Creation of knowledge, times shrink_effect."), fields_field(false),
                      adoption_field(false)})},
      {"zone",
       "A high-tech zone, science city or new area: acts on nodes by their shares in it.",
       false,
       true,
       {a_name("zone", "Region, usually a zone.", Vocabulary::region, true),
        points("creation", "Creation of knowledge, times shrink_effect."),
        points("capacity", "Technology-based firms that find room, times shrink_effect."),
        points("attraction", "Pull on R&D staff, times shrink_effect."),
        number("spill", "Part of the effect on creation that neighbours feel.", "", signed_share)}},
      {"incubator",
       "Rooms and services for new firms.",
       true,
       true,
       {required_number("units", "Incubators of all targets together.", "", {.low = 0, .high = 1e5}),
        number("capacity", "Firms that find room, per unit.", "log points", log_points),
        number("entry", "Added to the rate of entry p_firm, per unit.", "1/year", rate), split_field()}},
      {"pairing",
       "One node gives part of its public R&D to another.",
       false,
       false,
       {pairs_fields(), required_number("share", "Share of the donor's public R&D.", "", {.low = 0, .high = 0.5}),
        on_off("link", "Whether a cooperation programme joins the pair.", "on")}},
  };
}

std::vector<TypeSpec> knowledge_types() {
  return {
      {"field_programme",
       "Speeds up the adoption of technology fields.",
       true,
       true,
       {fields_field(true), adoption_field(false),
        number("imitation", "Speed of imitation q_adopt in the fields.", "log points", log_points)}},
      {"basic_research",
       "A larger share of R&D for basic research is aimed at.",
       true,
       false,
       {required_number("gain", "Added to the share of basic research that is aimed at.", "", signed_share)}},
      {"science_outreach",
       "Scientific literacy rises faster.",
       true,
       true,
       {required_number("literacy", "Added to g_literacy, the growth of the log-odds.", "1/year",
                        {.low = -1, .high = 1})}},
      {"consortium",
       "Firms, universities and institutes of the targets work together.",
       true,
       true,
       {number("contract", "Weight of contracts between the members.", "log points", log_points),
        number("knowledge", "Weight of knowledge links between the members.", "log points", log_points),
        fields_field(false), adoption_field(false)}},
      {"rd_mandate",
       "Firms under an obligation spend at least so much on R&D.",
       true,
       false,
       {required_number("share", "Share of business R&D under the obligation.", "", zero_to_one),
        required_number("floor", "Business R&D / GDP below which the obliged do not fall.", "",
                        {.low = 0, .high = 0.5})}},
      {"procurement", "Public demand for new technology.", true, false,
       joined_fields(money_fields(false), {fields_field(true), adoption_field(true)})},
      {"performance_grant", "Public money for R&D, shared by the rank of the targets a year before.", true, false,
       joined_fields(money_fields(true),
                     {a_name("indicator", "Indicator that ranks the targets.", Vocabulary::indicator, true),
                      choice("order", "Which end of the ranking receives more.", {"highest", "lowest"}, "highest"),
                      {.key = "winners",
                       .type = FieldType::integer,
                       .description = "Targets that share equally; 0: all, by rank.",
                       .fallback = "0",
                       .range = {.low = 0, .high = 1000}},
                      on_off("leverage", "Whether it draws business R&D along (parameter leverage).", "on")})},
  };
}

const std::vector<TypeSpec>& types() {
  static const std::vector<TypeSpec> all = [] {
    std::vector<TypeSpec> list;
    for (auto part : {money_types(), network_types(), place_types(), knowledge_types()})
      list.insert(list.end(), part.begin(), part.end());
    return list;
  }();
  return all;
}

FieldSpec years_field() {
  return {.key = "years",
          .type = FieldType::list,
          .description = "First and last year in force; the first alone: without end.",
          .unit = "year",
          .required = true,
          .fields = {{.type = FieldType::integer, .description = "A year.", .range = run_years}}};
}

FieldSpec ramp_field(bool institutional) {
  return {
      .key = "ramp",
      .type = FieldType::either,
      .description =
          "How it grows into force: none, at once; institutional, with the parameter ramp_effect; or with "
          "a time scale of its own.",
      .unit = "years",
      .fallback = institutional ? "institutional" : "none",
      .fields = {
          {.type = FieldType::number, .description = "Time scale.", .unit = "years", .range = {.low = 0, .high = 100}},
          {.type = FieldType::choice, .description = "A kind.", .choices = {"none", "institutional"}}}};
}

std::vector<FieldSpec> event_fields() {
  const FieldSpec year{.key = "year",
                       .type = FieldType::integer,
                       .description = "Year from which it is in force if it happens.",
                       .unit = "year",
                       .required = true,
                       .range = run_years};
  const FieldSpec duration{.key = "duration",
                           .type = FieldType::integer,
                           .description = "Years that a shock lasts.",
                           .unit = "years",
                           .required = true,
                           .range = {.low = 1, .high = 80}};
  return {{.key = "milestone",
           .type = FieldType::either,
           .description = "An approval that may or may not come: in force only if it happens.",
           .fields = {{.fields = {year, required_number("probability", "That it happens.", "", zero_to_one)}}}},
          {.key = "shock",
           .type = FieldType::either,
           .description = "Strikes at random in the years of the lever.",
           .fields = {{.fields = {required_number("probability", "That it strikes, in each year.", "", zero_to_one),
                                  duration}}}}};
}

std::vector<FieldSpec> schedule_fields(const TypeSpec& type) {
  FieldSpec effectiveness = number_or_distribution();
  effectiveness.key = "effectiveness";
  effectiveness.description = "Factor on the effects, not on the money: a number or a distribution.";
  effectiveness.fallback = "1";
  std::vector<FieldSpec> fields = {years_field(), ramp_field(type.institutional), effectiveness};
  for (const FieldSpec& each : event_fields()) fields.push_back(each);
  fields.push_back(number("cost", "Public money it costs beside what its own keys spend.", money_unit, amounts));
  return fields;
}

FieldSpec variant_of(const TypeSpec& type) {
  FieldSpec spec{.key = type.name, .description = type.description};
  spec.fields = {
      a_name("name", "Name of the lever, by which variants change it.", Vocabulary::none, true),
      on_off("enabled", "off: as if it were not there.", "on"),
      text("group", "Word by which `groups` switches it."),
      names("measures", "Measures of the plan that it stands for (ids of plan_measures.csv).", Vocabulary::none),
      text("chapter", "Chapter of the plan."),
      text("source", "Where the size of the effect comes from, or what is assumed.")};
  if (type.targets) spec.fields.push_back(targets_of("targets", "Nodes on which it acts.", true));
  if (type.name != "transport_line")
    for (const FieldSpec& each : schedule_fields(type)) spec.fields.push_back(each);
  spec.fields.insert(spec.fields.end(), type.fields.begin(), type.fields.end());
  return spec;
}

double per(const Node& node, NodeColumn numerator, NodeColumn denominator, double scale) {
  return scale * node[numerator] / node[denominator];
}

}  // namespace

const FieldSpec& policies_fields() {
  static const FieldSpec table = [] {
    FieldSpec lever{.type = FieldType::variant,
                    .description = "A lever: a measure of policy that the scenario adds to the baseline.",
                    .discriminator = "type"};
    for (const TypeSpec& type : types()) lever.fields.push_back(variant_of(type));
    return FieldSpec{.key = "policies",
                     .type = FieldType::list,
                     .description =
                         "Levers of policy. Those with the name of a lever of the scenario that is extended "
                         "or varied change that lever; the others are added.",
                     .may_be_empty = true,
                     .identity = "name",
                     .fields = {lever}};
  }();
  return table;
}

FieldSpec channels_fields() {
  const auto channel = [](std::string key, std::string description) {
    return on_off(std::move(key), std::move(description), "on");
  };
  return {
      .key = "channels",
      .description = "Channels between nodes; switch one off to see what the network is worth.",
      .fields = {
          channel("talent", "R&D staff move between nodes."), channel("capital", "Innovation capital leaves its node."),
          channel("contracts", "Technology is bought elsewhere."), channel("knowledge", "Knowledge spills over."),
          choice("adoption",
                 "Fields are learnt from other nodes; off: what would have been learnt elsewhere is not; own: "
                 "it is learnt at home instead.",
                 {"on", "off", "own"}, "on")}};
}

FieldSpec groups_fields() {
  return {.key = "groups",
          .type = FieldType::entries,
          .description =
              "Switches all levers of a group on or off; `all` is every lever, and a group's own word goes "
              "before it.",
          .fields = {{.type = FieldType::on_off, .description = "on or off."}}};
}

const std::vector<std::string>& lever_type_names() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> list;
    for (const TypeSpec& type : types()) list.push_back(type.name);
    return list;
  }();
  return all;
}

const std::vector<FieldSpec>& own_fields(LeverType type) {
  return types()[static_cast<std::size_t>(type)].fields;
}

bool has_targets(LeverType type) {
  return types()[static_cast<std::size_t>(type)].targets;
}

const std::vector<NodeMeasure>& node_measures() {
  using enum NodeColumn;
  static const std::vector<NodeMeasure> all = {
      {"gdp", "100 million CNY", [](const Node& node) { return node[gdp]; }},
      {"gdp_per_capita", "10 000 CNY", [](const Node& node) { return per(node, gdp, population_10k, 1); }},
      {"population", "10 000 persons", [](const Node& node) { return node[population_10k]; }},
      {"rd", "100 million CNY", [](const Node& node) { return node[rd]; }},
      {"rd_intensity", "%", [](const Node& node) { return per(node, rd, gdp, 100); }},
      {"rd_personnel_per_10k_employed", "person-years",
       [](const Node& node) { return per(node, rd_fte, employment_10k, 1); }},
      {"tech_firms", "firms", [](const Node& node) { return node[tech_firms]; }},
      {"hightech_firms_per_10k_entities", "firms",
       [](const Node& node) { return per(node, hightech_firms, entities_10k, 1); }},
      {"high_value_patents_per_10k", "patents",
       [](const Node& node) { return per(node, high_value_patents, population_10k, 1); }},
  };
  return all;
}

const NodeMeasure* find_node_measure(const std::string& name) {
  const auto& all = node_measures();
  const auto found = std::find_if(all.begin(), all.end(), [&](const NodeMeasure& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace jialing
