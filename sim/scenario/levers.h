#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/tables/dataset.h"
#include "sim/tables/values.h"

namespace jialing {

/// Channels that can be switched off to see what the network is worth (sim/model/README.md, section 4).
struct ChannelSwitches {
  bool talent = true;
  bool capital = true;
  bool contracts = true;
  bool knowledge = true;
  bool adoption = true;
  bool own_adoption = false;  ///< with adoption off: a node learns from itself what it would have learnt elsewhere
};

/// In the order of lever_type_names.
enum class LeverType {
  rd_grant,
  rd_tax_credit,
  talent_programme,
  venture_fund,
  credit,
  technology_market,
  integration,
  transport_line,
  programme_link,
  enclave,
  platform,
  zone,
  incubator,
  pairing,
  field_programme,
  basic_research,
  science_outreach,
  consortium,
  rd_mandate,
  procurement,
  performance_grant,
  count
};

/// How an amount for several nodes is divided among them.
enum class Split { gdp, rd, population, equal, each };
extern const std::vector<std::string> split_names;

/// A node that a lever acts on, and the part of it that belongs to the region through which it was named.
struct LeverTarget {
  int node = 0;                            ///< index in Dataset::nodes
  double gdp = 1, rd = 1, tech_firms = 1;  ///< shares, 1 for a whole node
};

/// When a lever is in force, and how surely.
struct Schedule {
  int first_year = 0;
  int last_year = latest_year;
  bool institutional = false;        ///< grows into force with the parameter ramp_effect …
  std::optional<double> ramp_years;  ///< … or with this time scale, years; 0: at once
  Prior effectiveness;               ///< factor on the effects, not on the money
  bool is_milestone = false;         ///< happens only with a probability, in `milestone_year`
  int milestone_year = 0;
  double milestone_probability = 1;
  bool is_shock = false;  ///< strikes in each year with a probability, for whole years
  double shock_probability = 0;
  int shock_duration = 0;
};

/// A rail or air link that a lever adds.
struct AddedLink {
  int a = 0, b = 0;  ///< indices of nodes
  std::string mode;
  double hours = 0;
};

/// A measure of policy as the scenario states it: the keys of its type by name, complete, with what they name in the
/// tables already found. scenarios/README.md says what each type does.
struct Lever {
  std::string name;
  std::string group;  ///< word by which it is switched and attributed with others; may be empty
  LeverType type = LeverType::count;
  Schedule schedule;
  double cost = 0;  ///< public money beside its own, 100 million CNY per year
  std::vector<LeverTarget> targets;
  std::array<std::vector<LeverTarget>, 2> between;
  std::vector<std::pair<int, int>> pairs;  ///< donor and recipient
  std::vector<int> fields;
  std::vector<AddedLink> links;
  int host = -1;       ///< node
  int indicator = -1;  ///< position in indicator_names()
  Split split = Split::gdp;
  std::map<std::string, double, std::less<>> numbers;
  std::map<std::string, std::string, std::less<>> words;

  /// A number of the type; 0 where it is optional and nobody wrote it.
  double number(std::string_view key) const;
  bool has(std::string_view key) const { return numbers.contains(key); }
  /// A choice, a switch ("on", "off") or an id; "" where nobody wrote it.
  std::string_view word(std::string_view key) const;
  bool is_on(std::string_view key) const { return word(key) == "on"; }
};

}  // namespace jialing
