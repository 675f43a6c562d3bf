#pragma once

#include <array>
#include <string_view>

#include "sim/model/lane.h"

namespace jialing::model {

/// Stocks and rates of every node at one time, [node][member]; adoption is [node·fields + field][member].
/// Money in 100 million CNY (nominal), people in person-years, employment and entities in 10 000, rates per year.
struct State {
  State(int nodes, int fields);

  Lanes gdp;                 ///< Y
  Lanes business_intensity;  ///< ρ: business R&D / GDP
  Lanes log_business_intensity;
  Lanes public_rd;               ///< pub
  Lanes researchers;             ///< H: R&D staff
  Lanes knowledge;               ///< K: stock of knowledge
  Lanes knowledge_growth;        ///< k: growth of K in the previous step
  Lanes lagged_creation;         ///< L: lagged knowledge creation
  Lanes tech_firms;              ///< F: technology-based firms
  Lanes hightech_firms;          ///< G
  Lanes entities;                ///< E: corporate entities
  Lanes employment;              ///< N
  Lanes patents;                 ///< V: high-value invention patents
  Lanes log_contract_intensity;  ///< ln τ: contracts sold / R&D
  Lanes basic_share;             ///< b: basic research / R&D
  Lanes lagged_basic_share;      ///< b_lag
  Lanes sei_logit;               ///< logit of the share of strategic emerging industries
  Lanes hightech_logit;          ///< logit of the share of high-tech industries
  Lanes literacy_logit;          ///< logit of the share of citizens with scientific literacy
  Lanes real_growth;             ///< smoothed growth of real GDP
  Lanes technology_growth;       ///< smoothed technology trend
  Lanes adoption;                ///< a

  Lane rd(int node) const { return business_intensity[node] * gdp[node] + public_rd[node]; }
};

/// A variable of the state with its name, for checks and messages that go over all of them.
struct StateVariable {
  std::string_view name;
  Lanes State::*lanes;
};

inline constexpr std::array<StateVariable, 22> state_variables = {{
    {"gdp", &State::gdp},
    {"business_intensity", &State::business_intensity},
    {"log_business_intensity", &State::log_business_intensity},
    {"public_rd", &State::public_rd},
    {"researchers", &State::researchers},
    {"knowledge", &State::knowledge},
    {"knowledge_growth", &State::knowledge_growth},
    {"lagged_creation", &State::lagged_creation},
    {"tech_firms", &State::tech_firms},
    {"hightech_firms", &State::hightech_firms},
    {"entities", &State::entities},
    {"employment", &State::employment},
    {"patents", &State::patents},
    {"log_contract_intensity", &State::log_contract_intensity},
    {"basic_share", &State::basic_share},
    {"lagged_basic_share", &State::lagged_basic_share},
    {"sei_logit", &State::sei_logit},
    {"hightech_logit", &State::hightech_logit},
    {"literacy_logit", &State::literacy_logit},
    {"real_growth", &State::real_growth},
    {"technology_growth", &State::technology_growth},
    {"adoption", &State::adoption},
}};

/// 0 for members whose state is finite throughout, NaN for the others.
Lane finite_check(const State& state);

/// A value that is not finite.
struct StatePlace {
  std::string_view variable;
  int node = 0;  ///< in model order
};

/// The first such value of a member, which must have one.
StatePlace first_non_finite(const State& state, int lane);

}  // namespace jialing::model
