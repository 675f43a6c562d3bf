#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/setting/setting.h"
#include "sim/tables/indicator_names.h"

namespace jialing::model {

/// Amounts that add up over the nodes of a region.
enum class Quantity {
  gdp,
  rd,
  business_rd,
  basic_rd,
  researchers,
  employment,
  tech_firms,
  hightech_firms,
  entities,
  patents,
  population,
  industrial_rd,    ///< R&D/revenue of industry × GDP
  contracts_sold,   ///< technology contracts registered by sellers
  sold_outside,     ///< of these, to other provinces
  sold_neighbours,  ///< of these, to the provinces around Chongqing
  sei_output,
  hightech_output,
  literate,
  technology_growth,  ///< smoothed technology trend × GDP
  real_growth,        ///< smoothed real growth × GDP
  knowledge,
  count
};
inline constexpr int quantity_count = static_cast<int>(Quantity::count);

enum class Formula {
  sum,              ///< scale·Σ numerator
  sum_2020_prices,  ///< the same, deflated to 2020
  ratio,            ///< scale·Σ numerator / Σ denominator
  growth,           ///< annual average growth since 2020, %; missing in 2020
  to_2020,          ///< Σ numerator relative to 2020
  gap_national,     ///< ratio minus the same ratio of mainland China
  contribution,     ///< ratio; missing where mean real growth is below 0.5 % a year
  published_base    ///< growth of Σ numerator since 2020 applied to the published 2020 figure
};

/// A reported indicator; the same formula serves a node and any region.
struct Indicator : IndicatorName {
  Formula formula;
  Quantity numerator;
  Quantity denominator = Quantity::gdp;
  double scale = 1;
  /// Columns of the node table that decide its base year: their provenance is the indicator's.
  std::vector<NodeColumn> columns = {};
  /// The base year is one constant for all districts: no statement about differences between them.
  bool uniform_base = false;
};

/// In the order of indicator_names().
const std::vector<Indicator>& indicators();

/// Nodes (in table order) and regions for which indicators are formed.
class Places {
 public:
  Places(const Setting& setting);

  int nodes() const { return nodes_; }
  int regions() const { return static_cast<int>(places_.size()) - nodes_; }
  int size() const { return static_cast<int>(places_.size()); }
  std::optional<int> mainland() const { return mainland_; }
  /// Published 2020 figure of an indicator (from the targets), NaN where there is none.
  double published(int indicator, int place) const { return published_[indicator * size() + place]; }

  /// Share of a node (in model order) that belongs to a place, by what the quantity is shared by; 0 outside.
  double share(int place, int node, Quantity quantity) const;

  /// Position among the places of a node given in model order.
  int place_of(int node) const { return place_of_[node]; }

  /// Totals of the regions, where totals[place] holds those of the nodes: the sum over a region's nodes, weighted by
  /// its share of each; NaN when it states no share of this quantity.
  template <class Amount>
  void add_up(Quantity quantity, Amount* totals) const {
    for (int place = nodes_; place < size(); ++place) {
      const auto& shares = places_[place][share_class(quantity)];
      Amount total = shares.empty() ? std::numeric_limits<double>::quiet_NaN() : 0;
      for (const Share& each : shares) total += each.share * totals[each.place];
      totals[place] = total;
    }
  }

 private:
  struct Share {
    int place;  ///< of the node
    double share;
  };
  enum ShareClass { whole, gdp, rd, hightech_output, tech_firms, classes };
  static ShareClass share_class(Quantity quantity);

  int nodes_ = 0;
  std::optional<int> mainland_;
  std::vector<int> place_of_;  ///< [node in model order]
  std::vector<std::array<std::vector<Share>, classes>> places_;
  std::vector<double> published_;
};

}  // namespace jialing::model
