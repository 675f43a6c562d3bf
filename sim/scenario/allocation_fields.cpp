#include "sim/scenario/allocation_fields.h"

#include <algorithm>

#include "sim/scenario/allocation.h"
#include "sim/scenario/lever_fields.h"

namespace jialing {

const std::vector<std::string> instrument_size_names = {"gdp", "population", "rd", "tech_firms"};
const std::vector<std::string> objective_form_names = {"value", "gini", "theil", "gap"};
const std::vector<std::string> objective_statistic_names = {"mean", "quantile", "cvar", "probability"};
const std::vector<std::string> allocation_rule_names = {"equal",       "population", "gdp",  "rd",
                                                        "researchers", "centrality", "need", "greedy"};

namespace {

FieldSpec year(std::string key, std::string description) {
  return {.key = std::move(key),
          .type = FieldType::integer,
          .description = std::move(description),
          .unit = "year",
          .required = true,
          .range = run_years};
}

FieldSpec integer(std::string key, std::string description, std::string fallback, double low, double high) {
  return {.key = std::move(key),
          .type = FieldType::integer,
          .description = std::move(description),
          .fallback = std::move(fallback),
          .range = {.low = low, .high = high}};
}

FieldSpec share(std::string key, std::string description, std::optional<std::string> fallback) {
  return {.key = std::move(key),
          .type = FieldType::number,
          .description = std::move(description),
          .fallback = std::move(fallback),
          .range = zero_to_one};
}

FieldSpec names(std::string key, std::string description, std::string note, Vocabulary vocabulary) {
  return {.key = std::move(key),
          .type = FieldType::list,
          .description = std::move(description),
          .fallback_note = std::move(note),
          .fields = {{.type = FieldType::text, .description = "A name.", .required = true, .vocabulary = vocabulary}}};
}

FieldSpec budget_fields() {
  return {.key = "budget",
          .description = "Public money that is divided, nominal, the same in every year.",
          .required = true,
          .fields = {{.key = "amount",
                      .type = FieldType::number,
                      .description = "How much.",
                      .unit = "100 million CNY",
                      .required = true,
                      .range = {.low = 1e-6, .high = 1e6}},
                     {.key = "per",
                      .type = FieldType::choice,
                      .description = "Whether the amount is for each year or for all years together.",
                      .fallback = "year",
                      .choices = {"year", "total"}},
                     year("from", "First year of spending."),
                     year("to", "Last year of spending.")}};
}

FieldSpec recipients_fields() {
  FieldSpec recipients = targets_of("recipients", "Who may receive.", true);
  recipients.fields.push_back({.key = "each",
                               .type = FieldType::choice,
                               .description = "Whether every node is a recipient, or every region that is named as a "
                                              "whole (its nodes share by the instrument's key `split`).",
                               .fallback = "node",
                               .choices = {"node", "region"}});
  return recipients;
}

FieldSpec size_field() {
  return {.key = "size",
          .type = FieldType::either,
          .description =
              "The recipient for which the money is stated; the same effect in a larger one costs more in "
              "proportion. Without it the effect of the money does not depend on the recipient's size.",
          .fields = {{.fields = {{.key = "figure",
                                  .type = FieldType::choice,
                                  .description = "Figure of the base year.",
                                  .fallback = instrument_size_names[0],
                                  .choices = instrument_size_names},
                                 {.key = "of",
                                  .type = FieldType::number,
                                  .description = "Its value in that recipient, in the figure's unit.",
                                  .unit_of_data = true,
                                  .required = true,
                                  .range = positive}}}}};
}

/// The types of lever whose effect can be bought by the yuan in one recipient, without what the budget decides.
FieldSpec instruments_fields() {
  const std::vector<std::string> types = {"rd_grant",          "talent_programme", "venture_fund", "credit",
                                          "technology_market", "platform",         "incubator",    "field_programme",
                                          "basic_research",    "science_outreach", "procurement"};
  const std::vector<std::string> decided = {"enabled", "group",     "measures", "chapter", "targets",
                                            "years",   "milestone", "shock",    "growth",  "prices"};
  FieldSpec instrument = policies_fields().fields[0];
  instrument.description =
      "A lever as it acts in one recipient for the money it spends there (amount, cost); with m times the money it "
      "does m times as much.";
  std::erase_if(instrument.fields,
                [&](const FieldSpec& type) { return std::find(types.begin(), types.end(), type.key) == types.end(); });
  for (FieldSpec& type : instrument.fields) {
    std::erase_if(type.fields, [&](const FieldSpec& field) {
      return std::find(decided.begin(), decided.end(), field.key) != decided.end();
    });
    type.fields.push_back({.key = "half_return",
                           .type = FieldType::number,
                           .description = "Money a year for one node at which one more yuan yields half of what the "
                                          "first one did: s ln(1 + m/s) counts instead of m.",
                           .unit = "100 million CNY/year",
                           .fallback_note = "every yuan yields the same",
                           .range = {.low = 1e-6, .high = 1e9}});
    type.fields.push_back(size_field());
  }
  return {.key = "instruments",
          .type = FieldType::list,
          .description = "What the money can be spent on.",
          .required = true,
          .identity = "name",
          .fields = {instrument}};
}

FieldSpec objectives_fields() {
  const FieldSpec place{.key = "region",
                        .type = FieldType::text,
                        .description = "A region or a node.",
                        .fallback = "Chongqing",
                        .vocabulary = Vocabulary::place};
  return {
      .key = "objectives",
      .type = FieldType::list,
      .description = "What the money is to be good for. The first decides the choice; several make a frontier.",
      .required = true,
      .fields = {{.description = "An objective.",
                  .fields = {{.key = "name", .type = FieldType::text, .description = "Its name.", .required = true},
                             {.key = "indicator",
                              .type = FieldType::text,
                              .description = "What is looked at.",
                              .required = true,
                              .vocabulary = Vocabulary::indicator},
                             year("year", "When."),
                             place,
                             {.key = "form",
                              .type = FieldType::choice,
                              .description = "What is made of a member: the value in the region; Gini or Theil among "
                                             "the nodes of `among`; or the gap, the first of `between` relative to "
                                             "the second.",
                              .fallback = "value",
                              .choices = objective_form_names},
                             targets_of("among", "Nodes among which inequality is measured.", false),
                             names("between", "The two regions or nodes of a gap.", "none", Vocabulary::place),
                             {.key = "statistic",
                              .type = FieldType::choice,
                              .description = "What is made of all members.",
                              .fallback = "mean",
                              .choices = objective_statistic_names},
                             share("level", "Of a quantile; of cvar, the share of the worst members.", "0.1"),
                             {.key = "target",
                              .type = FieldType::number,
                              .description = "Of a probability: the level that is to be reached.",
                              .unit_of_data = true},
                             {.key = "goal",
                              .type = FieldType::choice,
                              .description = "Whether more or less is better.",
                              .fallback_note = "maximise for values, minimise for inequality and gaps",
                              .choices = {"maximise", "minimise"}}}}}};
}

FieldSpec limits_fields() {
  return {.key = "limits",
          .type = FieldType::list,
          .description = "Floors and caps, shares of the budget.",
          .may_be_empty = true,
          .fields = {{.description = "A limit on what the named instruments and recipients receive.",
                      .fields = {{.key = "name",
                                  .type = FieldType::text,
                                  .description = "Its name.",
                                  .fallback_note = "its place in the list"},
                                 names("instruments", "Instruments.", "all", Vocabulary::none),
                                 names("recipients", "Recipients: nodes, regions, or all within a region.", "all",
                                       Vocabulary::place),
                                 {.key = "each",
                                  .type = FieldType::choice,
                                  .description = "Whether it holds for all of them together, for each instrument, "
                                                 "for each recipient, or for each pair.",
                                  .fallback = "together",
                                  .choices = {"together", "instrument", "recipient", "pair"}},
                                 share("at_least", "Floor.", "0"),
                                 share("at_most", "Cap.", "1")}}}};
}

FieldSpec shares_fields() {
  const FieldSpec weight{
      .type = FieldType::number, .description = "Weight.", .required = true, .range = {.low = 0, .high = 1e12}};
  return {.key = "shares",
          .type = FieldType::entries,
          .description = "Further rules: weights of the recipients; those that are not named receive nothing.",
          .fields = {{.type = FieldType::entries,
                      .description = "Weights by recipient.",
                      .vocabulary = Vocabulary::place,
                      .fields = {weight}}}};
}

FieldSpec search_fields() {
  return {.key = "search",
          .description = "How long is searched and how surely is chosen.",
          .fields = {integer("training", "Members on which allocations are searched.", "128", 8, 1e6),
                     integer("evaluation", "Fresh members on which every candidate is judged.", "512", 16, 1e6),
                     integer("most_evaluation", "Most fresh members, for those between which the choice is open.",
                             "4096", 16, 1e7),
                     share("confidence", "Probability of having chosen the best at which no member is added.", "0.95"),
                     integer("starts", "Allocations from which the optimiser starts.", "2", 1, 20),
                     integer("rounds", "Times it takes marginal returns, from each of them.", "12", 1, 1000),
                     integer("population",
                             "Allocations on the way to the frontier, at least one for each rule; a multiple of 4.",
                             "40", 8, 1000),
                     integer("generations", "Generations of the frontier; 0: none.", "30", 0, 100000)}};
}

FieldSpec least_budget_fields() {
  return {.key = "least_budget",
          .type = FieldType::either,
          .description =
              "The reverse question: the least money that gives the first objective, a probability, a "
              "chance.",
          .fields = {{.fields = {{.key = "chance",
                                  .type = FieldType::number,
                                  .description = "Probability that is wanted.",
                                  .required = true,
                                  .range = {.low = 0.01, .high = 0.99}},
                                 {.key = "highest",
                                  .type = FieldType::number,
                                  .description = "Largest budget that is tried.",
                                  .unit = "100 million CNY/year",
                                  .required = true,
                                  .range = {.low = 1e-6, .high = 1e6}}}}}};
}

}  // namespace

FieldSpec allocation_fields() {
  return {
      .key = "allocation",
      .type = FieldType::either,
      .description = "Money that is to be divided by `jialing allocate`: how, among whom, and what for.",
      .fields = {
          {.fields = {
               budget_fields(),
               instruments_fields(),
               recipients_fields(),
               objectives_fields(),
               limits_fields(),
               {.key = "benchmarks",
                .type = FieldType::list,
                .description = "Rules to compare with: equal; by population, GDP, R&D or R&D staff; "
                               "centrality (accessibility by travel time); need (inverse GDP per "
                               "head); greedy (by marginal return).",
                .fallback_note = "all",
                .fields = {{.type = FieldType::choice, .description = "A rule.", .choices = allocation_rule_names}}},
               shares_fields(),
               {.key = "mix",
                .type = FieldType::entries,
                .description = "How rules divide what a recipient receives among the instruments: "
                               "weights. Without it, equally.",
                .fields = {{.type = FieldType::number,
                            .description = "Weight of an instrument.",
                            .range = {.low = 0, .high = 1e12}}}},
               least_budget_fields(),
               search_fields()}}}};
}

}  // namespace jialing
