#pragma once

#include <vector>

namespace jialing::model {

/// Position of a pair among all of them: ordered by the higher node, then by the lower, each with itself last.
inline int pair_index(int i, int j) {
  return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
}

/// The unordered pairs of nodes between which anything flows, every node with itself among them: all pairs, or those
/// that are kept. Whatever belongs to pairs is stored in the order of their positions, which is that of pair_index.
class Pairs {
 public:
  Pairs() = default;
  /// All pairs of so many nodes.
  explicit Pairs(int nodes);
  /// The pairs (i, partners[i][…]), each in whichever order and as often as stated, and every node with itself.
  explicit Pairs(const std::vector<std::vector<int>>& partners);

  /// Whether no pair is left out. Then the other members below but size(), index() and self() are of no use.
  bool is_complete() const { return complete_; }
  int size() const { return size_; }
  int nodes() const { return nodes_; }

  /// Position of a pair; −1 where it is left out.
  int index(int i, int j) const;
  /// Position of the pair of a node with itself.
  int self(int i) const { return complete_ ? pair_index(i, i) : begin_[i + 1] - 1; }

  /// Positions of the pairs (i, j) with j < i: from begin(i) on, self(i) is behind the last of them.
  int begin(int i) const { return begin_[i]; }
  /// The first of them with j ≥ `node`, or self(i).
  int first_from(int i, int node) const;
  /// The lower node of a pair.
  int lower(int pair) const { return lower_[pair]; }

  /// The node at the other end of a pair.
  struct Partner {
    int node, pair;
  };
  /// All partners of a node, itself among them, ascending.
  const std::vector<Partner>& partners(int i) const { return partners_[i]; }

  /// Calls visit(j) for every node that i is paired with, itself among them, ascending.
  template <class Visit>
  void for_partners(int i, Visit&& visit) const {
    if (complete_) {
      for (int j = 0; j < nodes_; ++j) visit(j);
    } else {
      for (const Partner& each : partners_[i]) visit(each.node);
    }
  }

  /// Calls visit(i, j, position) for every pair, j ≤ i, in the order of their positions.
  template <class Visit>
  void for_pairs(Visit&& visit) const {
    for (int i = 0, pair = 0; i < nodes_; ++i) {
      if (complete_) {
        for (int j = 0; j <= i; ++j) visit(i, j, pair++);
      } else {
        for (; pair < begin_[i + 1]; ++pair) visit(i, lower_[pair], pair);
      }
    }
  }

 private:
  int nodes_ = 0, size_ = 0;
  bool complete_ = true;
  std::vector<int> begin_;                      ///< [node], and the end
  std::vector<int> lower_;                      ///< [pair]
  std::vector<std::vector<Partner>> partners_;  ///< [node]
};

}  // namespace jialing::model
