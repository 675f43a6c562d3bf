#pragma once

#include <array>
#include <string_view>

namespace jialing {

// Every parameter of the model. Distributions, units, meanings and sources are in priors.csv, which must have exactly
// these rows.
// clang-format off
#define JIALING_PARAMETERS(X)                                                                                        \
  X(mu_province) X(mu_city) X(siphon) X(theta_talent) X(theta_capital) X(theta_contract) X(spill_hours)              \
  X(border_know) X(abroad_talent) X(abroad_capital) X(abroad_contract) X(abroad_know) X(lambda_contract)             \
  X(lambda_know) X(link_bonus) X(home_capital_shift) X(home_contract_shift) X(eta) X(omega) X(a_gdp) X(a_talent)     \
  X(beta_tight) X(kappa_hire) X(g_wage) X(kappa_contract) X(tau_frontier) X(g_frontier) X(delta_K) X(alpha_H)        \
  X(sigma_S) X(gamma_in) X(g_prod) X(g_hist) X(g_patent) X(delta_P) X(lag_patent) X(p_firm) X(q_firm) X(f0)          \
  X(capacity_common) X(nu_firm) X(beta_firm_capital) X(g_hightech) X(x_hightech) X(g_entities) X(kappa_rd)           \
  X(gap_focus) X(gap_other) X(chi_gap) X(beta_firms_rd) X(beta_capital_rd) X(g_public) X(leverage) X(grant_limit)    \
  X(user_cost) X(relabel) X(shrink_effect) X(ramp_effect) X(g_real_0) X(g_real_inf) X(inflation) X(beta_basic)       \
  X(lag_basic) X(theta_K) X(theta_A) X(beta_conv) X(eta_tfp) X(g_employment) X(a0) X(lambda_a) X(p_adopt)            \
  X(q_adopt) X(nu_adopt) X(w_contract) X(phi_absorb) X(beta_adopt_sei) X(beta_adopt_ht) X(beta_K_share)              \
  X(g_literacy) X(kappa_basic) X(basic_gain) X(sd_Y) X(sd_R) X(sd_T) X(sd_F) X(sd_P) X(common_share)                 \
  X(g_aim) X(sd_growth) X(sd_aim) X(sd_frontier) X(size_noise) X(memory_noise) X(tail_noise) X(permanence)           \
  X(fade_aim)
// clang-format on

enum class Parameter : int {
#define X(name) name,
  JIALING_PARAMETERS(X)
#undef X
      count
};

inline constexpr int parameter_count = static_cast<int>(Parameter::count);

inline constexpr std::array<std::string_view, parameter_count> parameter_names = {
#define X(name) #name,
    JIALING_PARAMETERS(X)
#undef X
};

}  // namespace jialing
