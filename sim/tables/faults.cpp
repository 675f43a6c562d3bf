#include "sim/tables/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <tuple>

#include "sim/tables/values.h"

namespace jialing {

namespace {

/// More lines than this help nobody; the count of the rest is stated.
constexpr std::size_t most_faults_listed = 200;
constexpr std::size_t longest_path = 200;  ///< of a key that is told, bytes

std::string lower_case(std::string_view word) {
  std::string result(word);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char character) { return static_cast<char>(std::tolower(character)); });
  return result;
}

/// Levenshtein's distance with swapped neighbours counted once.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({replaced, previous[j] + 1, current[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
    before.swap(previous);
    previous.swap(current);
  }
  return previous[b.size()];
}

}  // namespace

std::string Fault::text() const {
  std::string place = file;
  if (line > 0) place += fmt::format(":{}", line);
  if (line > 0 && column > 0) place += fmt::format(":{}", column);
  if (path.empty()) return fmt::format("{}: {}", place, message);
  return fmt::format("{}: {}: {}", place, shortened(path, longest_path), message);
}

std::string listed(const std::vector<Fault>& faults, const std::function<std::string(const Fault&)>& text_of) {
  std::string text;
  const std::size_t count = std::min(faults.size(), most_faults_listed);
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : "\n") + text_of(faults[i]);
  if (count < faults.size()) text += fmt::format("\n… and {} more faults", faults.size() - count);
  return text;
}

InputError::InputError(std::vector<Fault> faults)
    : Error(listed(faults, [](const Fault& fault) { return fault.text(); })),
      faults_(std::move(faults)) {}

void Faults::raise() const {
  if (faults_.empty()) return;
  std::vector<Fault> sorted = faults_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Fault& a, const Fault& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
  throw InputError(std::move(sorted));
}

std::string did_you_mean(std::string_view word, std::span<const std::string> known) {
  const std::string wanted = lower_case(word);
  const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  const std::string* closest = nullptr;
  std::size_t least = limit + 1;
  for (const std::string& candidate : known) {
    const std::size_t longer = std::max(candidate.size(), word.size());
    if (longer - std::min(candidate.size(), word.size()) > limit) continue;
    const std::size_t distance = edit_distance(wanted, lower_case(candidate));
    if (distance >= least) continue;
    least = distance;
    closest = &candidate;
  }
  return closest == nullptr ? "" : fmt::format("; did you mean '{}'?", *closest);
}

}  // namespace jialing
