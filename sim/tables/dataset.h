#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/tables/faults.h"

namespace jialing {

/// Numeric columns of the node table, in the order of `node_column_names`.
enum class NodeColumn {
  lon,
  lat,
  area_km2,
  population_10k,
  employment_10k,
  entities_10k,
  gdp,
  rd,
  business_share,
  basic_share,
  rd_fte,
  tech_firms,
  hightech_firms,
  high_value_patents,
  contract_intensity,
  industrial_rd_to_revenue,
  sei_share,
  hightech_share,
  literacy,
  home_contract,
  home_capital,
  growth_offset,
  count
};
inline constexpr int node_column_count = static_cast<int>(NodeColumn::count);
extern const std::array<std::string, node_column_count> node_column_names;

enum class ProvenanceStatus { reported, reported_unchecked, estimated, assumed };

/// Where one cell of the node table comes from; `log_sd` is the uncertainty of its logarithm.
struct Provenance {
  ProvenanceStatus status = ProvenanceStatus::assumed;
  double log_sd = 0;
  std::string basis;
};

/// A district, city, province or partner abroad. Money in 100 million CNY (nominal, 2020), `_10k` in 10 000,
/// shares as fractions, `rd_fte` in person-years, growth in 1/year.
struct Node {
  std::string id;
  std::string name_zh;
  std::string kind;       ///< district, city, province, region, country, bloc
  bool external = false;  ///< role `external`: exchanges, but follows simple rules
  std::string province;   ///< decides borders and home shares
  std::string group;
  std::string code;  ///< joins the boundaries in geo/; may be empty
  std::array<double, node_column_count> values{};
  std::array<Provenance, node_column_count> provenance{};

  double operator[](NodeColumn column) const { return values[static_cast<std::size_t>(column)]; }
  double& operator[](NodeColumn column) { return values[static_cast<std::size_t>(column)]; }
};

/// A rail or air link, undirected.
struct TransportLink {
  std::string line;
  int a = 0, b = 0;  ///< indices of nodes
  std::string mode;
  double hours = 0;
  int open_year = 0;
  std::string name;
  std::string provenance;
};

/// A named cooperation programme between two nodes, both ways.
struct ProgrammeLink {
  std::string programme;
  int a = 0, b = 0;
  std::string name_zh, name_en;
  int start_year = 0;
  std::optional<int> end_year;  ///< last year in force
  std::string provenance;
};

/// A technology field.
struct Field {
  std::string code, name_zh, name_en, boxes;
  bool sei = false;  ///< strategic emerging industry
  bool hightech = false;
};

enum class DistributionKind { lognormal, logitnormal, normal };

/// A row of priors.csv. lognormal: centre·e^{spread·z}; logitnormal: logistic(logit(centre)+spread·z);
/// normal: centre+spread·z.
struct Prior {
  std::string name, symbol;
  DistributionKind dist = DistributionKind::normal;
  double centre = 0, spread = 0;
  std::string unit, meaning, source;
};

/// Share of one node's `variable` that belongs to a region.
struct RegionShare {
  int node = 0;
  std::string variable;  ///< all, gdp, rd, hightech_output, tech_firms, land
  double share = 0;
};

/// A weighted set of nodes: the city, clusters, groups, provinces, blocs, zones.
struct Region {
  std::string id, name_zh, name_en, kind;
  std::vector<RegionShare> shares;
  std::string status;  ///< zones: provenance of the shares (worst of them); empty when exact
};

/// What a target asks for; `about`: within 5 %.
enum class TargetDirection { at_least, at_most, about };

/// A row of plan_targets.csv, or a target that the scenario states itself.
struct Target {
  std::string indicator, name_zh, name_en, unit;
  std::vector<std::string> regions;  ///< one region, or nodes separated by ';'
  std::optional<double> base_2020;
  int year = 0;
  double target = 0;
  TargetDirection direction = TargetDirection::at_least;
  std::string kind;  ///< outcome, input, not_modelled
  std::string formula, chapter, note;
  bool own = false;  ///< of the scenario, not of the table
};

/// All tables of a scenario, checked against each other.
struct Dataset {
  std::vector<Node> nodes;
  std::vector<TransportLink> transport_links;
  std::vector<ProgrammeLink> programme_links;
  std::vector<Field> fields;
  std::vector<std::vector<double>> specialisation;  ///< [node][field], in [0, 1]
  std::vector<Prior> priors;                        ///< in the order of Parameter
  std::vector<Region> regions;
  std::vector<Target> targets;

  std::optional<int> find_node(const std::string& id) const;
};

/// Paths of the tables as resolved by the scenario reader.
struct DataPaths {
  std::string nodes, provenance, transport_links, programme_links, fields, specialisation, priors, regions, zones,
      targets;
  std::vector<std::string> patches;  ///< of the node table, the later ones last
};

class NodeIndex;
struct RegionTable;
/// Adds the regions that a scenario states itself to those of the tables.
using AddRegions = std::function<void(const NodeIndex& nodes, RegionTable& regions)>;

/// Reads and checks all tables. Faults are added to `faults`; the returned value is only usable when none were added.
Dataset read_dataset(const DataPaths& paths, Faults& faults, const AddRegions& add_regions = {});

}  // namespace jialing
