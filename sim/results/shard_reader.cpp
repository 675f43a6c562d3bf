#include "sim/results/shard_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/results/netcdf_file.h"
#include "sim/results/packer.h"
#include "sim/results/seal.h"
#include "sim/tables/faults.h"

namespace jialing {
namespace {

constexpr char refused_shard[] = "not a shard of jialing, cut short or damaged ({})";

std::string checked(const std::string& path) {
  const std::string why = broken_seal(path);
  if (!why.empty()) throw FileError(path + ": " + fmt::format(fmt::runtime(refused_shard), why));
  return path;
}

std::string members_text(std::int64_t first, std::int64_t end) {
  return end - first == 1 ? fmt::format("member {}", first) : fmt::format("members {} – {}", first, end - 1);
}

/// Shards of the same division that hold some of these members: "; computed by --shard 2/7".
std::string parts_text(const ShardIdentity& one, std::int64_t first, std::int64_t end) {
  std::vector<std::string> parts;
  for (Part part{1, one.part.count}; part.number <= part.count; ++part.number)
    if (part.first_member(one.members) < end && part.end_member(one.members) > first)
      parts.push_back(fmt::format("{}/{}", part.number, part.count));
  if (parts.size() > 8) return "";
  return fmt::format("; --shard {} computes {}", fmt::join(parts, ", "), end - first == 1 ? "it" : "them");
}

/// What another shard has different from the first, with what both have.
std::string difference(const ShardIdentity& one, const ShardIdentity& other) {
  const std::string numbers = fmt::format("{}", one.members), other_numbers = fmt::format("{}", other.members);
  const std::string ids = fmt::format("{}", fmt::join(one.scenarios, ", ")),
                    other_ids = fmt::format("{}", fmt::join(other.scenarios, ", "));
  const std::tuple<const char*, const std::string&, const std::string&> parts[] = {
      {"version of jialing", one.version, other.version},
      {"seed", one.seed, other.seed},
      {"number of members", numbers, other_numbers},
      {"command", one.command, other.command},
      {"list of scenarios", ids, other_ids},
      {"scenario (by its hash)", one.scenario_hash, other.scenario_hash},
      {"build of jialing", one.build, other.build}};
  for (const auto& [name, of_one, of_other] : parts)
    if (of_one != of_other) return fmt::format("another {}: {} instead of {}", name, of_other, of_one);
  return "";
}

void check_alike(const std::vector<std::unique_ptr<ShardReader>>& shards, Faults& faults) {
  for (const auto& each : shards) {
    const std::string what = difference(shards[0]->identity(), each->identity());
    if (!what.empty())
      faults.add(
          {each->path(), 0, 0, "", fmt::format("has {} in {}; merge shards of one run", what, shards[0]->path())});
  }
}

/// Shards in order of their members.
void check_coverage(const std::vector<std::unique_ptr<ShardReader>>& shards, Faults& faults) {
  const ShardIdentity& one = shards[0]->identity();
  std::int64_t next = 0;
  const ShardReader* furthest = nullptr;
  const auto not_covered = [&](std::int64_t end) {
    if (next < end)
      faults.add({"shards", 0, 0, "",
                  fmt::format("{} {} in none of them{}", members_text(next, end), end - next == 1 ? "is" : "are",
                              parts_text(one, next, end))});
  };
  for (const auto& each : shards) {
    const ShardIdentity& identity = each->identity();
    not_covered(identity.first_member);
    if (identity.first_member < next)
      faults.add({each->path(), 0, 0, "",
                  fmt::format("{} {} also in {}; give each shard once",
                              members_text(identity.first_member, std::min(next, identity.end_member)),
                              std::min(next, identity.end_member) - identity.first_member == 1 ? "is" : "are",
                              furthest->path())});
    if (identity.end_member > next) {
      next = identity.end_member;
      furthest = each.get();
    }
  }
  not_covered(one.members);
}

}  // namespace

ShardReader::ShardReader(const std::string& path) : path_(path), file_(checked(path), refused_shard) {
  if (!file_.has_attribute("kind") || file_.text("kind") != "shard") file_.refuse("it is a file of another kind");
  read_identity();
}

void ShardReader::read_identity() {
  identity_ = {.command = file_.text("command"),
               .request = file_.text("request"),
               .version = file_.text("version"),
               .build = file_.text("build"),
               .title = file_.text("scenario_title"),
               .scenario_hash = file_.text("scenario_hash"),
               .seed = file_.text("seed"),
               .scenarios = file_.texts("scenario", file_.size("scenario")),
               .members = file_.number("members"),
               .part = {static_cast<int>(file_.number("shard")), static_cast<int>(file_.number("shards"))},
               .first_member = file_.number("first_member"),
               .end_member = file_.number("end_member")};
}

void ShardReader::copy_into(Ensemble& whole, std::size_t scenario) const {
  const std::string suffix = fmt::format("_{}", scenario);
  copy_cells(whole, suffix);
  copy_parameters(whole, suffix);
  copy_failures(whole, scenario);
}

void ShardReader::merge_into(StreamedMembers& whole, const Scenario& scenario, std::size_t position) const {
  const std::string suffix = fmt::format("_{}", position);
  const std::size_t size = file_.size(("streamed_bytes" + suffix).c_str());
  StreamedMembers own(scenario, identity_.first_member);
  const MemberRange all{identity_.first_member, identity_.end_member};
  if (!Unpacker::fill(file_.bytes(("streamed" + suffix).c_str(), size), own) || !own.fits(all) ||
      own.members() != std::vector{all})
    file_.refuse("its members are of another shape");
  whole.merge(own);
}

void ShardReader::copy_cells(Ensemble& whole, const std::string& suffix) const {
  const auto cells = file_.size(("cell" + suffix).c_str()), members = file_.size("member");
  if (cells != static_cast<std::size_t>(whole.cells.cells())) file_.refuse("its cells are of another shape");
  const int width = whole.cells.lane_width();
  for (std::size_t first = 0; first < members; first += members_at_once) {
    const std::size_t count = std::min(members_at_once, members - first);
    const std::vector<float> values = file_.floats(("cells" + suffix).c_str(), {first, 0}, {count, cells});
    const float* next = values.data();
    for (std::size_t m = first; m < first + count; ++m) {
      const std::int64_t member = identity_.first_member + static_cast<std::int64_t>(m);
      float* to = whole.cells.block(member / width) + member % width;
      for (std::size_t cell = 0; cell < cells; ++cell) to[cell * width] = *next++;
    }
  }
}

void ShardReader::copy_parameters(Ensemble& whole, const std::string& suffix) const {
  const std::size_t members = file_.size("member"), provinces = file_.size("effect_province");
  whole.provinces = file_.texts("effect_province", provinces);
  if (file_.size("parameter") != whole.parameters.size() || file_.size("effect") != whole.province_effects.size())
    file_.refuse("its parameters are of another shape");
  const auto copy = [&](const std::vector<double>& values, std::vector<double>& row) {
    row.resize(static_cast<std::size_t>(whole.cells.members()));
    std::copy(values.begin(), values.end(), row.begin() + identity_.first_member);
  };
  const auto parameters = file_.rows(("parameter_value" + suffix).c_str(), whole.parameters.size(), members);
  for (std::size_t p = 0; p < parameters.size(); ++p) copy(parameters[p], whole.parameters[p]);
  const auto effects =
      file_.rows(("province_effect" + suffix).c_str(), whole.province_effects.size() * provinces, members);
  for (std::size_t e = 0; e < whole.province_effects.size(); ++e) {
    whole.province_effects[e].resize(provinces);
    for (std::size_t p = 0; p < provinces; ++p) copy(effects[e * provinces + p], whole.province_effects[e][p]);
  }
}

void ShardReader::copy_failures(Ensemble& whole, std::size_t scenario) const {
  if (!file_.has_variable("failed_member")) return;
  const std::size_t count = file_.size("failure");
  const std::vector<int> scenarios = file_.integers("failed_scenario", count),
                         steps = file_.integers("failed_step", count);
  const std::vector<double> members = file_.rows("failed_member", 1, count)[0];
  const std::vector<std::string> nodes = file_.texts("failed_node", count),
                                 variables = file_.texts("failed_variable", count);
  for (std::size_t n = 0; n < count; ++n)
    if (scenarios[n] == static_cast<int>(scenario))
      whole.failures.push_back({static_cast<std::int64_t>(members[n]), steps[n], nodes[n], variables[n]});
}

ShardSet::ShardSet(const std::vector<std::string>& paths) {
  Faults faults;
  for (const std::string& path : paths) {
    try {
      shards_.push_back(std::make_unique<ShardReader>(path));
    } catch (const FileError& error) {
      faults.add({path, 0, 0, "", std::string(error.what()).substr(path.size() + 2)});
    }
  }
  faults.raise();
  check_alike(shards_, faults);
  faults.raise();
  std::stable_sort(shards_.begin(), shards_.end(), [](const auto& a, const auto& b) {
    return a->identity().first_member < b->identity().first_member;
  });
  check_coverage(shards_, faults);
  faults.raise();
}

void ShardSet::check(const std::vector<Scenario>& scenarios, const std::string& file) const {
  ShardIdentity here = identity_here(scenarios);
  here.command = identity().command;
  const std::string what = difference(here, identity());
  if (!what.empty())
    throw InputError(
        {{shards_[0]->path(), 0, 0, "",
          fmt::format("has {}, which {} and this program give; merge with the scenario, tables and program "
                      "that computed the shards, or compute them anew",
                      what, file)}});
}

std::unique_ptr<Ensemble> ShardSet::ensemble(const Scenario& scenario) const {
  auto whole = std::make_unique<Ensemble>(scenario, build_network(scenario), 0, identity().members);
  for (const auto& each : shards_) each->copy_into(*whole, position(scenario));
  return whole;
}

StreamedMembers ShardSet::streamed(const Scenario& scenario) const {
  StreamedMembers whole(scenario, 0);
  for (const auto& each : shards_) each->merge_into(whole, scenario, position(scenario));
  return whole;
}

std::size_t ShardSet::position(const Scenario& scenario) const {
  const auto& ids = identity().scenarios;
  return static_cast<std::size_t>(std::find(ids.begin(), ids.end(), scenario.id) - ids.begin());
}

}  // namespace jialing
