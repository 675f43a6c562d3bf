#include "sim/ensemble/central_network.h"

#include "sim/ensemble/kernels.h"

namespace jialing {

CentralNetwork central_network(const Scenario& scenario, const Network& network, int year) {
  return kernels(Precision::double_precision).central_network(scenario, network, year);
}

}  // namespace jialing
