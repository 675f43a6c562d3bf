#include "sim/model/policy.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace jialing::model {
namespace {

constexpr double rounding = 1e-9;  // of t, in years

}  // namespace

PolicyDraws::PolicyDraws(const std::vector<Measure>& measures, int first_year_, int final_year)
    : first_year(first_year_),
      years(final_year - first_year_ + 1),
      effectiveness(measures.size(), Lane(1)),
      active(measures.size() * static_cast<std::size_t>(years), Lane(0)) {
  for (std::size_t m = 0; m < measures.size(); ++m) {
    const Schedule& schedule = measures[m].schedule;
    effectiveness[m] = schedule.effectiveness.centre;
    const bool happens = !schedule.is_shock && schedule.milestone_probability >= 0.5;
    for (int year = first_year; year < first_year + years; ++year)
      if (happens && schedule.first_year <= year && year <= schedule.last_year)
        active_in(static_cast<int>(m), year) = 1;
  }
}

Policy::Policy(const Topology& topology, const std::vector<Measure>& measures, int base_year)
    : measures_(measures),
      entries_(measures.size()),
      pair_positions_(topology.pairs.size(), -1),
      base_year_(base_year),
      draws_({}, base_year, base_year) {
  for (Lanes& lanes : nodes_) lanes.assign(topology.nodes, Lane(0));
  for (Lanes& lanes : fields_) lanes.assign(static_cast<std::size_t>(topology.nodes) * topology.fields, Lane(0));
  const std::vector<int>& index = topology.model_index;
  for (std::size_t m = 0; m < measures.size(); ++m) {
    Entry& entry = entries_[m];
    add_terms(measures[m], topology, entry);
    add_pairs(measures[m], topology, entry);
    add_enclaves(measures[m], topology, entry);
    for (const Transfer& each : measures[m].transfers) {
      entry.transfers.push_back(static_cast<int>(transfers_.size()));
      transfers_.push_back({index[each.donor], index[each.recipient], Lane(0)});
    }
    for (const LeverTarget& each : measures[m].credited) entry.credited.emplace_back(index[each.node], each.rd);
    for (const RankedGrant& each : measures[m].ranked) {
      entry.ranked.push_back(static_cast<int>(ranked_.size()));
      Ranked& ranked = ranked_.emplace_back(Ranked{&each, {}, {}});
      for (int node : each.nodes) ranked.nodes.push_back(index[node]);
      ranked.shares.fill(Lanes(each.nodes.size(), Lane(0)));
      ranking_indicators_.push_back(each.indicator);
      has_node_effect_[static_cast<int>(NodeEffect::grant)] = true;
      has_node_effect_[static_cast<int>(NodeEffect::levered_grant)] |= each.leverage;
    }
  }
  std::sort(ranking_indicators_.begin(), ranking_indicators_.end());
  ranking_indicators_.erase(std::unique(ranking_indicators_.begin(), ranking_indicators_.end()),
                            ranking_indicators_.end());
}

void Policy::add_terms(const Measure& measure, const Topology& topology, Entry& entry) {
  for (const Change<NodeEffect>& change : measure.nodes) {
    if (change.amount == 0) continue;
    const int effect = static_cast<int>(change.effect);
    const Phase phase = effect < first_middle_effect ? flows : effect < first_end_effect ? middle : end;
    entry.terms[phase].push_back({&nodes_[effect][topology.model_index[change.place]], change.amount, change.pace});
    has_node_effect_[effect] = true;
  }
  for (const Change<FieldEffect>& change : measure.fields) {
    if (change.amount == 0) continue;
    has_field_effect_[static_cast<int>(change.effect)] = true;
    const int node = topology.model_index[change.place / topology.fields], field = change.place % topology.fields;
    entry.terms[middle].push_back(
        {&fields_[static_cast<int>(change.effect)][node * topology.fields + field], change.amount, change.pace});
  }
}

int Policy::pair_position(int pair) {
  int& position = pair_positions_[pair];
  if (position < 0) {
    position = static_cast<int>(pairs_.size());
    pairs_.push_back({pair, {}});
  }
  return position;
}

void Policy::add_pairs(const Measure& measure, const Topology& topology, Entry& entry) {
  for (const Change<PairEffect>& change : measure.pairs) {
    if (change.amount == 0) continue;
    const int pair = topology.pairs.index(topology.model_index[change.place], topology.model_index[change.other]);
    entry.pairs.push_back({pair_position(pair), change.effect, change.amount});
  }
}

// All pairs of a recipient change with its enclave.
void Policy::add_enclaves(const Measure& measure, const Topology& topology, Entry& entry) {
  for (const Enclave& each : measure.enclaves) {
    if (each.share == 0) continue;
    const int recipient = topology.model_index[each.recipient];
    entry.enclaves.push_back(static_cast<int>(enclaves_.size()));
    enclaves_.push_back({recipient, topology.model_index[each.host], Lane(0)});
    topology.pairs.for_partners(recipient, [&](int k) {
      if (k != recipient) pair_position(topology.pairs.index(recipient, k));
    });
  }
}

void Policy::start(const ParameterLanes& parameters, const PolicyDraws& draws) {
  draws_ = draws;
  ramp_effect_ = parameters[Parameter::ramp_effect];
  shrink_effect_ = parameters[Parameter::shrink_effect];
  inflation_ = parameters[Parameter::inflation];
  clear(0, node_effect_count);
  clear_fields();
  for (Pair& pair : pairs_) pair.changes.fill(Lane(0));
  for (PresentEnclave& each : enclaves_) each.share = 0;
  for (PresentTransfer& each : transfers_) each.share = 0;
  for (Ranked& each : ranked_)
    for (Lanes& shares : each.shares)
      std::fill(shares.begin(), shares.end(), Lane(1.0 / static_cast<double>(each.nodes.size())));
}

int Policy::year_index(double t) {
  return static_cast<int>(std::floor(t + rounding));
}

Lane Policy::active(std::size_t measure, double t) const {
  return draws_.active[measure * static_cast<std::size_t>(draws_.years) +
                       static_cast<std::size_t>(std::min(year_index(t), draws_.years - 1))];
}

// 1 − e^{−(t − start)/r}; shocks strike at once.
Lane Policy::ramp(std::size_t measure, double t) const {
  const Schedule& schedule = measures_[measure].schedule;
  const bool at_once = !schedule.institutional && schedule.ramp_years.value_or(0) == 0;
  if (schedule.is_shock || at_once) return Lane(1);
  const double since = std::max(t - (schedule.first_year - base_year_), 0.0);
  const Lane scale = schedule.institutional ? ramp_effect_ : Lane(*schedule.ramp_years);
  return 1 - lane_exp(-since / scale);
}

// active·(1 + growth)^{years since the first}·e^{inflation·t} when stated in prices of the base year
Lane Policy::money(std::size_t measure, double t) const {
  const Measure& each = measures_[measure];
  const Lane now = active(measure, t);
  const int years = year_index(t) - (each.schedule.first_year - base_year_);
  const Lane grown = now * std::pow(1 + each.growth, years);
  return each.real_prices ? Lane(grown * lane_exp(inflation_ * t)) : grown;
}

Lane Policy::pace(std::size_t measure, Pace pace, double t) const {
  switch (pace) {
    case Pace::strength:
      return active(measure, t) * draws_.effectiveness[measure] * ramp(measure, t);
    case Pace::shrunk:
      return active(measure, t) * draws_.effectiveness[measure] * ramp(measure, t) * shrink_effect_;
    case Pace::immediate:
      return active(measure, t) * draws_.effectiveness[measure];
    case Pace::money:
      return money(measure, t);
    case Pace::effective_money:
      return money(measure, t) * draws_.effectiveness[measure];
  }
  return Lane(0);
}

// The others stay zero.
void Policy::clear(int first_effect, int end_effect) {
  for (int effect = first_effect; effect < end_effect; ++effect)
    if (has_node_effect_[effect]) std::fill(nodes_[effect].begin(), nodes_[effect].end(), Lane(0));
}

void Policy::clear_fields() {
  for (int effect = 0; effect < field_effect_count; ++effect)
    if (has_field_effect_[effect]) std::fill(fields_[effect].begin(), fields_[effect].end(), Lane(0));
}

void Policy::apply(Phase phase, double t) {
  constexpr std::size_t paces = static_cast<std::size_t>(Pace::effective_money) + 1;
  for (std::size_t m = 0; m < entries_.size(); ++m) {
    std::array<std::optional<Lane>, paces> known;
    for (const Term& term : entries_[m].terms[phase]) {
      std::optional<Lane>& factor = known[static_cast<std::size_t>(term.pace)];
      if (!factor) factor = pace(m, term.pace, t);
      *term.sum += term.amount * *factor;
    }
  }
}

void Policy::shape_flows(double t) {
  if (is_empty()) return;
  clear(0, first_middle_effect);
  apply(flows, t);
}

void Policy::take_step(StepTime time) {
  if (is_empty()) return;
  const double after = time.t + time.dt;
  clear(first_middle_effect, node_effect_count);
  clear_fields();
  apply(middle, time.mid());
  apply(end, after);
  for (std::size_t m = 0; m < entries_.size(); ++m) {
    add_ranked(m, after);
    if (entries_[m].transfers.empty()) continue;
    const Lane strength = pace(m, Pace::strength, after);
    for (std::size_t n = 0; n < entries_[m].transfers.size(); ++n)
      transfers_[entries_[m].transfers[n]].share = measures_[m].transfers[n].share * strength;
  }
}

void Policy::shape_weights(double t) {
  constexpr double half_a_year = 0.5;
  for (Pair& pair : pairs_) pair.changes.fill(Lane(0));
  for (std::size_t m = 0; m < entries_.size(); ++m) {
    const Entry& entry = entries_[m];
    if (entry.pairs.empty() && entry.enclaves.empty()) continue;
    const Lane strength = pace(m, Pace::strength, t + half_a_year);
    for (const auto& [position, effect, amount] : entry.pairs)
      pairs_[position].changes[static_cast<int>(effect)] += amount * strength;
    for (std::size_t n = 0; n < entry.enclaves.size(); ++n)
      enclaves_[entry.enclaves[n]].share = measures_[m].enclaves[n].share * strength;
  }
}

// Equal shares of the first `winners`, or weights that fall with the rank: n, n − 1, …, 1.
void Policy::rank(int indicator, int year, const Lane* values) {
  for (Ranked& ranked : ranked_) {
    if (ranked.grant->indicator != indicator) continue;
    Lanes& shares = ranked.shares[(year + 1) % 2];
    const int count = static_cast<int>(ranked.nodes.size());
    const int winners = ranked.grant->winners > 0 ? std::min(ranked.grant->winners, count) : count;
    std::vector<int> order(count);
    for (int lane = 0; lane < lane_width; ++lane) {
      std::iota(order.begin(), order.end(), 0);
      std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        const double x = values[ranked.nodes[a]][lane], y = values[ranked.nodes[b]][lane];
        if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
        return ranked.grant->highest ? x > y : x < y;
      });
      for (int place = 0; place < count; ++place) {
        const bool equal = ranked.grant->winners > 0;
        const double weight =
            equal ? double(place < winners) / winners : 2 * double(count - place) / (double(count) * (count + 1));
        shares[order[place]][lane] = weight;
      }
    }
  }
}

Policy::Ranks Policy::ranks() const {
  Ranks all;
  for (const Ranked& each : ranked_) all.push_back(each.shares);
  return all;
}

void Policy::set_ranks(const Ranks& ranks) {
  for (std::size_t n = 0; n < ranked_.size(); ++n) ranked_[n].shares = ranks[n];
}

void Policy::add_ranked(std::size_t m, double t) {
  for (int position : entries_[m].ranked) {
    const Ranked& ranked = ranked_[position];
    const Lane amount = ranked.grant->amount * money(m, t);
    const Lanes& shares = ranked.shares[(year_index(t) + base_year_) % 2];
    for (std::size_t n = 0; n < ranked.nodes.size(); ++n) {
      nodes_[static_cast<int>(NodeEffect::grant)][ranked.nodes[n]] += amount * shares[n];
      if (ranked.grant->leverage)
        nodes_[static_cast<int>(NodeEffect::levered_grant)][ranked.nodes[n]] +=
            amount * shares[n] * draws_.effectiveness[m];
    }
  }
}

Lane Policy::cost(int measure, double t, const State& state) const {
  const auto m = static_cast<std::size_t>(measure);
  Lane business_rd = Lane(0);
  for (const auto& [node, share] : entries_[m].credited)
    business_rd += share * state.business_intensity[node] * state.gdp[node];
  const Measure& each = measures_[m];
  return each.spending * money(m, t) + active(m, t) * (each.other_cost + each.credit * business_rd);
}

}  // namespace jialing::model
