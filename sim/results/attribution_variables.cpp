#include "sim/results/attribution_variables.h"

#include <cmath>

#include "sim/results/variable_writer.h"
#include "sim/statistics/quantiles.h"

namespace jialing {
namespace {

class AttributionWriter : private VariableWriter {
 public:
  AttributionWriter(NetcdfFile& file, const Attribution& attribution)
      : VariableWriter(file),
        attribution_(attribution) {}

  void write() {
    const ShapleySplit& split = attribution_.split;
    const int lever = file_.dimension("attributed_lever", attribution_.players.size());
    const int statistic = file_.dimension("attribution_statistic", 3), target = file_.dimension("target");
    text("attributed_lever", {lever}, attribution_.players, "lever, or group of levers");
    text("attribution_statistic", {statistic}, {"mean", "q05", "q95"}, "statistic over the members");
    const int variable = numbers("attribution", NC_DOUBLE, {lever, statistic, target}, shares(), "",
                                 "what the lever adds, on average over the orders in which levers are taken (Shapley), "
                                 "in the target's unit");
    file_.attribute(variable, "scenario", attribution_.scenario);
    file_.attribute(variable, "reference", "the scenario without levers");
    file_.attribute(variable, "exact", static_cast<long long>(split.exact));
    file_.attribute(variable, "orders", static_cast<long long>(split.orders));
    numbers("attribution_error", NC_DOUBLE, {lever, target}, split.error, "",
            "standard error of the mean from sampling orders; 0: exact");
    numbers("attribution_total", NC_DOUBLE, {target}, split.total, "", "effect of all levers: the sum of the means");
  }

 private:
  // [lever][statistic][target]
  std::vector<double> shares() const {
    const ShapleySplit& split = attribution_.split;
    std::vector<double> values;
    for (int player = 0; player < split.players; ++player) {
      std::vector<double> low, high;
      for (int q = 0; q < split.quantities; ++q) {
        values.push_back(split.mean[player * split.quantities + q]);
        std::vector<float> members;
        for (double share : split.share(player, q))
          if (!std::isnan(share)) members.push_back(static_cast<float>(share));
        const std::array probabilities = {0.05, 0.95};
        std::array<double, 2> ends{};
        quantiles(members, probabilities, ends);
        low.push_back(ends[0]);
        high.push_back(ends[1]);
      }
      values.insert(values.end(), low.begin(), low.end());
      values.insert(values.end(), high.begin(), high.end());
    }
    return values;
  }

  const Attribution& attribution_;
};

}  // namespace

void write_attribution(NetcdfFile& file, const Attribution& attribution) {
  AttributionWriter(file, attribution).write();
}

}  // namespace jialing
