#include "sim/cli/allocation_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
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

/// The texts of the report in both languages; `{…}` are filled in by fmt.
struct Texts {
  const char *problem, *allocation, *value, *difference, *best, *members, *money, *recipient, *others, *total, *yield,
      *instrument, *half;
  const char *method, *chosen, *gain, *no_gain, *where, *returns, *returns_method, *frontier, *least, *least_not,
      *least_method;
};

const Texts english = {
    .problem =
        "{budget} (100 million CNY) a year from {from} to {to}; {instruments} instruments, {recipients} recipients",
    .allocation = "Allocation",
    .value = "{name} {year}",
    .difference = "{name}: against the best rule",
    .best = "best",
    .members = "members",
    .money = "money a year",
    .recipient = "Recipient",
    .others = "{count} others",
    .total = "total",
    .yield = "{name}: one more",
    .instrument = "instrument",
    .half = "by half steps",
    .method =
        "On fresh members that no search has seen, with the same luck for all allocations: values on the first {first} "
        "of "
        "them, differences on all that both have met, with the 5–95 % interval of their sampling error. Best: "
        "probability "
        "of being the best of these in the first objective.",
    .chosen =
        "Chosen: {name}; the probability that it is the best of these is {probability} ({members} fresh members).",
    .gain =
        "The optimised allocation is better than the best rule ({rule}) by {fresh} ({low} to {high}) on fresh members; "
        "where it was searched, by {training}.",
    .no_gain =
        "The optimised allocation does not beat the best rule ({rule}): {fresh} ({low} to {high}) on fresh members; "
        "where "
        "it was searched, {training}.",
    .where = "Where the chosen money goes, 100 million CNY a year",
    .returns = "What one more 100 million CNY a year yields, on top of the chosen allocation",
    .returns_method =
        "At the margin, from a step of 10 million CNY a year, with the 5–95 % interval of the sampling error, "
        "{members} "
        "members. By half steps: from half of that; the largest difference between the two is {gap} of the largest "
        "return.",
    .frontier =
        "Frontier: {points} allocations of which none is better in all objectives; {stand} of them stand on fresh "
        "members. Hypervolume {first} before and {last} after {generations} generations.",
    .least = "Least budget for a chance of {wanted}: {budget} (100 million CNY) a year.",
    .least_not = "Even {budget} (100 million CNY) a year do not give a chance of {wanted}.",
    .least_method =
        "The chance is {training} where it was searched and {fresh} ({low} to {high}) on {members} fresh "
        "members.{warning}",
};

const Texts chinese = {
    .problem = "每年 {budget} 亿元，{from}–{to} 年；{instruments} 种工具，{recipients} 个受益地区",
    .allocation = "分配方案",
    .value = "{name} {year}",
    .difference = "{name}：与最佳规则之差",
    .best = "最优概率",
    .members = "成员数",
    .money = "每年资金",
    .recipient = "受益地区",
    .others = "其余 {count} 个",
    .total = "合计",
    .yield = "{name}：再增加 1 亿元",
    .instrument = "工具",
    .half = "半步检验",
    .method =
        "在搜索未用过的成员上评估，各方案经历相同的随机过程：数值取前 {first} "
        "个，差值取双方共有的全部成员，附抽样误差的 5–95% 区间。最优概率：在第一目标上优于"
        "表中其余方案的概率。",
    .chosen = "选定方案：{name}；其为表中最优的概率为 {probability}（{members} 个新成员）。",
    .gain = "优化方案优于最佳规则（{rule}）：新成员上 {fresh}（{low} 至 {high}）；搜索所用成员上 {training}。",
    .no_gain = "优化方案未能优于最佳规则（{rule}）：新成员上 {fresh}（{low} 至 {high}）；搜索所用成员上 {training}。",
    .where = "选定方案的资金去向（每年，亿元）",
    .returns = "在选定方案之上每年再增加 1 亿元的回报",
    .returns_method =
        "边际回报，由每年 1000 万元的步长求得，附抽样误差的 5–95% 区间，{members} 个成员。半步检验：步长减半；"
        "二者最大差异为最大回报的 {gap}。",
    .frontier =
        "前沿：{points} 个互不占优的方案，其中 {stand} 个在新成员上仍成立。超体积由 {first} 升至 {last}"
        "（{generations} 代）。",
    .least = "达到 {wanted} 概率所需的最低预算：每年 {budget} 亿元。",
    .least_not = "每年 {budget} 亿元仍不能达到 {wanted} 的概率。",
    .least_method = "搜索所用成员上的概率为 {training}，{members} 个新成员上为 {fresh}（{low} 至 {high}）。{warning}",
};

const std::map<std::string, const char*> chinese_rules = {{"equal", "平均分配"},
                                                          {"population", "按人口"},
                                                          {"gdp", "按地区生产总值"},
                                                          {"rd", "按研发经费"},
                                                          {"researchers", "按研发人员"},
                                                          {"centrality", "按中心度"},
                                                          {"need", "按需要（人均产值的倒数）"},
                                                          {"greedy", "按边际回报"},
                                                          {"optimised", "优化"}};

class Report {
 public:
  Report(const AllocationStudy& study, const Scenario& scenario, int width, Language language)
      : study_(study),
        scenario_(scenario),
        problem_(scenario.allocation),
        width_(width),
        language_(language),
        texts_(language == Language::zh ? chinese : english) {}

  std::string text() const {
    std::string out =
        scenario_.name + "\n" +
        say(texts_.problem, fmt::arg("budget", readable(problem_.budget)), fmt::arg("from", problem_.first_year),
            fmt::arg("to", problem_.last_year), fmt::arg("instruments", problem_.instruments.size()),
            fmt::arg("recipients", problem_.recipients.size())) +
        "\n\n";
    if (study_.least_budget) return out + least_budget();
    out += comparison() + paragraph(say(texts_.method, fmt::arg("first", problem_.search.evaluation)), width_) + "\n" +
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

  std::string name_of(const std::string& candidate) const {
    if (language_ == Language::en) return candidate;
    const std::string for_ = "optimised for ";
    if (candidate.starts_with(for_)) return "优化：" + candidate.substr(for_.size());
    const auto found = chinese_rules.find(candidate);
    return found == chinese_rules.end() ? candidate : found->second;
  }

  std::string percent(double share) const { return whole_percentage(share, language_); }

  std::string head(const Objective& objective) const {
    std::string text = say(texts_.value, fmt::arg("name", objective.name), fmt::arg("year", objective.year));
    const bool has_unit =
        objective.form == ObjectiveForm::value && objective.statistic != ObjectiveStatistic::probability;
    const std::string& unit = indicator_names()[static_cast<std::size_t>(objective.indicator)].unit;
    return has_unit ? text + words(language_).comma + unit_name(unit, language_) : text;
  }

  std::string value(std::size_t objective, double number) const {
    return problem_.objectives[objective].statistic == ObjectiveStatistic::probability ? percent(number)
                                                                                       : fmt::format("{:.5g}", number);
  }
  static std::string signed_number(double number) {
    const std::string text = fmt::format("{:.3g}", std::abs(number));
    return (number > 0 ? "+" : number < 0 ? "−" : "") + text;
  }

  std::string comparison() const {
    std::vector<TextTable::Align> columns = {left};
    std::vector<std::string> heads = {texts_.allocation};
    for (const Objective& each : problem_.objectives) {
      columns.push_back(right);
      heads.push_back(head(each));
    }
    for (const char* each : {texts_.best, texts_.members}) {
      columns.push_back(right);
      heads.emplace_back(each);
    }
    columns.push_back(left);
    heads.push_back(say(texts_.difference, fmt::arg("name", problem_.objectives[0].name)));
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
        say(texts_.chosen, fmt::arg("name", name_of(study_.candidates[study_.chosen].name)),
            fmt::arg("probability", percent(study_.correct_selection)), fmt::arg("members", study_.fresh_members));
    const allocation::Optimism& gain = study_.optimism;
    return paragraph(chosen, width_) +
           paragraph(
               say(study_.beats_rules ? texts_.gain : texts_.no_gain,
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
    std::vector<std::string> heads = {texts_.recipient};
    for (const Instrument& each : problem_.instruments) {
      columns.push_back(right);
      heads.push_back(each.name);
    }
    columns.push_back(right);
    heads.emplace_back(texts_.total);
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
      add_row(table, say(texts_.others, fmt::arg("count", order.size() - shown)), money,
              {order.begin() + static_cast<std::ptrdiff_t>(shown), order.end()});
    add_row(table, texts_.total, money, order);
    return say(texts_.where) + "\n\n" + table.text();
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
    table.add({texts_.recipient, texts_.instrument, say(texts_.yield, fmt::arg("name", problem_.objectives[0].name)),
               texts_.half});
    table.add_rule();
    const std::size_t recipients = problem_.recipients.size();
    for (std::size_t n = 0; n < std::min(shown_returns, order.size()); ++n) {
      const allocation::MarginalReturn& each = cells[order[n]];
      table.add({recipient(order[n] % recipients), problem_.instruments[order[n] / recipients].name,
                 fmt::format("{} ({}{}{})", signed_number(each.yield.value), signed_number(each.yield.low),
                             words(language_).to, signed_number(each.yield.high)),
                 signed_number(each.half_step)});
    }
    return say(texts_.returns) + "\n\n" + table.text() +
           paragraph(say(texts_.returns_method, fmt::arg("members", study_.marginal_members),
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
    return paragraph(say(texts_.frontier, fmt::arg("points", study_.frontier.size()), fmt::arg("stand", stand),
                         fmt::arg("first", fmt::format("{:.3f}", study_.hypervolume.front())),
                         fmt::arg("last", fmt::format("{:.3f}", study_.hypervolume.back())),
                         fmt::arg("generations", study_.hypervolume.size() - 1)),
                     width_);
  }

  std::string least_budget() const {
    const allocation::LeastBudget& least = *study_.least_budget;
    const char* warning = language_ == Language::zh ? "新成员上的概率低于所求：搜索偏于乐观。"
                                                    : " That is less than was asked for: the search was optimistic.";
    return paragraph(say(least.found ? texts_.least : texts_.least_not, fmt::arg("wanted", percent(*problem_.chance)),
                         fmt::arg("budget", readable(least.budget))),
                     width_) +
           paragraph(say(texts_.least_method, fmt::arg("training", percent(least.training)),
                         fmt::arg("fresh", percent(least.chance.value)), fmt::arg("low", percent(least.chance.low)),
                         fmt::arg("high", percent(least.chance.high)), fmt::arg("members", study_.fresh_members),
                         fmt::arg("warning", least.found && least.chance.value < *problem_.chance ? warning : "")),
                     width_) +
           "\n" + where(least.money);
  }

  const AllocationStudy& study_;
  const Scenario& scenario_;
  const AllocationProblem& problem_;
  int width_;
  Language language_;
  const Texts& texts_;
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
