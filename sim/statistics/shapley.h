#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace jialing {

/// A set of players: whether each takes part.
using Coalition = std::vector<bool>;
/// What a coalition is worth: a matrix of quantities by member, [quantity·members + member]; NaN where it is missing.
using Worth = std::function<std::vector<float>(const Coalition&)>;

/// How a package's worth is split among its players: each receives what it adds to those before it, on average over the
/// orders in which they can join (Shapley 1953). Shares add up to the worth of all minus the worth of none.
struct ShapleySplit {
  int players = 0, quantities = 0, members = 0;
  bool exact = true;
  std::int64_t orders = 0;     ///< that were averaged
  std::vector<double> shares;  ///< [player][quantity][member]
  std::vector<double> mean;    ///< [player][quantity]: over the members that are not missing
  std::vector<double> error;   ///< [player][quantity]: standard error of `mean` from sampling orders; 0 when exact
  std::vector<double> total;   ///< [quantity]: mean worth of all minus none

  std::span<const double> share(int player, int quantity) const {
    return {&shares[(std::size_t(player) * quantities + quantity) * members], static_cast<std::size_t>(members)};
  }
};

/// With up to `most_exact_players` players all 2^n coalitions are valued; above, `orders` orders are drawn, each beside
/// its reverse (antithetic; Mitchell et al. 2022), so that coalitions are n − 1 per order. A coalition is valued once.
inline constexpr int most_exact_players = 6;
ShapleySplit shapley(int players, int quantities, int members, const Worth& worth, std::int64_t orders,
                     std::uint64_t seed);

/// Coalitions that `shapley` will value.
std::int64_t coalitions_valued(int players, std::int64_t orders);

}  // namespace jialing
