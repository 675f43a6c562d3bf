#include "sim/analysis/hindcast.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/cli/commands.h"
#include "sim/cli/ensemble_run.h"
#include "sim/cli/output_file.h"
#include "sim/cli/resumable.h"
#include "sim/cli/text_table.h"
#include "sim/results/calibration_writer.h"
#include "sim/results/run_parts.h"
#include "sim/tables/indicator_names.h"

namespace jialing::cli {
namespace {

struct HindcastArguments {
  EnsembleArguments ensemble;
  std::string output = "hindcast.nc";
  bool resume = false;
};

std::string percent(double share) {
  return fmt::format("{:.0f} %", 100 * share);
}

std::string benchmark_text(Benchmark benchmark) {
  std::string name(benchmark_names[static_cast<std::size_t>(benchmark)]);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string score_table(const std::vector<HindcastScore>& scores) {
  using enum TextTable::Align;
  TextTable table({left, left, right, right, left, right, right, right, right, right, right});
  table.add({"indicator", "years", "forecasts", "CRPS", "best benchmark", "CRPS", "skill", "5 – 95 %", "in 50 %",
             "in 90 %", "Theil U"});
  table.add_rule();
  std::string before;
  for (const HindcastScore& each : scores) {
    const std::string& name = indicator_names()[static_cast<std::size_t>(*find_indicator(each.indicator))].name_en;
    const auto best = static_cast<std::size_t>(each.best);
    table.add({each.indicator == before ? "" : name, each.horizon == 0 ? "all" : std::to_string(each.horizon),
               std::to_string(each.forecasts), fmt::format("{:.4f}", each.crps), benchmark_text(each.best),
               fmt::format("{:.4f}", each.benchmark_crps[best]), fmt::format("{:+.0f} %", 100 * each.skill.skill),
               fmt::format("{:+.0f} – {:+.0f} %", 100 * each.skill.low, 100 * each.skill.high),
               percent(each.coverage.front()), percent(each.coverage.back()), fmt::format("{:.2f}", each.theil_u())});
    before = each.indicator;
  }
  return table.text();
}

void print_report(const Hindcast& hindcast, const Scenario& scenario, const std::string& output, double seconds,
                  int width) {
  fmt::print("{}\n\n{}\n", scenario.name, score_table(hindcast.by_horizon));
  if (!hindcast.across_breaks.empty())
    fmt::print("Across breaks of the figures (hindcast.breaks):\n\n{}\n", score_table(hindcast.across_breaks));
  fmt::print("{}", paragraph("Years: from the origin to what is forecast. CRPS: of the logarithm, or of what may be "
                             "negative itself; smaller is better. "
                             "Skill: part of the best benchmark's CRPS that the model saves, with an interval over "
                             "origins. In 50 %, in 90 %: share of what happened in these intervals. Theil U: root mean "
                             "square error against that of the random walk with drift.",
                             width));
  fmt::print("{} members, seed {}, {:.1f} s. Written to {}\n", scenario.ensemble.members, scenario.ensemble.seed,
             seconds, output);
}

nlohmann::json score_json(const HindcastScore& score) {
  nlohmann::json json = {{"indicator", score.indicator},
                         {"horizon", score.horizon},
                         {"region", score.place},
                         {"forecasts", score.forecasts},
                         {"crps", score.crps},
                         {"rmse", score.rmse},
                         {"best_benchmark", benchmark_names[static_cast<std::size_t>(score.best)]},
                         {"skill", score.skill.skill},
                         {"skill_5", score.skill.low},
                         {"skill_95", score.skill.high},
                         {"theil_u", score.theil_u()}};
  for (int b = 0; b < benchmark_count; ++b)
    json["benchmark_crps"][std::string(benchmark_names[b])] = score.benchmark_crps[b];
  for (std::size_t c = 0; c < coverage_shares.size(); ++c)
    json["coverage"][fmt::format("{:.2f}", coverage_shares[c])] = score.coverage[c];
  return json;
}

void print_json(const Hindcast& hindcast, const std::string& output) {
  nlohmann::json report = {{"output", output}, {"forecasts", hindcast.forecasts.size()}};
  const auto add = [&](const char* key, const std::vector<HindcastScore>& scores) {
    report[key] = nlohmann::json::array();
    for (const HindcastScore& each : scores) report[key].push_back(score_json(each));
  };
  add("by_horizon", hindcast.by_horizon);
  add("by_region", hindcast.by_place);
  add("across_breaks", hindcast.across_breaks);
  fmt::print("{}\n", report.dump(2));
}

void check_forecasts(const Hindcast& hindcast, const Scenario& scenario) {
  if (hindcast.forecasts.empty())
    throw InputError({{scenario.file, 0, 0, "hindcast",
                       "nothing to judge: no indicator was observed in three years in a row up to an origin and "
                       "again after it"}});
}

void hindcast(const HindcastArguments& arguments, const CommonOptions& common) {
  const auto start = std::chrono::steady_clock::now();
  const Scenario scenario = read_scenario(arguments.ensemble.file, arguments.ensemble.overrides);
  OutputFile output(arguments.output);
  PartsFolder parts = open_parts("hindcast", arguments.output, {&scenario}, {}, arguments.resume, common.quiet);
  HindcastParts store(parts);
  std::optional<Progress> progress(std::in_place, common.quiet);
  HindcastOptions options;
  options.store = &store;
  options.threads = arguments.ensemble.threads;
  options.cancelled = &interrupt_requested();
  options.progress = [&](int origin, int step, int steps, std::int64_t done, std::int64_t total) {
    progress->update(fmt::format("from {}, pass {} of {}: members", origin, step + 1, steps + 1), done, total);
  };
  const Hindcast result = keeping(parts, [&] {
    Hindcast made = jialing::hindcast(scenario, options);
    check_forecasts(made, scenario);
    output.write([&](const std::string& path) { write_hindcast(made, scenario, path); });
    return made;
  });
  output.commit();
  remove_parts(parts);
  progress.reset();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (common.json)
    print_json(result, arguments.output);
  else if (!common.quiet)
    print_report(result, scenario, arguments.output, seconds, terminal_width());
}

}  // namespace

void add_hindcast(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("hindcast", "Forecast the past from what was known then, and judge it");
  auto arguments = std::make_shared<HindcastArguments>();
  add_ensemble_arguments(*command, arguments->ensemble);
  command->add_option("-o,--output", arguments->output, "Forecasts and scores (netCDF); replaced when all are made")
      ->type_name("NC")
      ->capture_default_str();
  add_resume(*command, arguments->resume);
  add_quiet(*command, common);
  add_json(*command, common);
  command->footer(
      "From each origin of the file's key `hindcast` the members are conditioned on the observations up to it and run\n"
      "on. Benchmarks: random walk with drift, damped drift, ARIMA(1,1,0).\n"
      "Example: jialing hindcast scenarios/provinces.yaml -o hindcast.nc");
  command->callback([arguments, &common] { hindcast(*arguments, common); });
}

}  // namespace jialing::cli
