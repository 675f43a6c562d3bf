#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "model_fixture.h"

namespace jialing::test {
namespace {

// Chongqing's headline indicators in 2035.
std::map<std::string, double> chongqing_2035(int steps_per_year) {
  CentralBlock block(baseline().data, baseline_network(), steps_per_year);
  block.start();
  BlockIndicators indicators(block.setting);
  block.simulation.refresh_flows();
  indicators.form(block.simulation);
  block.run_to(2035);
  indicators.form(block.simulation);
  std::map<std::string, double> values;
  for (const std::string& code : headline_indicators())
    values[code] = indicators.value(code, place_of(baseline().data, "Chongqing"));
  return values;
}

}  // namespace

TEST_CASE("the error of the time step falls as the step shrinks") {
  const auto exact = chongqing_2035(64);
  std::map<int, double> worst;
  std::string table;
  for (int steps : {1, 2, 4, 8, 16}) {
    const auto values = chongqing_2035(steps);
    for (const auto& [code, value] : values) {
      const double error = value / exact.at(code) - 1;
      worst[steps] = std::max(worst[steps], std::abs(error));
      if (steps == 4) table += fmt::format("\n{:32} {:12.6g} {:+.4f} %", code, value, 100 * error);
    }
  }
  MESSAGE("error of 4 steps a year against 64, Chongqing in 2035", table);
  std::string orders;
  for (int steps : {1, 2, 4, 8, 16})
    orders += fmt::format("\n{:2} steps a year: largest relative error {:.3e}", steps, worst[steps]);
  MESSAGE("largest error among these indicators", orders);
  // Against 64 steps a first-order method gains (1/n − 1/64)/(1/2n − 1/64), between 2.0 and 2.3, with each halving.
  for (int steps : {1, 2, 4, 8}) {
    CAPTURE(steps);
    CHECK(worst[steps] / worst[2 * steps] > 1.7);
    CHECK(worst[steps] / worst[2 * steps] < 5.5);
  }
  CHECK(worst[4] < 0.01);
}

}  // namespace jialing::test
