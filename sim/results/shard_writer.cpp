#include "sim/results/shard_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/results/packer.h"
#include "sim/results/seal.h"

namespace jialing {
namespace {

std::vector<double> flat(const std::vector<std::vector<double>>& rows) {
  std::vector<double> values;
  for (const auto& row : rows) values.insert(values.end(), row.begin(), row.end());
  return values;
}

}  // namespace

ShardWriter::ShardWriter(const std::string& path, const ShardIdentity& identity)
    : path_(path),
      scenarios_(identity.scenarios),
      file_(path) {
  const auto put = [&](const char* name, const auto& value) { file_.attribute(whole_file, name, value); };
  put("Conventions", std::string_view("CF-1.8"));
  put("source", std::string_view("jialing " JIALING_VERSION));
  put("kind", std::string_view("shard"));
  put("title", fmt::format("{}: members {} – {} of {} (shard {} of {})", identity.title, identity.first_member,
                           identity.end_member - 1, identity.members, identity.part.number, identity.part.count));
  put("scenario_title", identity.title);
  put("version", identity.version);
  put("build", identity.build);
  put("scenario_hash", identity.scenario_hash);
  put("seed", identity.seed);
  put("command", identity.command);
  put("request", identity.request);
  put("members", static_cast<long long>(identity.members));
  put("shard", static_cast<long long>(identity.part.number));
  put("shards", static_cast<long long>(identity.part.count));
  put("first_member", static_cast<long long>(identity.first_member));
  put("end_member", static_cast<long long>(identity.end_member));
  const int scenario = file_.dimension("scenario", scenarios_.size());
  file_.put(file_.variable("scenario", NC_STRING, {scenario}), scenarios_);
  member_ = file_.dimension("member", static_cast<std::size_t>(identity.end_member - identity.first_member));
}

void ShardWriter::add(const Ensemble& ensemble) {
  const std::string suffix = fmt::format("_{}", added_);
  if (added_ == 0) {
    file_.dimension("parameter", ensemble.parameters.size());
    file_.dimension("effect", ensemble.province_effects.size());
    const int province = file_.dimension("effect_province", ensemble.provinces.size());
    file_.put(file_.variable("effect_province", NC_STRING, {province}), ensemble.provinces);
  }
  write_cells(ensemble, suffix);
  const int parameters = file_.variable("parameter_value" + suffix, NC_DOUBLE, {file_.dimension("parameter"), member_});
  file_.put(parameters, flat(ensemble.parameters));
  std::vector<double> effects;
  for (const auto& of_provinces : ensemble.province_effects) {
    const std::vector<double> values = flat(of_provinces);
    effects.insert(effects.end(), values.begin(), values.end());
  }
  const int effect = file_.variable("province_effect" + suffix, NC_DOUBLE,
                                    {file_.dimension("effect"), file_.dimension("effect_province"), member_});
  file_.put(effect, effects);
  for (const MemberFailure& each : ensemble.failures) failures_.emplace_back(static_cast<int>(added_), each);
  ++added_;
}

void ShardWriter::add(const StreamedMembers& members) {
  const std::string suffix = fmt::format("_{}", added_++), content = Packer::content_of(members);
  const int variable =
      file_.variable("streamed" + suffix, NC_BYTE, {file_.dimension("streamed_bytes" + suffix, content.size())});
  file_.put_bytes(variable, content);
}

void ShardWriter::write_cells(const Ensemble& ensemble, const std::string& suffix) {
  const CellStore& store = ensemble.cells;
  const auto cells = static_cast<std::size_t>(store.cells());
  const int variable =
      file_.plain_variable("cells" + suffix, NC_FLOAT, {member_, file_.dimension("cell" + suffix, cells)});
  for (std::int64_t first = 0; first < store.members(); first += std::int64_t{members_at_once}) {
    const std::int64_t end = std::min(first + std::int64_t{members_at_once}, store.members());
    std::vector<float> values;
    values.reserve(static_cast<std::size_t>(end - first) * cells);
    for (std::int64_t member = first; member < end; ++member)
      for (std::int64_t cell = 0; cell < store.cells(); ++cell) values.push_back(store.value(cell, member));
    file_.put(variable, {static_cast<std::size_t>(first), 0}, {static_cast<std::size_t>(end - first), cells}, values);
  }
}

void ShardWriter::write_failures() {
  std::vector<int> scenarios, steps;
  std::vector<double> members;
  std::vector<std::string> nodes, variables;
  for (const auto& [scenario, failure] : failures_) {
    scenarios.push_back(scenario);
    members.push_back(static_cast<double>(failure.member));
    steps.push_back(failure.step);
    nodes.push_back(failure.node);
    variables.push_back(failure.variable);
  }
  if (failures_.empty()) return;
  const int failure = file_.dimension("failure", failures_.size());
  file_.put(file_.variable("failed_scenario", NC_INT, {failure}), scenarios);
  file_.put(file_.variable("failed_member", NC_INT64, {failure}), members);
  file_.put(file_.variable("failed_step", NC_INT, {failure}), steps);
  file_.put(file_.variable("failed_node", NC_STRING, {failure}), nodes);
  file_.put(file_.variable("failed_variable", NC_STRING, {failure}), variables);
}

void ShardWriter::close() {
  write_failures();
  file_.close();
  seal(path_);
}

}  // namespace jialing
