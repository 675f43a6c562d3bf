#include "sim/statistics/scores.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/ensemble/random.h"
#include "sim/statistics/quantiles.h"

namespace jialing {

double crps(const std::vector<double>& sorted, double observed) {
  const auto n = static_cast<double>(sorted.size());
  double distance = 0, spread = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    distance += std::abs(sorted[i] - observed);
    spread += (2 * static_cast<double>(i) - n + 1) * sorted[i];
  }
  return distance / n - spread / (n * n);
}

double probability_integral(const std::vector<double>& sorted, double observed) {
  const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), observed);
  return static_cast<double>((low - sorted.begin()) + (high - sorted.begin())) / 2 / static_cast<double>(sorted.size());
}

SkillInterval bootstrap_skill(const std::vector<double>& numerator, const std::vector<double>& denominator,
                              const std::vector<int>& block, std::uint64_t key, int draws) {
  std::map<int, std::pair<double, double>> sums;
  for (std::size_t i = 0; i < block.size(); ++i) {
    sums[block[i]].first += numerator[i];
    sums[block[i]].second += denominator[i];
  }
  std::vector<std::pair<double, double>> blocks;
  for (const auto& [id, pair] : sums) blocks.push_back(pair);
  const auto skill = [](double top, double bottom) { return 1 - top / bottom; };
  double top = 0, bottom = 0;
  for (const auto& [a, b] : blocks) {
    top += a;
    bottom += b;
  }
  std::vector<double> skills;
  for (int draw = 0; draw < draws; ++draw) {
    double a = 0, b = 0;
    for (std::size_t k = 0; k < blocks.size(); ++k) {
      const double u = uniform_draw(key, draw, static_cast<std::uint32_t>(k));
      const auto& chosen = blocks[static_cast<std::size_t>(u * static_cast<double>(blocks.size()))];
      a += chosen.first;
      b += chosen.second;
    }
    skills.push_back(skill(a, b));
  }
  std::sort(skills.begin(), skills.end());
  return {skill(top, bottom), sorted_quantile(skills, 0.05), sorted_quantile(skills, 0.95)};
}

}  // namespace jialing
