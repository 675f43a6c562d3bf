#include "sim/cli/progress.h"

#include <doctest/doctest.h>

namespace jialing::test {

TEST_CASE("the time left is judged by what this run has done of what is counted now") {
  using std::chrono::seconds;
  cli::Pace pace;
  const cli::Pace::Time start{};
  pace.tell("members", 1000, start);  // an earlier run has left these
  CHECK(!pace.seconds_left(4000, start));
  pace.tell("members", 1000, start + seconds(5));
  CHECK(!pace.seconds_left(4000, start + seconds(5)));
  pace.tell("members", 2000, start + seconds(10));
  CHECK(pace.seconds_left(4000, start + seconds(10)) == 20);
  pace.tell("another scenario: members", 0, start + seconds(100));
  CHECK(!pace.seconds_left(4000, start + seconds(100)));
  pace.tell("another scenario: members", 400, start + seconds(101));
  CHECK(pace.seconds_left(4000, start + seconds(101)) == 9);
  pace.tell("another scenario: members", 0, start + seconds(200));  // once more from the beginning
  CHECK(!pace.seconds_left(4000, start + seconds(200)));
  pace.tell("another scenario: members", 4000, start + seconds(201));
  CHECK(pace.seconds_left(4000, start + seconds(201)) == 0);
}

}  // namespace jialing::test
