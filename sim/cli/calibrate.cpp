#include "sim/analysis/calibrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/cli/commands.h"
#include "sim/cli/effective_size_text.h"
#include "sim/cli/ensemble_run.h"
#include "sim/cli/output_file.h"
#include "sim/cli/resumable.h"
#include "sim/cli/text_table.h"
#include "sim/results/calibration_writer.h"
#include "sim/results/run_parts.h"
#include "sim/statistics/quantiles.h"

namespace jialing::cli {
namespace {

constexpr std::size_t shown_parameters = 15;
constexpr int default_replicates = 4, most_replicates = 1000;

struct CalibrateArguments {
  EnsembleArguments ensemble;
  std::string output = "posterior.nc";
  bool later = false, resume = false;
  std::optional<std::int64_t> draws;
  std::optional<int> replicates;

  /// A short file has no room for what they tell.
  int replicate_count() const { return replicates.value_or(later ? 0 : default_replicates); }
};

/// Quantiles 5, 50 and 95 % of draws.
std::array<double, 3> interval(std::vector<double> draws) {
  std::sort(draws.begin(), draws.end());
  return {sorted_quantile(draws, 0.05), sorted_quantile(draws, 0.5), sorted_quantile(draws, 0.95)};
}

std::string interval_text(const std::vector<double>& draws) {
  const auto [low, middle, high] = interval(draws);
  return fmt::format("{} ({} – {})", readable(middle), readable(low), readable(high));
}

struct MovedParameter {
  std::size_t parameter;
  const LatentShift* shift;
};

std::vector<MovedParameter> parameters_of(const Calibration& calibration) {
  const Posterior& posterior = *calibration.assimilated.posterior;
  std::vector<MovedParameter> moved;
  for (std::size_t p = 0; p < parameter_count; ++p) {
    const auto found = posterior.positions.find({LatentKind::parameter, std::string(parameter_names[p]), "", 0});
    if (found != posterior.positions.end()) moved.push_back({p, &calibration.latents[found->second]});
  }
  std::stable_sort(moved.begin(), moved.end(), [](const MovedParameter& a, const MovedParameter& b) {
    return a.shift->contraction > b.shift->contraction;
  });
  return moved;
}

std::string parameter_table(const Calibration& calibration, const std::vector<MovedParameter>& moved) {
  using enum TextTable::Align;
  const Assimilated& assimilated = calibration.assimilated;
  TextTable table({left, left, left, left, right, right});
  table.add({"parameter", "before (5 – 95 %)", "after (5 – 95 %)", "unit", "learnt", "shift"});
  table.add_rule();
  for (std::size_t n = 0; n < std::min(moved.size(), shown_parameters); ++n) {
    const auto& [p, shift] = moved[n];
    if (!shift->informed) break;
    const Prior& prior = assimilated.scenario->data.priors[p];
    table.add({prior.name, interval_text(assimilated.prior_parameters[p]),
               interval_text(assimilated.posterior->parameters[p]), prior.unit,
               fmt::format("{:.0f} %", 100 * shift->contraction), with_sign(shift->mean)});
  }
  return table.text();
}

std::size_t count_informed(const std::vector<MovedParameter>& moved) {
  return static_cast<std::size_t>(
      std::count_if(moved.begin(), moved.end(), [](const MovedParameter& each) { return each.shift->informed; }));
}

void print_report(const Calibration& calibration, const std::string& output, double seconds, int width) {
  const Assimilated& assimilated = calibration.assimilated;
  const Posterior& posterior = *assimilated.posterior;
  const std::vector<MovedParameter> moved = parameters_of(calibration);
  const std::size_t informed = count_informed(moved);
  fmt::print("{}\n\n", assimilated.scenario->name);
  fmt::print(
      "{} observations of {} to {}. Mean squared error in standard deviations: {} before, {} after; the 90 % "
      "interval holds {:.0f} % of them.\n\n",
      assimilated.observations.size(), posterior.base_year + 1, posterior.last_year,
      readable(assimilated.mismatch.front()), readable(assimilated.mismatch.back()), 100 * calibration.coverage);
  fmt::print("{}\n", parameter_table(calibration, moved));
  fmt::print("{}",
             paragraph(fmt::format("Learnt: part of the prior variance that is gone. Shift: of the mean, in prior "
                                   "standard deviations. The data moved {} of {} parameters; for the others the "
                                   "prior decides.",
                                   informed, moved.size()),
                       width));
  fmt::print("{} draws, equally likely; weighting the prior's instead would have left {} of them. Seed {}, {:.1f} s.\n",
             posterior.draws, readable(calibration.prior_effective_size), assimilated.scenario->ensemble.seed, seconds);
  fmt::print("{}", paragraph(effective_size_text(calibration), width));
  fmt::print("Written to {}; use it with  parameters: {{posterior: {}}}\n", output, output);
}

void print_json(const Calibration& calibration, const std::string& output) {
  const Assimilated& assimilated = calibration.assimilated;
  nlohmann::json report = {{"output", output},
                           {"draws", assimilated.posterior->draws},
                           {"base_year", assimilated.posterior->base_year},
                           {"last_year", assimilated.posterior->last_year},
                           {"observations", assimilated.observations.size()},
                           {"mismatch", assimilated.mismatch},
                           {"coverage_90", calibration.coverage},
                           {"prior_effective_sample_size", calibration.prior_effective_size},
                           {"parameters", nlohmann::json::array()}};
  for (const auto& [p, shift] : parameters_of(calibration))
    report["parameters"].push_back({{"parameter", parameter_names[p]},
                                    {"before", interval(assimilated.prior_parameters[p])},
                                    {"after", interval(assimilated.posterior->parameters[p])},
                                    {"contraction", shift->contraction},
                                    {"shift", shift->mean},
                                    {"informed", shift->informed},
                                    {"effective_sample_size", effective_size_json(calibration.effective_sizes[p])}});
  report["replicates"] = calibration.replicates;
  report["failed_replicates"] = calibration.failed_replicates;
  report["effective_sample_size"] = effective_size_json(calibration);
  fmt::print("{}\n", report.dump(2));
}

/// A calibration needs something to learn from.
void check_observations(const Scenario& scenario) {
  const auto& observations = scenario.calibration.observations;
  const bool any = std::any_of(observations.begin(), observations.end(), [&](const Observation& each) {
    return each.year > scenario.horizon.from && each.year <= scenario.calibration.until.value_or(scenario.horizon.to);
  });
  if (!any)
    throw InputError({{scenario.file, 0, 0, "calibration.observations",
                       fmt::format("no observation lies after the base year {} and up to {}; name a table with "
                                   "columns region, indicator, year, value, sd",
                                   scenario.horizon.from, scenario.calibration.until.value_or(scenario.horizon.to))}});
  if (scenario.calibration.until.value_or(0) > scenario.horizon.to)
    throw InputError({{scenario.file, 0, 0, "calibration.until",
                       fmt::format("{} lies after the end of the run; horizon.to is {}", *scenario.calibration.until,
                                   scenario.horizon.to)}});
}

RunIdentity options_of(const CalibrateArguments& arguments) {
  return {{"replicates", std::to_string(arguments.replicate_count())},
          {"later", arguments.later ? "yes" : "no"},
          {"draws", arguments.draws ? std::to_string(*arguments.draws) : "all"}};
}

void write(const Calibration& calibration, const CalibrateArguments& arguments, const std::string& path) {
  if (arguments.later)
    write_later_draws(calibration, arguments.draws.value_or(calibration.assimilated.posterior->draws), path);
  else
    write_calibration(calibration, path);
}

void calibrate(const CalibrateArguments& arguments, const CommonOptions& common) {
  const auto start = std::chrono::steady_clock::now();
  const Scenario scenario = read_scenario(arguments.ensemble.file, arguments.ensemble.overrides);
  check_observations(scenario);
  OutputFile output(arguments.output);
  PartsFolder parts =
      open_parts("calibrate", arguments.output, {&scenario}, options_of(arguments), arguments.resume, common.quiet);
  CalibrationParts store(parts);
  std::optional<Progress> progress(std::in_place, common.quiet);
  CalibrationOptions options;
  options.store = &store;
  options.replicates = arguments.replicate_count();
  options.threads = arguments.ensemble.threads;
  options.cancelled = &interrupt_requested();
  options.progress = [&](int replicate, int step, int steps, std::int64_t done, std::int64_t total) {
    const std::string label =
        (replicate > 0 ? fmt::format("replicate {} of {}, ", replicate, options.replicates) : "") +
        fmt::format("pass {} of {}: members", step + 1, steps + 1);
    progress->update(label, done, total);
  };
  const Calibration calibration = keeping(parts, [&] {
    Calibration made = jialing::calibrate(scenario, options);
    output.write([&](const std::string& path) { write(made, arguments, path); });
    return made;
  });
  output.commit();
  remove_parts(parts);
  progress.reset();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (common.json)
    print_json(calibration, arguments.output);
  else if (!common.quiet)
    print_report(calibration, arguments.output, seconds, terminal_width());
}

}  // namespace

void add_calibrate(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("calibrate", "Condition parameters, state and noise on observed figures");
  auto arguments = std::make_shared<CalibrateArguments>();
  add_ensemble_arguments(*command, arguments->ensemble);
  command->add_option("-o,--output", arguments->output, "Posterior (netCDF); replaced when the calibration is done")
      ->type_name("NC")
      ->capture_default_str();
  auto* later = command->add_flag("--later", arguments->later,
                                  "Write only what scenarios need that start in the last observed year: a short file");
  command->add_option("--draws", arguments->draws, "How many draws a short file has (default: one per member)")
      ->check(CLI::PositiveNumber)
      ->needs(later);
  command
      ->add_option("--replicates", arguments->replicates,
                   fmt::format("Calibrations with other seeds first, which tell the effective sample size of the draws "
                               "[{}; with --later 0]",
                               default_replicates))
      ->type_name("N")
      ->check(whole_number(most_replicates));
  add_resume(*command, arguments->resume);
  add_quiet(*command, common);
  add_json(*command, common);
  command->footer(
      "Uses the file's key `calibration`: tables of observations, their last year, what the model cannot represent.\n"
      "A scenario takes the result with  parameters: {posterior: posterior.nc}\n"
      "Example: jialing calibrate scenarios/provinces.yaml -o posterior.nc");
  command->callback([arguments, &common] { calibrate(*arguments, common); });
}

}  // namespace jialing::cli
