#pragma once

#include "sim/model/process.h"

namespace jialing::model {

/// Business R&D intensity moves towards what firms desire; public R&D grows with GDP; the share of basic research rises
/// (model.md section 2, Business and public R&D). Sets `next.business_intensity`, `public_rd`, `basic_share` and
/// `lagged_basic_share`; needs `next.gdp`.
class Research {
 public:
  explicit Research(const Topology& topology);

  void start(const Context& context, const State& base);
  void advance(const Context& context, const State& now, StepTime time, const Signals& signals, const Noise& noise,
               State& next) const;

  const Lanes& start_basic_share() const { return start_basic_share_; }
  const Lanes& start_intensity() const { return start_intensity_; }  ///< ρ of 2020

 private:
  Lanes start_intensity_;   ///< ρ of 2020
  Lanes log_intensity_;     ///< ln ρ of 2020
  Lanes gap_;               ///< desired minus actual ln ρ
  Lanes log_firm_density_;  ///< ln(G/E) of 2020
  Lanes start_basic_share_;
};

}  // namespace jialing::model
