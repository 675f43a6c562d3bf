#include "jialing/study.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/ensemble/streamed.h"
#include "sim/results/atomic_file.h"
#include "sim/results/kept_memory.h"
#include "sim/results/netcdf_writer.h"
#include "sim/statistics/summary.h"
#include "sim/tables/names.h"
#include "sim/tables/places.h"

namespace jialing {
namespace {

/// Position of a word. Throws Error.
int position_of(const std::vector<std::string>& known, const std::string& word, const char* kind) {
  const auto found = std::find(known.begin(), known.end(), word);
  if (found != known.end()) return static_cast<int>(found - known.begin());
  const std::string hint = did_you_mean(word, known);
  throw Error(
      fmt::format("unknown {} '{}'{}", kind, word, hint.empty() ? fmt::format("; {}", fmt::join(known, ", ")) : hint));
}

}  // namespace

struct Study::Runs {
  Runs(const std::string& file, const StudySettings& settings)
      : scenarios(read_scenarios(
            file, {.members = settings.members, .seed = settings.seed, .set = settings.set, .scenarios = {}})) {
    check_kept_memory(scenarios);
    for (const Scenario& scenario : scenarios) run(scenario, settings.threads);
  }

  const Results& of(const std::string& scenario) const {
    std::vector<std::string> ids;
    for (const Scenario& each : scenarios) ids.push_back(each.id);
    return *results[scenario.empty() ? 0 : static_cast<std::size_t>(position_of(ids, scenario, "scenario"))];
  }

  std::vector<Scenario> scenarios;
  std::vector<std::unique_ptr<Ensemble>> ensembles;
  std::vector<std::unique_ptr<Results>> results;

 private:
  void run(const Scenario& scenario, int threads) {
    const Network network = build_network(scenario);
    if (is_streamed(scenario)) {
      StreamedMembers members(scenario, 0);
      const std::int64_t count = scenario.ensemble.members;
      stream_ensemble(scenario, network, {.threads = threads}, {{0, count}}, chunk_members(threads, count),
                      [&](const Ensemble& chunk) { members.add(chunk, threads); });
      ensembles.push_back(members.ensemble(network));
      results.push_back(std::make_unique<Results>(scenario, *ensembles.back(), members, threads));
    } else {
      ensembles.push_back(run_ensemble(scenario, network, {.threads = threads}));
      results.push_back(std::make_unique<Results>(scenario, *ensembles.back(), threads));
      if (scenario.output.realizations == Realizations::none) ensembles.back()->cells.release();
    }
  }
};

Study::Study(const std::string& file, const StudySettings& settings)
    : runs_(std::make_unique<const Runs>(file, settings)) {}
Study::~Study() = default;
Study::Study(Study&&) noexcept = default;
Study& Study::operator=(Study&&) noexcept = default;

std::vector<std::string> Study::scenarios() const {
  std::vector<std::string> ids;
  for (const Scenario& each : runs_->scenarios) ids.push_back(each.id);
  return ids;
}

std::vector<std::string> Study::indicators() const {
  std::vector<std::string> codes;
  for (const model::Indicator& each : model::indicators()) codes.emplace_back(each.code);
  return codes;
}

std::vector<std::string> Study::places() const {
  return place_ids(runs_->scenarios[0].data);
}

int Study::first_year() const {
  return runs_->scenarios[0].horizon.from;
}

int Study::last_year() const {
  return runs_->scenarios[0].horizon.to;
}

std::int64_t Study::members() const {
  return runs_->scenarios[0].ensemble.members;
}

std::int64_t Study::failed_members(const std::string& scenario) const {
  return runs_->of(scenario).ensemble.failed_members();
}

double Study::value(const std::string& indicator, const std::string& place, int year, const std::string& statistic,
                    const std::string& scenario) const {
  const Results& results = runs_->of(scenario);
  if (year < first_year() || year > last_year())
    throw Error(fmt::format("the year {} is not from {} to {}", year, first_year(), last_year()));
  const std::int64_t cell = results.ensemble.layout.variable(
      year - first_year(), position_of(indicators(), indicator, "indicator"), position_of(places(), place, "place"));
  return results.summaries.value(position_of(statistic_names(), statistic, "statistic"), cell);
}

std::vector<TargetChance> Study::targets(const std::string& scenario) const {
  const Results& results = runs_->of(scenario);
  const std::vector<std::string> ids = places();
  std::vector<TargetChance> chances;
  for (const TargetOutcome& each : results.targets)
    chances.push_back({std::string(model::indicators()[each.indicator].code), ids[each.place], each.target->year,
                       each.target->target, each.probability});
  return chances;
}

void Study::write(const std::string& path) const {
  std::vector<const Results*> all;
  for (const auto& each : runs_->results) all.push_back(each.get());
  AtomicFile file(path);
  write_netcdf(all, file.temporary_path());
  file.commit();
}

}  // namespace jialing
