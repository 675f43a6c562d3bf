#include "sim/statistics/shapley.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "sim/ensemble/random.h"

namespace jialing {
namespace {

using Order = std::vector<int>;

/// All orders in which up to six players can join.
std::vector<Order> all_orders(int players) {
  Order order(players);
  std::iota(order.begin(), order.end(), 0);
  std::vector<Order> orders;
  do {
    orders.push_back(order);
  } while (std::next_permutation(order.begin(), order.end()));
  return orders;
}

// Fisher–Yates shuffles, each followed by its reverse.
std::vector<Order> drawn_orders(int players, std::int64_t count, std::uint64_t seed) {
  const std::uint64_t key = stream_key(seed, "attribution", "orders");
  std::vector<Order> orders;
  for (std::int64_t n = 0; n < count; ++n) {
    if (n % 2 == 1) {
      Order reversed = orders.back();
      std::reverse(reversed.begin(), reversed.end());
      orders.push_back(std::move(reversed));
      continue;
    }
    Order order(players);
    std::iota(order.begin(), order.end(), 0);
    for (int i = players - 1; i > 0; --i) {
      const int j = static_cast<int>(uniform_draw(key, n, static_cast<std::uint32_t>(i)) * (i + 1));
      std::swap(order[i], order[std::min(j, i)]);
    }
    orders.push_back(std::move(order));
  }
  return orders;
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  int count = 0;
  for (double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  return sum / count;
}

/// Follows orders and adds up what each player adds.
class Splitter {
 public:
  Splitter(int players, int quantities, int members, const Worth& worth)
      : worth_(worth),
        cells_(std::size_t(quantities) * members) {
    split_.players = players;
    split_.quantities = quantities;
    split_.members = members;
    split_.shares.assign(players * cells_, 0);
  }

  ShapleySplit split(const std::vector<Order>& orders, bool exact) {
    split_.exact = exact;
    split_.orders = static_cast<std::int64_t>(orders.size());
    // A drawn order and its reverse are one sample.
    const std::size_t sample_size = exact ? orders.size() : 2;
    std::vector<std::vector<double>> samples;
    for (std::size_t n = 0; n < orders.size(); ++n) {
      if (n % sample_size == 0) sample_.assign(split_.players * cells_, 0);
      follow(orders[n]);
      if ((n + 1) % sample_size == 0 || n + 1 == orders.size()) take_sample(n % sample_size + 1, samples);
    }
    for (double& share : split_.shares) share /= static_cast<double>(orders.size());
    finish(samples);
    return std::move(split_);
  }

 private:
  const std::vector<float>& worth(const Coalition& coalition) {
    const auto [place, fresh] = known_.try_emplace(coalition);
    if (fresh) place->second = worth_(coalition);
    return place->second;
  }

  void follow(const Order& order) {
    Coalition coalition(split_.players, false);
    const std::vector<float>* before = &worth(coalition);
    for (int player : order) {
      coalition[player] = true;
      const std::vector<float>* after = &worth(coalition);
      double* shares = &sample_[player * cells_];
      for (std::size_t n = 0; n < cells_; ++n) shares[n] += double((*after)[n]) - double((*before)[n]);
      before = after;
    }
  }

  void take_sample(std::size_t orders, std::vector<std::vector<double>>& samples) {
    for (std::size_t n = 0; n < sample_.size(); ++n) split_.shares[n] += sample_[n];
    for (double& share : sample_) share /= static_cast<double>(orders);
    samples.push_back(means(sample_));
  }

  std::vector<double> means(const std::vector<double>& shares) const {
    std::vector<double> list;
    for (std::size_t n = 0; n < shares.size(); n += split_.members)
      list.push_back(mean_of({&shares[n], static_cast<std::size_t>(split_.members)}));
    return list;
  }

  void finish(const std::vector<std::vector<double>>& samples) {
    split_.mean = means(split_.shares);
    split_.error.assign(split_.mean.size(), 0);
    const auto count = static_cast<double>(samples.size());
    for (std::size_t n = 0; n < split_.mean.size() && !split_.exact; ++n) {
      double squares = 0;
      for (const auto& sample : samples) squares += (sample[n] - split_.mean[n]) * (sample[n] - split_.mean[n]);
      split_.error[n] = count > 1 ? std::sqrt(squares / (count - 1) / count) : std::nan("");
    }
    for (int q = 0; q < split_.quantities; ++q) {
      double total = 0;
      for (int player = 0; player < split_.players; ++player) total += split_.mean[player * split_.quantities + q];
      split_.total.push_back(total);
    }
  }

  const Worth& worth_;
  std::size_t cells_;
  std::map<Coalition, std::vector<float>> known_;
  std::vector<double> sample_;
  ShapleySplit split_;
};

}  // namespace

ShapleySplit shapley(int players, int quantities, int members, const Worth& worth, std::int64_t orders,
                     std::uint64_t seed) {
  const bool exact = players <= most_exact_players;
  return Splitter(players, quantities, members, worth)
      .split(exact ? all_orders(players) : drawn_orders(players, orders, seed), exact);
}

std::int64_t coalitions_valued(int players, std::int64_t orders) {
  return players <= most_exact_players ? std::int64_t(1) << players : orders * (players - 1) + 2;
}

}  // namespace jialing
