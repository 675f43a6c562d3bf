#include "sim/setting/pairs.h"

#include <algorithm>

namespace jialing::model {

Pairs::Pairs(int nodes) : nodes_(nodes), size_(pair_index(nodes, 0)) {}

Pairs::Pairs(const std::vector<std::vector<int>>& partners)
    : nodes_(static_cast<int>(partners.size())),
      complete_(false),
      begin_(1, 0),
      partners_(partners.size()) {
  std::vector<std::vector<int>> lower(partners.size());
  for (int i = 0; i < nodes_; ++i) {
    lower[i].push_back(i);
    for (int j : partners[i]) lower[std::max(i, j)].push_back(std::min(i, j));
  }
  for (int i = 0; i < nodes_; ++i) {
    std::sort(lower[i].begin(), lower[i].end());
    lower[i].erase(std::unique(lower[i].begin(), lower[i].end()), lower[i].end());
    lower_.insert(lower_.end(), lower[i].begin(), lower[i].end());
    begin_.push_back(static_cast<int>(lower_.size()));
  }
  size_ = begin_.back();
  for_pairs([&](int i, int j, int pair) {
    partners_[i].push_back({j, pair});
    if (i != j) partners_[j].push_back({i, pair});
  });
}

int Pairs::index(int i, int j) const {
  if (complete_) return pair_index(i, j);
  const int high = std::max(i, j), low = std::min(i, j);
  const auto begin = lower_.begin() + begin_[high], end = lower_.begin() + begin_[high + 1];
  const auto found = std::lower_bound(begin, end, low);
  return found != end && *found == low ? static_cast<int>(found - lower_.begin()) : -1;
}

int Pairs::first_from(int i, int node) const {
  const auto begin = lower_.begin() + begin_[i], end = lower_.begin() + self(i);
  return static_cast<int>(std::lower_bound(begin, end, node) - lower_.begin());
}

}  // namespace jialing::model
