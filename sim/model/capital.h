#pragma once

#include "sim/model/gravity.h"

namespace jialing::model {

/// Innovation capital: every node supplies omega·Y, and high-tech firms attract it (sim/model/README.md, section 2,
/// Capital).
class Capital {
 public:
  explicit Capital(const Topology& topology);

  void start(const Context& context, const State& base, const std::vector<double>& home_share);

  /// Splits the capital that flows at this instant, 100 million CNY per year.
  void flow(const Context& context, const State& now);

  /// d_C = ln[(C/Y)/(C/Y)₀] with C received by the node. Needs the flow.
  void receive(const Context& context, const State& now, Signals& signals);

  const Gravity& gravity() const { return gravity_; }
  const Lanes& sent() const { return sent_; }  ///< omega·Y and what funds add, 100 million CNY per year
  const Lanes& tied() const { return tied_; }  ///< received without having been sent by gravity

 private:
  void draw(const Context& context);
  Lane log_received_per_gdp(const Context& context, const State& now, int node) const;

  Gravity gravity_;
  Lanes sent_, tied_;
  Lanes drawn_;                      ///< capital received from others per unit of mass
  Lanes base_log_received_per_gdp_;  ///< of the base year
};

}  // namespace jialing::model
