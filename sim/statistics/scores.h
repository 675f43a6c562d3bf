#pragma once

#include <cstdint>
#include <vector>

namespace jialing {

/// Continuous ranked probability score of a sample against what happened: E|X − y| − ½ E|X − X'|, in the unit of the
/// values; 0 is perfect (Gneiting & Raftery 2007, JASA 102:359). `sorted` rises.
double crps(const std::vector<double>& sorted, double observed);

/// Share of a sample below what happened, ties counting half: uniform for calibrated forecasts.
double probability_integral(const std::vector<double>& sorted, double observed);

/// 5–95 % interval of a ratio of sums, 1 − Σ numerator/Σ denominator, by a bootstrap over blocks: rows that share a
/// block are drawn together (Künsch 1989).
struct SkillInterval {
  double skill = 0, low = 0, high = 0;
};
SkillInterval bootstrap_skill(const std::vector<double>& numerator, const std::vector<double>& denominator,
                              const std::vector<int>& block, std::uint64_t key, int draws = 1000);

}  // namespace jialing
