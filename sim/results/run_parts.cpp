#include "sim/results/run_parts.h"

#include <fmt/format.h>

#include <concepts>
#include <string>
#include <tuple>
#include <type_traits>

#include "sim/results/packer.h"

namespace jialing {

/// What is kept of each type, in the order of the file.
template <class Some>
requires std::same_as<std::remove_const_t<Some>, AssimilationState>
auto fields(Some& each) {
  return std::tie(each.seed, each.passes, each.members, each.scales, each.scores, each.prior_predicted, each.mismatch);
}

template <class Some>
requires std::same_as<std::remove_const_t<Some>, Moments>
auto fields(Some& each) {
  return std::tie(each.mean, each.variance);
}

template <class Some>
requires std::same_as<std::remove_const_t<Some>, Forecast>
auto fields(Some& each) {
  return std::tie(each.origin, each.year, each.indicator, each.place, each.across_break, each.observed, each.quantiles,
                  each.pit, each.crps, each.error, each.benchmark_crps, each.benchmark_error);
}

namespace {

template <class Value>
std::optional<Value> find(const PartsFolder& folder, const std::string& name) {
  const std::optional<std::string> content = folder.find(name);
  if (!content) return std::nullopt;
  std::optional<Value> value = Unpacker::value_of<Value>(*content);
  if (!value) folder.refuse(name);
  return value;
}

std::string name_of_replicate(int number) {
  return fmt::format("replicate_{}", number);
}

std::string name_of_origin(int year) {
  return fmt::format("origin_{}", year);
}

}  // namespace

std::optional<AssimilationState> CalibrationParts::state() {
  return find<AssimilationState>(folder_, "state");
}

void CalibrationParts::save(const AssimilationState& state) {
  folder_.save("state", Packer::content_of(state));
}

std::optional<std::vector<Moments>> CalibrationParts::replicate(int number) {
  return find<std::vector<Moments>>(folder_, name_of_replicate(number));
}

void CalibrationParts::save(int number, const std::vector<Moments>& replicate) {
  folder_.save(name_of_replicate(number), Packer::content_of(replicate));
}

std::optional<std::vector<Forecast>> HindcastParts::forecasts(int origin) {
  return find<std::vector<Forecast>>(folder_, name_of_origin(origin));
}

void HindcastParts::save(int origin, const std::vector<Forecast>& forecasts) {
  folder_.save(name_of_origin(origin), Packer::content_of(forecasts));
}

}  // namespace jialing
