#include "sim/results/kept_memory.h"

#include <fmt/format.h>

#include "sim/ensemble/memory.h"
#include "sim/ensemble/streamed.h"

namespace jialing {

void check_kept_memory(const std::vector<Scenario>& scenarios) {
  const Scenario& first = scenarios[0];  // members and output are the same for all
  if (first.output.realizations == Realizations::none) return;
  std::int64_t bytes = 0;
  for (const Scenario& each : scenarios) bytes += cell_memory(each);
  if (is_streamed(first))
    throw InputError({{first.file, 0, 0, "output.realizations",
                       fmt::format("all keeps every member until the end, which takes {} of memory for {} members of "
                                   "{} scenario{}; choose none, at most {} members (output.exact_members), or a "
                                   "higher output.exact_members where there is so much memory",
                                   gibibytes(bytes), first.ensemble.members, scenarios.size(),
                                   scenarios.size() == 1 ? "" : "s", first.output.exact_members)}});
  require_memory(first, bytes);
}

}  // namespace jialing
