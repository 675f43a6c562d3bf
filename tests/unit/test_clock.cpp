// A step that is timed: sim/model/clock.h.

#include <doctest/doctest.h>

#include "model_fixture.h"

using namespace jialing;
using namespace jialing::model;
using namespace jialing::test;

TEST_CASE("a clock changes no bit of a run") {
  CentralBlock plain, timed;
  plain.start();
  timed.start();
  PartClock clock;
  for (int step = 0; step < 4; ++step) {
    plain.simulation.step(plain.none);
    timed.simulation.step(timed.none, clock);
  }
  for (const StateVariable& variable : state_variables) {
    const Lanes &expected = plain.simulation.state().*variable.lanes, &found = timed.simulation.state().*variable.lanes;
    for (std::size_t n = 0; n < expected.size(); ++n)
      for (int lane = 0; lane < lane_width; ++lane) CHECK(same_bits(found[n][lane], expected[n][lane]));
  }
}

TEST_CASE("every part of a step is timed, and together they take no longer than the steps") {
  CentralBlock block;
  block.start();
  PartClock clock;
  const auto start = std::chrono::steady_clock::now();
  clock.go_on();
  for (int step = 0; step < 4; ++step) block.simulation.step(block.none, clock);
  const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  double total = 0;
  for (int part = 0; part < part_count; ++part) {
    CAPTURE(part_names[part]);
    CHECK(clock.seconds(static_cast<Part>(part)) > 0);
    total += clock.seconds(static_cast<Part>(part));
  }
  CHECK(total <= spent);
}
