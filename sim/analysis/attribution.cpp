#include "sim/analysis/attribution.h"

#include <algorithm>

namespace jialing {
namespace {

const std::string& player_of(const Lever& lever, bool by_group) {
  return by_group && !lever.group.empty() ? lever.group : lever.name;
}

/// The scenario with the levers of some players alone.
Scenario with_players(const Scenario& scenario, const std::vector<std::string>& players, const Coalition& coalition,
                      bool by_group) {
  Scenario part = scenario;
  std::erase_if(part.levers, [&](const Lever& lever) {
    const auto player = std::find(players.begin(), players.end(), player_of(lever, by_group));
    return !coalition[static_cast<std::size_t>(player - players.begin())];
  });
  return part;
}

}  // namespace

std::vector<std::string> attribution_players(const Scenario& scenario, bool by_group) {
  std::vector<std::string> players;
  for (const Lever& lever : scenario.levers) {
    const std::string& player = player_of(lever, by_group);
    if (std::find(players.begin(), players.end(), player) == players.end()) players.push_back(player);
  }
  return players;
}

Attribution attribute(const Results& results, const AttributionOptions& options) {
  const Scenario& scenario = results.scenario;
  const std::vector<std::string> players = attribution_players(scenario, options.by_group);
  const int count = static_cast<int>(players.size());
  const auto members = results.ensemble.cells.members();
  const std::int64_t total = coalitions_valued(count, options.orders);
  std::int64_t done = 0;
  // The cells of indicators come first: they lie at the same place with any number of levers.
  const auto worth = [&](const Coalition& coalition) {
    if (options.progress) options.progress(done, total);
    const Scenario part = with_players(scenario, players, coalition, options.by_group);
    const auto ensemble =
        run_ensemble(part, build_network(part), {.threads = options.threads, .cancelled = options.cancelled});
    ++done;
    std::vector<float> values;
    for (const TargetOutcome& outcome : results.targets)
      for (std::int64_t m = 0; m < members; ++m) values.push_back(ensemble->cells.value(outcome.cell, m));
    return values;
  };
  return {scenario.id, players,
          shapley(count, static_cast<int>(results.targets.size()), static_cast<int>(members), worth, options.orders,
                  scenario.ensemble.seed)};
}

}  // namespace jialing
