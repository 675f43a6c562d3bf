#include "sim/cli/shards.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "sim/cli/output_file.h"
#include "sim/ensemble/streamed.h"
#include "sim/parallel/ranks.h"
#include "sim/results/shard_writer.h"

namespace jialing::cli {
namespace {

bool read_number(const std::string& text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// "2/7"; nothing for another text.
std::optional<Part> part_of(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  Part part;
  const bool numbers =
      read_number(text.substr(0, slash), part.number) && read_number(text.substr(slash + 1), part.count);
  return numbers && part.number >= 1 && part.number <= part.count ? std::optional(part) : std::nullopt;
}

std::string part_fault(const std::string& text) {
  if (part_of(text)) return "";
  return fmt::format("must be i/n, the i-th of n shards, with i from 1 to n, such as 2/7, got '{}'", text);
}

template <class Value>
nlohmann::json json_of(const std::optional<Value>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json();
}

template <class Value>
std::optional<Value> optional_of(const nlohmann::json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<Value>());
}

std::string text_of(const ShardRequest& request, const Overrides& overrides) {
  return nlohmann::json({{"compared", request.scenarios},
                         {"reference", request.reference},
                         {"members", json_of(overrides.members)},
                         {"seed", json_of(overrides.seed)},
                         {"set", overrides.set},
                         {"scenarios", overrides.scenarios}})
      .dump();
}

ShardIdentity identity_of(const ShardRequest& request, const std::vector<Scenario>& scenarios,
                          const EnsembleArguments& arguments) {
  ShardIdentity identity = identity_here(scenarios);
  identity.command = request.command;
  identity.request = text_of(request, arguments.overrides);
  identity.part = *arguments.part;
  identity.first_member = identity.part.first_member(identity.members);
  identity.end_member = identity.part.end_member(identity.members);
  return identity;
}

void report(const ShardIdentity& identity, const std::string& output, const CommonOptions& common) {
  const Part& part = identity.part;
  if (common.json)
    fmt::print("{}\n", nlohmann::json({{"output", output},
                                       {"shard", part.number},
                                       {"shards", part.count},
                                       {"first_member", identity.first_member},
                                       {"members", identity.end_member - identity.first_member}})
                           .dump(2));
  else if (!common.quiet)
    fmt::print("Shard {} of {}, members {} – {} of {}: {}\nWhen all are there: jialing merge\n", part.number,
               part.count, identity.first_member, identity.end_member - 1, identity.members, output);
}

}  // namespace

void add_part(CLI::App& command, std::optional<Part>& part, CLI::Option& output, std::string& path) {
  command
      .add_option_function<std::string>(
          "--shard", [&part](const std::string& text) { part = part_of(text); },
          "Compute only the I-th of N equal parts of the members, from 1, and write it "
          "as a shard, which `jialing merge` takes [shard_I_of_N.nc]")
      ->type_name("I/N")
      ->check(part_fault);
  command.parse_complete_callback([&part, &output, &path] {
    if (part && output.count() == 0) path = fmt::format("shard_{}_of_{}.nc", part->number, part->count);
  });
}

void check_shard_count(int shards, const Scenario& scenario) {
  if (shards > scenario.ensemble.members)
    throw InputError({{scenario.file, 0, 0, "ensemble.members",
                       fmt::format("{} members cannot be divided into {} shards; use fewer shards or more members",
                                   scenario.ensemble.members, shards)}});
}

void write_shard(const ShardRequest& request, const std::vector<Scenario>& scenarios,
                 const EnsembleArguments& arguments, const std::string& path, const CommonOptions& common) {
  check_shard_count(arguments.part->count, scenarios[0]);
  if (!ranks().alone())
    throw InputError({{"--shard", 0, 0, "",
                       "is computed by one process; leave out mpirun, or --shard: then mpirun divides all members"}});
  const ShardIdentity identity = identity_of(request, scenarios, arguments);
  OutputFile output(path);
  std::optional<Progress> progress(std::in_place, common.quiet);
  output.write([&](const std::string& temporary) {
    ShardWriter writer(temporary, identity);
    for (const Scenario& scenario : scenarios) {
      const std::string label = fmt::format("{}: members", scenario.id);
      RunOptions options = run_options(arguments.threads, label, *progress);
      options.first_member = identity.first_member;
      options.member_count = identity.end_member - identity.first_member;
      const Network network = build_network(scenario);
      std::unique_ptr<Ensemble> ensemble;
      if (request.command == "run" && is_streamed(scenario)) {
        const StreamedMembers members = stream_members(scenario, network, options);
        writer.add(members);
        ensemble = members.ensemble(network);
      } else {
        ensemble = run_ensemble(scenario, network, options);
        writer.add(*ensemble);
      }
      report_failures(*ensemble);  // merging them ends with the exit code that says so
    }
    writer.close();
  });
  output.commit();
  progress.reset();
  report(identity, path, common);
}

ShardOrigin origin_of(const ShardIdentity& identity) {
  const nlohmann::json json = nlohmann::json::parse(identity.request);
  return {{identity.command, json["compared"], json["reference"]},
          {optional_of<std::int64_t>(json["members"]), optional_of<std::uint64_t>(json["seed"]), json["set"],
           json["scenarios"]}};
}

}  // namespace jialing::cli
