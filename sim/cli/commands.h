#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace jialing::cli {

/// What every command understands.
struct CommonOptions {
  bool quiet = false;  ///< no progress and no notes
  bool json = false;   ///< results on standard output as JSON, for machines
};

/// Each adds its verb to the command line; its work is done when the line is parsed.
void add_validate(CLI::App& app, const CommonOptions& common);
void add_show(CLI::App& app);
void add_run(CLI::App& app, const CommonOptions& common);
void add_graph(CLI::App& app, const CommonOptions& common);
void add_info(CLI::App& app, const CommonOptions& common);

}  // namespace jialing::cli
