#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "model_fixture.h"

// What the designs of parameters promise in distribution, at fixed seeds.

namespace jialing::test {
namespace {

// sqrt(n)·D of Kolmogorov and Smirnov.
double kolmogorov(const ParameterDesign& design, int parameter, int members) {
  const Prior& prior = baseline().parameters[parameter];
  std::vector<double> probabilities;
  for (int m = 0; m < members; ++m)
    probabilities.push_back(cdf(prior, design.value(static_cast<Parameter>(parameter), m)));
  std::sort(probabilities.begin(), probabilities.end());
  double distance = 0;
  for (int k = 0; k < members; ++k)
    distance = std::max({distance, probabilities[k] - double(k) / members, double(k + 1) / members - probabilities[k]});
  return std::sqrt(double(members)) * distance;
}

// Root mean square error of the mean of a smooth function of eight parameters over designs of different seeds.
double error_of_mean(Sampling sampling, std::int64_t members) {
  constexpr int seeds = 20;
  double squares = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto& priors = baseline().parameters;
    const ParameterDesign design(priors, settings(sampling, members, seed), true);
    double mean = 0;
    for (std::int64_t m = 0; m < members; ++m) {
      // Every factor has mean 1: ∫(1 + c·(u − ½)) du = 1.
      double product = 1;
      for (int p = 0; p < 8; ++p)
        product *= 1 + 0.5 * (cdf(priors[p], design.value(static_cast<Parameter>(p), m)) - 0.5);
      mean += product / static_cast<double>(members);
    }
    squares += (mean - 1) * (mean - 1);
  }
  return std::sqrt(squares / seeds);
}

// Variance over seeds of the ensemble mean of Chongqing's R&D intensity in 2025.
double variance_of_ensemble_mean(Sampling sampling) {
  Scenario scenario = small_baseline(64, false);
  scenario.uncertainty.parameters = true;
  scenario.ensemble.sampling = sampling;
  scenario.horizon.to = 2025;
  scenario.output.report_years = {2025};
  // Designs cover the parameters; lasting differences between provinces are drawn beside them.
  for (Parameter differences : {Parameter::sd_growth, Parameter::sd_aim, Parameter::sd_frontier}) {
    Prior& prior = scenario.parameters[static_cast<std::size_t>(differences)];
    prior.centre = prior.spread = 0;
  }
  constexpr int seeds = 16;
  double sum = 0, squares = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    scenario.ensemble.seed = seed;
    const auto ensemble = run_ensemble(scenario, baseline_network());
    const auto cell =
        ensemble->layout.variable(5, find_indicator("rd_intensity").value(), place_of(scenario.data, "Chongqing"));
    double mean = 0;
    for (std::int64_t m = 0; m < 64; ++m) mean += ensemble->cells.value(cell, m) / 64;
    sum += mean;
    squares += mean * mean;
  }
  return (squares - sum * sum / seeds) / (seeds - 1);
}

}  // namespace

TEST_CASE("Monte Carlo draws of every parameter follow its prior") {
  const ParameterDesign design(baseline().parameters, settings(Sampling::monte_carlo, 10000, 20210101), true);
  double worst = 0;
  for (int p = 0; p < parameter_count; ++p) {
    CAPTURE(parameter_names[p]);
    const double distance = kolmogorov(design, p, 10000);
    worst = std::max(worst, distance);
    CHECK(distance < 2.25);  // once in 12 500 draws: of 87 parameters hardly one
  }
  MESSAGE("largest Kolmogorov-Smirnov distance sqrt(n)·D ", worst);
}

TEST_CASE("Latin hypercube and Sobol designs follow every prior more closely than chance") {
  for (Sampling sampling : {Sampling::latin_hypercube, Sampling::sobol}) {
    const ParameterDesign design(baseline().parameters, settings(sampling, 1024, 7), true);
    for (int p = 0; p < parameter_count; ++p) CHECK(kolmogorov(design, p, 1024) / std::sqrt(1024.0) <= 1.0001 / 1024);
  }
}

TEST_CASE("the mean of a smooth function is much nearer in a Latin hypercube and nearer still in a Sobol design") {
  const double chance = error_of_mean(Sampling::monte_carlo, 1024);
  const double hypercube = error_of_mean(Sampling::latin_hypercube, 1024);
  const double sobol = error_of_mean(Sampling::sobol, 1024);
  MESSAGE("root mean square error of the mean: Monte Carlo ", chance, ", Latin hypercube ", hypercube, ", Sobol ",
          sobol);
  CHECK(chance == doctest::Approx(std::sqrt((std::pow(1 + 1 / 48.0, 8) - 1) / 1024)).epsilon(0.5));
  CHECK(hypercube < chance / 3);
  CHECK(sobol < chance / 50);
}

TEST_CASE("the error of a Sobol design falls faster than with the root of its size") {
  const double small = error_of_mean(Sampling::sobol, 256), large = error_of_mean(Sampling::sobol, 4096);
  MESSAGE("root mean square error of the mean: 256 members ", small, ", 4096 members ", large);
  CHECK(large < small / 8);
}

TEST_CASE("an ensemble of 64 members knows the mean of R&D intensity better with a stratified design") {
  const double chance = variance_of_ensemble_mean(Sampling::monte_carlo);
  const double hypercube = variance_of_ensemble_mean(Sampling::latin_hypercube);
  const double sobol = variance_of_ensemble_mean(Sampling::sobol);
  MESSAGE("variance of the mean over seeds: Monte Carlo ", chance, ", Latin hypercube ", hypercube, ", Sobol ", sobol);
  CHECK(hypercube < chance / 4);
  CHECK(sobol < chance / 4);
}

}  // namespace jialing::test
