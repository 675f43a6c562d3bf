#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "sim/cli/words.h"
#include "sim/scenario/scenario.h"

namespace jialing::cli {

/// Options that several commands share.
struct CommonOptions {
  bool quiet = false;
  bool json = false;
  Language language = Language::en;
};

/// Nothing but faults is printed.
void add_quiet(CLI::App& command, CommonOptions& common);
/// Results go to standard output as JSON.
void add_json(CLI::App& command, CommonOptions& common);
/// --lang: the language of the printed tables.
void add_language(CLI::App& command, CommonOptions& common);

/// --set: changes of the scenario.
void add_settings(CLI::App& command, Overrides& overrides);
/// --scenario: a choice among the scenarios of the file.
void add_scenario_choice(CLI::App& command, Overrides& overrides);

/// The JSON Schema of scenarios as a file, with the names that a scenario's tables define when there is one.
std::string schema_text(const Scenario* scenario);

/// Each adds its verb to the command line; its work is done when the line is parsed.
void add_validate(CLI::App& app, CommonOptions& common);
void add_show(CLI::App& app);
void add_run(CLI::App& app, CommonOptions& common);
void add_compare(CLI::App& app, CommonOptions& common);
void add_merge(CLI::App& app, CommonOptions& common);
void add_submit(CLI::App& app, CommonOptions& common);
void add_targets(CLI::App& app, CommonOptions& common);
void add_allocate(CLI::App& app, CommonOptions& common);
void add_graph(CLI::App& app, CommonOptions& common);
void add_info(CLI::App& app, CommonOptions& common);
void add_schema(CLI::App& app);
void add_init(CLI::App& app, CommonOptions& common);
void add_calibrate(CLI::App& app, CommonOptions& common);
void add_hindcast(CLI::App& app, CommonOptions& common);
/// Hands over to the Python package, whose libraries make the designs; throws Exit with its code.
void add_sensitivity(CLI::App& app);
void add_report(CLI::App& app);

}  // namespace jialing::cli
