#pragma once

#include <string>
#include <vector>

#include "sim/scenario/scenario.h"

namespace jialing::test {

/// A temporary copy of scenarios/ in which a test spoils something.
class ScenarioFolder {
 public:
  ScenarioFolder();
  ~ScenarioFolder();
  ScenarioFolder(const ScenarioFolder&) = delete;
  ScenarioFolder& operator=(const ScenarioFolder&) = delete;

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string text(const std::string& name) const;
  void write(const std::string& name, const std::string& text) const;
  void append(const std::string& name, const std::string& text) const;
  /// Replaces the first occurrence; the test fails when there is none.
  void replace(const std::string& name, const std::string& from, const std::string& to) const;
  void remove(const std::string& name) const;

  Scenario read(const std::string& name = "baseline.yaml", const Overrides& overrides = {}) const;
  /// The texts of all faults with paths relative to the folder; none when the scenario is accepted.
  std::vector<std::string> faults(const std::string& name = "baseline.yaml", const Overrides& overrides = {}) const;
  /// All faults, one a line.
  std::string fault_text(const std::string& name = "baseline.yaml", const Overrides& overrides = {}) const;

 private:
  std::string folder_;
};

}  // namespace jialing::test
