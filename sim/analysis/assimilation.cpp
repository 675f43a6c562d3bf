#include "sim/analysis/assimilation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "sim/ensemble/memory.h"
#include "sim/ensemble/random.h"
#include "sim/ensemble/sampling.h"
#include "sim/setting/rebase_rules.h"
#include "sim/statistics/smoother.h"
#include "sim/tables/places.h"

namespace jialing {
namespace {

using Rows = std::vector<std::vector<double>>;

/// A parameter that says how large some standard normal scores come out.
struct Spread {
  LatentKind kind;
  const char* variable;
  Parameter sd;
};
constexpr std::array<Spread, 8> spreads = {{{LatentKind::process_noise, "gdp", Parameter::sd_Y},
                                            {LatentKind::process_noise, "business_intensity", Parameter::sd_R},
                                            {LatentKind::process_noise, "contract_intensity", Parameter::sd_T},
                                            {LatentKind::process_noise, "firms", Parameter::sd_F},
                                            {LatentKind::process_noise, "patents", Parameter::sd_P},
                                            {LatentKind::province_effect, "growth", Parameter::sd_growth},
                                            {LatentKind::province_effect, "aim", Parameter::sd_aim},
                                            {LatentKind::province_effect, "frontier", Parameter::sd_frontier}}};

/// What shapes noise and differences but not their sign is uncorrelated with every observation: a smoother, which knows
/// correlations only, cannot learn it.
bool shapes_noise(Parameter parameter) {
  using enum Parameter;
  constexpr std::array shapes = {sd_Y,   sd_R,        sd_T,       sd_F,      sd_P,         common_share,
                                 sd_aim, sd_frontier, size_noise, sd_growth, memory_noise, tail_noise};
  return std::find(shapes.begin(), shapes.end(), parameter) != shapes.end();
}

/// A parameter's own scale, on which its prior is standard normal. One that a posterior gave draws of already is scaled
/// by their mean and spread, so that conditioning goes on from there.
Prior scale_of(const Prior& prior, const std::vector<double>& values, bool known) {
  if (!known) return prior;
  Prior unit = prior;
  unit.centre = prior.dist == DistributionKind::logitnormal ? 0.5 : prior.dist == DistributionKind::lognormal ? 1 : 0;
  unit.spread = 1;
  double mean = 0, square = 0;
  for (double value : values) mean += prior_score(unit, value) / static_cast<double>(values.size());
  for (double value : values) square += std::pow(prior_score(unit, value) - mean, 2);
  Prior scaled = prior;
  scaled.centre = prior_value(unit, mean);
  scaled.spread = std::sqrt(square / static_cast<double>(values.size() - 1));
  return scaled;
}

/// Everything that is drawn for the members, before it is conditioned.
class PriorDraws {
 public:
  PriorDraws(const Scenario& scenario, const model::Topology& topology, int until)
      : scenario_(scenario),
        topology_(topology),
        conditioning_(scenario) {
    posterior.base_year = scenario.horizon.from;
    posterior.last_year = until;
    posterior.draws = scenario.ensemble.members;
    posterior.source = scenario.name;
    add_parameters();
    add_provinces();
    if (scenario.uncertainty.base_year) add_base_year();
    if (scenario.uncertainty.process_noise) add_noise();
  }

  Posterior posterior;
  std::vector<Prior> scales;  ///< [Parameter]

 private:
  template <class Draw>
  void add(Latent latent, Draw&& draw) {
    std::vector<double> scores;
    for (std::int64_t m = 0; m < posterior.draws; ++m) scores.push_back(draw(m));
    posterior.add(std::move(latent), std::move(scores));
  }

  void add_parameters() {
    const ParameterDesign design(scenario_.parameters, scenario_.ensemble, scenario_.uncertainty.parameters,
                                 conditioning_);
    for (int p = 0; p < parameter_count; ++p) {
      const auto parameter = static_cast<Parameter>(p);
      const Prior& prior = scenario_.parameters[p];
      auto& values = posterior.parameters.emplace_back();
      for (std::int64_t m = 0; m < posterior.draws; ++m) values.push_back(design.value(parameter, m));
      const bool known = conditioning_.parameter(parameter) != nullptr;
      scales.push_back(scale_of(prior, values, known));
      if (!scenario_.uncertainty.parameters || scales.back().spread == 0) continue;
      add({LatentKind::parameter, prior.name, "", 0},
          [&](std::int64_t m) { return prior_score(scales.back(), values[m]); });
    }
  }

  void add_provinces() {
    if (!scenario_.uncertainty.parameters) return;
    const ProvinceDraws draws(topology_, scenario_.data, scenario_.ensemble.seed, conditioning_);
    for (int e = 0; e < model::province_effect_count; ++e)
      for (std::size_t p = 0; p < draws.provinces().size(); ++p)
        add({LatentKind::province_effect, std::string(model::province_effect_names[e]), draws.provinces()[p], 0},
            [&](std::int64_t m) { return draws.score(static_cast<model::ProvinceEffect>(e), p, m); });
  }

  void add_base_year() {
    for (NodeColumn column : model::uncertain_columns) {
      const std::string& name = node_column_names[static_cast<std::size_t>(column)];
      for (const Node& node : scenario_.data.nodes) {
        if (node.provenance[static_cast<std::size_t>(column)].log_sd == 0) continue;
        const auto* known = conditioning_.base_year(name, node.id);
        const std::uint64_t key = stream_key(scenario_.ensemble.seed, "base_year", name, node.id);
        add({LatentKind::base_year, name, node.id, 0}, [&](std::int64_t m) {
          return known ? (*known)[conditioning_.draw_of(m)] : normal_quantile(uniform_draw(key, m));
        });
      }
    }
  }

  void add_noise() {
    std::vector<std::string> places = {""};
    for (int i = topology_.domestic.begin; i < topology_.domestic.end; ++i)
      places.push_back(scenario_.data.nodes[topology_.table_index[i]].id);
    for (const Spread& spread : spreads) {
      if (spread.kind != LatentKind::process_noise) continue;
      const std::string variable = spread.variable;
      for (const std::string& place : places) {
        const std::uint64_t key = stream_key(scenario_.ensemble.seed, "yearly_noise", variable, place);
        const int first = place.empty() ? posterior.base_year - 1 : posterior.base_year;  // the shared rate's start
        for (int year = first; year < posterior.last_year; ++year) {
          const auto* known = conditioning_.noise(variable, place, year);
          add({LatentKind::process_noise, variable, place, year}, [&](std::int64_t m) {
            return known ? (*known)[conditioning_.draw_of(m)]
                         : normal_quantile(uniform_draw(key, m, static_cast<std::uint32_t>(year)));
          });
        }
      }
    }
  }

  const Scenario& scenario_;
  const model::Topology& topology_;
  Conditioning conditioning_;
};

/// Of the members' cells and of what is drawn for them before, within and after conditioning; an upper bound, bytes.
std::int64_t assimilation_memory(const Scenario& scenario, int until) {
  const std::int64_t places = std::ssize(scenario.data.nodes) + 1, years = until - scenario.horizon.from + 1;
  const std::int64_t by_place =
      model::province_effect_count + std::ssize(model::uncertain_columns) + std::ssize(spreads) * years;
  const std::int64_t scores = parameter_count + places * by_place;
  return cell_memory(scenario) + 3 * scores * scenario.ensemble.members * std::int64_t{sizeof(double)};
}

/// An observation can speak of noise before it, of figures of its own nodes and of what is common.
Eigen::MatrixXf relevance(const Posterior& posterior, const std::vector<AssimilatedObservation>& observations,
                          const Scenario& scenario, const model::Places& places, const model::Topology& topology) {
  std::map<std::string, std::vector<int>> nodes_of;  // model nodes of a node or province
  for (int i = 0; i < topology.nodes; ++i) {
    const Node& node = scenario.data.nodes[topology.table_index[i]];
    nodes_of[node.id] = {i};
  }
  std::map<std::string, std::vector<int>> provinces;
  for (int i = 0; i < topology.nodes; ++i)
    provinces[scenario.data.nodes[topology.table_index[i]].province].push_back(i);
  Eigen::MatrixXf relevant(posterior.latents.size(), observations.size());
  for (std::size_t s = 0; s < posterior.latents.size(); ++s) {
    const Latent& latent = posterior.latents[s];
    const auto parameter = std::find(parameter_names.begin(), parameter_names.end(), latent.variable);
    const bool silent = latent.kind == LatentKind::parameter &&
                        shapes_noise(static_cast<Parameter>(parameter - parameter_names.begin()));
    const auto& nodes = latent.kind == LatentKind::province_effect ? provinces[latent.place] : nodes_of[latent.place];
    for (std::size_t d = 0; d < observations.size(); ++d) {
      const AssimilatedObservation& each = observations[d];
      const bool inside = latent.place.empty() || std::any_of(nodes.begin(), nodes.end(), [&](int node) {
                            return places.share(each.place, node, model::Quantity::gdp) > 0;
                          });
      relevant(static_cast<Eigen::Index>(s), static_cast<Eigen::Index>(d)) =
          inside && !silent && latent.year < each.observation.year ? 1 : 0;
    }
  }
  return relevant;
}

Eigen::MatrixXd matrix_of(const Rows& rows) {
  Eigen::MatrixXd matrix(rows.size(), rows.empty() ? 0 : rows[0].size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    matrix.row(static_cast<Eigen::Index>(row)) =
        Eigen::Map<const Eigen::RowVectorXd>(rows[row].data(), static_cast<Eigen::Index>(rows[row].size()));
  return matrix;
}

Rows rows_of(const Eigen::MatrixXd& matrix) {
  Rows rows(static_cast<std::size_t>(matrix.rows()));
  for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
    auto& values = rows[static_cast<std::size_t>(row)];
    for (Eigen::Index column = 0; column < matrix.cols(); ++column) values.push_back(matrix(row, column));
  }
  return rows;
}

constexpr double fewest_known = 5;  // noise scores whose strength is learnt

/// The conditioning in its course: scores of the members, their runs and predictions.
class Smoother {
 public:
  Smoother(const Scenario& scenario, int until, const AssimilationOptions& options)
      : given_(scenario),
        until_(until),
        options_(options),
        network_(build_network(scenario)) {
    const model::Setting setting(scenario.data, network_, scenario.horizon.steps_per_year);
    const model::Places places(setting);
    result_.observations =
        assimilated_observations(scenario, scenario.calibration.indicators, scenario.horizon.from + 1, until);
    PriorDraws prior(scenario, setting.topology, until);
    own_scales_ = scales_ = prior.scales;
    relevant_ = relevance(prior.posterior, result_.observations, scenario, places, setting.topology);
    result_.prior_scores = prior.posterior.scores;
    result_.prior_parameters = prior.posterior.parameters;
    posterior_ = std::move(prior.posterior);
    members_.resize(static_cast<std::size_t>(posterior_.draws));
    std::iota(members_.begin(), members_.end(), std::size_t{0});
  }

  Assimilated run() {
    const int steps = given_.calibration.steps;
    for (int pass = begin(); pass < rounds + steps; ++pass) {
      const Rows predicted = predict(pass, until_);
      if (pass == 0) result_.prior_predicted = predicted;
      if (pass == 0 || pass > rounds) note_mismatch(predicted);
      if (pass < rounds)
        learn_spreads(predicted);
      else
        condition(predicted, pass - rounds, steps);
      if (options_.store) options_.store->save(state(pass + 1));
    }
    note_mismatch(predict(rounds + steps, given_.horizon.to));
    result_.posterior = finished();
    return std::move(result_);
  }

 private:
  static constexpr int rounds = 3;  ///< of estimating how large noise and lasting differences are

  /// The first pass, after those that an interrupted run has finished.
  int begin() {
    const auto state = options_.store ? options_.store->state() : std::nullopt;
    if (!state || state->seed != given_.ensemble.seed) return 0;
    keep(state->members);
    for (std::size_t p = 0; p < scales_.size(); ++p) {
      scales_[p].centre = state->scales[p][0];
      scales_[p].spread = state->scales[p][1];
    }
    posterior_.scores = state->scores;
    result_.prior_predicted = state->prior_predicted;
    result_.mismatch = state->mismatch;
    set_parameters();
    return state->passes;
  }

  AssimilationState state(int passes) const {
    AssimilationState state{given_.ensemble.seed,    passes,          members_, {}, posterior_.scores,
                            result_.prior_predicted, result_.mismatch};
    for (const Prior& scale : scales_) state.scales.push_back({scale.centre, scale.spread});
    return state;
  }

  /// Moments: over worlds, the squares of the linear posterior's means of standard normal scores add up to what the
  /// data know of them, ΣK, if noise (or the differences between provinces) is as large as assumed; otherwise they tell
  /// by how much. The estimate, with precision 2ΣK, is combined with the prior of ln sd.
  void learn_spreads(const Rows& predicted) {
    const Observed observed = observed_values();
    const Eigen::MatrixXd predictions = matrix_of(predicted), none;
    const LinearPosterior linear = linear_posterior(
        matrix_of(posterior_.scores),
        {predictions, observed.values, observed.variance, none, 1, given_.calibration.localisation, relevant_});
    for (const Spread& spread : spreads) {
      double squares = 0, known = 0;
      for (std::size_t n = 0; n < posterior_.latents.size(); ++n) {
        const Latent& latent = posterior_.latents[n];
        if (latent.kind != spread.kind || latent.variable != spread.variable || latent.place.empty()) continue;
        squares += std::pow(linear.mean(static_cast<Eigen::Index>(n)), 2);
        known += linear.known(static_cast<Eigen::Index>(n));
      }
      const auto p = static_cast<std::size_t>(spread.sd);
      const Prior& prior = own_scales_[p];
      if (known < fewest_known || prior.spread == 0) continue;
      Prior& scale = scales_[p];
      const double measured = std::log(scale.centre) + 0.5 * std::log(squares / known);
      const double own = 1 / (prior.spread * prior.spread), learnt = 2 * known;
      scale.centre = std::exp((own * std::log(prior.centre) + learnt * measured) / (own + learnt));
      scale.spread = 1 / std::sqrt(own + learnt);
    }
    set_parameters();
  }

  void set_parameters() {
    for (int p = 0; p < parameter_count; ++p) {
      const auto* draws = posterior_.find({LatentKind::parameter, std::string(parameter_names[p]), "", 0});
      if (draws == nullptr) continue;
      for (std::size_t m = 0; m < draws->size(); ++m)
        posterior_.parameters[p][m] = prior_value(scales_[p], (*draws)[m]);
    }
  }

  /// With the scores of all parameters on the scale of their priors.
  std::shared_ptr<const Posterior> finished() {
    auto whole = std::make_shared<Posterior>(*result_.scenario->posterior);
    for (const Spread& spread : spreads) {
      const auto p = static_cast<std::size_t>(spread.sd);
      const auto found = whole->positions.find({LatentKind::parameter, std::string(parameter_names[p]), "", 0});
      if (found == whole->positions.end()) continue;
      auto& scores = whole->scores[found->second];
      for (std::size_t m = 0; m < scores.size(); ++m) scores[m] = prior_score(own_scales_[p], whole->parameters[p][m]);
    }
    return whole;
  }

  /// Runs the members with the present scores; those that fail, or have no value where there is an observation, are
  /// dropped for good.
  Rows predict(int step, int to) {
    while (true) {
      run_members(step, to);
      Rows predicted;
      for (const AssimilatedObservation& each : result_.observations)
        predicted.push_back(transformed(*result_.ensemble, each));
      std::set<std::int64_t> failed;
      for (const MemberFailure& failure : result_.ensemble->failures) failed.insert(failure.member);
      for (const auto& row : predicted)
        for (std::int64_t m = 0; m < std::ssize(row); ++m)
          if (std::isnan(row[static_cast<std::size_t>(m)])) failed.insert(m);
      if (failed.empty()) return predicted;
      drop(failed);
    }
  }

  void run_members(int step, int to) {
    const auto scenario = std::make_shared<Scenario>(given_);
    scenario->posterior = std::make_shared<const Posterior>(posterior_);
    scenario->stated.assign(parameter_count, false);  // what was stated is in the draws
    scenario->ensemble.members = posterior_.draws;
    scenario->horizon.to = to;
    scenario->output.flows = FlowOutput::none;
    RunOptions run;
    run.threads = options_.threads;
    run.cancelled = options_.cancelled;
    run.rebase_year = until_;
    if (options_.progress)
      run.progress = [&](std::int64_t done, std::int64_t total) {
        options_.progress(step, rounds + given_.calibration.steps, done, total);
      };
    result_.ensemble = run_ensemble(*scenario, network_, run);
    Posterior whole = posterior_;
    whole.later_parameters = result_.ensemble->later_parameters;
    for (int p = 0; p < parameter_count; ++p)
      if (!model::survives_rebase(static_cast<Parameter>(p))) whole.later_parameters[p].clear();
    scenario->posterior = std::make_shared<const Posterior>(std::move(whole));
    result_.scenario = scenario;
  }

  void drop(const std::set<std::int64_t>& failed) {
    std::vector<std::size_t> left;
    for (std::int64_t m = 0; m < posterior_.draws; ++m)
      if (!failed.contains(m)) left.push_back(static_cast<std::size_t>(m));
    keep(left);
    if (posterior_.draws < 2)
      throw NumericalError(
          fmt::format("the conditioned members do not stay finite: {} observations are too many for {} "
                      "members in {} steps; use more of both",
                      result_.observations.size(), given_.ensemble.members, given_.calibration.steps));
  }

  /// The members at these positions alone go on.
  void keep(const std::vector<std::size_t>& positions) {
    const auto choose = [&](auto& row) {
      std::decay_t<decltype(row)> kept;
      for (std::size_t position : positions) kept.push_back(row[position]);
      row = std::move(kept);
    };
    choose(members_);
    for (Rows* rows : {&posterior_.scores, &posterior_.parameters, &result_.prior_scores, &result_.prior_parameters,
                       &result_.prior_predicted})
      for (auto& row : *rows) choose(row);
    posterior_.draws = static_cast<std::int64_t>(positions.size());
  }

  struct Observed {
    Eigen::VectorXd values, variance;
  };

  Observed observed_values() const {
    const auto count = static_cast<Eigen::Index>(result_.observations.size());
    Observed observed{Eigen::VectorXd(count), Eigen::VectorXd(count)};
    for (Eigen::Index d = 0; d < count; ++d) {
      const AssimilatedObservation& each = result_.observations[static_cast<std::size_t>(d)];
      observed.values(d) = each.value;
      observed.variance(d) = each.variance();
    }
    return observed;
  }

  void condition(const Rows& predicted, int step, int steps) {
    const Observed observed = observed_values();
    Eigen::MatrixXd perturbations(observed.values.size(), posterior_.draws);
    for (Eigen::Index d = 0; d < perturbations.rows(); ++d) {
      const Observation& each = result_.observations[static_cast<std::size_t>(d)].observation;
      const std::uint64_t key =
          stream_key(given_.ensemble.seed, "perturbation", fmt::format("{} {}", each.indicator, each.year), each.place);
      for (Eigen::Index m = 0; m < posterior_.draws; ++m)
        perturbations(d, m) = normal_quantile(uniform_draw(key, m, static_cast<std::uint32_t>(step)));
    }
    Eigen::MatrixXd scores = matrix_of(posterior_.scores);
    const Eigen::MatrixXd predictions = matrix_of(predicted);
    assimilate(scores, {predictions, observed.values, observed.variance, perturbations, static_cast<double>(steps),
                        given_.calibration.localisation, relevant_});
    posterior_.scores = rows_of(scores);
    set_parameters();
  }

  void note_mismatch(const Rows& predicted) {
    double total = 0, count = 0;
    for (std::size_t d = 0; d < predicted.size(); ++d) {
      const AssimilatedObservation& each = result_.observations[d];
      for (double value : predicted[d]) {
        total += std::pow(value - each.value, 2) / each.variance();
        ++count;
      }
    }
    result_.mismatch.push_back(total / count);
  }

  const Scenario& given_;
  int until_;
  const AssimilationOptions& options_;
  Network network_;
  std::vector<Prior> own_scales_, scales_;  ///< [Parameter] as given, and with the noise as learnt
  Eigen::MatrixXf relevant_;
  std::vector<std::size_t> members_;  ///< those that are left, of the scenario's
  Posterior posterior_;
  Assimilated result_;
};

}  // namespace

bool may_be_negative(int indicator) {
  const model::Formula formula = model::indicators()[static_cast<std::size_t>(indicator)].formula;
  return formula == model::Formula::growth || formula == model::Formula::gap_national;
}

std::vector<AssimilatedObservation> assimilated_observations(const Scenario& scenario,
                                                             const std::vector<std::string>& indicators, int from,
                                                             int until) {
  std::vector<AssimilatedObservation> result;
  Faults faults;
  for (const Observation& each : known_in(scenario.calibration.observations, until)) {
    const bool wanted =
        indicators.empty() || std::find(indicators.begin(), indicators.end(), each.indicator) != indicators.end();
    if (!wanted || each.year < from || each.year > until) continue;
    AssimilatedObservation made{.observation = each, .indicator = *find_indicator(each.indicator)};
    made.logarithmic = !may_be_negative(made.indicator);
    if (made.logarithmic && each.value <= 0) {
      faults.add(
          {scenario.file, 0, 0, "calibration.observations",
           fmt::format("{} of {} in {} must be above 0, got {}", each.indicator, each.place, each.year, each.value)});
      continue;
    }
    made.place = *find_place(scenario.data, each.place);
    made.value = made.logarithmic ? std::log(each.value) : each.value;
    made.error_sd = made.logarithmic ? each.sd / each.value : each.sd;
    const auto discrepancy = scenario.calibration.discrepancy.find(each.indicator);
    if (discrepancy != scenario.calibration.discrepancy.end()) made.discrepancy_sd = discrepancy->second;
    result.push_back(made);
  }
  faults.raise();
  return result;
}

std::vector<double> transformed(const Ensemble& ensemble, const AssimilatedObservation& observation) {
  const std::int64_t cell = ensemble.layout.variable(observation.observation.year - ensemble.setting.base_year,
                                                     observation.indicator, observation.place);
  std::vector<double> values;
  for (std::int64_t m = 0; m < ensemble.cells.members(); ++m) {
    const double value = ensemble.cells.value(cell, m);
    values.push_back(observation.logarithmic ? std::log(value) : value);
  }
  return values;
}

Assimilated assimilate_observations(const Scenario& scenario, int until, const AssimilationOptions& options) {
  require_memory(scenario, assimilation_memory(scenario, until));
  return Smoother(scenario, until, options).run();
}

}  // namespace jialing
