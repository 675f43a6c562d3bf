#include "sim/scenario/field_table.h"

#include <fmt/format.h>

#include "sim/scenario/allocation_fields.h"
#include "sim/scenario/lever_fields.h"
#include "sim/tables/names.h"
#include "sim/tables/readers.h"

namespace jialing {

const std::vector<std::string> realizations_names = {"none", "all"};
const std::vector<std::string> flow_output_names = {"none", "regions"};
const std::array<DistributionArguments, 3> distribution_arguments{
    {{"median", "log_sd"}, {"median", "logit_sd"}, {"mean", "sd"}}};

namespace {

FieldSpec horizon_fields() {
  return {
      .key = "horizon",
      .description = "Years that are simulated.",
      .fields = {{.key = "from",
                  .type = FieldType::integer,
                  .description = "Base year: that of the tables.",
                  .unit = "year",
                  .fallback = "2020",
                  .range = base_years},
                 {.key = "to",
                  .type = FieldType::integer,
                  .description = "The run ends at the start of this year.",
                  .unit = "year",
                  .fallback = "2035",
                  .range = run_years,
                  .range_reason = "a run starts at the base year of its tables and may reach 2100"},
                 {.key = "steps_per_year",
                  .type = FieldType::integer,
                  .description = "Steps in which a year is computed; 4 are quarters.",
                  .unit = "1/year",
                  .fallback = "4",
                  .range = {.low = 1, .high = 52}}},
  };
}

FieldSpec ensemble_fields() {
  return {
      .key = "ensemble",
      .description = "How many futures are simulated and how their parameters are drawn.",
      .fields = {{.key = "members",
                  .type = FieldType::integer,
                  .description = "Number of simulated futures.",
                  .unit = "members",
                  .fallback = "2000",
                  .range = {.low = 1, .high = 1e9}},
                 {.key = "seed",
                  .type = FieldType::seed,
                  .description = "Seed of every random number: equal seeds give equal results.",
                  .fallback = "0"},
                 {.key = "sampling",
                  .type = FieldType::choice,
                  .description =
                      "How the parameters are drawn: independently, or spread evenly over their distributions.",
                  .fallback = "monte_carlo",
                  .choices = sampling_names},
                 {.key = "precision",
                  .type = FieldType::choice,
                  .description = "Of the numbers that the model computes with. single is faster and changes medians by "
                                 "less than 0.01 %.",
                  .fallback = "double",
                  .choices = precision_names},
                 {.key = "repeats",
                  .type = FieldType::integer,
                  .description = "Members that share a draw of the parameters and differ in luck (noise, base year, "
                                 "events); every draw meets the same luck. 1, or a multiple of 8.",
                  .unit = "members",
                  .fallback = "1",
                  .range = {.low = 1, .high = 1e6}}},
  };
}

FieldSpec uncertainty_switch(std::string key, std::string description) {
  return {.key = std::move(key), .type = FieldType::on_off, .description = std::move(description), .fallback = "on"};
}

FieldSpec uncertainty_fields() {
  return {
      .key = "uncertainty",
      .description = "Sources of uncertainty; each can be switched off.",
      .fields = {uncertainty_switch("parameters", "The model's parameters follow their distributions."),
                 uncertainty_switch("base_year",
                                    "The figures of the base year follow the uncertainty of their sources."),
                 uncertainty_switch("process_noise", "Growth fluctuates from year to year."),
                 uncertainty_switch("events", "Shocks occur at random.")},
  };
}

FieldSpec distribution(DistributionKind kind, std::string description, std::string spread) {
  const auto i = static_cast<std::size_t>(kind);
  const DistributionArguments& arguments = distribution_arguments[i];
  const auto argument = [](const std::string& key, std::string meaning, const Range& range, bool unit_of_data) {
    return FieldSpec{.key = key,
                     .type = FieldType::number,
                     .description = std::move(meaning),
                     .unit_of_data = unit_of_data,
                     .required = true,
                     .range = range};
  };
  const bool same_scale = kind == DistributionKind::normal;
  return {.key = distribution_names[i],
          .description = std::move(description),
          .fields = {argument(arguments.centre, "Centre of the distribution.", prior_range(kind), true),
                     argument(arguments.spread, std::move(spread), non_negative, same_scale)}};
}

FieldSpec distribution_fields() {
  return {
      .type = FieldType::variant,
      .description = "A distribution with named arguments.",
      .discriminator = "dist",
      .fields = {distribution(DistributionKind::lognormal, "The logarithm is normal: for quantities above 0.",
                              "Standard deviation of the logarithm."),
                 distribution(DistributionKind::logitnormal, "The log-odds are normal: for shares.",
                              "Standard deviation of the log-odds."),
                 distribution(DistributionKind::normal, "A normal distribution.", "Standard deviation.")},
  };
}

FieldSpec parameters_fields() {
  return {
      .key = "parameters",
      .type = FieldType::entries,
      .description = "Parameters of the model that differ from the table of priors: a fixed number or a distribution.",
      .vocabulary = Vocabulary::parameter,
      .fields = {number_or_distribution(),
                 {.key = posterior_key,
                  .type = FieldType::path,
                  .description =
                      "Draws of a calibration (netCDF, of `jialing calibrate`) instead of the distributions; "
                      "parameters that are stated beside it keep what is stated. none: the distributions, where a "
                      "file that is extended names draws."}},
  };
}

FieldSpec years_list(std::string key, std::string description, std::string note) {
  return {.key = std::move(key),
          .type = FieldType::list,
          .description = std::move(description),
          .unit = "year",
          .fallback_note = std::move(note),
          .fields = {{.type = FieldType::integer,
                      .description = "A year.",
                      .range = {.low = base_years.low, .high = latest_year}}}};
}

FieldSpec indicator_list(std::string description) {
  return {.key = "indicators",
          .type = FieldType::list,
          .description = std::move(description),
          .fallback_note = "all that were observed",
          .fields = {{.type = FieldType::text,
                      .description = "An indicator.",
                      .required = true,
                      .vocabulary = Vocabulary::indicator}}};
}

FieldSpec calibration_fields() {
  return {
      .key = "calibration",
      .description = "What `jialing calibrate` conditions the members on, and how.",
      .fields =
          {{.key = "observations",
            .type = FieldType::list,
            .description = "Tables of observed figures (CSV): region, indicator, year, value, sd (standard error, "
                           "in the unit of the value).",
            .may_be_empty = true,
            .fields = {{.type = FieldType::path, .description = "A table of observations."}}},
           indicator_list("Indicators that are used."),
           {.key = "until",
            .type = FieldType::integer,
            .description = "Last year whose observations are used.",
            .unit = "year",
            .fallback_note = "the last that was observed",
            .range = run_years},
           {.key = "steps",
            .type = FieldType::integer,
            .description = "Number of assimilations (Emerick & Reynolds 2013).",
            .fallback = "4",
            .range = {.low = 1, .high = 50}},
           {.key = "localisation",
            .type = FieldType::number,
            .description = "How many standard errors a sampled correlation must reach to count half; 0: all count.",
            .fallback = "3",
            .range = {.low = 0, .high = 20}},
           {.key = "discrepancy",
            .type = FieldType::entries,
            .description = "What the model cannot represent, beside the error of observation: a standard "
                           "deviation of the logarithm (of the value itself where it may be negative).",
            .vocabulary = Vocabulary::indicator,
            .fields = {{.type = FieldType::number, .description = "Standard deviation.", .range = non_negative}}}},
  };
}

FieldSpec hindcast_fields() {
  return {
      .key = "hindcast",
      .description = "Which forecasts of the past `jialing hindcast` makes.",
      .fields = {years_list("origins", "Years from which is forecast, knowing nothing later.",
                            "every year from the third after the base year on"),
                 {.key = "years",
                  .type = FieldType::integer,
                  .description = "Longest horizon.",
                  .unit = "year",
                  .fallback = "5",
                  .range = {.low = 1, .high = 20}},
                 indicator_list("Indicators that are judged."),
                 {.key = "regions",
                  .type = FieldType::list,
                  .description = "Regions or nodes that are judged.",
                  .fallback_note = "all that were observed",
                  .fields = {{.type = FieldType::text,
                              .description = "A region or a node.",
                              .required = true,
                              .vocabulary = Vocabulary::place}}},
                 {.key = "breaks",
                  .type = FieldType::entries,
                  .description = "Years from which an indicator's figures are on another basis (a census, a new "
                                 "definition): forecasts across them are told apart.",
                  .vocabulary = Vocabulary::indicator,
                  .fields = {{.type = FieldType::list,
                              .description = "Years.",
                              .fields = {{.type = FieldType::integer,
                                          .description = "A year.",
                                          .range = {.low = base_years.low, .high = latest_year}}}}}}},
  };
}

FieldSpec table_path(std::string key, std::string description, std::string fallback) {
  return {.key = std::move(key),
          .type = FieldType::path,
          .description = std::move(description),
          .fallback = std::move(fallback)};
}

FieldSpec data_fields() {
  return {
      .key = "data",
      .description = "Tables (CSV), with paths relative to the file that names them.",
      .fields =
          {{.key = table_year_key,
            .type = FieldType::integer,
            .description = "Year whose figures the tables hold; the run starts there.",
            .unit = "year",
            .fallback = "2020",
            .range = base_years},
           table_path("nodes", "Districts, cities, provinces and partners abroad in the base year.", "data/nodes.csv"),
           table_path("provenance", "Where each figure of the nodes comes from.", "data/nodes_provenance.csv"),
           table_path("transport_links", "Rail and air links and when they open.", "data/transport_links.csv"),
           table_path("programme_links", "Cooperation programmes between nodes.", "data/chengyu_links.csv"),
           table_path("fields", "Technology fields.", "data/fields.csv"),
           table_path("specialisation", "Weights of the technology fields in each node.", "data/specialisation.csv"),
           table_path("priors", "The model's parameters with their distributions.", "data/priors.csv"),
           table_path("regions", "Regions as weighted sets of nodes.", "data/regions.csv"),
           table_path("zones", "Science cities and high-tech zones as parts of nodes.", "data/zones.csv"),
           table_path("targets", "Targets of the plan.", "data/plan_targets.csv"),
           {.key = "patch",
            .type = FieldType::list,
            .description = "Tables that replace cells of the node table, the later ones last: columns id, column, "
                           "value, status, log_sd, basis.",
            .may_be_empty = true,
            .fields = {{.type = FieldType::path, .description = "A patch of the node table."}}}},
  };
}

FieldSpec regions_fields() {
  const FieldSpec share{.type = FieldType::number,
                        .description = "Share of the node that belongs to the region.",
                        .required = true,
                        .range = positive_share};
  const FieldSpec shares{.type = FieldType::entries,
                         .description = "Share by variable: " + joined(share_variables, ", ") + ".",
                         .fields = {share}};
  const FieldSpec nodes{
      .key = "nodes",
      .type = FieldType::either,
      .description = "The nodes of the region: a list of whole nodes, or a map from nodes to shares.",
      .required = true,
      .fields = {{.type = FieldType::list,
                  .description = "Whole nodes.",
                  .fields = {{.type = FieldType::text,
                              .description = "A node.",
                              .required = true,
                              .vocabulary = Vocabulary::node}}},
                 {.type = FieldType::entries,
                  .description = "Shares of nodes.",
                  .vocabulary = Vocabulary::node,
                  .fields = {{.type = FieldType::either,
                              .description = "Share of all of the node, or of single variables.",
                              .fields = {share, shares}}}}},
  };
  return {
      .key = "regions",
      .type = FieldType::entries,
      .description = "Regions beside those of the table: further sets of nodes to report on.",
      .fields = {{.description = "A set of nodes.",
                  .fields = {{.key = "name",
                              .type = FieldType::text,
                              .description = "Name in tables and charts.",
                              .fallback_note = "the region's key"},
                             {.key = "name_zh",
                              .type = FieldType::text,
                              .description = "Name in Chinese.",
                              .fallback_note = "the name"},
                             nodes}}},
  };
}

FieldSpec targets_fields() {
  return {
      .key = "targets",
      .type = FieldType::list,
      .description =
          "Targets beside those of the table. One for the same indicator, region, year and direction as a "
          "row of the table replaces it.",
      .may_be_empty = true,
      .fields = {{.description = "A target.",
                  .fields = {{.key = "indicator",
                              .type = FieldType::text,
                              .description = "What is aimed at.",
                              .required = true,
                              .vocabulary = Vocabulary::indicator},
                             {.key = "region",
                              .type = FieldType::text,
                              .description = "A region or a node.",
                              .fallback = "Chongqing",
                              .vocabulary = Vocabulary::place},
                             {.key = "year",
                              .type = FieldType::integer,
                              .description = "Year by which the target is to be met.",
                              .unit = "year",
                              .required = true,
                              .range = run_years},
                             {.key = "target",
                              .type = FieldType::number,
                              .description = "Level aimed at, in the indicator's unit.",
                              .unit_of_data = true,
                              .required = true},
                             {.key = "direction",
                              .type = FieldType::choice,
                              .description = "Whether more, less or about that much is aimed at.",
                              .fallback = target_direction_names[0],
                              .choices = target_direction_names},
                             {.key = "name",
                              .type = FieldType::text,
                              .description = "Name of the target.",
                              .fallback_note = "the indicator's name"},
                             {.key = "name_zh",
                              .type = FieldType::text,
                              .description = "Name in Chinese.",
                              .fallback_note = "the indicator's name in Chinese"}}}},
  };
}

FieldSpec output_fields() {
  return {
      .key = "output",
      .description = "What is kept of the run.",
      .fields = {{.key = "realizations",
                  .type = FieldType::choice,
                  .description = "Whether every member is kept beside the summary.",
                  .fallback = "none",
                  .choices = realizations_names},
                 {.key = "indicators",
                  .type = FieldType::either,
                  .description = "Indicators that are written.",
                  .fallback = "all",
                  .fields = {{.type = FieldType::choice,
                              .description = "Every indicator.",
                              .range_reason = "single indicators are named in a list: [gdp, rd_intensity]",
                              .choices = {"all"}},
                             {.type = FieldType::list,
                              .description = "Names of indicators.",
                              .fields = {{.type = FieldType::text,
                                          .description = "An indicator.",
                                          .required = true,
                                          .vocabulary = Vocabulary::indicator}}}}},
                 {.key = "report_years",
                  .type = FieldType::list,
                  .description =
                      "Years of the tables and of the flows between regions, after the base year. A scenario "
                      "that ends in another year than the file that it extends reports on that year as well.",
                  .unit = "year",
                  .fallback_note = "every fifth year and the last",
                  .fields = {{.type = FieldType::integer, .description = "A year.", .range = run_years}}},
                 {.key = "flows",
                  .type = FieldType::choice,
                  .description = "Whether flows between regions are written.",
                  .fallback = "regions",
                  .choices = flow_output_names},
                 {.key = "exact_members",
                  .type = FieldType::integer,
                  .description =
                      "Most members whose quantiles are exact, for which `run` keeps all of them in memory. Those "
                      "of more members come from a sketch in memory that does not grow with their number, and "
                      "are off by less than 0.1 %.",
                  .unit = "members",
                  .fallback = "10000",
                  .range = {.low = 0, .high = 1e9}}},
  };
}

FieldSpec graph_fields() {
  return {
      .key = "graph",
      .description = "How much of the graph is simulated.",
      .fields = {{.key = "max_partners",
                  .type = FieldType::integer,
                  .description = "Number of strongest partners of each node that are kept in each channel, for graphs "
                                 "of many nodes: time and memory then grow with the pairs that are kept, not with the "
                                 "square of the nodes. The share of the flows that is left out is reported.",
                  .fallback_note = "all",
                  .range = {.low = 1, .high = 1e6}}},
  };
}

FieldSpec description_field() {
  return {.key = "description",
          .type = FieldType::text,
          .description = "What the scenario assumes, in a few sentences.",
          .fallback = ""};
}

FieldSpec named_scenarios_fields() {
  return {
      .key = "scenarios",
      .type = FieldType::entries,
      .description = "Variants that are run beside the scenario itself, with the same members and the same luck.",
      .fields = {{.description = "What differs from the scenario of the file.",
                  .changes_only = true,
                  .fields = {{.key = "name",
                              .type = FieldType::text,
                              .description = "Name in tables, charts and results.",
                              .fallback_note = "the variant's key"},
                             description_field(),
                             uncertainty_fields(),
                             parameters_fields(),
                             channels_fields(),
                             policies_fields(),
                             groups_fields()}}},
  };
}

}  // namespace

const FieldSpec& entry_field(const FieldSpec& entries, const std::string& key) {
  for (std::size_t i = 1; i < entries.fields.size(); ++i)
    if (entries.fields[i].key == key) return entries.fields[i];
  return entries.fields[0];
}

FieldSpec number_or_distribution() {
  return {.type = FieldType::either,
          .description = "A fixed number or a distribution, in the unit of the table of priors.",
          .fields = {{.type = FieldType::number, .description = "A fixed value.", .unit_of_data = true},
                     distribution_fields()}};
}

const FieldSpec& scenario_fields() {
  static const FieldSpec table{
      .description = "A scenario: one future setting of the regional innovation system.",
      .fields = {{.key = "extends",
                  .type = FieldType::path,
                  .description = "Scenario file whose keys hold wherever this one says nothing; only its name and its "
                                 "description do not. It lies, as all that a scenario reads, below the folder of the "
                                 "scenario or below one that the environment variable JIALING_PATH names."},
                 {.key = "name",
                  .type = FieldType::text,
                  .description = "Name in tables, charts and results; of a scenario that extends another the file's "
                                 "name when it is missing.",
                  .required = true,
                  .required_unless = "extends"},
                 description_field(),
                 horizon_fields(),
                 ensemble_fields(),
                 uncertainty_fields(),
                 parameters_fields(),
                 graph_fields(),
                 channels_fields(),
                 policies_fields(),
                 groups_fields(),
                 data_fields(),
                 regions_fields(),
                 targets_fields(),
                 output_fields(),
                 calibration_fields(),
                 hindcast_fields(),
                 allocation_fields(),
                 named_scenarios_fields()},
  };
  return table;
}

std::string expected_value(const FieldSpec& field) {
  switch (field.type) {
    case FieldType::text:
      return "a text";
    case FieldType::path:
      return "the path of a file";
    case FieldType::integer:
      return expected_number("a whole number", field.range);
    case FieldType::seed:
      return "a whole number from 0 to 18446744073709551615";
    case FieldType::number:
      return expected_number("a number", field.range);
    case FieldType::on_off:
      return "on or off";
    case FieldType::choice:
      return field.choices.size() == 1 ? fmt::format("'{}'", field.choices[0])
                                       : "one of " + joined(field.choices, ", ");
    case FieldType::list:
      return "a list [first, second, …]";
    case FieldType::object:
    case FieldType::entries:
      return "a map of keys and values";
    case FieldType::variant:
      return fmt::format("a map with the key '{}'", field.discriminator);
    case FieldType::either:
      break;
  }
  std::vector<std::string> alternatives;
  for (const FieldSpec& alternative : field.fields) alternatives.push_back(expected_value(alternative));
  return joined(alternatives, " or ");
}

}  // namespace jialing
