#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/cli/commands.h"
#include "sim/results/netcdf_info.h"

namespace jialing::cli {

void add_info(CLI::App& app, CommonOptions& common) {
  auto* command = app.add_subcommand("info", "Say what a result file holds and how it was made");
  auto file = std::make_shared<std::string>();
  command
      ->add_option("file", *file,
                   "File of `run`, `compare`, `allocate`, `calibrate`, `hindcast` or `sensitivity`, or a shard")
      ->required()
      ->type_name("NC");
  add_json(*command, common);
  command->footer("Example: jialing info results.nc");
  command->callback([file, &common] {
    const ResultInfo info = read_result_info(*file);
    if (common.json)
      fmt::print("{}\n", as_json(info).dump(2));
    else
      fmt::print("{}", as_text(info));
  });
}

}  // namespace jialing::cli
