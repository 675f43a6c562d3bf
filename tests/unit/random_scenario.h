#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/field_table.h"
#include "sim/scenario/scenario.h"
#include "tests/fuzz/small_world.h"

namespace jialing::test {

/// A scenario at random, as the table of the language (scenario_fields) allows it, over a random part of the shipped
/// graph with random figures: horizon, step, partners, channels, uncertainties, parameters and levers of every type.
/// The same seed gives the same.
class RandomScenario {
 public:
  explicit RandomScenario(std::uint64_t seed);

  /// Nothing when it was refused in words, as one is whose levers meet no node.
  const std::optional<Scenario>& scenario() const { return scenario_; }
  const std::string& text() const { return text_; }
  const std::string& refusal() const { return refusal_; }
  const std::vector<std::string>& lever_types() const { return types_; }

 private:
  bool chance(double probability) { return std::uniform_real_distribution<>(0, 1)(random_) < probability; }
  int whole(int low, int high) { return std::uniform_int_distribution<>(low, high)(random_); }
  double real(double low, double high) { return std::uniform_real_distribution<>(low, high)(random_); }
  template <class Items>
  const auto& one_of(const Items& items) {
    return items[static_cast<std::size_t>(whole(0, static_cast<int>(items.size()) - 1))];
  }

  std::set<std::string> some_nodes();
  std::string settings();
  std::string parameters();
  void write_patch();
  std::string lever(int n);
  std::string years();
  std::string value(const FieldSpec& field);
  std::string object(const FieldSpec& field, const std::string& before = "");
  std::string number_in(const Range& range);
  std::string name_of(Vocabulary vocabulary);

  std::mt19937_64 random_;
  fuzz::SmallWorld world_;
  Scenario base_;
  int last_year_ = 0;  ///< of the horizon
  int first_ = 0;      ///< year of the lever that is written
  std::vector<std::string> types_;
  std::string text_, refusal_;
  std::optional<Scenario> scenario_;
};

}  // namespace jialing::test
