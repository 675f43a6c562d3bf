#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/block/normal_draws.h"
#include "sim/ensemble/conditioning.h"
#include "sim/model/base_year.h"
#include "sim/model/process.h"

namespace jialing {

/// Process noise (sim/model/README.md, section 2, Noise): per variable a rate of growth that all nodes share and that
/// has a memory, and white noise of each node, both drawn by name. A node's own part is the larger the smaller the node
/// is, and has heavy tails except in GDP: a few firms decide it (Stanley et al. 1996).
class ProcessNoise {
 public:
  /// Refers to `conditioning`.
  ProcessNoise(const model::Topology& topology, const Scenario& scenario,
               const Conditioning& conditioning = Conditioning::none());

  /// Begins a block of members with these starting values.
  void start(std::int64_t first_member, const model::ParameterLanes& parameters, const model::BaseYear& base);

  /// Fills `noise` for `step` of the block. Steps must be asked for in order.
  void draw(int step, model::Noise& noise);

 private:
  struct Stream {
    std::uint64_t key;
    std::vector<const Conditioning::Draws*> known;  ///< [year]; null where nothing is known
    std::array<NormalLane, 4> draws{};              ///< of four consecutive steps: one call of the generator
    NormalLane shift{};                             ///< of every step of the year, so that its sum is what is known
    NormalLane sum{};                               ///< Σξ/√n over the year
  };
  struct Variable {
    Parameter sd;
    model::Lanes model::Noise::*changes;
    Stream common;
    std::vector<Stream> nodes;  ///< in model order; only GDP has noise in external nodes
    model::Lane common_scale;
    model::Lane common_rate;  ///< m: growth shared by all nodes, in standard deviations
    model::Lanes own_scale;   ///< [node] …
    model::Lanes year_scale;  ///< … and with the tails of the present year
    std::uint64_t start_key;  ///< of the rate at the start of the run
    const Conditioning::Draws* start_known;
    bool has_tails;
  };

  Stream stream(std::string_view variable, const std::string& node, const Scenario& scenario) const;
  void draw_quad(int quad, Stream& stream) const;
  void begin_year(int year, Stream& stream) const;
  void begin_year(int year);
  template <class Action>
  void for_streams(Action&& action);

  int steps_per_year_;
  double dt_;
  model::Lane decay_, refresh_, tails_;  ///< of the shared rate in one step; h/2
  const Conditioning& conditioning_;
  std::int64_t first_member_ = 0;
  LaneMembers lucks_{};  ///< the members whose luck the block has
  int drawn_quad_ = -1;  ///< of whose steps the streams hold the draws
  std::vector<Variable> variables_;
};

}  // namespace jialing
