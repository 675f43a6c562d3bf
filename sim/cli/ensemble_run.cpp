#include "sim/cli/ensemble_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "sim/cli/commands.h"
#include "sim/cli/cost_table.h"
#include "sim/cli/target_table.h"
#include "sim/cli/text_table.h"
#include "sim/ensemble/conditioning.h"
#include "sim/ensemble/streamed.h"
#include "sim/parallel/ranks.h"
#include "sim/results/packer.h"
#include "sim/tables/faults.h"
#include "sim/tables/indicator_names.h"
#include "sim/tables/names.h"

namespace jialing::cli {
namespace {

constexpr std::size_t failures_shown = 10;
constexpr int most_threads = 4096;

/// How many parameters are drawn from what observations say; nothing when none are.
std::string conditioned(const Scenario& scenario, const Words& words) {
  const Conditioning conditioning(scenario);
  int count = 0;
  for (int p = 0; p < parameter_count; ++p) count += conditioning.parameter(static_cast<Parameter>(p)) != nullptr;
  if (count == 0) return "";
  return fmt::format(fmt::runtime(words.conditioned), fmt::arg("count", count),
                     fmt::arg("year", scenario.posterior->last_year));
}

std::string sources(const Scenario& scenario, const Words& words) {
  const UncertaintySwitches& uncertainty = scenario.uncertainty;
  std::string on;
  const auto add = [&](bool used, const std::string& name) {
    if (used) on += (on.empty() ? "" : words.list_comma) + name;
  };
  add(uncertainty.parameters, words.parameters + conditioned(scenario, words));
  add(uncertainty.base_year, of_base_year(words.base_year, scenario.horizon.from));
  add(uncertainty.process_noise, words.process_noise);
  return on.empty() ? words.no_source : on;
}

/// Which members the first rank has.
std::vector<MemberRange> known_to_first(const StreamedMembers& members) {
  return *Unpacker::value_of<std::vector<MemberRange>>(ranks().shared(Packer::content_of(members.members())));
}

/// Brings what the other ranks have to the first.
void collect(const Scenario& scenario, StreamedMembers& members) {
  for (int rank = 1; rank < ranks().count(); ++rank) {
    const std::string told = ranks().told_by(rank, ranks().number() == rank ? Packer::content_of(members) : "");
    if (!ranks().first()) continue;
    StreamedMembers theirs(scenario, members.first_member());
    if (!Unpacker::fill(told, theirs)) throw Error(fmt::format("rank {} sent something else than members", rank));
    members.merge(theirs);
  }
}

}  // namespace

CLI::Validator whole_number(std::uint64_t most) {
  return CLI::Validator(
      [most](const std::string& text) -> std::string {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error == std::errc() && end == text.data() + text.size() && value <= most) return "";
        return fmt::format("must be a whole number up to {}, got '{}'", most, text);
      },
      "");
}

void add_ensemble_arguments(CLI::App& command, EnsembleArguments& arguments) {
  command.add_option("file", arguments.file, "Scenario file")->required()->type_name("YAML");
  add_scenario_options(command, arguments.overrides);
  add_threads(command, arguments.threads);
}

void add_scenario_options(CLI::App& command, Overrides& overrides) {
  command.add_option("--members", overrides.members, "Number of simulated futures [the scenario's]")
      ->type_name("N")
      ->check(whole_number(std::numeric_limits<std::int64_t>::max()));
  command.add_option("--seed", overrides.seed, "Seed of all random draws [the scenario's]")
      ->type_name("N")
      ->check(whole_number(std::numeric_limits<std::uint64_t>::max()));
  const auto set = [&overrides](const std::string& name) { overrides.set.push_back("ensemble.precision=" + name); };
  command
      .add_option_function<std::string>("--precision", set,
                                        "Of the model's numbers: double, or single, which is faster [the scenario's]")
      ->type_name("NAME")
      ->check([](const std::string& name) -> std::string {
        if (std::find(precision_names.begin(), precision_names.end(), name) != precision_names.end()) return "";
        return fmt::format("must be {} or {}, got '{}'{}", precision_names[0], precision_names[1], name,
                           did_you_mean(name, precision_names));
      });
  add_settings(command, overrides);
}

void add_threads(CLI::App& command, int& threads) {
  command.add_option("--threads", threads, "0: all processors; the results are the same with any number")
      ->type_name("N")
      ->check(whole_number(most_threads))
      ->capture_default_str();
}

RunOptions run_options(int threads, const std::string& label, Progress& progress) {
  return {.threads = threads,
          .progress = [&](std::int64_t done, std::int64_t total) { progress.update(label, done, total); },
          .cancelled = &interrupt_requested()};
}

std::unique_ptr<Ensemble> members_of(const Scenario& scenario, int threads, const std::string& label,
                                     Progress& progress, const MemberFiles& files) {
  if (files.shards) return files.shards->ensemble(scenario);
  RunOptions options = run_options(threads, label, progress);
  const auto keeper = files.parts ? files.parts->keeper(scenario) : nullptr;
  options.keeper = keeper.get();
  return run_ensemble(scenario, build_network(scenario), options);
}

FinishedRun run_members(const Scenario& scenario, int threads, const std::string& label, Progress& progress,
                        const MemberFiles& files) {
  FinishedRun run;
  run.ensemble = members_of(scenario, threads, label, progress, files);
  progress.say("summarising");
  run.results = std::make_unique<Results>(scenario, *run.ensemble, threads);
  if (interrupt_requested()) throw Cancelled();
  return run;
}

StreamedMembers stream_members(const Scenario& scenario, const Network& network, const RunOptions& options) {
  StreamedMembers members(scenario, options.first_member);
  const std::int64_t count = options.members_of(scenario);
  stream_ensemble(scenario, network, options, {{options.first_member, options.first_member + count}},
                  chunk_members(options.threads, count),
                  [&](const Ensemble& chunk) { members.add(chunk, options.threads); });
  return members;
}

std::string kept_partners_text(const Ensemble& ensemble, const Scenario& scenario, int width, Language language) {
  const model::Pairs& pairs = ensemble.setting.topology.pairs;
  if (pairs.is_complete()) return "";
  const auto percent = [&](int channel) { return 100 * ensemble.setting.left_out[channel]; };
  const double all = model::pair_index(pairs.nodes(), 0);
  return paragraph(
      fmt::format(fmt::runtime(words(language).kept_partners), fmt::arg("most", *scenario.max_partners),
                  fmt::arg("kept", 100 * pairs.size() / all), fmt::arg("talent", percent(0)),
                  fmt::arg("capital", percent(1)), fmt::arg("contract", percent(2)), fmt::arg("knowledge", percent(3))),
      width);
}

namespace {

StreamedMembers streamed_members(const Scenario& scenario, const Network& network, int threads,
                                 const std::string& label, Progress& progress, const MemberFiles& files) {
  if (files.shards) return files.shards->streamed(scenario);
  RunOptions options = run_options(threads, label, progress);
  StreamedMembers members = files.parts ? files.parts->streamed(scenario) : StreamedMembers(scenario, 0);
  const std::int64_t all = scenario.ensemble.members;
  const std::vector<MemberRange> left = without({0, all}, known_to_first(members));
  std::int64_t done = all;
  for (const MemberRange& each : left) done -= each.size();
  options.progress = [&](std::int64_t further, std::int64_t) { progress.update(label, done + further, all); };
  const std::int64_t usual = chunk_members(threads, all - done);
  stream_ensemble(scenario, network, options, left, files.parts ? files.parts->members_at_once(usual) : usual,
                  [&](const Ensemble& chunk) {
                    members.add(chunk, threads);
                    if (files.parts) files.parts->finished(scenario, members);
                  });
  collect(scenario, members);
  return members;
}

}  // namespace

FinishedRun summarise_members(const Scenario& scenario, int threads, const std::string& label, Progress& progress,
                              const MemberFiles& files) {
  if (!is_streamed(scenario)) return run_members(scenario, threads, label, progress, files);
  const Network network = build_network(scenario);
  const StreamedMembers members = streamed_members(scenario, network, threads, label, progress, files);
  progress.say("summarising");
  FinishedRun run;
  run.ensemble = members.ensemble(network);
  run.results = std::make_unique<Results>(scenario, *run.ensemble, members, threads);
  if (interrupt_requested()) throw Cancelled();
  return run;
}

std::string run_details(const Scenario& scenario, double seconds, const std::string& output, int width,
                        Language language) {
  const Words& word = words(language);
  const bool single = scenario.ensemble.precision == Precision::single_precision;
  const std::string details =
      fmt::format(fmt::runtime(word.details), fmt::arg("seed", scenario.ensemble.seed),
                  fmt::arg("sources", sources(scenario, word)),
                  fmt::arg("precision", single ? word.single_precision : ""), fmt::arg("seconds", seconds));
  return paragraph(details, width) + fmt::format(fmt::runtime(word.results), fmt::arg("file", output)) + "\n";
}

nlohmann::json scenario_json(const Results& results) {
  return {{"id", results.scenario.id},
          {"scenario", results.scenario.name},
          {"levers", cost_json(results)},
          {"failed_members", failures_json(results.ensemble)},
          {"targets", target_json(results)}};
}

nlohmann::json failures_json(const Ensemble& ensemble) {
  auto failures = nlohmann::json::array();
  for (const MemberFailure& each : ensemble.failures)
    failures.push_back(
        {{"member", each.member}, {"step", each.step}, {"node", each.node}, {"variable", each.variable}});
  return failures;
}

bool report_failures(const Ensemble& ensemble) {
  const auto& failures = ensemble.failures;
  if (failures.empty()) return false;
  fmt::print(stderr, "{} of {} members left the finite numbers; the results are those of the others:\n",
             ensemble.failed_members(), ensemble.cells.members());
  for (std::size_t n = 0; n < std::min(failures.size(), failures_shown); ++n)
    fmt::print(stderr, "  member {}, step {}: {} of {}\n", failures[n].member, failures[n].step, failures[n].variable,
               failures[n].node);
  const std::int64_t more = ensemble.failed_members() - static_cast<std::int64_t>(failures_shown);
  if (more > 0) fmt::print(stderr, "  … and {} more\n", more);
  return true;
}

}  // namespace jialing::cli
