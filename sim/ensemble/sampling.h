#pragma once

#include <cstdint>
#include <vector>

#include "sim/ensemble/conditioning.h"
#include "sim/scenario/scenario.h"
#include "sim/setting/topology.h"

namespace jialing {

/// Value of a prior at the standard normal score z.
double prior_value(const Prior& prior, double z);

/// The standard normal score of a value: the inverse of prior_value. The spread must not be 0.
double prior_score(const Prior& prior, double value);

/// Draws of every parameter for every member. Monte Carlo draws depend only on (seed, parameter, member); Latin
/// hypercube (McKay et al. 1979) and scrambled Sobol designs (Joe & Kuo 2008 direction numbers; hash-based Owen
/// scrambling, Burley 2020) also on the size of the design. Every draw is computed when it is asked for: no memory
/// grows with the number of members.
class ParameterDesign {
 public:
  /// `priors` in the order of Parameter, as in Scenario. Refers to them and to `conditioning`.
  ParameterDesign(const std::vector<Prior>& priors, const EnsembleSettings& ensemble, bool uncertain,
                  const Conditioning& conditioning = Conditioning::none());

  double value(Parameter parameter, std::int64_t member) const;

 private:
  double uniform(int parameter, std::int64_t member) const;
  void find_directions();
  std::uint32_t sobol_point(int parameter, std::int64_t member) const;

  const std::vector<Prior>& priors_;
  const Conditioning& conditioning_;
  Sampling sampling_;
  bool uncertain_;
  std::int64_t members_;                                ///< of the design: draws that differ
  std::vector<std::uint64_t> keys_, strata_keys_;       ///< [parameter]
  std::vector<std::vector<std::uint32_t>> directions_;  ///< Sobol's, [parameter][bit of the member]
};

/// Draws of the uncertain columns of the base year (sim/model/README.md, section 3): the cells times e^{log_sd·z}, then
/// the cells with log_sd > 0 rescaled so that each province of several nodes keeps its total.
class BaseYearDraws {
 public:
  /// Refers to `conditioning`.
  BaseYearDraws(const model::Topology& topology, const Dataset& data, std::uint64_t seed,
                const Conditioning& conditioning = Conditioning::none());

  struct Cell {
    int node;  ///< model order
    double published, log_sd;
    std::uint64_t key;
    const Conditioning::Draws* known;  ///< scores; null where nothing is known
  };
  struct Group {   ///< the uncertain cells of one column and province
    int column;    ///< position in model::uncertain_columns
    double total;  ///< of these cells; kept when there are several nodes
    bool keep_total;
    std::vector<Cell> cells;
  };
  const std::vector<Group>& groups() const { return groups_; }
  /// Of a member, before its province is rescaled.
  double value(const Cell& cell, std::int64_t member) const;

 private:
  const Conditioning& conditioning_;
  std::vector<Group> groups_;
};

/// Draws of the lasting differences between provinces (sim/model/README.md, section 2, Provinces), identified by
/// province.
class ProvinceDraws {
 public:
  /// Refers to `conditioning`.
  ProvinceDraws(const model::Topology& topology, const Dataset& data, std::uint64_t seed,
                const Conditioning& conditioning = Conditioning::none());

  /// Standard normal score of a member.
  double score(model::ProvinceEffect effect, std::size_t province, std::int64_t member) const;
  /// Provinces with domestic nodes, in model order.
  const std::vector<std::string>& provinces() const { return provinces_; }
  /// [province]
  const std::vector<model::NodeRange>& nodes() const { return nodes_; }

 private:
  struct Stream {
    std::uint64_t key;
    const Conditioning::Draws* known;
  };
  const Conditioning& conditioning_;
  std::vector<std::string> provinces_;
  std::vector<model::NodeRange> nodes_;                                    ///< [province]
  std::array<std::vector<Stream>, model::province_effect_count> streams_;  ///< [effect][province]
};

}  // namespace jialing
