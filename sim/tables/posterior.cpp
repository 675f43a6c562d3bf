#include "sim/tables/posterior.h"

#include <algorithm>
#include <cmath>

#include "sim/tables/netcdf_reader.h"
#include "sim/tables/parameter_names.h"

namespace jialing {
namespace {

constexpr char refused_posterior[] =
    "not a posterior of jialing, or cut short ({}); `jialing calibrate` writes such files";

LatentKind kind_of(const NetcdfReader& file, const std::string& name) {
  const auto found = std::find(std::begin(latent_kind_names), std::end(latent_kind_names), name);
  if (found == std::end(latent_kind_names)) file.refuse("it names an unknown kind of draw, " + name);
  return static_cast<LatentKind>(found - std::begin(latent_kind_names));
}

/// Rows of the file in the order of Parameter: a parameter that the file does not know has no draws.
std::vector<std::vector<double>> by_parameter(const std::vector<std::string>& names,
                                              std::vector<std::vector<double>> rows) {
  std::vector<std::vector<double>> values(parameter_count);
  for (std::size_t row = 0; row < names.size(); ++row) {
    const auto found = std::find(parameter_names.begin(), parameter_names.end(), names[row]);
    const bool missing = std::isnan(rows[row].front());
    if (found != parameter_names.end() && !missing)
      values[static_cast<std::size_t>(found - parameter_names.begin())] = std::move(rows[row]);
  }
  return values;
}

}  // namespace

void Posterior::add(Latent latent, std::vector<double> its_scores) {
  positions[latent] = latents.size();
  latents.push_back(std::move(latent));
  scores.push_back(std::move(its_scores));
}

const std::vector<double>* Posterior::find(const Latent& latent) const {
  const auto found = positions.find(latent);
  return found == positions.end() ? nullptr : &scores[found->second];
}

Posterior read_posterior(const std::string& path) {
  const NetcdfReader file(path, refused_posterior);
  const std::size_t draws = file.size("draw"), latents = file.size("latent"), parameters = file.size("parameter");
  if (draws == 0) file.refuse("it has no draws");
  Posterior posterior;
  posterior.base_year = static_cast<int>(file.number("base_year"));
  posterior.last_year = static_cast<int>(file.number("last_year"));
  posterior.draws = static_cast<std::int64_t>(draws);
  posterior.source = file.text("title");
  if (file.has_attribute("scenario_hash")) posterior.hash = file.text("scenario_hash");
  posterior.design = file.text("kind") == "design";
  const auto kinds = file.texts("latent_kind", latents), variables = file.texts("latent_variable", latents),
             places = file.texts("latent_place", latents);
  const auto years = file.integers("latent_year", latents);
  auto scores = file.rows("score", latents, draws);
  for (std::size_t n = 0; n < latents; ++n)
    posterior.add({kind_of(file, kinds[n]), variables[n], places[n], years[n]}, std::move(scores[n]));
  const auto names = file.texts("parameter", parameters);
  if (file.has_variable("parameter_value"))
    posterior.parameters = by_parameter(names, file.rows("parameter_value", parameters, draws));
  posterior.later_parameters = by_parameter(names, file.rows("later_parameter_value", parameters, draws));
  return posterior;
}

}  // namespace jialing
