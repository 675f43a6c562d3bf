#include "sim/results/allocation_writer.h"

#include <fmt/format.h>

#include "sim/results/atomic_file.h"
#include "sim/results/csv_cell.h"
#include "sim/results/origin.h"
#include "sim/results/variable_writer.h"
#include "sim/tables/indicator_names.h"
#include "sim/tables/places.h"

namespace jialing {
namespace {

using allocation::AllocationStudy;
using allocation::Candidate;
using allocation::FrontierPoint;

constexpr const char* money_unit = "100 million CNY/year";

const IndicatorName& indicator_of(const Objective& objective) {
  return indicator_names()[static_cast<std::size_t>(objective.indicator)];
}

/// Of the statistic: a probability and an inequality have none.
std::string unit_of(const Objective& objective) {
  const bool none = objective.statistic == ObjectiveStatistic::probability || objective.form != ObjectiveForm::value;
  return none ? "1" : indicator_of(objective).unit;
}

/// All allocations of a study by name.
std::vector<std::pair<std::string, const std::vector<double>*>> allocations(const AllocationStudy& study) {
  std::vector<std::pair<std::string, const std::vector<double>*>> list;
  for (const Candidate& each : study.candidates) list.emplace_back(each.name, &each.money);
  if (study.least_budget) list.emplace_back("least budget", &study.least_budget->money);
  for (std::size_t n = 0; n < study.frontier.size(); ++n)
    list.emplace_back(fmt::format("frontier {}", n + 1), &study.frontier[n].money);
  return list;
}

class AllocationWriter : private VariableWriter {
 public:
  AllocationWriter(NetcdfFile& file, const AllocationStudy& study, const Scenario& scenario)
      : VariableWriter(file, scenario.horizon.from),
        study_(study),
        scenario_(scenario),
        problem_(scenario.allocation) {}

  void write() {
    instrument_ = file_.dimension("instrument", problem_.instruments.size());
    recipient_ = file_.dimension("recipient", problem_.recipients.size());
    objective_ = file_.dimension("objective", problem_.objectives.size());
    origin();
    names();
    objectives();
    if (!study_.candidates.empty()) candidates();
    if (!study_.marginal.empty()) marginal();
    if (!study_.hypervolume.empty()) frontier();
    if (study_.least_budget) least_budget();
  }

 private:
  void whole(const std::string& name, const std::string& text) { file_.attribute(whole_file, name, text); }
  void whole(const std::string& name, double value) { file_.attribute(whole_file, name, value); }

  void origin() {
    put_origin(file_, scenario_, "allocation");
    file_.attribute(whole_file, "members", static_cast<long long>(study_.fresh_members));
    file_.attribute(whole_file, "training_members", static_cast<long long>(problem_.search.training));
    file_.attribute(whole_file, "evaluations", static_cast<long long>(study_.evaluations));
    whole("budget", problem_.budget);
    whole("budget_unit", money_unit);
    file_.attribute(whole_file, "first_year", static_cast<long long>(problem_.first_year));
    file_.attribute(whole_file, "last_year", static_cast<long long>(problem_.last_year));
  }

  void names() {
    std::vector<std::string> instruments, recipients, recipients_zh, codes;
    for (const Instrument& each : problem_.instruments) instruments.push_back(each.name);
    for (const Recipient& each : problem_.recipients) {
      recipients.push_back(each.id);
      recipients_zh.push_back(place_name_zh(scenario_.data, each.place));
      codes.push_back(
          is_node(scenario_.data, each.place) ? scenario_.data.nodes[static_cast<std::size_t>(each.place)].code : "");
    }
    text("instrument", {instrument_}, instruments, "instrument");
    text("recipient", {recipient_}, recipients, "recipient");
    text("recipient_name_zh", {recipient_}, recipients_zh, "recipient in Chinese");
    text("recipient_code", {recipient_}, codes, "code that joins the boundaries; empty for a region");
  }

  template <class Value>
  std::vector<std::string> of_objectives(Value&& value) const {
    std::vector<std::string> list;
    for (const Objective& each : problem_.objectives) list.push_back(value(each));
    return list;
  }

  void objectives() {
    const auto put = [&](const char* name, const char* long_name, auto&& value) {
      text(name, {objective_}, of_objectives(value), long_name);
    };
    put("objective", "objective; the first one decides", [](const Objective& each) { return each.name; });
    put("objective_indicator", "indicator", [](const Objective& each) { return indicator_of(each).code; });
    put("objective_indicator_name", "indicator in English",
        [&](const Objective& each) { return said(indicator_of(each).name_en); });
    put("objective_indicator_name_zh", "indicator in Chinese",
        [&](const Objective& each) { return said(indicator_of(each).name_zh); });
    put("objective_unit", "unit of the statistic", [&](const Objective& each) { return said(unit_of(each)); });
    put("objective_form", "what is made of a member",
        [](const Objective& each) { return objective_form_names[static_cast<std::size_t>(each.form)]; });
    put("objective_statistic", "what is made of all members",
        [](const Objective& each) { return objective_statistic_names[static_cast<std::size_t>(each.statistic)]; });
    put("objective_goal", "which way is better",
        [](const Objective& each) { return each.more_is_better() ? "maximise" : "minimise"; });
    put("objective_places", "place, both ends of a gap, or places among which inequality is measured, apart by ;",
        [&](const Objective& each) { return places(each, &Node::id, &Region::id); });
    put("objective_place_names", "the same in English, apart by ;",
        [&](const Objective& each) { return places(each, &Node::id, &Region::name_en); });
    put("objective_place_names_zh", "the same in Chinese, apart by ;",
        [&](const Objective& each) { return places(each, &Node::name_zh, &Region::name_zh); });
    std::vector<int> years;
    for (const Objective& each : problem_.objectives) years.push_back(each.year);
    numbers("objective_year", NC_INT, {objective_}, years, "", "year of the objective");
  }

  std::string places(const Objective& objective, std::string Node::*of_node, std::string Region::*of_region) const {
    std::string list;
    for (int place : objective.places)
      list += (list.empty() ? "" : ";") + text_of_place(scenario_.data, place, of_node, of_region);
    return list;
  }

  /// An estimate of each item and objective with the ends of its interval.
  template <class Items, class Value>
  void estimates(const std::string& name, const std::vector<int>& dimensions, const Items& items, Value&& value,
                 const std::string& unit, const std::string& long_name) {
    std::vector<double> middle, low, high;
    for (const auto& item : items)
      for (const Estimate& each : value(item)) {
        middle.push_back(each.value);
        low.push_back(each.low);
        high.push_back(each.high);
      }
    numbers(name, NC_DOUBLE, dimensions, middle, unit, long_name);
    numbers(name + "_q05", NC_DOUBLE, dimensions, low, unit, long_name + ", 5 % end of its sampling error");
    numbers(name + "_q95", NC_DOUBLE, dimensions, high, unit, long_name + ", 95 % end of its sampling error");
  }

  template <class Items>
  void money(const std::string& name, int dimension, const Items& items) {
    std::vector<double> flat;
    for (const auto& item : items) flat.insert(flat.end(), item.money.begin(), item.money.end());
    numbers(name, NC_DOUBLE, {dimension, instrument_, recipient_}, flat, money_unit, "money a year, nominal");
  }

  template <class Items>
  void training(const std::string& name, int dimension, const Items& items) {
    std::vector<double> flat;
    for (const auto& item : items) flat.insert(flat.end(), item.training.begin(), item.training.end());
    numbers(name, NC_DOUBLE, {dimension, objective_}, flat, "", "statistic on the members of the search");
  }

  void candidates() {
    const int allocation = file_.dimension("allocation", study_.candidates.size());
    std::vector<std::string> list;
    std::vector<signed char> rules;
    std::vector<double> best;
    std::vector<int> members;
    for (const Candidate& each : study_.candidates) {
      list.push_back(each.name);
      rules.push_back(each.is_rule);
      best.push_back(each.probability_best);
      members.push_back(static_cast<int>(each.values[0].size()));
    }
    text("allocation", {allocation}, list, "rule, or what was optimised");
    numbers("is_rule", NC_BYTE, {allocation}, rules, "", "1: a rule without a model");
    money("money", allocation, study_.candidates);
    training("training", allocation, study_.candidates);
    estimates(
        "value", {allocation, objective_}, study_.candidates, [](const Candidate& each) { return each.objectives; }, "",
        "statistic of the objective on the first fresh members, the same for all");
    estimates(
        "difference", {allocation, objective_}, study_.candidates,
        [](const Candidate& each) { return each.difference; }, "",
        "the same minus that of the best rule, member by member");
    numbers("probability_best", NC_DOUBLE, {allocation}, best, "1",
            "probability of being the best in the first objective");
    numbers("fresh_members", NC_INT, {allocation}, members, "members", "members on which it was judged");
    whole("chosen", study_.candidates[study_.chosen].name);
    whole("best_rule", study_.candidates[study_.best_rule].name);
    whole("correct_selection", study_.correct_selection);
    whole("beats_rules", study_.beats_rules ? "yes" : "no");
    whole("gain_training", study_.optimism.training);
    whole("gain_fresh", study_.optimism.fresh.value);
    whole("gain_fresh_q05", study_.optimism.fresh.low);
    whole("gain_fresh_q95", study_.optimism.fresh.high);
  }

  void marginal() {
    const std::vector<int> dimensions = {objective_, instrument_, recipient_};
    estimates(
        "marginal_return", dimensions, study_.marginal,
        [](const std::vector<allocation::MarginalReturn>& cells) {
          std::vector<Estimate> list;
          for (const auto& each : cells) list.push_back(each.yield);
          return list;
        },
        "",
        "change of the statistic per 100 million CNY a year on top of the chosen allocation, from a step of a tenth");
    std::vector<double> half;
    for (const auto& cells : study_.marginal)
      for (const auto& each : cells) half.push_back(each.half_step);
    numbers("marginal_return_half_step", NC_DOUBLE, dimensions, half, "",
            "the same from half of that step: equal where it has converged");
    file_.attribute(whole_file, "marginal_members", static_cast<long long>(study_.marginal_members));
  }

  void frontier() {
    const int point = file_.dimension("point", study_.frontier.size());
    const int generation = file_.dimension("generation", study_.hypervolume.size());
    std::vector<signed char> stands;
    for (const FrontierPoint& each : study_.frontier) stands.push_back(each.stands);
    money("frontier_money", point, study_.frontier);
    training("frontier_training", point, study_.frontier);
    estimates(
        "frontier_value", {point, objective_}, study_.frontier,
        [](const FrontierPoint& each) { return each.objectives; }, "", "statistic of the objective on fresh members");
    estimates(
        "frontier_difference", {point, objective_}, study_.frontier,
        [](const FrontierPoint& each) { return each.difference; }, "",
        "the same minus that of the best rule, member by member");
    numbers("frontier_stands", NC_BYTE, {point}, stands, "", "1: no other point is better in all on fresh members");
    numbers("hypervolume", NC_DOUBLE, {generation}, study_.hypervolume, "1",
            "volume between the frontier and the worst of the first allocations, relative to that up to their best");
    file_.attribute(whole_file, "frontier_members", static_cast<long long>(study_.frontier_members));
  }

  void least_budget() {
    const allocation::LeastBudget& least = *study_.least_budget;
    numbers("least_budget_money", NC_DOUBLE, {instrument_, recipient_}, least.money, money_unit,
            "money a year, nominal");
    whole("least_budget_found", least.found ? "yes" : "no");
    whole("least_budget", least.budget);
    whole("chance_wanted", *problem_.chance);
    whole("chance_training", least.training);
    whole("chance", least.chance.value);
    whole("chance_q05", least.chance.low);
    whole("chance_q95", least.chance.high);
  }

  const AllocationStudy& study_;
  const Scenario& scenario_;
  const AllocationProblem& problem_;
  int instrument_ = 0, recipient_ = 0, objective_ = 0;
};

}  // namespace

void write_allocation(const AllocationStudy& study, const Scenario& scenario, const std::string& path) {
  NetcdfFile file(path);
  AllocationWriter(file, study, scenario).write();
  file.close();
}

void write_allocation_csv(const AllocationStudy& study, const Scenario& scenario, const std::string& path) {
  const AllocationProblem& problem = scenario.allocation;
  std::string out = "allocation,instrument,recipient,recipient_name_zh,money_100m_cny_per_year,share\n";
  for (const auto& [name, money] : allocations(study)) {
    double total = 0;
    for (double each : *money) total += each;
    for (std::size_t i = 0; i < problem.instruments.size(); ++i)
      for (std::size_t r = 0; r < problem.recipients.size(); ++r) {
        const double amount = (*money)[static_cast<std::size_t>(problem.cell(i, r))];
        out += fmt::format("{},{},{},{},{},{}\n", csv_cell(name), csv_cell(problem.instruments[i].name),
                           csv_cell(problem.recipients[r].id),
                           csv_cell(place_name_zh(scenario.data, problem.recipients[r].place)), amount,
                           total > 0 ? amount / total : 0);
      }
  }
  fill_text_file(path, out);
}

}  // namespace jialing
