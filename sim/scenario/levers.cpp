#include "sim/scenario/levers.h"

namespace jialing {

const std::vector<std::string> split_names = {"gdp", "rd", "population", "equal", "each"};

double Lever::number(std::string_view key) const {
  const auto found = numbers.find(key);
  return found == numbers.end() ? 0 : found->second;
}

std::string_view Lever::word(std::string_view key) const {
  const auto found = words.find(key);
  return found == words.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace jialing
