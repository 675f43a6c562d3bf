#include "sim/cli/attribution_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/cli/labels.h"
#include "sim/cli/text_table.h"
#include "sim/cli/year_table.h"

namespace jialing::cli {
namespace {

constexpr int most_levers = 8;  // of a target in the table; the file holds all
constexpr int player_width = 44;

/// Levers of a target by the size of their share.
std::vector<int> by_size(const ShapleySplit& split, int target) {
  std::vector<int> order(split.players);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return std::abs(split.mean[a * split.quantities + target]) > std::abs(split.mean[b * split.quantities + target]);
  });
  return order;
}

std::string part(double share, double total) {
  const double percentage = 100 * share / total;
  return std::isfinite(percentage) ? fmt::format("{:.0f} %", percentage) : "–";
}

void add_target(TextTable& table, const Attribution& attribution, int target, const std::string& name,
                const Words& word) {
  const ShapleySplit& split = attribution.split;
  const double total = split.total[target];
  table.add({name, with_sign(total), "", ""});
  double rest = 0;
  const std::vector<int> order = by_size(split, target);
  for (int n = 0; n < split.players; ++n) {
    const double share = split.mean[order[n] * split.quantities + target];
    if (n >= most_levers) {
      rest += share;
      continue;
    }
    const double error = split.error[order[n] * split.quantities + target];
    table.add({"  " + shortened(attribution.players[order[n]], player_width), with_sign(share),
               split.exact ? "" : "± " + readable(error), part(share, total)});
  }
  if (split.players > most_levers)
    table.add({fmt::format("  {}", word.other_levers), with_sign(rest), "", part(rest, total)});
}

}  // namespace

std::string attribution_table(const Results& results, const Attribution& attribution, int width, Language language) {
  using enum TextTable::Align;
  const Words& word = words(language);
  TextTable table({left, right, right, right});
  table.add({word.indicator, word.share_of_effect, attribution.split.exact ? "" : word.standard_error, word.part});
  table.add_rule();
  for (std::size_t t = 0; t < results.targets.size(); ++t) {
    const TargetOutcome& outcome = results.targets[t];
    const std::string name =
        fmt::format("{} ({})", label(results, outcome.indicator, outcome.place, language), outcome.target->year);
    add_target(table, attribution, static_cast<int>(t), name, word);
  }
  const std::string title = fmt::format(fmt::runtime(word.attribution), fmt::arg("scenario", results.scenario.name));
  return title + "\n\n" + table.text() +
         paragraph(fmt::format(fmt::runtime(word.attribution_method), fmt::arg("orders", attribution.split.orders)),
                   width);
}

nlohmann::json attribution_json(const Results& results, const Attribution& attribution) {
  const ShapleySplit& split = attribution.split;
  auto targets = nlohmann::json::array();
  for (std::size_t t = 0; t < results.targets.size(); ++t) {
    const Target& target = *results.targets[t].target;
    auto shares = nlohmann::json::object(), errors = nlohmann::json::object();
    for (int player = 0; player < split.players; ++player) {
      shares[attribution.players[player]] = split.mean[player * split.quantities + t];
      errors[attribution.players[player]] = split.error[player * split.quantities + t];
    }
    targets.push_back({{"indicator", target.indicator},
                       {"region", target.regions[0]},
                       {"target_year", target.year},
                       {"total", split.total[t]},
                       {"shares", shares},
                       {"standard_errors", errors}});
  }
  return {{"scenario", attribution.scenario}, {"exact", split.exact}, {"orders", split.orders}, {"targets", targets}};
}

}  // namespace jialing::cli
