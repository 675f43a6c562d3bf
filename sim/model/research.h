#pragma once

#include "sim/model/process.h"

namespace jialing::model {

/// Business R&D intensity moves towards what firms desire; public R&D grows with GDP; the share of basic research rises
/// (sim/model/README.md, section 2, Business and public R&D). Sets `next.business_intensity`, `public_rd`,
/// `basic_share` and `lagged_basic_share`; needs `next.gdp`.
class Research {
 public:
  explicit Research(const Topology& topology);

  void start(const Context& context, const State& base);
  void advance(const Context& context, const State& now, StepTime time, const Signals& signals, const Noise& noise,
               State& next);

  const Lanes& start_basic_share() const { return start_basic_share_; }
  /// ln of the business R&D intensity that a node aims at without drift and policy: ln ρ₀ + gap, moved by fluctuations
  /// and by firms and capital.
  Lane log_aim(int node) const { return log_intensity_[node] + gap_[node] + moved_aim_[node] + answered_[node]; }
  const Lanes& start_intensity() const { return start_intensity_; }  ///< ρ of the base year
  /// Business R&D that a tax credit induced but that is relabelled expense, 100 million CNY per year.
  const Lanes& relabelled() const { return relabelled_; }

 private:
  void desire(const Context& context, const State& now, StepTime time, const Signals& signals, const Noise& noise,
              State& next);
  Lane policy_aim(const Context& context, const State& now, int node, const Lane& own_aim) const;
  void count_relabelled(const Context& context, const Lane& decay, int node, const State& next);
  void fund(const Context& context, const State& now, StepTime time, State& next);
  void transfer(const Context& context, State& next);
  void direct(const Context& context, const State& now, StepTime time, State& next) const;

  Lanes start_intensity_;   ///< ρ of the base year
  Lanes log_intensity_;     ///< ln ρ of the base year
  Lanes gap_;               ///< desired minus actual ln ρ
  Lanes moved_aim_;         ///< by fluctuations that last
  Lanes answered_;          ///< by more high-tech firms and capital than at the start
  Lanes log_firm_density_;  ///< ln(G/E) of the base year
  Lanes start_basic_share_;
  Lanes added_;    ///< what policy adds to the own public R&D
  Lanes induced_;  ///< ι: log points of business R&D that a tax credit has induced
  Lanes relabelled_;
  Lanes given_;  ///< share of the own public R&D that goes to others
  Lanes moved_;  ///< [transfer]
};

}  // namespace jialing::model
