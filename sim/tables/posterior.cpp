#include "sim/tables/posterior.h"

#include <netcdf.h>

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "jialing/error.h"
#include "sim/tables/parameter_names.h"

namespace jialing {
namespace {

constexpr char refused[] = "not a posterior of jialing, or cut short ({}); `jialing calibrate` writes such files";

class PosteriorFile {
 public:
  explicit PosteriorFile(const std::string& path) : path_(path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) throw FileError(path + ": no such file");
    check(nc_open(path.c_str(), NC_NOWRITE, &id_));
  }
  ~PosteriorFile() {
    if (id_ >= 0) nc_close(id_);
  }
  PosteriorFile(const PosteriorFile&) = delete;
  PosteriorFile& operator=(const PosteriorFile&) = delete;

  std::size_t size(const char* dimension) const {
    int dim = 0;
    std::size_t length = 0;
    check(nc_inq_dimid(id_, dimension, &dim));
    check(nc_inq_dimlen(id_, dim, &length));
    return length;
  }
  int number(const char* attribute) const {
    int value = 0;
    check(nc_get_att_int(id_, NC_GLOBAL, attribute, &value));
    return value;
  }
  std::string text(const char* attribute) const {
    std::size_t length = 0;
    check(nc_inq_attlen(id_, NC_GLOBAL, attribute, &length));
    std::string value(length, '\0');
    check(nc_get_att_text(id_, NC_GLOBAL, attribute, value.data()));
    return value;
  }
  bool has_text(const char* attribute) const { return nc_inq_attlen(id_, NC_GLOBAL, attribute, nullptr) == NC_NOERR; }
  std::vector<std::string> texts(const char* variable, std::size_t count) const {
    std::vector<char*> raw(count, nullptr);
    check(nc_get_var_string(id_, id_of(variable), raw.data()));
    std::vector<std::string> values(raw.begin(), raw.end());
    nc_free_string(count, raw.data());
    return values;
  }
  bool has(const char* variable) const {
    int id = 0;
    return nc_inq_varid(id_, variable, &id) == NC_NOERR;
  }
  std::vector<int> integers(const char* variable, std::size_t count) const {
    std::vector<int> values(count);
    check(nc_get_var_int(id_, id_of(variable), values.data()));
    return values;
  }
  /// Rows of a variable [row][draw].
  std::vector<std::vector<double>> rows(const char* variable, std::size_t count, std::size_t draws) const {
    std::vector<double> flat(count * draws);
    check(nc_get_var_double(id_, id_of(variable), flat.data()));
    std::vector<std::vector<double>> values(count);
    for (std::size_t row = 0; row < count; ++row)
      values[row].assign(flat.begin() + static_cast<std::ptrdiff_t>(row * draws),
                         flat.begin() + static_cast<std::ptrdiff_t>((row + 1) * draws));
    return values;
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw FileError(path_ + ": " + fmt::format(fmt::runtime(refused), why));
  }

 private:
  void check(int status) const {
    if (status != NC_NOERR) refuse(nc_strerror(status));
  }
  int id_of(const char* variable) const {
    int id = 0;
    check(nc_inq_varid(id_, variable, &id));
    return id;
  }

  std::string path_;
  int id_ = -1;
};

LatentKind kind_of(const PosteriorFile& file, const std::string& name) {
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
  const PosteriorFile file(path);
  const std::size_t draws = file.size("draw"), latents = file.size("latent"), parameters = file.size("parameter");
  if (draws == 0) file.refuse("it has no draws");
  Posterior posterior;
  posterior.base_year = file.number("base_year");
  posterior.last_year = file.number("last_year");
  posterior.draws = static_cast<std::int64_t>(draws);
  posterior.source = file.text("title");
  if (file.has_text("scenario_hash")) posterior.hash = file.text("scenario_hash");
  posterior.design = file.text("kind") == "design";
  const auto kinds = file.texts("latent_kind", latents), variables = file.texts("latent_variable", latents),
             places = file.texts("latent_place", latents);
  const auto years = file.integers("latent_year", latents);
  auto scores = file.rows("score", latents, draws);
  for (std::size_t n = 0; n < latents; ++n)
    posterior.add({kind_of(file, kinds[n]), variables[n], places[n], years[n]}, std::move(scores[n]));
  const auto names = file.texts("parameter", parameters);
  if (file.has("parameter_value"))
    posterior.parameters = by_parameter(names, file.rows("parameter_value", parameters, draws));
  posterior.later_parameters = by_parameter(names, file.rows("later_parameter_value", parameters, draws));
  return posterior;
}

}  // namespace jialing
