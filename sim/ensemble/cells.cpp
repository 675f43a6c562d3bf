#include "sim/ensemble/cells.h"

#include <algorithm>
#include <limits>
#include <set>

namespace jialing {

using model::Lane;
using model::lane_width;

namespace {

void put(float* block, std::int64_t cell, const Lane& value) {
  Eigen::Map<Eigen::Array<float, lane_width, 1>>(block + cell * lane_width) = value.cast<float>();
}

}  // namespace

CellLayout::CellLayout(const Scenario& scenario, const model::Places& places)
    : years_(scenario.horizon.to - scenario.horizon.from + 1),
      variables_(static_cast<int>(model::indicators().size() + scenario.data.fields.size())),
      indicators_(static_cast<int>(model::indicators().size())),
      fields_(static_cast<int>(scenario.data.fields.size())),
      places_(places.size()),
      nodes_(places.nodes()) {
  if (scenario.output.flows != FlowOutput::none) {
    std::set<int> years = {scenario.horizon.from};
    years.insert(scenario.output.report_years.begin(), scenario.output.report_years.end());
    flow_years_.assign(years.begin(), years.end());
    for (const Node& node : scenario.data.nodes) {
      const auto found = std::find(groups_.begin(), groups_.end(), node.group);
      group_of_node_.push_back(static_cast<int>(found - groups_.begin()));
      if (found == groups_.end()) groups_.push_back(node.group);
    }
  }
  arrivals_ = variable(years_, 0, 0);
  flows_ = arrival(arrival_shares.size(), 0, 0);
  size_ = flow(static_cast<int>(flow_years_.size()), 0, 0, 0);
}

CellStore::CellStore(std::int64_t cells, std::int64_t members)
    : cells_(cells), members_(members), values_(bytes(cells, members) / sizeof(float)) {}

std::int64_t CellStore::bytes(std::int64_t cells, std::int64_t members) {
  const std::int64_t blocks = (members + lane_width - 1) / lane_width;
  return blocks * lane_width * cells * static_cast<std::int64_t>(sizeof(float));
}

CellRecorder::CellRecorder(const model::Setting& setting, const model::Places& places, const CellLayout& layout)
    : setting_(setting),
      places_(places),
      layout_(layout),
      report_(setting, places),
      values_(static_cast<std::size_t>(layout.indicators()) * layout.places()),
      adoption_before_(static_cast<std::size_t>(layout.nodes()) * layout.fields()),
      by_node_(layout.nodes()),
      flows_(static_cast<std::size_t>(flow_count) * layout.groups().size() * layout.groups().size()) {}

void CellRecorder::record(model::Simulation& simulation, float* block) {
  simulation.refresh_flows();
  const int year = simulation.year() - model::base_year;
  report_.form(simulation, values_);
  for (std::size_t n = 0; n < values_.size(); ++n) put(block, layout_.variable(year, 0, 0) + std::int64_t(n), values_[n]);
  record_adoption(simulation, year, block);
  record_arrivals(simulation, year, block);
  const auto& flow_years = layout_.flow_years();
  const auto found = std::find(flow_years.begin(), flow_years.end(), simulation.year());
  if (found != flow_years.end()) record_flows(simulation, static_cast<int>(found - flow_years.begin()), block);
}

// Adoption of a region: mean of its nodes weighted by GDP.
void CellRecorder::record_adoption(const model::Simulation& simulation, int year, float* block) {
  const model::State& state = simulation.state();
  for (int field = 0; field < layout_.fields(); ++field) {
    for (int i = 0; i < layout_.nodes(); ++i)
      by_node_[i] = state.gdp[i] * state.adoption[i * layout_.fields() + field];
    for (int place = 0; place < layout_.places(); ++place) {
      const Lane weighted = places_.total(by_node_, model::Quantity::gdp, place);
      put(block, layout_.variable(year, layout_.indicators() + field, place),
          weighted / places_.total(state.gdp, model::Quantity::gdp, place));
    }
  }
}

// The year in which adoption passes a share, interpolated between the starts of years.
void CellRecorder::record_arrivals(const model::Simulation& simulation, int year, float* block) {
  const model::Lanes& adoption = simulation.state().adoption;
  for (int i = 0; i < layout_.nodes(); ++i) {
    const int node = setting_.topology.table_index[i];
    for (int field = 0; field < layout_.fields(); ++field) {
      const int n = i * layout_.fields() + field;
      for (int s = 0; s < static_cast<int>(arrival_shares.size()); ++s) {
        const Lane share = Lane::Constant(arrival_shares[s]);
        float* cell = block + layout_.arrival(s, field, node) * lane_width;
        for (int lane = 0; lane < lane_width; ++lane) {
          const double now = adoption[n][lane], before = adoption_before_[n][lane];
          if (year == 0) {
            cell[lane] = now >= share[lane] ? float(model::base_year) : std::numeric_limits<float>::infinity();
          } else if (now >= share[lane] && before < share[lane]) {
            cell[lane] = float(model::base_year + year - 1 + (share[lane] - before) / (now - before));
          }
        }
      }
    }
  }
  adoption_before_ = adoption;
}

void CellRecorder::record_flows(const model::Simulation& simulation, int year, float* block) {
  const model::Topology& topology = setting_.topology;
  const int groups = static_cast<int>(layout_.groups().size());
  std::fill(flows_.begin(), flows_.end(), Lane::Zero());
  for (int i = 0; i < topology.nodes; ++i) {
    const int from = layout_.group_of_node()[topology.table_index[i]];
    const Lane& intensity = simulation.state().contract_intensity[i];
    for (int j = 0; j < topology.nodes; ++j) {
      const int to = layout_.group_of_node()[topology.table_index[j]];
      const auto flow = [&](Flow kind) -> Lane& { return flows_[(static_cast<int>(kind) * groups + from) * groups + to]; };
      flow(Flow::technology_contracts) += intensity * simulation.contract_flow(i, j);
      flow(Flow::innovation_capital) += simulation.capital_flow(i, j);
      flow(Flow::talent_rate) += simulation.talent_flow(i, j);
    }
  }
  for (std::size_t n = 0; n < flows_.size(); ++n) put(block, layout_.flow(year, 0, 0, 0) + std::int64_t(n), flows_[n]);
}

}  // namespace jialing
