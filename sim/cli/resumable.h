#pragma once

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "jialing/error.h"
#include "sim/cli/ensemble_run.h"
#include "sim/results/member_parts.h"
#include "sim/results/parts_folder.h"

namespace jialing::cli {

/// --resume.
CLI::Option* add_resume(CLI::App& command, bool& resume);

/// The folder beside the output, for a run of this `kind`, of these scenarios, and further options that decide its
/// results. Unless it is quiet, tells on standard error what a resumed run goes on with. Throws FileError.
PartsFolder open_parts(const std::string& kind, const std::string& output,
                       const std::vector<const Scenario*>& scenarios, const RunIdentity& options, bool resume,
                       bool quiet);

/// What the work returns. An interruption (Cancelled) or a file that cannot be written (FileError) tells of the parts
/// that it leaves. Faulty input leaves none of its own; those of an earlier run stay, since a machine with too little
/// memory says the same.
template <class Parts, class Work>
auto keeping(Parts& parts, Work&& work) {
  const bool earlier = parts.holds_any();
  const auto way_out = [&] {
    return "finished parts are in '" + parts.path() + "'; the same command with --resume goes on";
  };
  try {
    return work();
  } catch (const InputError&) {
    if (!earlier) parts.remove();
    throw;
  } catch (const Cancelled&) {
    if (!parts.holds_any()) throw;
    throw Cancelled(way_out());
  } catch (const FileError& error) {
    if (!parts.holds_any()) {
      if (!earlier) parts.remove();
      throw;
    }
    throw FileError(fmt::format("{}\n{}", error.what(), way_out()));
  }
}

/// Once the result is in place: parts that cannot be removed are told on standard error, and no failure.
template <class Parts>
void remove_parts(Parts& parts) {
  try {
    parts.remove();
  } catch (const FileError& error) {
    fmt::print(stderr, "the result is written, but {}\n", error.what());
  }
}

/// --resume and --checkpoint of `run` and `compare`. Shards, whose --shard is there already, keep nothing: the three
/// are not taken together.
struct KeepOptions {
  bool resume = false;
  double checkpoint = 60;  ///< seconds
};
void add_keeping(CLI::App& command, KeepOptions& options);

/// Finished members of `run` or `compare`, beside the output. Refers to the scenarios.
struct KeptMembers {
  KeptMembers(const std::string& kind, const std::string& output, const std::vector<Scenario>& scenarios,
              const KeepOptions& options, bool quiet);

  PartsFolder folder;
  MemberParts parts;
};

/// The same where members are kept, which those of shards are not.
template <class Work>
auto keeping(std::optional<KeptMembers>& kept, Work&& work) {
  return kept ? keeping(kept->folder, std::forward<Work>(work)) : work();
}

}  // namespace jialing::cli
