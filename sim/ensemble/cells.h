#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "sim/scenario/scenario.h"

namespace jialing {

/// Adoption counts as arrived when it passes these shares.
inline constexpr std::array arrival_shares = {0.1, 0.5};

/// Flows between groups of nodes.
enum class Flow { technology_contracts, innovation_capital, talent_rate, count };
inline constexpr int flow_count = static_cast<int>(Flow::count);

/// What is kept of every member: one number per cell. A cell is an indicator (or the adoption of a field) of a place in
/// a year, the arrival year of a field in a node, a flow between two groups in a report year, or the cost of a measure
/// in a year.
class CellLayout {
 public:
  /// `measures`: number of those that the scenario's levers are.
  CellLayout(const Scenario& scenario, std::size_t measures);

  int years() const { return years_; }          ///< the base year to horizon.to
  int variables() const { return variables_; }  ///< indicators, then adoption of each field
  int indicators() const { return indicators_; }
  int fields() const { return fields_; }
  int places() const { return places_; }
  int nodes() const { return nodes_; }
  const std::vector<int>& flow_years() const { return flow_years_; }
  const std::vector<std::string>& groups() const { return groups_; }
  const std::vector<int>& group_of_node() const { return group_of_node_; }  ///< [node in table order]

  std::int64_t variable(int year, int variable, int place) const {
    return (std::int64_t(year) * variables_ + variable) * places_ + place;
  }
  std::int64_t arrival(int share, int field, int node) const {
    return arrivals_ + (std::int64_t(share) * fields_ + field) * nodes_ + node;
  }
  std::int64_t flow(int year, int flow, int from, int to) const {
    const int groups = static_cast<int>(groups_.size());
    return flows_ + ((std::int64_t(year) * flow_count + flow) * groups + from) * groups + to;
  }
  /// Public money that a measure costs in a year, nominal or at prices of the base year, 100 million CNY.
  std::int64_t cost(int year, int measure, bool real) const {
    return costs_ + (std::int64_t(real) * years_ + year) * measures_ + measure;
  }
  int measures() const { return measures_; }
  std::int64_t size() const { return size_; }

 private:
  int years_, variables_, indicators_, fields_, places_, nodes_;
  std::vector<int> flow_years_;
  std::vector<std::string> groups_;
  std::vector<int> group_of_node_;
  int measures_;
  std::int64_t arrivals_ = 0, flows_ = 0, costs_ = 0, size_ = 0;
};

/// All cells of all members in single precision (24 bits are far finer than any uncertainty here), as blocks of members
/// side by side: [block][cell][member in block]; how many stand side by side depends on the kernels that run them. A
/// missing value is NaN, an arrival that never comes +infinity.
class CellStore {
 public:
  CellStore(std::int64_t cells, std::int64_t members, int lane_width);

  std::int64_t cells() const { return cells_; }
  std::int64_t members() const { return members_; }
  int lane_width() const { return lane_width_; }
  std::int64_t blocks() const { return (members_ + lane_width_ - 1) / lane_width_; }
  float* block(std::int64_t block) { return values_.get() + block * cells_ * lane_width_; }
  const float* block(std::int64_t block) const { return values_.get() + block * cells_ * lane_width_; }

  float value(std::int64_t cell, std::int64_t member) const {
    return block(member / lane_width_)[cell * lane_width_ + member % lane_width_];
  }

  /// Gives the memory back; the sizes stay.
  void release() { values_.reset(); }

  /// A store that was released before it had any memory: only the sizes.
  static CellStore sizes_only(std::int64_t cells, std::int64_t members, int lane_width);

  /// Memory that a store of this size takes, bytes.
  static std::int64_t bytes(std::int64_t cells, std::int64_t members, int lane_width);

 private:
  struct SizesOnly {};
  CellStore(SizesOnly, std::int64_t cells, std::int64_t members, int lane_width)
      : cells_(cells),
        members_(members),
        lane_width_(lane_width) {}

  struct Free {
    void operator()(float* memory) const { std::free(memory); }
  };
  static float* allocate(std::int64_t size);

  std::int64_t cells_, members_;
  int lane_width_;
  std::unique_ptr<float[], Free> values_;
};

}  // namespace jialing
