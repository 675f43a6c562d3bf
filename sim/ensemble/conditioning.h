#pragma once

#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/setting/member_start.h"
#include "sim/tables/parameter_names.h"

namespace jialing {

/// What observations say about the members of a scenario: which draws of its posterior stand for what. Where nothing is
/// said (a null pointer) the scenario's own distributions hold.
class Conditioning {
 public:
  Conditioning() = default;
  /// Keeps the scenario's posterior. Parameters that the scenario states itself are not conditioned.
  explicit Conditioning(const Scenario& scenario);
  Conditioning(const Conditioning&) = delete;  // its draws are pointed to
  Conditioning& operator=(const Conditioning&) = delete;

  /// Nothing is said.
  static const Conditioning& none();

  using Draws = std::vector<double>;  ///< [draw]

  /// Values.
  const Draws* parameter(Parameter parameter) const;
  /// Standard normal scores.
  const Draws* province_effect(model::ProvinceEffect effect, const std::string& province) const;
  const Draws* base_year(const std::string& column, const std::string& node) const;
  /// Of the noise over a year: the sum of its steps divided by the root of their number. `node` empty: the common part.
  const Draws* noise(std::string_view variable, const std::string& node, int year) const;

  /// The draw of the posterior that a member takes: one after the other, again from the first when they are used up.
  /// Only where something is said.
  std::int64_t draw_of(std::int64_t member) const { return ensemble_.draw_of(member) % posterior_->draws; }
  /// The draw of parameters and lasting differences that a member takes where nothing is conditioned.
  std::int64_t own_draw_of(std::int64_t member) const { return ensemble_.draw_of(member); }
  /// Whose luck a member has in what is not conditioned: base year, noise, events.
  std::int64_t luck_of(std::int64_t member) const { return ensemble_.luck_of(member); }

 private:
  const Draws* scores(LatentKind kind, std::string_view variable, const std::string& place, int year) const;
  void rebase_growth(const Scenario& scenario);

  EnsembleSettings ensemble_;
  std::shared_ptr<const Posterior> posterior_;
  bool from_start_ = false;  ///< the scenario starts where the calibration started
  std::vector<bool> stated_;
  std::map<std::string, Draws> growth_;  ///< [province] rebased
};

}  // namespace jialing
