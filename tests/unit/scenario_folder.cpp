#include "scenario_folder.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace jialing::test {

namespace fs = std::filesystem;

ScenarioFolder::ScenarioFolder() {
  std::string pattern = (fs::temp_directory_path() / "jialing_test_XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  folder_ = pattern;
  const fs::path source = fs::path(JIALING_SOURCE_DIR) / "scenarios";
  fs::copy(source / "baseline.yaml", folder_);
  fs::copy(source / "data", fs::path(folder_) / "data");
  replace("baseline.yaml", "parameters: {posterior: data/posterior_2020.nc}", "parameters: {}");
}

ScenarioFolder::~ScenarioFolder() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string ScenarioFolder::text(const std::string& name) const {
  std::ifstream stream(path(name), std::ios::binary);
  REQUIRE(stream.good());
  std::ostringstream contents;
  contents << stream.rdbuf();
  return contents.str();
}

void ScenarioFolder::write(const std::string& name, const std::string& text) const {
  std::ofstream stream(path(name), std::ios::binary);
  stream << text;
  stream.close();
  REQUIRE(stream.good());
}

void ScenarioFolder::append(const std::string& name, const std::string& text) const {
  write(name, this->text(name) + text);
}

void ScenarioFolder::replace(const std::string& name, const std::string& from, const std::string& to) const {
  std::string contents = text(name);
  const std::size_t position = contents.find(from);
  REQUIRE_MESSAGE(position != std::string::npos, name << " does not contain " << from);
  write(name, contents.replace(position, from.size(), to));
}

void ScenarioFolder::remove(const std::string& name) const {
  REQUIRE(fs::remove(path(name)));
}

Scenario ScenarioFolder::read(const std::string& name, const Overrides& overrides) const {
  return read_scenario(path(name), overrides);
}

std::vector<std::string> ScenarioFolder::faults(const std::string& name, const Overrides& overrides) const {
  std::vector<std::string> texts;
  try {
    read(name, overrides);
  } catch (const InputError& error) {
    for (Fault fault : error.faults()) {
      if (fault.file.starts_with(folder_ + "/")) fault.file.erase(0, folder_.size() + 1);
      texts.push_back(fault.text());
    }
  }
  return texts;
}

std::string ScenarioFolder::fault_text(const std::string& name, const Overrides& overrides) const {
  std::string lines;
  for (const std::string& fault : faults(name, overrides)) lines += (lines.empty() ? "" : "\n") + fault;
  return lines;
}

}  // namespace jialing::test
