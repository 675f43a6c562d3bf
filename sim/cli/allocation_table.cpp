#include "sim/cli/allocation_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/cli/labels.h"
#include "sim/cli/text_table.h"
#include "sim/tables/indicator_names.h"

namespace jialing::cli {
namespace {

using allocation::AllocationStudy;
using allocation::Candidate;
using enum TextTable::Align;

constexpr std::size_t shown_recipients = 12, shown_returns = 8;

class Report {
 public:
  Report(const AllocationStudy& study, const Scenario& scenario, int width, Language language)
      : study_(study),
        scenario_(scenario),
        problem_(scenario.allocation),
        width_(width),
        language_(language),
        words_(words(language).allocations) {}

  std::string text() const {
    std::string out =
        scenario_.name + "\n" +
        say(words_.problem, fmt::arg("budget", readable(problem_.budget)), fmt::arg("from", problem_.first_year),
            fmt::arg("to", problem_.last_year), fmt::arg("instruments", problem_.instruments.size()),
            fmt::arg("recipients", problem_.recipients.size())) +
        "\n\n";
    if (study_.least_budget) return out + least_budget();
    out += comparison() + paragraph(say(words_.method, fmt::arg("first", problem_.search.evaluation)), width_) + "\n" +
           verdict() + "\n";
    out += where(study_.candidates[study_.chosen].money) + "\n" + returns();
    if (!study_.hypervolume.empty()) out += "\n" + frontier();
    return out;
  }

 private:
  template <class... Arguments>
  std::string say(const char* text, Arguments&&... arguments) const {
    return fmt::format(fmt::runtime(text), std::forward<Arguments>(arguments)...);
  }

  std::string name_of(const std::string& candidate) const { return allocation_name(candidate, language_); }

  std::string percent(double share) const { return whole_percentage(share, language_); }

  std::string head(const Objective& objective) const {
    std::string text = say(words_.value, fmt::arg("name", objective.name), fmt::arg("year", objective.year));
    const bool has_unit =
        objective.form == ObjectiveForm::value && objective.statistic != ObjectiveStatistic::probability;
    const std::string& unit = indicator_names()[static_cast<std::size_t>(objective.indicator)].unit;
    return has_unit ? text + words(language_).comma + unit_name(unit, language_) : text;
  }

  std::string value(std::size_t objective, double number) const {
    return problem_.objectives[objective].statistic == ObjectiveStatistic::probability ? percent(number)
                                                                                       : fmt::format("{:.5g}", number);
  }
  static std::string signed_number(double number) { return with_sign(number, fmt::format("{:.3g}", std::abs(number))); }

  std::string comparison() const {
    std::vector<TextTable::Align> columns = {left};
    std::vector<std::string> heads = {words_.allocation};
    for (const Objective& each : problem_.objectives) {
      columns.push_back(right);
      heads.push_back(head(each));
    }
    for (const char* each : {words_.best, words_.members}) {
      columns.push_back(right);
      heads.emplace_back(each);
    }
    columns.push_back(left);
    heads.push_back(say(words_.difference, fmt::arg("name", problem_.objectives[0].name)));
    TextTable table(columns);
    table.add(heads);
    table.add_rule();
    for (const Candidate& each : study_.candidates) {
      std::vector<std::string> row = {name_of(each.name)};
      for (std::size_t n = 0; n < each.objectives.size(); ++n) row.push_back(value(n, each.objectives[n].value));
      row.push_back(percent(each.probability_best));
      row.push_back(std::to_string(each.values[0].size()));
      const Estimate& difference = each.difference[0];
      row.push_back(&each == &study_.candidates[study_.best_rule]
                        ? "–"
                        : fmt::format("{} ({}{}{})", signed_number(difference.value), signed_number(difference.low),
                                      words(language_).to, signed_number(difference.high)));
      table.add(row);
    }
    return table.text();
  }

  std::string verdict() const {
    const std::string chosen =
        say(words_.chosen, fmt::arg("name", name_of(study_.candidates[study_.chosen].name)),
            fmt::arg("probability", percent(study_.correct_selection)), fmt::arg("members", study_.fresh_members));
    const allocation::Optimism& gain = study_.optimism;
    return paragraph(chosen, width_) +
           paragraph(
               say(study_.beats_rules ? words_.gain : words_.no_gain,
                   fmt::arg("rule", name_of(study_.candidates[study_.best_rule].name)),
                   fmt::arg("fresh", signed_number(gain.fresh.value)), fmt::arg("low", signed_number(gain.fresh.low)),
                   fmt::arg("high", signed_number(gain.fresh.high)),
                   fmt::arg("training", signed_number(gain.training))),
               width_);
  }

  std::string recipient(std::size_t r) const {
    return place_name(scenario_.data, problem_.recipients[r].place, language_);
  }

  std::string where(const std::vector<double>& money) const {
    std::vector<TextTable::Align> columns = {left};
    std::vector<std::string> heads = {words_.recipient};
    for (const Instrument& each : problem_.instruments) {
      columns.push_back(right);
      heads.push_back(each.name);
    }
    columns.push_back(right);
    heads.emplace_back(words_.total);
    TextTable table(columns);
    table.add(heads);
    table.add_rule();
    const std::vector<double> totals = recipient_totals(money);
    std::vector<std::size_t> order(totals.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return totals[a] > totals[b]; });
    const std::size_t shown = std::min(shown_recipients, order.size());
    for (std::size_t n = 0; n < shown; ++n) add_row(table, recipient(order[n]), money, {order[n]});
    if (order.size() > shown)
      add_row(table, say(words_.others, fmt::arg("count", order.size() - shown)), money,
              {order.begin() + static_cast<std::ptrdiff_t>(shown), order.end()});
    add_row(table, words_.total, money, order);
    return say(words_.where) + "\n\n" + table.text();
  }

  std::vector<double> recipient_totals(const std::vector<double>& money) const {
    std::vector<double> totals(problem_.recipients.size(), 0.0);
    for (std::size_t cell = 0; cell < money.size(); ++cell) totals[cell % totals.size()] += money[cell];
    return totals;
  }

  void add_row(TextTable& table, const std::string& name, const std::vector<double>& money,
               const std::vector<std::size_t>& recipients) const {
    std::vector<std::string> row = {name};
    double total = 0;
    for (std::size_t i = 0; i < problem_.instruments.size(); ++i) {
      double sum = 0;
      for (std::size_t r : recipients) sum += money[static_cast<std::size_t>(problem_.cell(i, r))];
      row.push_back(amount(sum));
      total += sum;
    }
    row.push_back(amount(total));
    table.add(row);
  }

  static std::string amount(double money) { return money < 0.005 ? "–" : fmt::format("{:.2f}", money); }

  std::string returns() const {
    const auto& cells = study_.marginal[0];
    const double sign = problem_.objectives[0].more_is_better() ? 1 : -1;
    std::vector<std::size_t> order(cells.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return sign * cells[a].yield.value > sign * cells[b].yield.value;
    });
    TextTable table({left, left, right, right});
    table.add({words_.recipient, words_.instrument, say(words_.yield, fmt::arg("name", problem_.objectives[0].name)),
               words_.half});
    table.add_rule();
    const std::size_t recipients = problem_.recipients.size();
    for (std::size_t n = 0; n < std::min(shown_returns, order.size()); ++n) {
      const allocation::MarginalReturn& each = cells[order[n]];
      table.add({recipient(order[n] % recipients), problem_.instruments[order[n] / recipients].name,
                 fmt::format("{} ({}{}{})", signed_number(each.yield.value), signed_number(each.yield.low),
                             words(language_).to, signed_number(each.yield.high)),
                 signed_number(each.half_step)});
    }
    return say(words_.returns) + "\n\n" + table.text() +
           paragraph(say(words_.returns_method, fmt::arg("members", study_.marginal_members),
                         fmt::arg("gap", fmt::format("{:.2g} %", 100 * step_gap()))),
                     width_);
  }

  double step_gap() const {
    double gap = 0, largest = 0;
    for (const allocation::MarginalReturn& each : study_.marginal[0]) {
      gap = std::max(gap, std::abs(each.yield.value - each.half_step));
      largest = std::max(largest, std::abs(each.yield.value));
    }
    return largest > 0 ? gap / largest : 0;
  }

  std::string frontier() const {
    const auto stand =
        std::count_if(study_.frontier.begin(), study_.frontier.end(), [](auto& each) { return each.stands; });
    return paragraph(say(words_.frontier, fmt::arg("points", study_.frontier.size()), fmt::arg("stand", stand),
                         fmt::arg("first", fmt::format("{:.3f}", study_.hypervolume.front())),
                         fmt::arg("last", fmt::format("{:.3f}", study_.hypervolume.back())),
                         fmt::arg("generations", study_.hypervolume.size() - 1)),
                     width_);
  }

  std::string least_budget() const {
    const allocation::LeastBudget& least = *study_.least_budget;
    return paragraph(say(least.found ? words_.least : words_.least_not, fmt::arg("wanted", percent(*problem_.chance)),
                         fmt::arg("budget", readable(least.budget))),
                     width_) +
           paragraph(
               say(words_.least_method, fmt::arg("training", percent(least.training)),
                   fmt::arg("fresh", percent(least.chance.value)), fmt::arg("low", percent(least.chance.low)),
                   fmt::arg("high", percent(least.chance.high)), fmt::arg("members", study_.fresh_members),
                   fmt::arg("warning", least.found && least.chance.value < *problem_.chance ? words_.optimistic : "")),
               width_) +
           "\n" + where(least.money);
  }

  const AllocationStudy& study_;
  const Scenario& scenario_;
  const AllocationProblem& problem_;
  int width_;
  Language language_;
  const AllocationWords& words_;
};

nlohmann::json estimate_json(const Estimate& estimate) {
  return {{"value", estimate.value}, {"q05", estimate.low}, {"q95", estimate.high}};
}

nlohmann::json money_json(const AllocationProblem& problem, const std::vector<double>& money) {
  nlohmann::json result = nlohmann::json::object();
  for (std::size_t i = 0; i < problem.instruments.size(); ++i)
    for (std::size_t r = 0; r < problem.recipients.size(); ++r)
      result[problem.instruments[i].name][problem.recipients[r].id] =
          money[static_cast<std::size_t>(problem.cell(i, r))];
  return result;
}

}  // namespace

std::string allocation_report(const AllocationStudy& study, const Scenario& scenario, int width, Language language) {
  return Report(study, scenario, width, language).text();
}

nlohmann::json allocation_json(const AllocationStudy& study, const Scenario& scenario) {
  const AllocationProblem& problem = scenario.allocation;
  nlohmann::json report = {{"budget", problem.budget}, {"evaluations", study.evaluations}};
  if (study.least_budget) {
    const allocation::LeastBudget& least = *study.least_budget;
    report["least_budget"] = {{"found", least.found},
                              {"budget", least.budget},
                              {"wanted", *problem.chance},
                              {"training", least.training},
                              {"chance", estimate_json(least.chance)},
                              {"money", money_json(problem, least.money)}};
    return report;
  }
  report["allocations"] = nlohmann::json::array();
  for (const Candidate& each : study.candidates) {
    nlohmann::json made = {{"name", each.name},
                           {"rule", each.is_rule},
                           {"probability_best", each.probability_best},
                           {"members", each.values[0].size()},
                           {"money", money_json(problem, each.money)}};
    for (std::size_t n = 0; n < problem.objectives.size(); ++n) {
      nlohmann::json objective = estimate_json(each.objectives[n]);
      objective["difference"] = estimate_json(each.difference[n]);
      objective["training"] = each.training[n];
      made["objectives"][problem.objectives[n].name] = objective;
    }
    report["allocations"].push_back(made);
  }
  report["chosen"] = study.candidates[study.chosen].name;
  report["best_rule"] = study.candidates[study.best_rule].name;
  report["correct_selection"] = study.correct_selection;
  report["beats_rules"] = study.beats_rules;
  report["gain"] = {{"training", study.optimism.training}, {"fresh", estimate_json(study.optimism.fresh)}};
  report["frontier_points"] = study.frontier.size();
  report["hypervolume"] = study.hypervolume;
  return report;
}

}  // namespace jialing::cli
