#pragma once

#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "sim/block/block_draws.h"
#include "sim/ensemble/ensemble.h"
#include "sim/model/indicator_report.h"

namespace jialing::test {

/// Sanitizers and counts of lines look at the code, not at the tails of distributions: what takes long under them is
/// done with less.
#if defined(__SANITIZE_ADDRESS__) || defined(JIALING_COVERAGE)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
inline constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool sanitized = false;
#endif

/// The shipped baseline, read once.
const Scenario& baseline();
const Network& baseline_network();

/// The baseline with another number of members and all or no uncertainty.
Scenario small_baseline(std::int64_t members, bool uncertain);

inline constexpr ChannelSwitches no_channels = {false, false, false, false, false};

/// The baseline with another seed and step, whose nodes' own noise does not depend on their size.
Scenario noisy_baseline(std::uint64_t seed, int steps_per_year = 4);

/// Relative, of what is equal but for rounding.
inline constexpr double tolerance = 1e-12;

/// The sum over nodes or edges, lane by lane.
model::Lane total(const model::Lanes& lanes);

/// Gives parameters the same value in all members.
void set(model::ParameterLanes& parameters, const std::vector<std::pair<Parameter, double>>& values);

/// A block at the central parameters and published base year, at the start of 2020.
class CentralBlock {
 public:
  explicit CentralBlock(const Dataset& data = baseline().data, const Network& network = baseline_network(),
                        int steps_per_year = 4, ChannelSwitches channels = {});

  /// With the levers, channels and lines of a scenario, which must outlive it.
  explicit CentralBlock(const Scenario& scenario);

  void start();
  void run_to(int year);

  model::Setting setting;
  model::ParameterLanes parameters;
  model::Simulation simulation;
  model::Noise none;

  /// Model index of a node.
  int node(const std::string& id) const;
  /// The node at a model index.
  const Node& row(int node) const { return setting.data.nodes[setting.topology.table_index[node]]; }
};

/// A block of members with every source of uncertainty, started and stepped as the ensemble does.
class SampledBlock {
 public:
  SampledBlock(const Scenario& scenario, const Network& network, std::int64_t first_member);

  void step();
  void run_to(int year);

  CentralBlock block;
  model::BaseYear base;

 private:
  ProcessNoise random_;
  model::Noise noise_;
};

/// Indicators of all places of a block; the first to be formed are the base year's.
class BlockIndicators {
 public:
  explicit BlockIndicators(const model::Setting& setting);

  void form(const model::Simulation& simulation);
  double value(const std::string& indicator, int place, int lane = 0) const;

  model::Places places;

 private:
  model::IndicatorReport report_;
  model::Lanes values_;
};

EnsembleSettings settings(Sampling sampling, std::int64_t members, std::uint64_t seed = 42);

/// Distribution function of a prior: the uniform number that a value was made from.
double cdf(const Prior& prior, double value);

/// Position of a node or a region among the places of the tables.
int place_of(const Dataset& data, const std::string& id);

/// Indicators that the plan sets targets for, and the amounts behind them.
const std::vector<std::string>& headline_indicators();

/// |value/expected − 1|: 0 for equal values, equal infinities and two missing values; infinite when one is missing.
double relative_error(double value, double expected);

/// The largest of many errors and where it occurred.
class Worst {
 public:
  void note(double error, const std::string& where = {});
  /// The relative error of every member.
  void note(const model::Lane& value, const model::Lane& expected, const std::string& where = {});

  double error = 0;
  std::string where;
};

/// Equal to the last bit, missing values too.
template <class Float>
bool same_bits(Float a, Float b) {
  using Bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
  return std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}

/// Cells and parameters of a member, to the last bit.
bool same_member(const Ensemble& a, const Ensemble& b, std::int64_t member);
/// All members of `part` are the same bits as in `whole`.
bool same_members(const Ensemble& part, const Ensemble& whole);

}  // namespace jialing::test
