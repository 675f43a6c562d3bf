#include "sim/setting/rebase_rules.h"

#include <algorithm>
#include <array>

namespace jialing::model {

bool survives_rebase(Parameter parameter) {
  using enum Parameter;
  constexpr std::array of_the_base_year = {a0, f0, g_patent, g_hightech, basic_gain};
  return std::find(of_the_base_year.begin(), of_the_base_year.end(), parameter) == of_the_base_year.end();
}

bool follows_from_state(Parameter parameter) {
  using enum Parameter;
  return parameter == g_hist || parameter == gap_focus || parameter == gap_other;
}

}  // namespace jialing::model
