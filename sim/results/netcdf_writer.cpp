#include "sim/results/netcdf_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/ensemble/conditioning.h"
#include "sim/results/attribution_variables.h"
#include "sim/results/comparison_variables.h"
#include "sim/results/origin.h"
#include "sim/results/variable_writer.h"
#include "sim/scenario/scenario_hash.h"
#include "sim/statistics/missing.h"
#include "sim/tables/names.h"

namespace jialing {
namespace {

constexpr const char* contract_flow_unit = "100 million CNY per year";

struct FlowName {
  const char *code, *long_name, *long_name_zh, *unit;
};
constexpr std::array<FlowName, flow_count> flow_names = {{
    {"technology_contracts", "technology contracts sold from group to group", "技术合同成交额流向", contract_flow_unit},
    {"innovation_capital", "innovation capital sent from group to group", "创新资本流向", contract_flow_unit},
    {"talent_rate", "R&D personnel moving from group to group", "研发人员流动", "persons per year"},
}};

template <class Items, class Member>
std::vector<std::string> texts(const Items& items, Member member) {
  std::vector<std::string> list;
  for (const auto& item : items) list.push_back(item.*member);
  return list;
}

class ResultWriter : private VariableWriter {
 public:
  ResultWriter(NetcdfFile& file, const std::vector<const Results*>& scenarios)
      : VariableWriter(file, scenarios[0]->scenario.horizon.from),
        scenarios_(scenarios),
        scenario_(scenarios[0]->scenario),
        ensemble_(scenarios[0]->ensemble),
        layout_(scenarios[0]->ensemble.layout) {
    scenario_dim_ = file_.dimension("scenario", scenarios_.size());
    statistic_ = file_.dimension("statistic", statistic_count);
    time_ = file_.dimension("time", layout_.years());
    node_ = file_.dimension("node", layout_.nodes());
    region_ = file_.dimension("region", layout_.places() - layout_.nodes());
    field_ = file_.dimension("field", layout_.fields());
  }

  void write() {
    attributes();
    coordinates();
    places();
    for (std::size_t n = 0; n < model::indicators().size(); ++n)
      if (scenario_.output.wants(model::indicators()[n].code)) indicator(static_cast<int>(n));
    adoption();
    arrivals();
    if (!layout_.flow_years().empty()) flows();
    parameters();
    targets();
    costs();
    provenance();
    failures();
  }

 private:
  /// What `write_one` appends for each scenario, one after the other.
  template <class Value, class WriteOne>
  std::vector<Value> of_each(WriteOne write_one) const {
    std::vector<Value> values;
    for (const Results* results : scenarios_) write_one(*results, values);
    return values;
  }

  void attributes() {
    const auto put = [&](const char* name, std::string_view value) { file_.attribute(whole_file, name, value); };
    put("Conventions", "CF-1.8");
    const bool one = scenarios_.size() == 1;
    put("title", one ? scenario_.name : scenario_.file_name);
    put("comment", one ? scenario_.description : "");
    put("source", "jialing " JIALING_VERSION);
    put("version", JIALING_VERSION);
    put("scenario_yaml", one ? scenario_.resolved_yaml : scenario_.file_yaml);
    put("scenario_hash", scenario_hash(all_scenarios()));
    file_.attribute(whole_file, "members", static_cast<long long>(ensemble_.cells.members()));
    // As text: netCDF's largest number types and their readers disagree on unsigned 64-bit integers.
    put("seed", std::to_string(scenario_.ensemble.seed));
    put("sampling", sampling_names[static_cast<std::size_t>(scenario_.ensemble.sampling)]);
    put_precision(file_, scenario_.ensemble.precision);
    file_.attribute(whole_file, "steps_per_year", static_cast<long long>(scenario_.horizon.steps_per_year));
    if (scenario_.max_partners) {
      file_.attribute(whole_file, "max_partners", static_cast<long long>(*scenario_.max_partners));
      for (int c = 0; c < model::channel_count; ++c)
        file_.attribute(whole_file, std::string("flow_left_out_") + model::channel_names[c],
                        ensemble_.setting.left_out[c]);
    }
    long long failed = 0;
    for (const Results* each : scenarios_) failed += each->ensemble.failed_members();
    file_.attribute(whole_file, "failed_members", failed);
    quantile_attributes();
  }

  void quantile_attributes() {
    const double error = scenarios_[0]->summaries.largest_relative_error();
    const std::string words = fmt::format("from a sketch, off by less than {:.2g} % of themselves", 100 * error);
    file_.attribute(whole_file, "quantiles", error > 0 ? words : "exact");
    if (error > 0) file_.attribute(whole_file, "quantile_largest_relative_error", error);
  }

  /// Says of a variable by member that it holds only the first ones.
  void note_first_members(int variable) {
    if (ensemble_.kept_members() == ensemble_.cells.members()) return;
    file_.attribute(variable, "comment",
                    fmt::format("of the first {} of {} members", ensemble_.kept_members(), ensemble_.cells.members()));
  }

  std::vector<const Scenario*> all_scenarios() const {
    return of_each<const Scenario*>([](const Results& each, auto& list) { list.push_back(&each.scenario); });
  }

  void scenario_names() {
    const auto write = [&](const std::string& name, auto member, const std::string& long_name) {
      text(name, {scenario_dim_},
           of_each<std::string>([&](const Results& each, auto& list) { list.push_back(each.scenario.*member); }),
           long_name);
    };
    write("scenario", &Scenario::id, "scenario");
    write("scenario_name", &Scenario::name, "name of the scenario");
    write("scenario_description", &Scenario::description, "what the scenario assumes");
    write("scenario_settings", &Scenario::resolved_yaml, "complete scenario as YAML");
  }

  void coordinates() {
    scenario_names();
    text("statistic", {statistic_}, statistic_names(),
         "statistic over the members: quantiles, mean, standard deviation");
    std::vector<int> years;
    for (int y = 0; y < layout_.years(); ++y) years.push_back(scenario_.horizon.from + y);
    const int time = numbers("time", NC_INT, {time_}, years, "year", "year");
    file_.attribute(time, "axis", "T");
    const auto& reported = scenario_.output.report_years;
    numbers("report_year", NC_INT, {file_.dimension("report", reported.size())}, reported, "year",
            "year of the tables");
    text("field", {field_}, texts(scenario_.data.fields, &Field::code), "technology field");
    text("field_name_en", {field_}, texts(scenario_.data.fields, &Field::name_en), "name of the field");
    text("field_name_zh", {field_}, texts(scenario_.data.fields, &Field::name_zh), "name of the field in Chinese");
  }

  void places() {
    const auto& nodes = scenario_.data.nodes;
    text("node", {node_}, texts(nodes, &Node::id), "node");
    text("node_name_zh", {node_}, texts(nodes, &Node::name_zh), "name of the node in Chinese");
    text("node_kind", {node_}, texts(nodes, &Node::kind), "kind of node");
    std::vector<std::string> roles;
    for (const Node& node : nodes) roles.push_back(node.external ? "external" : "endogenous");
    text("node_role", {node_}, roles, "endogenous: computed; external: exchanges with these but follows simple rules");
    text("province", {node_}, texts(nodes, &Node::province), "province of the node");
    text("group", {node_}, texts(nodes, &Node::group), "group of the node");
    text("code", {node_}, texts(nodes, &Node::code), "administrative code, joins the boundaries");
    for (const auto& [column, name, unit] :
         {std::tuple(NodeColumn::lon, "lon", "degrees_east"), std::tuple(NodeColumn::lat, "lat", "degrees_north")}) {
      std::vector<double> values;
      for (const Node& node : nodes) values.push_back(node[column]);
      numbers(name, NC_DOUBLE, {node_}, values, unit, column == NodeColumn::lon ? "longitude" : "latitude");
    }
    const auto& regions = scenario_.data.regions;
    text("region", {region_}, texts(regions, &Region::id), "region");
    text("region_name_en", {region_}, texts(regions, &Region::name_en), "name of the region");
    text("region_name_zh", {region_}, texts(regions, &Region::name_zh), "name of the region in Chinese");
    text("region_kind", {region_}, texts(regions, &Region::kind), "kind of region");
  }

  // [scenario][statistic][time][place in begin … end]
  std::vector<float> summary(int variable, int begin, int end) const {
    return of_each<float>([&](const Results& results, std::vector<float>& values) {
      for (int s = 0; s < statistic_count; ++s)
        for (int y = 0; y < layout_.years(); ++y)
          for (int place = begin; place < end; ++place)
            values.push_back(static_cast<float>(results.summaries.value(s, layout_.variable(y, variable, place))));
    });
  }

  // [member in first … last][time][place in begin … end]
  std::vector<float> members(const CellStore& cells, std::size_t first, std::size_t last, int variable, int begin,
                             int end) const {
    std::vector<float> values;
    for (std::size_t m = first; m < last; ++m)
      for (int y = 0; y < layout_.years(); ++y)
        for (int place = begin; place < end; ++place)
          values.push_back(cells.value(layout_.variable(y, variable, place), static_cast<std::int64_t>(m)));
    return values;
  }

  void put_members(int variable, int n, int begin, int end) {
    const std::size_t years = layout_.years(), all = ensemble_.cells.members(), width = end - begin;
    for (std::size_t s = 0; s < scenarios_.size(); ++s) {
      const CellStore& cells = scenarios_[s]->ensemble.cells;
      for (std::size_t first = 0; first < all; first += members_at_once) {
        const std::size_t last = std::min(first + members_at_once, all);
        file_.put(variable, {s, first, 0, 0}, {1, last - first, years, width},
                  members(cells, first, last, n, begin, end));
      }
    }
  }

  int realization_dimension() {
    if (realization_ < 0) {
      realization_ = file_.dimension("realization", ensemble_.kept_members());
      std::vector<double> numbers_of(ensemble_.kept_members());
      for (std::size_t m = 0; m < numbers_of.size(); ++m)
        numbers_of[m] = static_cast<double>(ensemble_.first_member + m);
      numbers("realization", NC_INT64, {realization_}, numbers_of, "", "number of the member");
    }
    return realization_;
  }

  void describe(int variable, int n, int begin, int end) {
    const model::Indicator& indicator = model::indicators()[n];
    label(variable, said(indicator.unit), said(indicator.name_en), said(indicator.name_zh));
    file_.attribute(variable, "coordinates", begin == 0 ? node_coordinates : region_coordinates);
    double worst = 0;
    for (int place = begin; place < end; ++place)
      if (const double share = scenarios_[0]->estimated_share[n * layout_.places() + place]; share > worst)
        worst = share;
    file_.attribute(variable, "largest_estimated_share", worst);
    file_.attribute(variable, "uniform_base", static_cast<long long>(indicator.uniform_base));
    if (indicator.uniform_base)
      file_.attribute(variable, "comment",
                      "the base year is one constant for all districts: differences between districts are no "
                      "information, do not map them");
  }

  void indicator(int n) {
    const std::string& code = model::indicators()[n].code;
    const int nodes = layout_.nodes(), all = layout_.places();
    const int by_node = file_.variable(code, NC_FLOAT, {scenario_dim_, statistic_, time_, node_});
    describe(by_node, n, 0, nodes);
    file_.put(by_node, summary(n, 0, nodes));
    const int by_region = file_.variable(code + "_region", NC_FLOAT, {scenario_dim_, statistic_, time_, region_});
    describe(by_region, n, nodes, all);
    file_.put(by_region, summary(n, nodes, all));
    if (scenario_.output.realizations == Realizations::none) return;
    const int realization = realization_dimension();
    const int members_by_node = file_.variable(code + "_members", NC_FLOAT, {scenario_dim_, realization, time_, node_});
    describe(members_by_node, n, 0, nodes);
    put_members(members_by_node, n, 0, nodes);
    const int members_by_region =
        file_.variable(code + "_region_members", NC_FLOAT, {scenario_dim_, realization, time_, region_});
    describe(members_by_region, n, nodes, all);
    put_members(members_by_region, n, nodes, all);
  }

  void adoption() {
    const auto write = [&](const std::string& name, int begin, int end, int dimension) {
      const int variable = file_.variable(name, NC_FLOAT, {scenario_dim_, statistic_, time_, field_, dimension});
      label(variable, "1", "share of potential users that have adopted the field", "技术领域采用率");
      file_.put(variable, of_each<float>([&](const Results& results, std::vector<float>& values) {
                  for (int s = 0; s < statistic_count; ++s)
                    for (int y = 0; y < layout_.years(); ++y)
                      for (int f = 0; f < layout_.fields(); ++f)
                        for (int place = begin; place < end; ++place)
                          values.push_back(static_cast<float>(
                              results.summaries.value(s, layout_.variable(y, layout_.indicators() + f, place))));
                }));
    };
    write("adoption", 0, layout_.nodes(), node_);
    write("adoption_region", layout_.nodes(), layout_.places(), region_);
  }

  void arrivals() {
    const int share = file_.dimension("arrival_share", arrival_shares.size());
    numbers("arrival_share", NC_DOUBLE, {share}, std::vector<double>(arrival_shares.begin(), arrival_shares.end()), "1",
            "share of adoption that counts as arrival");
    const auto years = of_each<float>([&](const Results& results, std::vector<float>& values) {
      for (int statistic = 0; statistic < statistic_count; ++statistic)
        for (int s = 0; s < static_cast<int>(arrival_shares.size()); ++s)
          for (int f = 0; f < layout_.fields(); ++f)
            for (int i = 0; i < layout_.nodes(); ++i) {
              const double year = results.summaries.value(statistic, layout_.arrival(s, f, i));
              values.push_back(std::isfinite(year) ? static_cast<float>(year) : static_cast<float>(missing));
            }
    });
    const int year = file_.variable("adoption_arrival", NC_FLOAT, {scenario_dim_, statistic_, share, field_, node_});
    label(year, "year", "year in which adoption passes the share; missing when after the horizon",
          "采用率达到阈值的年份");
    file_.put(year, years);
    const int probability =
        file_.variable("adoption_arrival_probability", NC_FLOAT, {scenario_dim_, share, field_, node_});
    label(probability, "1", "share of members in which adoption passes the share within the horizon");
    file_.put(probability, of_each<float>([](const Results& results, std::vector<float>& values) {
                values.insert(values.end(), results.arrival_probability.begin(), results.arrival_probability.end());
              }));
  }

  void flows() {
    const std::size_t years = layout_.flow_years().size(), groups = layout_.groups().size();
    const int year = file_.dimension("flow_time", years);
    const int from = file_.dimension("from_group", groups), to = file_.dimension("to_group", groups);
    numbers("flow_time", NC_INT, {year}, layout_.flow_years(), "", "year of the flows");
    text("from_group", {from}, layout_.groups(), "group from which it flows");
    text("to_group", {to}, layout_.groups(), "group to which it flows");
    for (int flow = 0; flow < flow_count; ++flow) {
      const auto values = of_each<float>([&](const Results& results, std::vector<float>& list) {
        for (int s = 0; s < statistic_count; ++s)
          for (std::size_t y = 0; y < years; ++y)
            for (std::size_t i = 0; i < groups; ++i)
              for (std::size_t j = 0; j < groups; ++j)
                list.push_back(static_cast<float>(results.summaries.value(
                    s, layout_.flow(static_cast<int>(y), flow, static_cast<int>(i), static_cast<int>(j)))));
      });
      const FlowName& name = flow_names[flow];
      const int variable = file_.variable(name.code, NC_FLOAT, {scenario_dim_, statistic_, year, from, to});
      label(variable, name.unit, name.long_name, name.long_name_zh);
      file_.put(variable, values);
    }
  }

  void parameters() {
    const int parameter = file_.dimension("parameter", parameter_count);
    const auto& priors = scenario_.parameters;
    text("parameter", {parameter}, texts(priors, &Prior::name), "parameter of the model");
    text("parameter_unit", {parameter}, texts(priors, &Prior::unit), "unit");
    text("parameter_meaning", {parameter}, texts(priors, &Prior::meaning), "meaning");
    text("parameter_source", {parameter}, texts(priors, &Prior::source), "source");
    const auto of_priors = [&]<class Value>(Value (*value)(const Prior&)) {
      return of_each<Value>([&](const Results& results, std::vector<Value>& values) {
        const Conditioning conditioning(results.scenario);
        for (int p = 0; p < parameter_count; ++p) {
          const bool conditioned = conditioning.parameter(static_cast<Parameter>(p)) != nullptr;
          values.push_back(value((conditioned ? results.scenario.data.priors : results.scenario.parameters)[p]));
        }
      });
    };
    const std::vector<int> each = {scenario_dim_, parameter};
    text("parameter_distribution", each,
         of_priors(+[](const Prior& prior) { return distribution_names[static_cast<std::size_t>(prior.dist)]; }),
         "distribution that holds without observations");
    const auto conditioned = of_each<signed char>([](const Results& results, std::vector<signed char>& values) {
      const Conditioning conditioning(results.scenario);
      for (int p = 0; p < parameter_count; ++p)
        values.push_back(static_cast<signed char>(conditioning.parameter(static_cast<Parameter>(p)) != nullptr));
    });
    numbers("parameter_conditioned", NC_BYTE, each, conditioned, "",
            "1: drawn from what observations say, 0: from its distribution");
    numbers("parameter_centre", NC_DOUBLE, each, of_priors(+[](const Prior& prior) { return prior.centre; }), "",
            "centre of the distribution");
    numbers("parameter_spread", NC_DOUBLE, each, of_priors(+[](const Prior& prior) { return prior.spread; }), "",
            "spread of the distribution, on its own scale");
    const auto values = of_each<double>([](const Results& results, std::vector<double>& list) {
      for (std::int64_t m = 0; m < results.ensemble.kept_members(); ++m)
        for (const auto& sampled : results.ensemble.parameters) list.push_back(sampled[m]);
    });
    const int realization = realization_dimension();
    note_first_members(
        numbers("parameter_value", NC_DOUBLE, {scenario_dim_, realization, parameter}, values, "", "sampled value"));
    province_effects(realization);
  }

  void province_effects(int realization) {
    const std::vector<std::string> effects(model::province_effect_names.begin(), model::province_effect_names.end());
    const int effect = file_.dimension("effect", effects.size());
    const int province = file_.dimension("effect_province", ensemble_.provinces.size());
    text("effect", {effect}, effects, "lasting difference between provinces");
    text("effect_province", {province}, ensemble_.provinces, "province with lasting differences");
    const auto scores = of_each<float>([](const Results& results, std::vector<float>& list) {
      for (std::int64_t m = 0; m < results.ensemble.kept_members(); ++m)
        for (const auto& effect_scores : results.ensemble.province_effects)
          for (const auto& each : effect_scores) list.push_back(static_cast<float>(each[m]));
    });
    note_first_members(numbers("province_effect", NC_FLOAT, {scenario_dim_, realization, effect, province}, scores, "",
                               "sampled difference, standard normal score"));
  }

  void targets() {
    const auto& outcomes = scenarios_[0]->targets;
    if (outcomes.empty()) return;
    const int target = file_.dimension("target", outcomes.size());
    std::vector<std::string> indicators, columns, regions, directions, names_en, names_zh, units, chapters;
    std::vector<int> years;
    std::vector<double> values, bases;
    std::vector<signed char> own;
    for (const TargetOutcome& outcome : outcomes) {
      const Target& each = *outcome.target;
      indicators.push_back(each.indicator);
      columns.push_back(model::indicators()[outcome.indicator].code);
      regions.push_back(each.regions[0]);
      directions.push_back(direction_name(each.direction));
      names_en.push_back(each.name_en);
      names_zh.push_back(each.name_zh);
      units.push_back(each.unit);
      chapters.push_back(each.chapter);
      years.push_back(each.year);
      values.push_back(each.target);
      bases.push_back(each.base_2020.value_or(std::nan("")));
      own.push_back(each.own ? 1 : 0);
    }
    text("target_indicator", {target}, indicators, "indicator of the target, as the plan's table names it");
    text("target_variable", {target}, columns, "variable that holds the indicator");
    text("target_region", {target}, regions, "region or node of the target");
    text("target_direction", {target}, directions, "at_least, at_most or about");
    text("target_name_en", {target}, names_en, "name of the target");
    text("target_name_zh", {target}, names_zh, "name of the target in Chinese");
    text("target_unit", {target}, units, "unit of the target");
    text("target_chapter", {target}, chapters, "chapter of the plan");
    numbers("target_year", NC_INT, {target}, years, "", "year of the target");
    numbers("target_value", NC_DOUBLE, {target}, values, "", "level aimed at");
    numbers("target_base", NC_DOUBLE, {target}, bases, "", "the plan's own figure for 2020");
    numbers("target_own", NC_BYTE, {target}, own, "", "1: a target of the scenario; 0: of the table of targets");
    const auto probabilities = of_each<double>([](const Results& results, std::vector<double>& list) {
      for (const TargetOutcome& outcome : results.targets) list.push_back(outcome.probability);
    });
    const auto missing_members = of_each<int>([](const Results& results, std::vector<int>& list) {
      for (const TargetOutcome& outcome : results.targets) list.push_back(outcome.missing);
    });
    numbers("target_probability", NC_DOUBLE, {scenario_dim_, target}, probabilities, "1",
            "share of members that meet the target");
    numbers("target_missing", NC_INT, {scenario_dim_, target}, missing_members, "",
            "members in which the indicator is missing; they do not count");
  }

  /// The levers of all scenarios, each once.
  std::vector<const Measure*> levers() const {
    std::vector<const Measure*> list;
    for (const Results* each : scenarios_) {
      for (const Measure& measure : each->ensemble.setting.measures) {
        const bool known =
            std::any_of(list.begin(), list.end(), [&](const Measure* other) { return other->name == measure.name; });
        if (!known) list.push_back(&measure);
      }
    }
    return list;
  }

  void costs() {
    const std::vector<const Measure*> all = levers();
    if (all.empty()) return;
    const int lever = file_.dimension("lever", all.size());
    std::vector<std::string> names, types;
    for (const Measure* each : all) {
      names.push_back(each->name);
      types.push_back(each->type);
    }
    text("lever", {lever}, names, "lever of policy");
    text("lever_type", {lever}, types, "type of the lever");
    const auto write = [&](const std::string& name, bool real, const std::string& long_name,
                           const std::string& long_name_zh) {
      const int variable = file_.variable(name, NC_FLOAT, {scenario_dim_, statistic_, time_, lever});
      label(variable, "100 million CNY", said(long_name), said(long_name_zh));
      file_.put(variable, cost_values(all, real));
    };
    write("cost", false, "public money that the lever costs in the year, nominal; missing where the scenario lacks it",
          "政策当年的财政支出（名义值）");
    write("cost_2020_prices", true, "public money that the lever costs in the year, at 2020 prices",
          "政策当年的财政支出（2020 年价格）");
  }

  // [scenario][statistic][time][lever]
  std::vector<float> cost_values(const std::vector<const Measure*>& all, bool real) const {
    return of_each<float>([&](const Results& results, std::vector<float>& values) {
      const auto& own = results.ensemble.setting.measures;
      std::vector<int> positions;  // of each lever among the scenario's own, their number where it has none
      for (const Measure* each : all) {
        const auto found = std::find_if(own.begin(), own.end(), [&](const Measure& m) { return m.name == each->name; });
        positions.push_back(static_cast<int>(found - own.begin()));
      }
      const int none = static_cast<int>(own.size());
      for (int s = 0; s < statistic_count; ++s)
        for (int y = 0; y < layout_.years(); ++y)
          for (int m : positions)
            values.push_back(
                m == none ? missing
                          : static_cast<float>(results.summaries.value(s, results.ensemble.layout.cost(y, m, real))));
    });
  }

  void provenance() {
    const int column = file_.dimension("column", node_column_count);
    text("column", {column}, {node_column_names.begin(), node_column_names.end()}, "column of the node table");
    std::vector<signed char> statuses;
    std::vector<double> log_sds, values;
    std::vector<std::string> bases;
    for (const Node& node : scenario_.data.nodes) {
      values.insert(values.end(), node.values.begin(), node.values.end());
      for (const Provenance& each : node.provenance) {
        statuses.push_back(static_cast<signed char>(each.status));
        log_sds.push_back(each.log_sd);
        bases.push_back(each.basis);
      }
    }
    numbers("base_year_value", NC_DOUBLE, {node_, column}, values, "", said("figure for 2020 in the node table"));
    const int status = numbers("provenance_status", NC_BYTE, {node_, column}, statuses, "",
                               said("where the figure for 2020 comes from"));
    std::string meanings;
    std::vector<signed char> flags;
    for (const std::string& name : provenance_status_names) {
      flags.push_back(static_cast<signed char>(flags.size()));
      meanings += (meanings.empty() ? "" : " ") + name;
    }
    file_.attribute(status, "flag_values", flags);
    file_.attribute(status, "flag_meanings", meanings);
    numbers("provenance_log_sd", NC_DOUBLE, {node_, column}, log_sds, "1", "uncertainty of the logarithm");
    text("provenance_basis", {node_, column}, bases, "source or rule");
    estimated_shares();
  }

  void estimated_shares() {
    const int indicator = file_.dimension("indicator", model::indicators().size());
    text("indicator", {indicator}, texts(model::indicators(), &model::Indicator::code), "indicator");
    const auto write = [&](const std::string& name, int begin, int end, int dimension) {
      std::vector<float> shares;
      for (std::size_t n = 0; n < model::indicators().size(); ++n)
        for (int place = begin; place < end; ++place)
          shares.push_back(static_cast<float>(scenarios_[0]->estimated_share[n * layout_.places() + place]));
      numbers(name, NC_FLOAT, {indicator, dimension}, shares, "1",
              "share of the indicator's base year that rests on estimated or assumed figures");
    };
    write("estimated_share", 0, layout_.nodes(), node_);
    write("estimated_share_region", layout_.nodes(), layout_.places(), region_);
  }

  void failures() {
    std::vector<int> scenario_of, steps;
    std::vector<double> members_of;
    std::vector<std::string> nodes, variables;
    for (std::size_t s = 0; s < scenarios_.size(); ++s) {
      for (const MemberFailure& each : scenarios_[s]->ensemble.failures) {
        scenario_of.push_back(static_cast<int>(s));
        members_of.push_back(static_cast<double>(each.member));
        steps.push_back(each.step);
        nodes.push_back(each.node);
        variables.push_back(each.variable);
      }
    }
    if (steps.empty()) return;
    const int failure = file_.dimension("failure", steps.size());
    numbers("failed_scenario", NC_INT, {failure}, scenario_of, "", "position of the scenario, from 0");
    const int member =
        numbers("failed_member", NC_INT64, {failure}, members_of, "", "member that left the finite numbers");
    const bool all_listed = std::all_of(scenarios_.begin(), scenarios_.end(),
                                        [](const Results* each) { return each->ensemble.unlisted_failures == 0; });
    if (!all_listed) file_.attribute(member, "comment", "of each scenario the first ones, see failed_members");
    numbers("failed_step", NC_INT, {failure}, steps, "", "step after which it did");
    text("failed_node", {failure}, nodes, "node where it did");
    text("failed_variable", {failure}, variables, "variable in which it did");
  }

  const std::vector<const Results*>& scenarios_;
  const Scenario& scenario_;  // the first: tables, horizon, ensemble and output are the same for all
  const Ensemble& ensemble_;
  const CellLayout& layout_;
  int scenario_dim_, statistic_, time_, node_, region_, field_;
  int realization_ = -1;
};

}  // namespace

void write_netcdf(const std::vector<const Results*>& scenarios, const std::string& path) {
  NetcdfFile file(path);
  ResultWriter(file, scenarios).write();
  file.close();
}

void write_netcdf(const Comparison& comparison, const std::optional<Attribution>& attribution,
                  const std::string& path) {
  NetcdfFile file(path);
  ResultWriter(file, comparison.results()).write();
  write_comparison(file, comparison);
  if (attribution) write_attribution(file, *attribution);
  file.close();
}

}  // namespace jialing
