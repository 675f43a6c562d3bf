#include "sim/model/simulation.h"

#include "sim/model/economy.h"
#include "sim/model/knowledge.h"
#include "sim/model/shares.h"

namespace jialing::model {

Simulation::Simulation(const Setting& setting)
    : setting_(setting),
      lasting_(setting.topology.nodes),
      weights_(setting.topology.pairs),
      policy_(setting.topology, setting.measures, setting.base_year),
      context_{setting.topology, parameters_, lasting_, weights_, setting.channels, policy_},
      now_(setting.topology.nodes, setting.topology.fields),
      next_(now_),
      signals_(setting.topology.nodes),
      talent_(setting.topology),
      capital_(setting.topology),
      contracts_(setting.topology),
      learning_(setting.topology),
      research_(setting.topology),
      firms_(setting.topology),
      patents_(setting.topology) {}

StepTime Simulation::time() const {
  const double dt = 1.0 / setting_.steps_per_year;
  return {steps_ * dt, dt};
}

void Simulation::refresh_weights() {
  for (const int regime = setting_.regime(year()); regime_ < regime;) {
    weights_.refresh(setting_.regimes[++regime_], parameters_);
  }
  if (!policy_.has_pairs() || policy_year_ == year()) return;
  policy_year_ = year();
  policy_.shape_weights(policy_year_ - setting_.base_year);
  weights_.refresh(setting_.regimes[regime_], parameters_, policy_);
}

void Simulation::observe() {
  for (int i = 0; i < setting_.topology.nodes; ++i) {
    signals_.rd[i] = now_.rd(i);
    signals_.log_gdp[i] = lane_log(now_.gdp[i]);
    signals_.log_researchers[i] = lane_log(now_.researchers[i]);
  }
  signals_.total_rd = sum(signals_.rd);
}

void Simulation::start(const ParameterLanes& parameters, const BaseYear& base, const PolicyDraws& draws) {
  parameters_ = parameters;
  policy_.start(parameters, draws);
  policy_year_ = setting_.base_year;  // no policy yet
  steps_ = 0;
  regime_ = -1;
  flows_at_ = -1;
  refresh_weights();
  start_state(setting_.topology, setting_.data, base, now_);
  start_lasting(setting_.topology, parameters, base, lasting_);
  start_knowledge(context_, now_);
  start_adoption(context_, now_);
  start_economy(context_, now_);
  observe();
  talent_.start(context_, now_);
  capital_.start(context_, now_, setting_.home_capital);
  contracts_.start(context_, now_, signals_, setting_.home_contract);
  contracts_.flow(context_, signals_);
  learning_.start(context_, now_, contracts_.gravity(), contracts_.mass(), signals_);
  research_.start(context_, now_);
  firms_.start(context_, now_);
  patents_.start(context_, now_);
}

Simulation::Snapshot Simulation::snapshot() const {
  return {parameters_, lasting_, weights_,        now_,   talent_, capital_,    contracts_, learning_, research_,
          firms_,      patents_, policy_.ranks(), steps_, regime_, policy_year_};
}

void Simulation::resume(const Snapshot& snapshot, const PolicyDraws& draws) {
  Policy::Ranks ranks;
  std::tie(parameters_, lasting_, weights_, now_, talent_, capital_, contracts_, learning_, research_, firms_, patents_,
           ranks, steps_, regime_, policy_year_) = snapshot;
  policy_.start(parameters_, draws);
  policy_.set_ranks(ranks);
  flows_at_ = -1;
}

template <class Clock>
void Simulation::step(const Noise& noise, Clock& clock) {
  const StepTime t = time();

  // What flows between nodes at the start of the step.
  refresh_flows(clock);
  policy_.take_step(t);
  clock.passed(Part::policy);
  capital_.receive(context_, now_, signals_);
  clock.passed(Part::capital);
  firms_.saturate(context_, now_, t, signals_);
  clock.passed(Part::firms);
  learning_.observe(context_, now_, contracts_.gravity(), contracts_.mass(), firms_.saturation(), signals_);
  clock.passed(Part::learning);

  // What it does to them. Each line may use what the lines above have put into `next_`.
  talent_.advance(context_, now_, t, signals_, next_);
  clock.passed(Part::talent);
  contracts_.advance(context_, now_, t, noise, next_);
  clock.passed(Part::contracts);
  advance_adoption(context_, now_, learning_, t, next_, signals_);
  clock.passed(Part::adoption);
  advance_economy(context_, now_, setting_.log_population, t, signals_, noise, next_);
  clock.passed(Part::economy);
  research_.advance(context_, now_, t, signals_, noise, next_);
  clock.passed(Part::research);
  advance_knowledge(context_, now_, t, signals_, research_, learning_, next_);
  clock.passed(Part::knowledge);
  firms_.advance(context_, now_, learning_, t, noise, next_);
  clock.passed(Part::firms);
  patents_.advance(context_, now_, t, noise, next_);
  clock.passed(Part::patents);
  advance_shares(context_, now_, t, signals_, next_);
  clock.passed(Part::shares);

  std::swap(now_, next_);
  ++steps_;
}

template <class Clock>
void Simulation::refresh_flows(Clock& clock) {
  if (flows_at_ == steps_) return;
  flows_at_ = steps_;
  refresh_weights();
  clock.passed(Part::weights);
  observe();
  clock.passed(Part::signals);
  policy_.shape_flows(time().t);
  clock.passed(Part::policy);
  talent_.tightness(context_, time(), signals_);
  talent_.hazards(context_, now_, signals_);
  clock.passed(Part::talent);
  capital_.flow(context_, now_);
  clock.passed(Part::capital);
  contracts_.flow(context_, signals_);
  clock.passed(Part::contracts);
}

template void Simulation::step(const Noise&, NoClock&);
template void Simulation::step(const Noise&, PartClock&);
template void Simulation::refresh_flows(NoClock&);
template void Simulation::refresh_flows(PartClock&);

Lane Simulation::contract_leaving_share(int node) const {
  if (!setting_.channels.contracts) return Lane(0);
  return contracts_.gravity().leaving_share()[node];
}

}  // namespace jialing::model
