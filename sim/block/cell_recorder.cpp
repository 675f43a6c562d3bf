#include "sim/block/cell_recorder.h"

#include <algorithm>
#include <limits>

#include "sim/model/lane_math.h"

namespace jialing {

using model::Lane;
using model::lane_width;

namespace {

void put(float* block, std::int64_t cell, const Lane& value) {
  typedef float Cell __attribute__((vector_size(lane_width * sizeof(float)), may_alias));
  *reinterpret_cast<Cell*>(block + cell * lane_width) = __builtin_convertvector(value.vector, Cell);
}

}  // namespace

CellRecorder::CellRecorder(const model::Setting& setting, const model::Places& places, const CellLayout& layout)
    : setting_(setting),
      places_(places),
      layout_(layout),
      report_(setting, places),
      values_(layout.places()),
      per_gdp_(layout.places()),
      adoption_before_(static_cast<std::size_t>(layout.nodes()) * layout.fields()),
      arrivals_(adoption_before_.size() * arrival_shares.size()),
      flows_(static_cast<std::size_t>(flow_count) * layout.groups().size() * layout.groups().size()) {}

void CellRecorder::record(model::Simulation& simulation, float* block) {
  simulation.refresh_flows();
  const int year = simulation.year() - setting_.base_year;
  report_.observe(simulation);
  for (int n = 0; n < layout_.indicators(); ++n) {
    report_.form(n, values_.data());
    for (int place = 0; place < layout_.places(); ++place) put(block, layout_.variable(year, n, place), values_[place]);
  }
  report_.rank_nodes(simulation);
  record_costs(simulation, year, block);
  record_adoption(simulation, year, block);
  record_arrivals(simulation, year, block);
  const auto& flow_years = layout_.flow_years();
  const auto found = std::find(flow_years.begin(), flow_years.end(), simulation.year());
  if (found != flow_years.end()) record_flows(simulation, static_cast<int>(found - flow_years.begin()), block);
}

void CellRecorder::record_costs(const model::Simulation& simulation, int year, float* block) {
  const Lane& inflation = simulation.parameters()[Parameter::inflation];
  const Lane to_base_year = model::lane_exp(-inflation * year);
  for (int m = 0; m < layout_.measures(); ++m) {
    const Lane cost = simulation.cost(m);
    put(block, layout_.cost(year, m, false), cost);
    put(block, layout_.cost(year, m, true), cost * to_base_year);
  }
}

// Adoption of a region: mean of its nodes weighted by GDP.
void CellRecorder::record_adoption(const model::Simulation& simulation, int year, float* block) {
  const model::State& state = simulation.state();
  for (int i = 0; i < layout_.nodes(); ++i) per_gdp_[places_.place_of(i)] = state.gdp[i];
  places_.add_up(model::Quantity::gdp, per_gdp_.data());
  for (Lane& gdp : per_gdp_) gdp = 1 / gdp;
  for (int field = 0; field < layout_.fields(); ++field) {
    for (int i = 0; i < layout_.nodes(); ++i)
      values_[places_.place_of(i)] = state.gdp[i] * state.adoption[i * layout_.fields() + field];
    places_.add_up(model::Quantity::gdp, values_.data());
    for (int place = 0; place < layout_.places(); ++place)
      put(block, layout_.variable(year, layout_.indicators() + field, place), values_[place] * per_gdp_[place]);
  }
}

// The year in which adoption, which never falls, passes a share, interpolated between the starts of years: each year
// adds 1 while the share is not reached, the part of the year before it is passed, and 0 afterwards.
void CellRecorder::record_arrivals(const model::Simulation& simulation, int year, float* block) {
  constexpr model::Real smallest_rise = std::numeric_limits<model::Real>::min();
  const Lane never = Lane(std::numeric_limits<double>::infinity());
  const bool last_year = year == layout_.years() - 1;
  const model::Lanes& adoption = simulation.state().adoption;
  for (int i = 0; i < layout_.nodes(); ++i) {
    const int node = setting_.topology.table_index[i];
    for (int field = 0; field < layout_.fields(); ++field) {
      const int n = i * layout_.fields() + field;
      const Lane per_rise = year == 0 ? 0 : 1 / (adoption[n] - adoption_before_[n]).max(smallest_rise);
      for (int s = 0; s < static_cast<int>(arrival_shares.size()); ++s) {
        const double share = arrival_shares[s];
        Lane& arrival = arrivals_[n * arrival_shares.size() + s];
        if (year == 0) {
          arrival = setting_.base_year;
        } else {
          arrival += ((share - adoption_before_[n]) * per_rise).max(0.0).min(1.0);
        }
        if (last_year) put(block, layout_.arrival(s, field, node), (adoption[n] < share).select(never, arrival));
      }
    }
  }
  adoption_before_ = adoption;
}

void CellRecorder::record_flows(const model::Simulation& simulation, int year, float* block) {
  const model::Topology& topology = setting_.topology;
  const int groups = static_cast<int>(layout_.groups().size());
  std::fill(flows_.begin(), flows_.end(), Lane(0));
  for (int i = 0; i < topology.nodes; ++i) {
    const int from = layout_.group_of_node()[topology.table_index[i]];
    const Lane intensity = model::lane_exp(simulation.state().log_contract_intensity[i]);
    topology.pairs.for_partners(i, [&](int j) {
      const int to = layout_.group_of_node()[topology.table_index[j]];
      const auto flow = [&](Flow kind) -> Lane& {
        return flows_[(static_cast<int>(kind) * groups + from) * groups + to];
      };
      flow(Flow::technology_contracts) += intensity * simulation.contract_flow(i, j);
      flow(Flow::innovation_capital) += simulation.capital_flow(i, j);
      flow(Flow::talent_rate) += simulation.talent_flow(i, j);
    });
  }
  for (std::size_t n = 0; n < flows_.size(); ++n) put(block, layout_.flow(year, 0, 0, 0) + std::int64_t(n), flows_[n]);
}

}  // namespace jialing
