#pragma once

#include <string>
#include <string_view>

#include "sim/scenario/scenario.h"

namespace jialing {

/// Memory that the cells of all members of a scenario take, bytes.
std::int64_t cell_memory(const Scenario& scenario);

/// What takes memory, in the words of a message.
struct MemoryUse {
  std::string_view key;      ///< of the scenario, which asks for so much
  std::string_view what;     ///< "what … would take 12.3 GiB"
  std::string_view instead;  ///< how to do with less
};

inline constexpr MemoryUse single_members = {"ensemble.members", "what is kept of single members",
                                             "use fewer members, or `jialing run` with output.realizations: none and "
                                             "fewer output.exact_members, which keeps only "
                                             "summaries"};

/// Throws InputError when so many bytes are more than the machine's memory.
void require_memory(const Scenario& scenario, std::int64_t bytes, const MemoryUse& use = single_members);

/// "12.3 GiB"
std::string gibibytes(std::int64_t bytes);

}  // namespace jialing
