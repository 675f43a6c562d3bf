#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.h"

namespace jialing {

/// The graph as the model sees it between two changes of it. Matrices are node × node and symmetric.
struct NetworkRegime {
  int from_year = 0;                                                   ///< in force from the start of this year
  Eigen::MatrixXd travel_time;                                         ///< hours; diagonal: inside the node
  Eigen::Matrix<bool, Eigen::Dynamic, Eigen::Dynamic> programme_link;  ///< L_ij
};

/// Travel times and programme links over the years of a run (sim/model/README.md, section 1).
struct Network {
  std::vector<NetworkRegime> regimes;  ///< ascending from_year; the first covers the base year
  Eigen::MatrixXd similarity;          ///< s_ij: cosine of the nodes' specialisation

  /// The regime in force in `year`, which must not lie before the first.
  const NetworkRegime& at(int year) const;
};

struct NetworkOptions {
  /// Programmes that start later are left out: they are measures of the plan. None: the base year.
  std::optional<int> last_programme_year;
  /// What faults call the transport table.
  std::string transport_file = "transport_links.csv";
};

/// Builds the multigraph, runs Dijkstra for each year in which a line opens or a programme starts or ends, and drops
/// years in which nothing changes. Throws InputError naming every node, domestic or abroad, that the other domestic
/// nodes cannot reach in `from_year`.
Network build_network(const Dataset& data, int from_year, int to_year, const NetworkOptions& options = {});

/// The tables of a scenario with the transport lines that its levers open, speed up or add.
Dataset network_data(const Scenario& scenario);
/// The network of a scenario over its horizon.
Network build_network(const Scenario& scenario);

/// Cosine of the rows of the specialisation table, node × node, in [0, 1]. A node without any specialisation resembles
/// nobody but itself: 0 with the others, 1 on the diagonal.
Eigen::MatrixXd specialisation_similarity(const std::vector<std::vector<double>>& specialisation);

}  // namespace jialing
