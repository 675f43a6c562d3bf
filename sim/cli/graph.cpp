#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "sim/analysis/network_metrics.h"
#include "sim/cli/commands.h"
#include "sim/cli/labels.h"
#include "sim/cli/progress.h"
#include "sim/cli/text_table.h"
#include "sim/ensemble/central_network.h"
#include "sim/ensemble/ensemble.h"
#include "sim/results/atomic_folder.h"
#include "sim/results/geojson.h"
#include "sim/results/graphml.h"
#include "sim/results/node_metrics_csv.h"

namespace jialing::cli {
namespace {

namespace fs = std::filesystem;

struct GraphArguments {
  std::string file;
  std::string folder = "graph";
  int year = 2020;
};

std::string metrics_table(const Dataset& data, const std::vector<NodeMetrics>& metrics, std::size_t rows,
                          Language language) {
  using enum TextTable::Align;
  std::vector<std::size_t> order(metrics.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return metrics[a].pagerank > metrics[b].pagerank; });
  TextTable table({left, left, right, right, right, right, right, right, right});
  std::vector<std::string> header = {words(language).node, words(language).group};
  for (const NodeMetricName& metric : node_metric_names) header.push_back(metric_name(metric.name, language));
  table.add(header);
  table.add_rule();
  for (std::size_t n = 0; n < rows; ++n) {
    const Node& node = data.nodes[order[n]];
    std::vector<std::string> cells = {place_name(data, static_cast<int>(order[n]), language),
                                      group_name(data, node.group, language)};
    for (const NodeMetricName& metric : node_metric_names) cells.push_back(readable(metrics[order[n]].*metric.value));
    table.add(cells);
  }
  return table.text();
}

nlohmann::json metrics_json(const Dataset& data, const std::vector<NodeMetrics>& metrics) {
  auto rows = nlohmann::json::array();
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    nlohmann::json row = {{"node", data.nodes[i].id}};
    for (const NodeMetricName& metric : node_metric_names) row[metric.name] = metrics[i].*metric.value;
    rows.push_back(row);
  }
  return rows;
}

/// All files or none where the folder is new, otherwise each by itself.
void write_files(const GraphReport& report, const std::vector<NodeMetrics>& metrics, const fs::path& folder) {
  const std::atomic<bool>& interrupted = interrupt_requested();
  std::error_code error;
  std::optional<AtomicFolder> made;
  if (!fs::exists(folder, error)) {
    const fs::path around = fs::absolute(folder).lexically_normal().parent_path();
    fs::create_directories(around, error);
    if (error) throw FileError(fmt::format("{}: cannot create this folder: {}", around.string(), error.message()));
    made.emplace(folder.string());
  }
  if (interrupted) throw Cancelled();
  const fs::path place = made ? fs::path(made->temporary_path()) : folder;
  write_graphml(report, place / "network.graphml");
  write_geojson(report, place / "network.geojson");
  write_node_metrics_csv(report.data, metrics, place / "node_metrics.csv");
  if (!made) return;
  if (interrupted) throw Cancelled();
  made->commit();
}

void graph(const GraphArguments& arguments, const CommonOptions& common) {
  const Scenario scenario = read_scenario(arguments.file);
  const Network network = build_network(scenario);
  if (arguments.year < scenario.horizon.from || arguments.year > scenario.horizon.to)
    throw InputError({{arguments.file, 0, 0, "--year",
                       fmt::format("must lie within the horizon {} – {}, got {}", scenario.horizon.from,
                                   scenario.horizon.to, arguments.year)}});
  const Multigraph multigraph = build_multigraph(network_data(scenario), scenario.horizon.from);
  const CentralNetwork central = central_network(scenario, network, arguments.year);
  const std::vector<NodeMetrics> metrics =
      network_metrics(scenario.data, multigraph, central.weights, central.technology_contracts, arguments.year);
  const GraphReport report{scenario.data, multigraph, central.weights, metrics, arguments.year};

  write_files(report, metrics, arguments.folder);
  if (common.json) {
    fmt::print("{}\n", metrics_json(scenario.data, metrics).dump(2));
  } else if (!common.quiet) {
    const Words& word = words(common.language);
    const std::size_t rows_shown = std::min<std::size_t>(20, metrics.size());
    fmt::print("{}\n\n{}\n",
               fmt::format(fmt::runtime(word.network), fmt::arg("year", arguments.year), fmt::arg("nodes", rows_shown)),
               metrics_table(scenario.data, metrics, rows_shown, common.language));
    fmt::print("{}\n",
               fmt::format(fmt::runtime(word.graph_files), fmt::arg("nodes", boost::num_vertices(multigraph)),
                           fmt::arg("edges", boost::num_edges(multigraph)), fmt::arg("folder", arguments.folder)));
  }
}

}  // namespace

void add_graph(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("graph", "Write the network as GraphML and GeoJSON with a table of node metrics");
  auto arguments = std::make_shared<GraphArguments>();
  command->add_option("file", arguments->file, "Scenario file")->required()->type_name("YAML");
  command->add_option("-o,--output", arguments->folder, "Folder for the files, made when it is missing")
      ->type_name("FOLDER")
      ->capture_default_str();
  command->add_option("--year", arguments->year, "Year whose transport lines and programmes exist")
      ->type_name("YEAR")
      ->capture_default_str();
  add_language(*command, common);
  add_quiet(*command, common);
  add_json(*command, common);
  command->footer("Example: jialing graph scenarios/baseline.yaml --year 2030 -o graph");
  command->callback([arguments, &common] { graph(*arguments, common); });
}

}  // namespace jialing::cli
