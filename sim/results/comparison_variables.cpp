#include "sim/results/comparison_variables.h"

#include "sim/results/variable_writer.h"
#include "sim/statistics/missing.h"

namespace jialing {
namespace {

class ComparisonWriter : private VariableWriter {
 public:
  ComparisonWriter(NetcdfFile& file, const Comparison& comparison)
      : VariableWriter(file, comparison.reference().scenario.horizon.from),
        comparison_(comparison),
        reference_(comparison.reference()),
        layout_(reference_.ensemble.layout),
        scenario_(file.dimension("scenario")),
        time_(file.dimension("time")) {}

  void write() {
    difference_statistic_ = file_.dimension("difference_statistic", difference_statistic_count);
    text(
        "difference_statistic", {difference_statistic_},
        {difference_statistic_names.begin(), difference_statistic_names.end()},
        "statistic of the difference from the reference: of the medians; mean, standard deviation and quantiles of the "
        "paired difference; share of members that are better; share of the variance that pairing removed");
    for (int n = 0; n < layout_.indicators(); ++n) {
      if (!reference_.scenario.output.wants(model::indicators()[n].code)) continue;
      differences(n, "_difference", file_.dimension("node"), 0, layout_.nodes());
      differences(n, "_region_difference", file_.dimension("region"), layout_.nodes(), layout_.places());
    }
    if (!reference_.targets.empty()) targets();
  }

 private:
  void differences(int n, const std::string& suffix, int places, int begin, int end) {
    const model::Indicator& indicator = model::indicators()[n];
    const int variable =
        file_.variable(indicator.code + suffix, NC_FLOAT, {scenario_, difference_statistic_, time_, places});
    label(variable, said(indicator.unit), said(indicator.name_en) + ", difference from the reference",
          said(indicator.name_zh) + "，与参照情景之差");
    file_.attribute(variable, "reference", reference_.scenario.id);
    file_.attribute(variable, "coordinates", begin == 0 ? node_coordinates : region_coordinates);
    std::vector<float> values;
    for (const ComparedScenario& each : comparison_.scenarios)
      for (int s = 0; s < difference_statistic_count; ++s)
        for (int y = 0; y < layout_.years(); ++y)
          for (int place = begin; place < end; ++place)
            values.push_back(static_cast<float>(
                difference(each, static_cast<DifferenceStatistic>(s), layout_.variable(y, n, place))));
    file_.put(variable, values);
  }

  // The reference differs from itself by 0; that it is no better and as variable as itself says nothing.
  double difference(const ComparedScenario& scenario, DifferenceStatistic statistic, std::int64_t cell) const {
    if (scenario.difference) return scenario.difference->value(statistic, cell);
    const bool of_pairs = statistic == DifferenceStatistic::probability_of_improvement ||
                          statistic == DifferenceStatistic::variance_removed;
    return of_pairs || reference_.summaries.count(cell) == 0 ? missing : 0;
  }

  /// value(scenario, target) for all of them.
  template <class Value>
  std::vector<double> by_target(Value value) const {
    std::vector<double> values;
    for (std::size_t s = 0; s < comparison_.scenarios.size(); ++s)
      for (std::size_t t = 0; t < reference_.targets.size(); ++t) values.push_back(value(s, t));
    return values;
  }

  std::vector<double> metric(double Robustness::*which) const {
    return by_target([&](auto s, auto t) { return comparison_.robustness[t].scenarios[s].*which; });
  }

  void targets() {
    const int target = file_.dimension("target");
    const int change = numbers("target_probability_difference", NC_DOUBLE, {scenario_, target},
                               by_target([&](auto s, auto t) { return comparison_.probability_difference(s, t); }), "1",
                               "probability of meeting the target, difference from the reference");
    file_.attribute(change, "reference", reference_.scenario.id);
    numbers("cost_per_unit", NC_DOUBLE, {scenario_, target},
            by_target([&](auto s, auto t) { return comparison_.cost_per_unit(s, t); }), "100 million CNY",
            said("public money at 2020 prices beyond the reference's up to the target's year, per unit of mean "
                 "improvement; missing where no more is spent or the mean is no better"));
    numbers("satisficing_share", NC_DOUBLE, {scenario_, target}, metric(&Robustness::satisficing_share), "1",
            "share of the futures, of those in which every scenario has a value, in which the target is met");
    numbers("tenth_percentile", NC_DOUBLE, {scenario_, target}, metric(&Robustness::tenth_percentile), "",
            "level that is surpassed in nine of ten futures, in the target's unit: 10th percentile, or 90th where less "
            "is better; for targets of about a value, of the distance from it");
    regrets(target);
    std::vector<std::string> minimax;
    std::vector<int> futures;
    for (const TargetRobustness& each : comparison_.robustness) {
      minimax.push_back(each.minimax < 0 ? "" : comparison_.scenarios[each.minimax].results->scenario.id);
      futures.push_back(each.futures);
    }
    text("minimax_regret_scenario", {target}, minimax, "scenario whose maximum regret is smallest");
    numbers("robustness_futures", NC_INT, {target}, futures, "", "futures in which every scenario has a value");
  }

  void regrets(int target) {
    const int statistic = file_.dimension("robustness_statistic", 3);
    text("robustness_statistic", {statistic}, {"mean", "q95", "maximum"}, "statistic of regret over the futures");
    std::vector<double> values;
    for (std::size_t s = 0; s < comparison_.scenarios.size(); ++s)
      for (auto which : {&Robustness::mean_regret, &Robustness::q95_regret, &Robustness::maximum_regret})
        for (const TargetRobustness& each : comparison_.robustness) values.push_back(each.scenarios[s].*which);
    numbers("regret", NC_DOUBLE, {scenario_, statistic, target}, values, "",
            "what the scenario misses of the best scenario's value in the same future, in the target's unit");
  }

  const Comparison& comparison_;
  const Results& reference_;
  const CellLayout& layout_;
  int scenario_, time_, difference_statistic_ = -1;
};

}  // namespace

void write_comparison(NetcdfFile& file, const Comparison& comparison) {
  ComparisonWriter(file, comparison).write();
}

}  // namespace jialing
