#include "sim/scenario/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "jialing/error.h"
#include "sim/scenario/field_table.h"
#include "sim/scenario/layers.h"
#include "sim/scenario/own_regions.h"
#include "sim/scenario/own_targets.h"
#include "sim/scenario/parameters.h"
#include "sim/scenario/policies.h"
#include "sim/scenario/readable_folders.h"
#include "sim/scenario/resolver.h"
#include "sim/scenario/yaml_document.h"
#include "sim/tables/indicator_names.h"
#include "sim/tables/names.h"
#include "sim/tables/places.h"

namespace jialing {

namespace {

namespace fs = std::filesystem;
using Kind = YamlValue::Kind;

// Access to a resolved document, in which every key of the field table is present. A value that was refused is null
// and reads as zero or empty; its fault is collected, so that what is read in its place is never used.

const YamlValue& at(const YamlValue& root, std::string_view path) {
  const YamlValue* value = &root;
  for (const std::string& key : split(path, '.')) {
    if (value->kind == Kind::null) return *value;
    value = value->find(key);
    if (value == nullptr) throw std::logic_error(fmt::format("the field table has no '{}'", path));
  }
  return *value;
}

bool is_on(const YamlValue& value) {
  return value.text == "on";
}

void apply(const Overrides& overrides, YamlValue& document) {
  // Where the way is blocked (say, `ensemble: 5`) resolving finds the fault.
  if (overrides.members) {
    set_value(document, "ensemble.members", plain_scalar(std::to_string(*overrides.members), {"--members", 0, 0}));
  }
  if (overrides.seed) {
    set_value(document, "ensemble.seed", plain_scalar(std::to_string(*overrides.seed), {"--seed", 0, 0}));
  }
}

void add_default_report_years(YamlValue& document) {
  YamlValue years = at(document, "output.report_years");
  const int last = integer_of(at(document, "horizon.to"));
  const bool refused = last == 0 || at(document, "output").kind == Kind::null;
  if (refused || years.kind != Kind::null) return;
  years.kind = Kind::sequence;
  for (int year = integer_of(at(document, "horizon.from")) / 5 * 5 + 5; year < last; year += 5)
    years.items.push_back(plain_scalar(std::to_string(year)));
  years.items.push_back(plain_scalar(std::to_string(last)));
  set_value(document, "output.report_years", std::move(years));
}

/// A run of another length keeps the report years of the file that it extends as far as they go, and ends with its own
/// last year.
void fit_report_years(YamlValue& document, const std::vector<std::string>& files) {
  YamlValue years = at(document, "output.report_years");
  const YamlValue& end = at(document, "horizon.to");
  const int last = integer_of(end);
  const auto layer = [&](const YamlValue& value) {  // the command line lies over all files
    return std::find(files.begin(), files.end(), value.position.file) - files.begin();
  };
  const bool inherited = !end.is_default && !years.is_default && layer(end) > layer(years);
  const auto beyond = [&](const YamlValue& year) { return integer_of(year) > last; };
  if (!inherited || last == 0) return;
  std::erase_if(years.items, beyond);
  if (years.items.empty() || integer_of(years.items.back()) < last) years.items.push_back(end);
  set_value(document, "output.report_years", std::move(years));
}

/// Whether the years of the run can be relied upon.
bool check_horizon(const YamlValue& document, Faults& faults) {
  const int from = integer_of(at(document, "horizon.from")), to = integer_of(at(document, "horizon.to")),
            tables = integer_of(at(document, "data.year"));
  if (from == 0 || to == 0 || tables == 0) return false;
  if (from != tables)
    add_fault(
        faults, at(document, "horizon.from").position, "horizon.from",
        fmt::format("must be {}, got {} (the tables hold the state of {}, so the run starts there; data.year says "
                    "what year tables of your own are of)",
                    tables, from, tables));
  if (from >= to)
    add_fault(faults, at(document, "horizon.to").position, "horizon.to",
              fmt::format("must lie after the base year {}, got {}", from, to));
  return from == tables && from < to;
}

void check_repeats(const YamlValue& document, Faults& faults) {
  constexpr std::int64_t side_by_side = 8;
  const YamlValue& value = at(document, "ensemble.repeats");
  const std::int64_t repeats = parse_integer(value.text).value_or(1);
  if (repeats == 1 || repeats % side_by_side == 0) return;
  add_fault(faults, value.position, "ensemble.repeats",
            fmt::format("must be 1 or a multiple of {}, got {}", side_by_side, repeats));
}

void check_report_years(const YamlValue& document, Faults& faults) {
  const YamlValue& years = at(document, "output.report_years");
  const int last = integer_of(at(document, "horizon.to"));
  int before = 0;
  for (std::size_t i = 0; i < years.items.size() && last > 0; ++i) {
    const YamlValue& item = years.items[i];
    if (item.kind == Kind::null) continue;
    const std::string path = fmt::format("output.report_years[{}]", i);
    const int year = integer_of(item);
    const bool comes_later = check_after_base(item, integer_of(at(document, "horizon.from")), path, faults);
    if (comes_later && year > last) {
      add_fault(faults, item.position, path,
                fmt::format("{} lies after the end of the run; horizon.to is {}", year, last));
    } else if (comes_later && year <= before) {
      add_fault(faults, item.position, path, fmt::format("the years must rise, got {} after {}", year, before));
    }
    before = year;
  }
}

/// Tables are found from the folder of the file that names them, those that nobody names from that of the base file,
/// and those of the command line from the present folder.
class TablePaths {
 public:
  TablePaths(const ReadableFolders& readable, const std::string& file, const std::string& base_file)
      : readable_(readable),
        folder_(fs::path(file).parent_path()),
        base_folder_(fs::path(base_file).parent_path()) {}

  /// Nothing, and a fault, when the scenario may not read there; what stands on the command line may be anywhere.
  std::optional<std::string> from_here(const YamlValue& value, const std::string& key, Faults& faults) const {
    const fs::path path = folder_of(value) / value.text;
    const std::string why = is_of_a_file(value) ? readable_.refusal(path) : "";
    if (!why.empty()) {
      add_fault(faults, value.position, key, why);
      return std::nullopt;
    }
    return path.lexically_normal().string();
  }

  /// As the scenario file itself would name it.
  std::string from_scenario(const YamlValue& value) const {
    const fs::path folder = folder_of(value);
    if (folder == folder_ || fs::path(value.text).is_absolute()) return value.text;
    const fs::path target = fs::absolute(folder / value.text).lexically_normal();
    const fs::path own =
        folder_.empty() ? fs::current_path() : fs::absolute(folder_);  // a bare file name has no folder
    return target.lexically_proximate(own.lexically_normal()).string();
  }

 private:
  static bool is_of_a_file(const YamlValue& value) { return value.is_default || value.position.line > 0; }

  fs::path folder_of(const YamlValue& value) const {
    if (value.is_default) return base_folder_;
    return is_of_a_file(value) ? fs::path(value.position.file).parent_path() : fs::path();
  }

  const ReadableFolders& readable_;
  fs::path folder_, base_folder_;
};

/// Nothing when a path was refused.
std::optional<DataPaths> data_paths(const YamlValue& document, const TablePaths& paths, Faults& faults) {
  const YamlValue& data = at(document, "data");
  bool complete = data.kind == Kind::map;
  const auto found = [&](const YamlValue& value, const std::string& key) {
    const auto path = value.kind == Kind::scalar ? paths.from_here(value, key, faults) : std::nullopt;
    complete = complete && path.has_value();
    return path.value_or("");
  };
  const auto path = [&](const char* key) { return found(at(data, key), fmt::format("data.{}", key)); };
  DataPaths result{.nodes = path("nodes"),
                   .provenance = path("provenance"),
                   .transport_links = path("transport_links"),
                   .programme_links = path("programme_links"),
                   .fields = path("fields"),
                   .specialisation = path("specialisation"),
                   .priors = path("priors"),
                   .regions = path("regions"),
                   .zones = path("zones"),
                   .targets = path("targets"),
                   .patches = {}};
  const auto& patches = at(data, "patch").items;
  for (std::size_t i = 0; i < patches.size(); ++i)
    result.patches.push_back(found(patches[i], fmt::format("data.patch[{}]", i)));
  if (!complete) return std::nullopt;
  return result;
}

void name_from_scenario(YamlValue& document, const TablePaths& paths) {
  YamlValue data = at(document, "data");
  for (YamlEntry& entry : data.entries) {
    if (entry.key == table_year_key) continue;
    if (entry.value.kind == Kind::scalar) entry.value.text = paths.from_scenario(entry.value);
    for (YamlValue& item : entry.value.items) item.text = paths.from_scenario(item);
  }
  set_value(document, "data", std::move(data));
}

/// A list of indicators at a path.
void check_indicators(const YamlValue& document, const std::string& at_path, Faults& faults) {
  const YamlValue& list = at(document, at_path);
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const YamlValue& item = list.items[i];
    if (item.kind == Kind::null) continue;
    const bool again = std::any_of(list.items.begin(), list.items.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](const YamlValue& earlier) { return earlier.text == item.text; });
    if (find_indicator(item.text) && !again) continue;
    add_fault(faults, item.position, fmt::format("{}[{}]", at_path, i),
              again ? fmt::format("'{}' is there already; name it once", item.text) : unknown_indicator(item.text));
  }
}

OutputSettings output_settings(const YamlValue& output) {
  OutputSettings settings;
  settings.realizations = choice_of<Realizations>(at(output, "realizations"), realizations_names);
  settings.flows = choice_of<FlowOutput>(at(output, "flows"), flow_output_names);
  settings.exact_members = parse_integer(at(output, "exact_members").text).value_or(0);
  for (const YamlValue& item : at(output, "indicators").items) settings.indicators.push_back(item.text);
  for (const YamlValue& item : at(output, "report_years").items) settings.report_years.push_back(integer_of(item));
  return settings;
}

UncertaintySwitches uncertainty_switches(const YamlValue& uncertainty) {
  return {.parameters = is_on(at(uncertainty, "parameters")),
          .base_year = is_on(at(uncertainty, "base_year")),
          .process_noise = is_on(at(uncertainty, "process_noise")),
          .events = is_on(at(uncertainty, "events"))};
}

/// Everything but the tables and the parameters.
Scenario typed(const YamlValue& document) {
  Scenario scenario;
  scenario.name = at(document, "name").text;
  scenario.description = at(document, "description").text;
  scenario.horizon = {.from = integer_of(at(document, "horizon.from")),
                      .to = integer_of(at(document, "horizon.to")),
                      .steps_per_year = integer_of(at(document, "horizon.steps_per_year"))};
  scenario.ensemble = {.members = parse_integer(at(document, "ensemble.members").text).value_or(0),
                       .seed = parse_unsigned(at(document, "ensemble.seed").text).value_or(0),
                       .sampling = choice_of<Sampling>(at(document, "ensemble.sampling"), sampling_names),
                       .precision = choice_of<Precision>(at(document, "ensemble.precision"), precision_names),
                       .repeats = parse_integer(at(document, "ensemble.repeats").text).value_or(1)};
  scenario.uncertainty = uncertainty_switches(at(document, "uncertainty"));
  if (const YamlValue& most = at(document, "graph.max_partners"); most.kind == Kind::scalar)
    scenario.max_partners = integer_of(most);
  scenario.channels = channel_switches(at(document, "channels"));
  scenario.output = output_settings(at(document, "output"));
  return scenario;
}

/// Reads one scenario file. Everything that was written is kept beside what it means: named scenarios are changes of
/// the former.
class ScenarioReader {
 public:
  ScenarioReader(const std::string& file, const Overrides& overrides)
      : file_(file),
        overrides_(overrides),
        readable_(file) {}

  std::vector<Scenario> read() {
    auto source = read_source(file_, readable_, faults_);
    settings_ = read_settings(overrides_.set, faults_);
    if (!source) faults_.raise();
    written_ = std::move(source->document);
    for (const YamlValue& setting : settings_) written_ = merged(scenario_fields(), std::move(written_), setting);
    apply(overrides_, written_);
    read_own(source->files);
    for (const YamlEntry& changes : named_.entries) read_named(changes);
    std::vector<Scenario> wanted = choose();
    faults_.raise();
    return wanted;
  }

 private:
  void read_own(const std::vector<std::string>& files) {
    files_ = files;
    document_ = resolve(scenario_fields(), written_, faults_);
    if (document_.kind == Kind::null) faults_.raise();
    if (check_horizon(document_, faults_)) {
      add_default_report_years(document_);
      fit_report_years(document_, files);
      check_report_years(document_, faults_);
    }
    check_repeats(document_, faults_);
    for (const char* list : {"output.indicators", "calibration.indicators", "hindcast.indicators"})
      check_indicators(document_, list, faults_);
    named_ = at(document_, "scenarios");
    Scenario own = typed(document_);
    own.file = file_;
    own.id = fs::path(file_).stem().string();
    own.file_name = own.name;
    const TablePaths paths(readable_, file_, files.front());
    if (const auto tables = data_paths(document_, paths, faults_)) {
      own.data_paths = *tables;
      const std::size_t before = faults_.size();
      own.data = read_dataset(*tables, faults_, [&](const NodeIndex& nodes, RegionTable& regions) {
        add_own_regions(at(document_, "regions"), nodes, regions, faults_);
      });
      tables_read_ = true;
      tables_sound_ = faults_.size() == before;
      read_parameters(document_, paths, own, faults_);
      own.calibration = calibration_settings(document_, paths, own.data);
      own.hindcast = hindcast_settings(at(document_, "hindcast"));
      if (tables_sound_) check_hindcast(own.data);
      add_own_targets(at(document_, "targets"), own.horizon.from, own.data, faults_);
      if (tables_sound_) {
        const LeverTables known = look_up(own);
        own.levers = read_policies(at(document_, "policies"), at(document_, "groups"), known, faults_);
        own.allocation = read_allocation(at(document_, "allocation"), known, own.horizon.to, faults_);
      }
    }
    name_from_scenario(document_, paths);
    if (named_.entries.empty()) remove_key(document_, "scenarios");
    own.file_yaml = to_yaml(document_);
    remove_key(document_, "scenarios");
    write_out(own, document_);
    scenarios_.push_back(std::move(own));
  }

  /// Priors, what is stated in their place, and the posterior. The document keeps what is needed to read them again.
  void read_parameters(YamlValue& document, const TablePaths& paths, Scenario& scenario, Faults& faults) {
    const YamlValue stated = at(document, "parameters");
    scenario.parameters = apply_parameters(scenario.data.priors, stated, faults);
    scenario.stated = stated_parameters(stated);
    scenario.posterior = nullptr;
    const YamlValue* posterior = stated.find(posterior_key);
    if (posterior == nullptr || posterior->kind != Kind::scalar || posterior->text == no_posterior) {
      set_value(document, "parameters",
                parameters_value(scenario.parameters, std::vector<bool>(scenario.parameters.size(), true)));
      return;
    }
    YamlValue written = parameters_value(scenario.parameters, scenario.stated);
    YamlValue path = *posterior;
    path.text = paths.from_scenario(*posterior);
    written.entries.push_back({posterior_key, {}, path});
    set_value(document, "parameters", std::move(written));
    const auto file = paths.from_here(*posterior, "parameters.posterior", faults);
    if (file) scenario.posterior = posterior_at(*file, *posterior, faults);
    if (!scenario.posterior) return;
    if (scenario.posterior->design) scenario.stated.assign(scenario.stated.size(), false);
    fit_posterior(*posterior, scenario, faults);
  }

  /// Each file is read once.
  std::shared_ptr<const Posterior> posterior_at(const std::string& file, const YamlValue& value, Faults& faults) {
    auto& known = posteriors_[file];
    if (known) return known;
    try {
      known = std::make_shared<const Posterior>(read_posterior(file));
    } catch (const FileError& error) {
      add_fault(faults, value.position, "parameters.posterior", error.what());
    }
    return known;
  }

  /// A start in another year than the calibration knows has no draws; central runs take the posterior's medians.
  static void fit_posterior(const YamlValue& value, Scenario& scenario, Faults& faults) {
    const Posterior& posterior = *scenario.posterior;
    const int from = scenario.horizon.from;
    if (from != posterior.base_year && from != posterior.last_year) {
      add_fault(faults, value.position, "parameters.posterior",
                fmt::format("starts in {} and is conditioned up to {}; a scenario that uses it starts in one of these "
                            "years, this one in {}",
                            posterior.base_year, posterior.last_year, from));
      return;
    }
    if (from == posterior.base_year && posterior.parameters.empty()) {
      add_fault(faults, value.position, "parameters.posterior",
                fmt::format("holds only what a start in {} needs; `jialing calibrate` without --later writes all of it",
                            posterior.last_year));
      return;
    }
    const auto& draws = from == posterior.base_year ? posterior.parameters : posterior.later_parameters;
    for (std::size_t p = 0; p < draws.size(); ++p) {
      if (scenario.stated[p] || draws[p].empty()) continue;
      std::vector<double> sorted = draws[p];
      std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
      scenario.parameters[p].centre = sorted[sorted.size() / 2];
    }
  }

  CalibrationSettings calibration_settings(YamlValue& document, const TablePaths& paths, const Dataset& data) {
    const YamlValue settings = at(document, "calibration");
    CalibrationSettings result;
    const auto& observed = at(settings, "observations").items;
    for (std::size_t i = 0; i < observed.size(); ++i) {
      if (observed[i].kind != Kind::scalar) continue;
      const auto file = paths.from_here(observed[i], fmt::format("calibration.observations[{}]", i), faults_);
      if (!file || !tables_sound_) continue;
      const auto read = read_observations(*file, data, faults_);
      result.observations.insert(result.observations.end(), read.begin(), read.end());
    }
    for (const YamlValue& item : at(settings, "indicators").items) result.indicators.push_back(item.text);
    if (at(settings, "until").kind == Kind::scalar) result.until = integer_of(at(settings, "until"));
    result.steps = integer_of(at(settings, "steps"));
    result.localisation = parse_number(at(settings, "localisation").text).value_or(0);
    for (const YamlEntry& entry : at(settings, "discrepancy").entries) {
      if (!find_indicator(entry.key))
        add_fault(faults_, entry.key_position, "calibration.discrepancy." + entry.key, unknown_indicator(entry.key));
      result.discrepancy[entry.key] = parse_number(entry.value.text).value_or(0);
    }
    YamlValue observations = at(settings, "observations");
    for (YamlValue& item : observations.items) item.text = paths.from_scenario(item);
    set_value(document, "calibration.observations", std::move(observations));
    return result;
  }

  static HindcastSettings hindcast_settings(const YamlValue& settings) {
    HindcastSettings result;
    for (const YamlValue& item : at(settings, "origins").items) result.origins.push_back(integer_of(item));
    result.years = integer_of(at(settings, "years"));
    for (const YamlValue& item : at(settings, "indicators").items) result.indicators.push_back(item.text);
    for (const YamlValue& item : at(settings, "regions").items) result.regions.push_back(item.text);
    for (const YamlEntry& entry : at(settings, "breaks").entries)
      for (const YamlValue& item : entry.value.items) result.breaks[entry.key].push_back(integer_of(item));
    return result;
  }

  /// Whether the regions and indicators that the hindcast names exist.
  void check_hindcast(const Dataset& data) {
    const std::vector<std::string> known = place_ids(data);
    const auto& regions = at(document_, "hindcast.regions").items;
    for (std::size_t i = 0; i < regions.size(); ++i) {
      const std::string& id = regions[i].text;
      if (regions[i].kind == Kind::null || std::find(known.begin(), known.end(), id) != known.end()) continue;
      add_fault(faults_, regions[i].position, fmt::format("hindcast.regions[{}]", i), unknown_place(id, known));
    }
    for (const YamlEntry& entry : at(document_, "hindcast.breaks").entries)
      if (!find_indicator(entry.key))
        add_fault(faults_, entry.key_position, "hindcast.breaks." + entry.key, unknown_indicator(entry.key));
  }

  void read_named(const YamlEntry& entry) {
    check_id(entry);
    const Scenario& own = scenarios_[0];
    YamlValue changed = written_;
    remove_key(changed, "scenarios");
    remove_key(changed, "name");
    remove_key(changed, "description");
    set_value(changed, "name", plain_scalar(entry.key, entry.key_position));
    changed = merged(scenario_fields(), std::move(changed), *at(written_, "scenarios").find(entry.key));
    for (YamlValue setting : settings_) {  // the command line goes before the file
      for (const char* key : {"name", "description", "scenarios"}) remove_key(setting, key);
      changed = merged(scenario_fields(), std::move(changed), setting);
    }
    Faults found;
    const YamlValue resolved = resolve(scenario_fields(), changed, found);
    Scenario named = own;
    named.id = entry.key;
    named.name = at(resolved, "name").text;
    named.description = at(resolved, "description").text;
    named.uncertainty = uncertainty_switches(at(resolved, "uncertainty"));
    named.channels = channel_switches(at(resolved, "channels"));
    YamlValue document = document_;
    for (const char* key : {"name", "description", "uncertainty", "channels", "policies", "groups"})
      set_value(document, key, at(resolved, key));
    if (tables_read_) {
      set_value(document, "parameters", at(resolved, "parameters"));
      read_parameters(document, TablePaths(readable_, file_, files_.front()), named, found);
      if (tables_sound_)
        named.levers = read_policies(at(resolved, "policies"), at(resolved, "groups"), look_up(named), found);
    }
    add_new(found);
    write_out(named, document);
    scenarios_.push_back(std::move(named));
  }

  /// Where levers and allocations look up what they name.
  static LeverTables look_up(const Scenario& scenario) {
    return {scenario.data, NodeIndex(scenario.data.nodes, true), scenario.horizon.from};
  }

  /// Most of a named scenario was checked before: a place that has a fault already is not told again.
  void add_new(const Faults& found) {
    const std::vector<Fault> before = faults_.list();
    for (const Fault& fault : found.list()) {
      const bool told = std::any_of(before.begin(), before.end(), [&](const Fault& each) {
        return each.file == fault.file && each.line == fault.line && each.column == fault.column &&
               (fault.line > 0 || each.path == fault.path);
      });
      if (!told) faults_.add(fault);
    }
  }

  void check_id(const YamlEntry& entry) {
    const std::string path = "scenarios." + entry.key;
    if (!is_id(entry.key)) {
      add_fault(faults_, entry.key_position, path, fmt::format("the id must be {}", id_rule));
    } else if (entry.key == scenarios_[0].id) {
      add_fault(faults_, entry.key_position, path, "the file's own scenario is called so, after the file");
    }
  }

  /// Takes a key out of a map inside the document, where there is one.
  static void remove_path(YamlValue& document, std::string_view map, const std::string& key) {
    for (YamlEntry& entry : document.entries)
      if (entry.key == map) remove_key(entry.value, key);
  }

  static void write_out(Scenario& scenario, YamlValue document) {
    scenario.resolved_yaml = to_yaml(document);
    remove_key(document, "data");
    remove_path(document, "parameters", posterior_key);
    remove_path(document, "calibration", "observations");
    scenario.hashed_yaml = to_yaml(document);
  }

  std::vector<Scenario> choose() {
    if (overrides_.scenarios.empty()) return std::move(scenarios_);
    std::vector<std::string> known;
    for (const Scenario& each : scenarios_) known.push_back(each.id);
    std::vector<Scenario> wanted;
    for (const std::string& id : overrides_.scenarios) {
      const auto found = std::find(known.begin(), known.end(), id);
      const bool twice = std::any_of(wanted.begin(), wanted.end(), [&](const Scenario& each) { return each.id == id; });
      if (found == known.end()) {
        const std::string hint = did_you_mean(id, known);
        faults_.add({"--scenario", 0, 0, "",
                     fmt::format("{} has no scenario {}{}", file_, in_quotes(id),
                                 hint.empty() ? "; it has " + joined(known, ", ") : hint)});
      } else if (!twice) {
        wanted.push_back(scenarios_[static_cast<std::size_t>(found - known.begin())]);
      }
    }
    return wanted;
  }

  std::string file_;
  const Overrides& overrides_;
  const ReadableFolders readable_;
  Faults faults_;
  std::vector<YamlValue> settings_;  ///< of the command line
  YamlValue written_;                ///< the file over all that it extends, under the settings
  YamlValue document_;               ///< the same, resolved
  YamlValue named_;                  ///< its named scenarios, resolved as changes
  std::vector<std::string> files_;   ///< the file and what it extends
  std::map<std::string, std::shared_ptr<const Posterior>> posteriors_;
  bool tables_read_ = false;
  bool tables_sound_ = false;
  std::vector<Scenario> scenarios_;
};

}  // namespace

std::vector<Scenario> read_scenarios(const std::string& file, const Overrides& overrides) {
  return ScenarioReader(file, overrides).read();
}

Scenario read_scenario(const std::string& file, const Overrides& overrides) {
  return std::move(read_scenarios(file, overrides).front());
}

}  // namespace jialing
