#pragma once

#include <tuple>

#include "sim/model/adoption.h"
#include "sim/model/base_year.h"
#include "sim/model/capital.h"
#include "sim/model/clock.h"
#include "sim/model/contracts.h"
#include "sim/model/firms.h"
#include "sim/model/learning.h"
#include "sim/model/patents.h"
#include "sim/model/policy.h"
#include "sim/model/research.h"
#include "sim/model/talent.h"
#include "sim/setting/setting.h"

namespace jialing::model {

/// One block of members side by side, stepped through time. All memory is taken at construction.
class Simulation {
 public:
  explicit Simulation(const Setting& setting);

  /// Puts the block at the start of the base year with these parameters and starting values.
  void start(const ParameterLanes& parameters, const BaseYear& base, const PolicyDraws& draws);

  /// The same with policy as planned (PolicyDraws).
  void start(const ParameterLanes& parameters, const BaseYear& base) {
    start(parameters, base, PolicyDraws(setting_.measures, setting_.base_year, latest_year));
  }

  /// Takes the next step. A clock (clock.h) is told when each process has done its part.
  template <class Clock>
  void step(const Noise& noise, Clock& clock);
  void step(const Noise& noise) {
    NoClock none;
    step(noise, none);
  }

  /// All that decides how the block goes on, but for the draws of policy.
  using Snapshot = std::tuple<ParameterLanes, Lasting, ChannelWeights, State, Talent, Capital, Contracts, Learning,
                              Research, Firms, Patents, Policy::Ranks, int, int, int>;

  /// To be taken between two steps.
  Snapshot snapshot() const;
  /// Goes on from a snapshot of a simulation of the same setting, under other draws of policy. As long as both draws
  /// agree up to the snapshot's instant, the bits are those of an undisturbed run.
  void resume(const Snapshot& snapshot, const PolicyDraws& draws);

  /// Brings weights, shares of flows and hazards up to the present instant, for reports and for the next step.
  template <class Clock>
  void refresh_flows(Clock& clock);
  void refresh_flows() {
    NoClock none;
    refresh_flows(none);
  }

  /// Flows at this instant, per year; need refresh_flows(). Contracts count the R&D sold (registered value: times τ_i).
  /// A channel that is off keeps everything at home.
  Lane contract_flow(int from, int to) const {
    if (!setting_.channels.contracts) return from == to ? signals_.rd[from] : Lane(0);
    return contracts_.gravity().flow(setting_.topology, weights_.contract, contracts_.mass(), from, to);
  }
  Lane capital_flow(int from, int to) const {
    const Lane tied = from == to ? capital_.tied()[from] : Lane(0);
    if (!setting_.channels.capital) return from == to ? capital_.sent()[from] + tied : Lane(0);
    return capital_.gravity().flow(setting_.topology, weights_.capital, now_.hightech_firms, from, to) + tied;
  }
  Lane talent_flow(int from, int to) const {
    if (!setting_.channels.talent) return Lane(0);
    return talent_.flow(setting_.topology, weights_.talent, now_.researchers, from, to);
  }
  /// Share of a node's contracts that leaves its province.
  Lane contract_leaving_share(int node) const;

  int steps_taken() const { return steps_; }
  bool at_year_start() const { return steps_ % setting_.steps_per_year == 0; }
  int year() const { return setting_.base_year + steps_ / setting_.steps_per_year; }

  const Setting& setting() const { return setting_; }
  const State& state() const { return now_; }
  const ParameterLanes& parameters() const { return parameters_; }
  const Lasting& lasting() const { return lasting_; }
  const ChannelWeights& weights() const { return weights_; }
  const Talent& talent() const { return talent_; }
  const Capital& capital() const { return capital_; }
  const Research& research() const { return research_; }
  const Policy& policy() const { return policy_; }

  /// Public money that a measure costs at this instant, 100 million CNY per year.
  Lane cost(int measure) const { return policy_.cost(measure, time().t, now_); }
  /// An indicator of every node, [node], at the start of a year: ranks the nodes for performance grants.
  void rank(int indicator, const Lane* values) { policy_.rank(indicator, year(), values); }

 private:
  StepTime time() const;
  void refresh_weights();
  void observe();

  const Setting& setting_;
  ParameterLanes parameters_;
  Lasting lasting_;
  ChannelWeights weights_;
  Policy policy_;
  Context context_;
  State now_, next_;
  Signals signals_;
  Talent talent_;
  Capital capital_;
  Contracts contracts_;
  Learning learning_;
  Research research_;
  Firms firms_;
  Patents patents_;
  int steps_ = 0;
  int regime_ = 0;
  int policy_year_ = 0;  ///< for which policy has shaped the weights
  int flows_at_ = -1;    ///< steps taken when the flows were refreshed
};

}  // namespace jialing::model
