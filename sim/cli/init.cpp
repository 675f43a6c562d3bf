#include <fmt/format.h>

#include <filesystem>

#include "sim/cli/commands.h"
#include "sim/cli/progress.h"
#include "sim/cli/shipped_files.h"
#include "sim/ensemble/ensemble.h"
#include "sim/results/atomic_file.h"
#include "sim/results/atomic_folder.h"

namespace jialing::cli {
namespace {

namespace fs = std::filesystem;

/// The starter's files stand beside the baseline.
fs::path place_of(std::string_view path) {
  constexpr std::string_view starter = "starter/";
  return path.starts_with(starter) ? path.substr(starter.size()) : path;
}

void write_shipped_files(const fs::path& folder, const std::atomic<bool>& interrupted) {
  for (const ShippedFile& file : shipped_files()) {
    if (interrupted) throw Cancelled();
    const fs::path path = folder / place_of(file.path);
    fs::create_directories(path.parent_path());
    write_text_file(path.string(), file.content);
  }
}

void init(const std::string& path, const CommonOptions& common) {
  const std::atomic<bool>& interrupted = interrupt_requested();
  AtomicFolder folder(path);
  const fs::path inside = folder.temporary_path();
  write_shipped_files(inside, interrupted);
  const Scenario baseline = read_scenario((inside / "baseline.yaml").string());
  write_text_file((inside / "scenario.schema.json").string(), schema_text(&baseline));
  if (interrupted) throw Cancelled();
  folder.commit();
  if (common.quiet) return;
  const auto in_folder = [&](const char* name) { return (fs::path(path) / name).string(); };
  fmt::print("{} is a scenario to change; {} says how.\nIt runs at once:  jialing run {} -o {}\n",
             in_folder("scenario.yaml"), in_folder("README.md"), in_folder("scenario.yaml"), in_folder("results.nc"));
}

}  // namespace

void add_init(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("init", "Make a folder with a commented scenario that runs, and its tables");
  auto folder = std::make_shared<std::string>();
  command->add_option("folder", *folder, "New or empty folder")->required()->type_name("DIR");
  add_quiet(*command, common);
  command->footer("Example: jialing init my_study");
  command->callback([folder, &common] { init(*folder, common); });
}

}  // namespace jialing::cli
