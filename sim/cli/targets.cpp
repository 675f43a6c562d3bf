#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "sim/cli/commands.h"
#include "sim/cli/ensemble_run.h"
#include "sim/cli/exit_codes.h"
#include "sim/cli/labels.h"
#include "sim/cli/level_table.h"
#include "sim/cli/text_table.h"
#include "sim/tables/faults.h"
#include "sim/tables/places.h"

namespace jialing::cli {
namespace {

struct TargetsArguments {
  EnsembleArguments ensemble;
  double probability = 0.6;
  std::vector<std::string> indicators, regions;
  std::vector<int> years;
};

/// What can be chosen, with its code and its names in the tables.
struct Choice {
  int index;
  std::string code, name_en, name_zh;
};

std::vector<Choice> indicator_choices() {
  std::vector<Choice> choices;
  for (const model::Indicator& each : model::indicators())
    choices.push_back({static_cast<int>(choices.size()), each.code, each.name_en, each.name_zh});
  return choices;
}

// A region goes before a node of the same code.
std::vector<Choice> place_choices(const Dataset& data) {
  std::vector<Choice> choices;
  const int nodes = static_cast<int>(data.nodes.size()), all = place_count(data);
  const auto add = [&](int place) {
    choices.push_back(
        {place, place_id(data, place), place_name(data, place, Language::en), place_name_zh(data, place)});
  };
  for (int place = nodes; place < all; ++place) add(place);
  for (int place = 0; place < nodes; ++place) add(place);
  return choices;
}

// The chosen ones, each once.
std::vector<int> chosen(const std::vector<std::string>& names, const std::vector<Choice>& choices,
                        const std::string& option, const std::string& kind, Faults& faults) {
  std::vector<int> found;
  for (const std::string& name : names) {
    const auto match = std::find_if(choices.begin(), choices.end(), [&](const Choice& each) {
      return name == each.code || name == each.name_en || name == each.name_zh;
    });
    if (match == choices.end()) {
      std::vector<std::string> codes;
      for (const Choice& each : choices) codes.push_back(each.code);
      faults.add({option, 0, 0, "", fmt::format("there is no {} '{}'{}", kind, name, did_you_mean(name, codes))});
    } else if (std::find(found.begin(), found.end(), match->index) == found.end()) {
      found.push_back(match->index);
    }
  }
  return found;
}

// The base year has a column of its own.
std::vector<int> years_of(const TargetsArguments& arguments, const Scenario& scenario, Faults& faults) {
  const int first = scenario.horizon.from + 1, last = scenario.horizon.to;
  const std::vector<int>& wanted = arguments.years.empty() ? scenario.output.report_years : arguments.years;
  std::set<int> years(wanted.begin(), wanted.end());
  for (int year : years)
    if (year < first || year > last)
      faults.add({"--year", 0, 0, "", fmt::format("must lie in {} – {}, got {}", first, last, year)});
  if (years.empty()) years.insert(last);
  return {years.begin(), years.end()};
}

/// The chosen indicators and places; none: those of the plan's targets.
struct Selection {
  std::vector<int> indicators, places;
};

Selection selection_of(const TargetsArguments& arguments, const Scenario& scenario, Faults& faults) {
  return {chosen(arguments.indicators, indicator_choices(), "--indicator", "indicator", faults),
          chosen(arguments.regions, place_choices(scenario.data), "--region", "region or node", faults)};
}

using ShownCells = std::vector<std::pair<int, int>>;

// Indicators and places that are shown: of indicators chosen alone, where the plan has targets, or else Chongqing; of
// places chosen alone, the indicators with targets anywhere.
ShownCells cells_of(const Selection& selection, const Scenario& scenario) {
  const std::vector<TargetOutcome> targets = target_outcomes(scenario, CellLayout(scenario, measures(scenario).size()));
  ShownCells cells;
  const auto add = [&](int indicator, int place) {
    const std::pair<int, int> cell(indicator, place);
    if (std::find(cells.begin(), cells.end(), cell) == cells.end()) cells.push_back(cell);
  };
  const auto add_everywhere = [&](int indicator) {
    for (int place : selection.places) add(indicator, place);
  };
  for (int indicator : selection.indicators) {
    add_everywhere(indicator);
    if (!selection.places.empty()) continue;
    const std::size_t before = cells.size();
    for (const TargetOutcome& outcome : targets)
      if (outcome.indicator == indicator) add(indicator, outcome.place);
    if (cells.size() == before) add(indicator, find_place(scenario.data, "Chongqing").value_or(0));
  }
  if (!selection.indicators.empty()) return cells;
  for (const TargetOutcome& outcome : targets) {
    add_everywhere(outcome.indicator);
    if (selection.places.empty()) add(outcome.indicator, outcome.place);
  }
  return cells;
}

// Of every scenario. Throws InputError where there are none.
std::vector<ShownCells> cells_of(const Selection& selection, const std::vector<Scenario>& scenarios) {
  std::vector<ShownCells> all;
  for (const Scenario& scenario : scenarios) {
    all.push_back(cells_of(selection, scenario));
    if (all.back().empty())
      throw InputError({{scenario.file, 0, 0, "", "no target lies within the horizon; choose an --indicator"}});
  }
  return all;
}

nlohmann::json scenario_json(const Results& results, const LevelQuestion& question) {
  return {{"id", results.scenario.id},
          {"scenario", results.scenario.name},
          {"failed_members", failures_json(results.ensemble)},
          {"levels", level_json(results, question)}};
}

// All scenarios of a file have the same tables and horizon. Each is done with before the next takes its memory.
void targets(const TargetsArguments& arguments, const CommonOptions& common) {
  const std::vector<Scenario> scenarios = read_scenarios(arguments.ensemble.file, arguments.ensemble.overrides);
  const Scenario& first = scenarios[0];
  Faults faults;
  LevelQuestion question = {arguments.probability, years_of(arguments, first, faults), {}};
  const Selection selection = selection_of(arguments, first, faults);
  faults.raise();
  const std::vector<ShownCells> cells = cells_of(selection, scenarios);
  nlohmann::json report = {{"members", first.ensemble.members},
                           {"seed", first.ensemble.seed},
                           {"probability", question.probability},
                           {"scenarios", nlohmann::json::array()}};
  std::string tables;
  bool failed = false;
  for (const Scenario& scenario : scenarios) {
    std::optional<Progress> progress(std::in_place, common.quiet);
    const std::string label = scenarios.size() == 1 ? "members" : scenario.id + ": members";
    const FinishedRun run = run_members(scenario, arguments.ensemble.threads, label, *progress);
    progress.reset();
    question.cells = cells[&scenario - scenarios.data()];
    if (common.json)
      report["scenarios"].push_back(scenario_json(*run.results, question));
    else
      tables += fmt::format("{}{}\n{}", tables.empty() ? "" : "\n", scenario.name,
                            level_table(*run.results, question, terminal_width(), common.language));
    failed |= report_failures(*run.ensemble);
  }
  fmt::print("{}", common.json ? report.dump(2) + "\n" : tables);
  if (failed) throw Exit{run_failed};
}

std::string probability_fault(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value > 0 && value < 1) return "";
  return fmt::format("must lie between 0 and 1, both excluded, got '{}'", text);
}

}  // namespace

void add_targets(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("targets", "Print the level of each indicator that is reached with a probability");
  auto arguments = std::make_shared<TargetsArguments>();
  command->add_option("--probability", arguments->probability, "Share of the futures that reach the level")
      ->type_name("P")
      ->check(probability_fault)
      ->capture_default_str();
  const auto list = [&](const std::string& name, auto& values, const std::string& help, const std::string& type) {
    return command->add_option(name, values, help)->type_name(type)->delimiter(',')->allow_extra_args(false);
  };
  list("--indicator", arguments->indicators, "Indicators, separated by commas [those with targets]", "NAME");
  list("--region", arguments->regions, "Regions or nodes, separated by commas [those with targets]", "NAME");
  list("--year", arguments->years, "Years, separated by commas [the scenario's report years]", "YEAR")
      ->check(whole_number(9999));
  add_ensemble_arguments(*command, arguments->ensemble);
  add_scenario_choice(*command, arguments->ensemble.overrides);
  add_language(*command, common);
  add_json(*command, common);
  command->footer(
      "Simulates the scenarios like `jialing run` but writes no file. A level is reached with probability P\n"
      "when a share P of the futures is at it or above (at it or below where the plan asks for at most so\n"
      "much): the 1 - P quantile (the P quantile) of the futures. Names are those of tables and files.\n"
      "Example: jialing targets scenarios/baseline.yaml --probability 0.8 --region Yubei,Chongqing");
  command->callback([arguments, &common] { targets(*arguments, common); });
}

}  // namespace jialing::cli
