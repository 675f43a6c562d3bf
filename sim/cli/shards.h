#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/commands.h"
#include "sim/cli/ensemble_run.h"

namespace jialing::cli {

/// Which command a shard is computed for, and which scenarios compare was asked for.
struct ShardRequest {
  std::string command;
  std::vector<std::string> scenarios = {};
  std::string reference = {};
};

/// --shard. Without an output of its own a shard has its number in its name.
void add_part(CLI::App& command, std::optional<Part>& part, CLI::Option& output, std::string& path);

/// Throws InputError when there are more shards than members.
void check_shard_count(int shards, const Scenario& scenario);

/// Simulates the asked part of the members of these scenarios and writes it as a shard.
void write_shard(const ShardRequest& request, const std::vector<Scenario>& scenarios,
                 const EnsembleArguments& arguments, const std::string& output, const CommonOptions& common);

/// What the shards were asked for, with the options that decide the scenarios.
struct ShardOrigin {
  ShardRequest request;
  Overrides overrides;
};
ShardOrigin origin_of(const ShardIdentity& identity);

}  // namespace jialing::cli
