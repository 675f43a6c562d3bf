#include "sim/results/calibration_writer.h"

#include <algorithm>
#include <optional>

#include "sim/results/origin.h"
#include "sim/results/variable_writer.h"
#include "sim/setting/rebase_rules.h"
#include "sim/statistics/missing.h"
#include "sim/tables/indicator_names.h"
#include "sim/tables/places.h"

namespace jialing {
namespace {

void put_years(NetcdfFile& file, const Assimilated& assimilated) {
  Scenario given = *assimilated.scenario;
  given.posterior = nullptr;  // that is the result
  put_origin(file, given, "posterior");
  file.attribute(whole_file, "last_year", static_cast<long long>(assimilated.posterior->last_year));
  file.attribute(whole_file, "members", static_cast<long long>(assimilated.posterior->draws));
}

template <class Items, class Value>
auto column(const Items& items, Value&& value) {
  std::vector<std::decay_t<decltype(value(items[0]))>> values;
  for (const auto& item : items) values.push_back(value(item));
  return values;
}

template <class Items, class Values>
std::vector<double> table(const Items& items, Values&& values) {
  std::vector<double> flat;
  for (const auto& item : items)
    for (double value : values(item)) flat.push_back(value);
  return flat;
}

/// Name of a region or node in Chinese.
const std::string& name_zh(const Dataset& data, const std::string& id) {
  const std::optional<int> place = find_place(data, id);
  return place ? place_name_zh(data, *place) : id;
}

const IndicatorName& indicator_of(const std::string& code) {
  return indicator_names()[static_cast<std::size_t>(*find_indicator(code))];
}

/// What these files write alike.
class NamesWriter : protected VariableWriter {
 protected:
  using VariableWriter::VariableWriter;

  /// Region and indicator of each item, whose codes `place` and `code` give, with their names.
  template <class Items, class Place, class Code>
  void name_figures(int dimension, const Items& items, const Dataset& data, Place&& place, Code&& code) {
    using Item = typename Items::value_type;
    text("region", {dimension}, column(items, [&](const Item& each) { return place(each); }), "region");
    text("region_name_zh", {dimension},
         column(items, [&](const Item& each) { return std::string(name_zh(data, place(each))); }), "region in Chinese");
    text("indicator", {dimension}, column(items, [&](const Item& each) { return code(each); }), "indicator");
    const auto named = [&](const char* name, std::string IndicatorName::*part, const char* long_name) {
      text(name, {dimension}, column(items, [&](const Item& each) { return indicator_of(code(each)).*part; }),
           long_name);
    };
    named("indicator_name", &IndicatorName::name_en, "indicator in English");
    named("indicator_name_zh", &IndicatorName::name_zh, "indicator in Chinese");
    named("indicator_unit", &IndicatorName::unit, "unit of the indicator");
  }

  void name_latents(int latent, const std::vector<Latent>& all) {
    text("latent_kind", {latent},
         column(all, [](const Latent& each) { return std::string(latent_kind_names[static_cast<int>(each.kind)]); }),
         "what is drawn");
    text("latent_variable", {latent}, column(all, [](const Latent& each) { return each.variable; }), "variable");
    text("latent_place", {latent}, column(all, [](const Latent& each) { return each.place; }), "province or node");
    numbers("latent_year", NC_INT, {latent}, column(all, [](const Latent& each) { return each.year; }), "",
            "year of noise");
  }
};

/// The draws of a calibration for a start in its last year.
class LaterDrawsWriter : private NamesWriter {
 public:
  LaterDrawsWriter(NetcdfFile& file, const Calibration& calibration, std::int64_t draws)
      : NamesWriter(file),
        calibration_(calibration),
        posterior_(*calibration.assimilated.posterior),
        draws_(static_cast<std::size_t>(std::min(draws, posterior_.draws))) {}

  void write() {
    draw_ = file_.dimension("draw", draws_);
    parameters();
    lasting_differences();
  }

 private:
  void parameters() {
    std::vector<std::string> known;
    std::vector<std::vector<double>> values;
    for (std::size_t p = 0; p < parameter_count; ++p) {
      if (posterior_.later_parameters[p].empty() || !says_something(static_cast<Parameter>(p))) continue;
      known.emplace_back(parameter_names[p]);
      values.push_back(posterior_.later_parameters[p]);
    }
    const int parameter = file_.dimension("parameter", known.size());
    text("parameter", {parameter}, known, "parameters of which the data say something");
    rounded("later_parameter_value", parameter, values, "conditioned value, for a start in the last observed year");
  }

  bool says_something(Parameter parameter) const {
    if (model::follows_from_state(parameter)) return true;
    const std::string name(parameter_names[static_cast<std::size_t>(parameter)]);
    const auto found = posterior_.positions.find({LatentKind::parameter, name, "", 0});
    return found != posterior_.positions.end() && calibration_.latents[found->second].informed;
  }

  void lasting_differences() {
    std::vector<Latent> lasting;
    std::vector<std::vector<double>> scores;
    for (std::size_t n = 0; n < posterior_.latents.size(); ++n) {
      if (posterior_.latents[n].kind != LatentKind::province_effect) continue;
      lasting.push_back(posterior_.latents[n]);
      scores.push_back(posterior_.scores[n]);
    }
    const int latent = file_.dimension("latent", lasting.size());
    name_latents(latent, lasting);
    rounded("score", latent, scores, "conditioned standard normal score");
  }

  void rounded(const char* name, int dimension, const std::vector<std::vector<double>>& rows, const char* long_name) {
    constexpr int digits = 4;
    std::vector<float> flat;
    for (const auto& row : rows)
      for (std::size_t d = 0; d < draws_; ++d) flat.push_back(static_cast<float>(row[d]));
    const int variable = file_.variable(name, NC_FLOAT, {dimension, draw_});
    file_.keep_digits(variable, digits);
    label(variable, "", long_name);
    file_.put(variable, flat);
  }

  const Calibration& calibration_;
  const Posterior& posterior_;
  std::size_t draws_;
  int draw_ = 0;
};

class CalibrationWriter : private NamesWriter {
 public:
  CalibrationWriter(NetcdfFile& file, const Calibration& calibration)
      : NamesWriter(file),
        calibration_(calibration),
        assimilated_(calibration.assimilated),
        posterior_(*calibration.assimilated.posterior) {
    draw_ = file_.dimension("draw", static_cast<std::size_t>(posterior_.draws));
    quantile_ = file_.dimension("quantile", calibration_probabilities.size());
  }

  void write() {
    put_years(file_, assimilated_);
    file_.attribute(whole_file, "coverage_90", calibration_.coverage);
    file_.attribute(whole_file, "prior_effective_sample_size", calibration_.prior_effective_size);
    numbers("quantile", NC_DOUBLE, {quantile_},
            std::vector<double>(calibration_probabilities.begin(), calibration_probabilities.end()), "1",
            "probability of the quantile");
    parameters();
    if (calibration_.replicates > 0) effective_sizes();
    latents();
    observations();
    const int step = file_.dimension("step", assimilated_.mismatch.size());
    numbers("mismatch", NC_DOUBLE, {step}, assimilated_.mismatch, "1",
            "mean of ((predicted - observed) / standard deviation)^2 before, between and after the assimilations");
  }

 private:
  void parameters() {
    const int parameter = file_.dimension("parameter", parameter_count);
    const auto& priors = assimilated_.scenario->data.priors;
    text("parameter", {parameter}, column(priors, [](const Prior& each) { return each.name; }), "parameter");
    text("parameter_symbol", {parameter}, column(priors, [](const Prior& each) { return each.symbol; }), "symbol");
    text("parameter_unit", {parameter}, column(priors, [](const Prior& each) { return each.unit; }), "unit");
    text("parameter_meaning", {parameter}, column(priors, [](const Prior& each) { return each.meaning; }), "meaning");
    draws("parameter_value", parameter, posterior_.parameters, "conditioned value, for a start in the base year");
    draws("later_parameter_value", parameter, posterior_.later_parameters,
          "conditioned value, for a start in the last observed year; missing where the data say nothing of it");
    draws("prior_parameter_value", parameter, assimilated_.prior_parameters, "value before conditioning");
  }

  void effective_sizes() {
    file_.attribute(whole_file, "replicates", static_cast<long long>(calibration_.replicates));
    file_.attribute(whole_file, "failed_replicates", static_cast<long long>(calibration_.failed_replicates));
    const auto put = [&](const char* name, double EffectiveSize::*part, const char* long_name) {
      numbers(name, NC_DOUBLE, {file_.dimension("parameter")},
              column(calibration_.effective_sizes,
                     [&](const std::optional<EffectiveSize>& each) { return each ? (*each).*part : missing; }),
              "1", long_name);
    };
    put("effective_size", &EffectiveSize::size,
        "independent draws whose mean would be as exact, on the scale of scores; missing where the prior decides");
    put("effective_size_low", &EffectiveSize::low, "5 % bound of the effective size");
    put("effective_size_high", &EffectiveSize::high, "95 % bound of the effective size");
  }

  void draws(const char* name, int parameter, const std::vector<std::vector<double>>& rows, const char* long_name) {
    std::vector<double> flat;
    for (const auto& row : rows) {
      if (row.empty())
        flat.insert(flat.end(), static_cast<std::size_t>(posterior_.draws), missing);
      else
        flat.insert(flat.end(), row.begin(), row.end());
    }
    numbers(name, NC_DOUBLE, {parameter, draw_}, flat, "", long_name);
  }

  void latents() {
    const auto& all = posterior_.latents;
    const int latent = file_.dimension("latent", all.size());
    name_latents(latent, all);
    numbers("score", NC_DOUBLE, {latent, draw_}, table(posterior_.scores, [](const auto& row) { return row; }), "1",
            "conditioned standard normal score");
    const auto& shifts = calibration_.latents;
    numbers("latent_mean", NC_DOUBLE, {latent}, column(shifts, [](const LatentShift& each) { return each.mean; }), "1",
            "mean of the score, in prior standard deviations");
    numbers("latent_contraction", NC_DOUBLE, {latent},
            column(shifts, [](const LatentShift& each) { return each.contraction; }), "1",
            "1 - posterior variance / prior variance");
    numbers("latent_informed", NC_BYTE, {latent},
            column(shifts, [](const LatentShift& each) { return static_cast<signed char>(each.informed); }), "",
            "1: the data moved it, 0: the prior decides");
  }

  void observations() {
    const auto& all = assimilated_.observations;
    using Seen = AssimilatedObservation;
    const int observation = file_.dimension("observation", all.size());
    name_figures(
        observation, all, assimilated_.scenario->data, [](const Seen& each) { return each.observation.place; },
        [](const Seen& each) { return each.observation.indicator; });
    text("status", {observation}, column(all, [](const Seen& each) { return each.observation.status; }),
         "where the figure comes from");
    numbers("year", NC_INT, {observation}, column(all, [](const Seen& each) { return each.observation.year; }), "",
            "year");
    numbers("value", NC_DOUBLE, {observation}, column(all, [](const Seen& each) { return each.observation.value; }), "",
            "observed value, in the unit of the indicator");
    numbers("sd", NC_DOUBLE, {observation}, column(all, [](const Seen& each) { return each.observation.sd; }), "",
            "standard error of the observation");
    numbers("discrepancy", NC_DOUBLE, {observation}, column(all, [](const Seen& each) { return each.discrepancy_sd; }),
            "", "what the model cannot represent, standard deviation of the logarithm");
    const auto& fits = calibration_.fits;
    numbers("prior_predicted", NC_DOUBLE, {observation, quantile_},
            table(fits, [](const ObservationFit& each) { return each.prior; }), "", "expected before conditioning");
    numbers("posterior_predicted", NC_DOUBLE, {observation, quantile_},
            table(fits, [](const ObservationFit& each) { return each.posterior; }), "", "expected after conditioning");
    numbers("pit", NC_DOUBLE, {observation}, column(fits, [](const ObservationFit& each) { return each.pit; }), "1",
            "share of the posterior, with the error of observation, below the observed value");
    numbers("base_value", NC_DOUBLE, {observation}, column(fits, [](const ObservationFit& each) { return each.base; }),
            "", "median in the base year, in the unit of the indicator");
    text("scale", {observation},
         column(all, [](const Seen& each) { return std::string(each.logarithmic ? "log" : "linear"); }),
         "what changes are of: the logarithm or the value");
    const char* unit = "change since the base year, on the scale, median";
    numbers("trend", NC_DOUBLE, {observation}, column(fits, [](const ObservationFit& each) { return each.trend; }), "",
            std::string(unit) + ": without noise and policy");
    numbers("policy", NC_DOUBLE, {observation}, column(fits, [](const ObservationFit& each) { return each.policy; }),
            "", std::string(unit) + ": by policy");
    numbers("shocks", NC_DOUBLE, {observation}, column(fits, [](const ObservationFit& each) { return each.shocks; }),
            "", std::string(unit) + ": by noise");
  }

  const Calibration& calibration_;
  const Assimilated& assimilated_;
  const Posterior& posterior_;
  int draw_ = 0, quantile_ = 0;
};

class HindcastWriter : private NamesWriter {
 public:
  HindcastWriter(NetcdfFile& file, const Hindcast& hindcast, const Dataset& data)
      : NamesWriter(file),
        hindcast_(hindcast),
        data_(data) {
    benchmark_ = file_.dimension("benchmark", benchmark_count);
    text("benchmark", {benchmark_}, std::vector<std::string>(benchmark_names.begin(), benchmark_names.end()),
         "forecast that knows only the series' past");
  }

  void write() {
    forecasts();
    std::vector<HindcastScore> scores = hindcast_.by_horizon;
    std::vector<std::string> sets(scores.size(), "by_horizon");
    scores.insert(scores.end(), hindcast_.by_place.begin(), hindcast_.by_place.end());
    sets.resize(scores.size(), "by_region");
    scores.insert(scores.end(), hindcast_.across_breaks.begin(), hindcast_.across_breaks.end());
    sets.resize(scores.size(), "across_breaks");
    this->scores(scores, sets);
  }

 private:
  void forecasts() {
    const auto& all = hindcast_.forecasts;
    const int forecast = file_.dimension("forecast", all.size());
    const int quantile = file_.dimension("quantile", hindcast_probabilities.size());
    numbers("quantile", NC_DOUBLE, {quantile},
            std::vector<double>(hindcast_probabilities.begin(), hindcast_probabilities.end()), "1",
            "probability of the quantile");
    numbers("origin", NC_INT, {forecast}, column(all, [](const Forecast& each) { return each.origin; }), "",
            "last year that was known");
    numbers("year", NC_INT, {forecast}, column(all, [](const Forecast& each) { return each.year; }), "",
            "year that is forecast");
    name_figures(
        forecast, all, data_, [](const Forecast& each) { return each.place; },
        [](const Forecast& each) { return each.indicator; });
    numbers("across_break", NC_BYTE, {forecast},
            column(all, [](const Forecast& each) { return static_cast<signed char>(each.across_break); }), "",
            "1: the figures changed their basis between origin and year");
    numbers("observed", NC_DOUBLE, {forecast}, column(all, [](const Forecast& each) { return each.observed; }), "",
            "observed value, in the unit of the indicator");
    numbers("predicted", NC_DOUBLE, {forecast, quantile},
            table(all, [](const Forecast& each) { return each.quantiles; }), "",
            "forecast of the model with the error of observation");
    numbers("pit", NC_DOUBLE, {forecast}, column(all, [](const Forecast& each) { return each.pit; }), "1",
            "share of the forecast below the observed value");
    numbers("crps", NC_DOUBLE, {forecast}, column(all, [](const Forecast& each) { return each.crps; }), "1",
            "continuous ranked probability score of the logarithm");
    numbers("benchmark_crps", NC_DOUBLE, {forecast, benchmark_},
            table(all, [](const Forecast& each) { return each.benchmark_crps; }), "1", "the same of the benchmarks");
    numbers("error", NC_DOUBLE, {forecast}, column(all, [](const Forecast& each) { return each.error; }), "1",
            "median - observed, of the logarithm");
    numbers("benchmark_error", NC_DOUBLE, {forecast, benchmark_},
            table(all, [](const Forecast& each) { return each.benchmark_error; }), "1", "the same of the benchmarks");
  }

  void scores(const std::vector<HindcastScore>& all, const std::vector<std::string>& sets) {
    const int score = file_.dimension("score", all.size());
    const int share = file_.dimension("share", coverage_shares.size());
    numbers("share", NC_DOUBLE, {share}, std::vector<double>(coverage_shares.begin(), coverage_shares.end()), "1",
            "share that the interval should hold");
    text("score_set", {score}, sets, "by_horizon, by_region, or across_breaks of the figures");
    text("score_indicator", {score}, column(all, [](const HindcastScore& each) { return each.indicator; }),
         "indicator");
    text("score_region", {score}, column(all, [](const HindcastScore& each) { return each.place; }),
         "region; empty: all");
    numbers("score_horizon", NC_INT, {score}, column(all, [](const HindcastScore& each) { return each.horizon; }), "",
            "years ahead; 0: all");
    numbers("score_forecasts", NC_INT, {score},
            column(all, [](const HindcastScore& each) { return static_cast<int>(each.forecasts); }), "",
            "number of forecasts");
    numbers("score_crps", NC_DOUBLE, {score}, column(all, [](const HindcastScore& each) { return each.crps; }), "1",
            "mean CRPS of the logarithm");
    numbers("score_benchmark_crps", NC_DOUBLE, {score, benchmark_},
            table(all, [](const HindcastScore& each) { return each.benchmark_crps; }), "1",
            "the same of the benchmarks");
    numbers("score_rmse", NC_DOUBLE, {score}, column(all, [](const HindcastScore& each) { return each.rmse; }), "1",
            "root mean square error of the median's logarithm");
    numbers("score_benchmark_rmse", NC_DOUBLE, {score, benchmark_},
            table(all, [](const HindcastScore& each) { return each.benchmark_rmse; }), "1",
            "the same of the benchmarks");
    numbers("coverage", NC_DOUBLE, {score, share}, table(all, [](const HindcastScore& each) { return each.coverage; }),
            "1", "share of observations in the central interval");
    text("best_benchmark", {score},
         column(all,
                [](const HindcastScore& each) { return std::string(benchmark_names[static_cast<int>(each.best)]); }),
         "benchmark with the smallest CRPS");
    numbers("skill", NC_DOUBLE, {score}, column(all, [](const HindcastScore& each) { return each.skill.skill; }), "1",
            "1 - CRPS / CRPS of the best benchmark");
    numbers("skill_low", NC_DOUBLE, {score}, column(all, [](const HindcastScore& each) { return each.skill.low; }), "1",
            "5 % quantile of the skill over a bootstrap of origins");
    numbers("skill_high", NC_DOUBLE, {score}, column(all, [](const HindcastScore& each) { return each.skill.high; }),
            "1", "95 % quantile");
    numbers("theil_u", NC_DOUBLE, {score}, column(all, [](const HindcastScore& each) { return each.theil_u(); }), "1",
            "RMSE / RMSE of the random walk with drift");
  }

  const Hindcast& hindcast_;
  const Dataset& data_;
  int benchmark_ = 0;
};

}  // namespace

void write_calibration(const Calibration& calibration, const std::string& path) {
  NetcdfFile file(path);
  CalibrationWriter(file, calibration).write();
  file.close();
}

void write_later_draws(const Calibration& calibration, std::int64_t draws, const std::string& path) {
  NetcdfFile file(path);
  put_years(file, calibration.assimilated);
  LaterDrawsWriter(file, calibration, draws).write();
  file.close();
}

void write_hindcast(const Hindcast& hindcast, const Scenario& scenario, const std::string& path) {
  NetcdfFile file(path);
  put_origin(file, scenario, "hindcast");
  file.attribute(whole_file, "members", static_cast<long long>(scenario.ensemble.members));
  HindcastWriter(file, hindcast, scenario.data).write();
  file.close();
}

}  // namespace jialing
