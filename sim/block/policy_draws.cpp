#include "sim/block/policy_draws.h"

#include <algorithm>

#include "sim/ensemble/random.h"
#include "sim/ensemble/sampling.h"

namespace jialing {

PolicyChance::PolicyChance(const std::vector<Measure>& measures, const EnsembleSettings& ensemble,
                           UncertaintySwitches uncertain, const Horizon& horizon)
    : measures_(measures),
      ensemble_(ensemble),
      uncertain_(uncertain),
      horizon_(horizon) {
  for (const Measure& measure : measures) {
    effectiveness_keys_.push_back(stream_key(ensemble.seed, "effectiveness", measure.name));
    event_keys_.push_back(stream_key(ensemble.seed, "events", measure.name));
  }
}

model::PolicyDraws PolicyChance::draw(std::int64_t first_member) const {
  model::PolicyDraws draws(measures_, horizon_.from, horizon_.to);
  for (std::size_t m = 0; m < measures_.size(); ++m) {
    const Schedule& schedule = measures_[m].schedule;
    for (int lane = 0; lane < model::lane_width; ++lane) {
      const std::int64_t member = ensemble_.luck_of(first_member + lane);
      if (uncertain_.parameters && schedule.effectiveness.spread > 0)
        draws.effectiveness[m][lane] =
            prior_value(schedule.effectiveness, normal_quantile(uniform_draw(effectiveness_keys_[m], member)));
      if (uncertain_.events && (schedule.is_milestone || schedule.is_shock)) draw_events(m, member, lane, draws);
    }
  }
  return draws;
}

// A shock that strikes in one of its years lasts for whole years and may run on after the last of them. Nothing is
// drawn for years before the base year.
void PolicyChance::draw_events(std::size_t measure, std::int64_t member, int lane, model::PolicyDraws& draws) const {
  const Schedule& schedule = measures_[measure].schedule;
  const std::uint64_t key = event_keys_[measure];
  const int index = static_cast<int>(measure), end = horizon_.to + 1;
  const int first = std::max(schedule.first_year, horizon_.from), last = std::min(schedule.last_year, horizon_.to);
  if (schedule.is_milestone) {
    const bool happens = uniform_draw(key, member) < schedule.milestone_probability;
    for (int year = first; year <= last; ++year) draws.active_in(index, year)[lane] = happens ? 1 : 0;
    return;
  }
  for (int year = first; year <= last; ++year) {
    if (uniform_draw(key, member, static_cast<std::uint32_t>(year - horizon_.from)) >= schedule.shock_probability)
      continue;
    for (int on = year; on < std::min(year + schedule.shock_duration, end); ++on) draws.active_in(index, on)[lane] = 1;
  }
}

}  // namespace jialing
