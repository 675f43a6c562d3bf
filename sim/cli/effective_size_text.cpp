#include "sim/cli/effective_size_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sim/cli/text_table.h"
#include "sim/statistics/quantiles.h"

namespace jialing::cli {
namespace {

/// The median, and the parameter with the least.
struct EffectiveSizeSummary {
  double median = 0;
  std::size_t count = 0, least = 0;
};

std::optional<EffectiveSizeSummary> summary_of(const Calibration& calibration) {
  std::vector<double> sizes;
  EffectiveSizeSummary summary;
  for (std::size_t p = 0; p < parameter_count; ++p) {
    const auto& size = calibration.effective_sizes[p];
    if (!size) continue;
    if (sizes.empty() || size->size < calibration.effective_sizes[summary.least]->size) summary.least = p;
    sizes.push_back(size->size);
  }
  if (sizes.empty()) return std::nullopt;
  std::sort(sizes.begin(), sizes.end());
  summary.median = sorted_quantile(sizes, 0.5);
  summary.count = sizes.size();
  return summary;
}

}  // namespace

std::string effective_size_text(const Calibration& calibration) {
  const auto summary = summary_of(calibration);
  const int failed = calibration.failed_replicates;
  if (calibration.replicates == 0 && failed > 0) return fmt::format("None of {} replicates stayed finite.", failed);
  if (!summary) return "";
  const std::string failures = failed == 0 ? "" : fmt::format(" ({} more did not stay finite)", failed);
  const EffectiveSize& least = *calibration.effective_sizes[summary->least];
  return fmt::format(
      "Effective sample size of the draws, by {} replicates with other seeds{}: {} for the mean of a parameter "
      "that the data moved (median of {}), {} for {}, the least (90 % interval {} – {}).",
      calibration.replicates, failures, readable(summary->median), summary->count, readable(least.size),
      parameter_names[summary->least], readable(least.low), readable(least.high));
}

nlohmann::json effective_size_json(const std::optional<EffectiveSize>& size) {
  if (!size) return nullptr;
  return {{"size", size->size}, {"low", size->low}, {"high", size->high}};
}

nlohmann::json effective_size_json(const Calibration& calibration) {
  const auto summary = summary_of(calibration);
  if (!summary) return nullptr;
  return {{"median", summary->median},
          {"minimum", effective_size_json(calibration.effective_sizes[summary->least])},
          {"minimum_parameter", parameter_names[summary->least]}};
}

}  // namespace jialing::cli
