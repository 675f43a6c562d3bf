#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/scenario/scenario.h"

namespace jialing {

/// One of several equal parts of the members of an ensemble.
struct Part {
  int number = 1, count = 1;  ///< number: from 1

  /// Of this part and the end of it, in an ensemble of so many members.
  std::int64_t first_member(std::int64_t members) const { return members * (number - 1) / count; }
  std::int64_t end_member(std::int64_t members) const { return members * number / count; }
};

/// What a shard holds, and everything that decides it.
struct ShardIdentity {
  std::string command;                 ///< that computed it: run or compare
  std::string request;                 ///< its options, as the command itself wrote them down
  std::string version, build;          ///< of the program, see program_hash()
  std::string title, scenario_hash;    ///< of all its scenarios
  std::string seed;                    ///< as text
  std::vector<std::string> scenarios;  ///< ids
  std::int64_t members = 0;            ///< of the whole ensemble
  Part part;
  std::int64_t first_member = 0, end_member = 0;
};

/// Of this program and the scenarios of a file; the rest is empty.
ShardIdentity identity_here(const std::vector<Scenario>& scenarios);

}  // namespace jialing
