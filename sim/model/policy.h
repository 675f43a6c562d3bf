#pragma once

#include "sim/model/process.h"
#include "sim/policy/measure.h"

namespace jialing::model {

/// What chance decides of the measures in each member of a block.
struct PolicyDraws {
  /// As planned: effectiveness at the centre of its distribution, milestones that are more likely than not happen,
  /// shocks do not.
  PolicyDraws(const std::vector<Measure>& measures, int first_year, int final_year);

  int first_year;       ///< the base year
  int years;            ///< from it on
  Lanes effectiveness;  ///< [measure]
  Lanes active;         ///< [measure·years + year]: 1 while the measure is in force, else 0

  Lane& active_in(int measure, int year) { return active[measure * years + year - first_year]; }
};

/// The measures of a scenario over time: what they add up to in each node, field and pair at the present instant
/// (sim/model/README.md, section 4). All are zero without measures, so that processes add them without asking.
class Policy {
 public:
  Policy(const Topology& topology, const std::vector<Measure>& measures, int base_year);

  /// Of a new block. Ranked grants go to all of their nodes alike until rank() says otherwise.
  void start(const ParameterLanes& parameters, const PolicyDraws& draws);

  /// Effects that shape flows, at time t, years since the base year.
  void shape_flows(double t);
  /// The others, in the middle and at the end of a step.
  void take_step(StepTime time);
  /// Effects on pairs, held for the calendar year that starts at `t`.
  void shape_weights(double t);

  /// [node]
  const Lanes& operator[](NodeEffect effect) const { return nodes_[static_cast<int>(effect)]; }
  /// [node·fields + field]
  const Lanes& operator[](FieldEffect effect) const { return fields_[static_cast<int>(effect)]; }

  /// Whether a measure has this effect anywhere.
  bool has(NodeEffect effect) const { return has_node_effect_[static_cast<int>(effect)]; }
  bool has(FieldEffect effect) const { return has_field_effect_[static_cast<int>(effect)]; }
  bool has_pairs() const { return !pairs_.empty(); }
  bool is_empty() const { return measures_.empty(); }

  /// A pair whose weights change, with what is added at present.
  struct Pair {
    int pair;  ///< position in Topology::pairs
    PairChanges changes;
  };
  const std::vector<Pair>& pairs() const { return pairs_; }
  /// Enclaves with their present share, nodes in model order.
  struct PresentEnclave {
    int recipient, host;
    Lane share;
  };
  const std::vector<PresentEnclave>& enclaves() const { return enclaves_; }
  /// Transfers of public R&D with their present share, nodes in model order.
  struct PresentTransfer {
    int donor, recipient;
    Lane share;
  };
  const std::vector<PresentTransfer>& transfers() const { return transfers_; }

  /// Takes an indicator of every node [node] at the start of `year`: it ranks the nodes for grants in the next year.
  void rank(int indicator, int year, const Lane* values);
  /// Shares of ranked grants as they are known at present: of odd and even years, [grant][position].
  using Ranks = std::vector<std::array<Lanes, 2>>;
  Ranks ranks() const;
  void set_ranks(const Ranks& ranks);
  /// Indicators that rank nodes.
  const std::vector<int>& ranking_indicators() const { return ranking_indicators_; }

  /// Public money that a measure costs at time t, 100 million CNY per year.
  Lane cost(int measure, double t, const State& state) const;

 private:
  /// An effect in one node or field: amount times the pace of its measure is added to `*sum`.
  struct Term {
    Lane* sum;
    double amount;
    Pace pace;
  };
  enum Phase { flows, middle, end, phases };
  struct PairTerm {
    int position;  ///< in pairs_
    PairEffect effect;
    double amount;
  };
  /// Where the effects of a measure enter, in model order.
  struct Entry {
    std::array<std::vector<Term>, phases> terms;
    std::vector<PairTerm> pairs;
    std::vector<int> enclaves, transfers, ranked;  ///< positions
    std::vector<std::pair<int, double>> credited;  ///< nodes with their shares
  };
  struct Ranked {
    const RankedGrant* grant;
    std::vector<int> nodes;       ///< model order
    std::array<Lanes, 2> shares;  ///< of odd and even years, [position in nodes]
  };

  void add_terms(const Measure& measure, const Topology& topology, Entry& entry);
  void add_pairs(const Measure& measure, const Topology& topology, Entry& entry);
  void add_enclaves(const Measure& measure, const Topology& topology, Entry& entry);
  int pair_position(int pair);
  void clear(int first_effect, int end_effect);
  void clear_fields();
  void apply(Phase phase, double t);
  void add_ranked(std::size_t m, double t);
  static int year_index(double t);
  Lane active(std::size_t measure, double t) const;
  Lane ramp(std::size_t measure, double t) const;
  Lane money(std::size_t measure, double t) const;
  Lane pace(std::size_t measure, Pace pace, double t) const;

  const std::vector<Measure>& measures_;
  std::vector<Entry> entries_;
  std::array<Lanes, node_effect_count> nodes_;    ///< [node]
  std::array<Lanes, field_effect_count> fields_;  ///< [node·fields + field]
  std::array<bool, node_effect_count> has_node_effect_{};
  std::array<bool, field_effect_count> has_field_effect_{};
  std::vector<Pair> pairs_;
  std::vector<int> pair_positions_;  ///< [pair] position in pairs_, −1: none
  std::vector<PresentEnclave> enclaves_;
  std::vector<PresentTransfer> transfers_;
  std::vector<Ranked> ranked_;
  std::vector<int> ranking_indicators_;
  int base_year_;
  PolicyDraws draws_;
  Lane ramp_effect_, shrink_effect_, inflation_;
};

}  // namespace jialing::model
