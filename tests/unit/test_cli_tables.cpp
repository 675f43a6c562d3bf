#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "model_fixture.h"
#include "sim/cli/scenario_table.h"
#include "sim/cli/target_table.h"
#include "sim/cli/text_table.h"

// Text of the command line: its width on a screen, where lines may be broken, and several scenarios beside each other.

namespace jialing::test {
namespace {

using cli::Language;

/// A scenario to 2025 with its results.
struct Run {
  Run(const std::string& name, double rd_target, std::int64_t members = 16) : scenario(small_baseline(members, true)) {
    scenario.name = name;
    scenario.horizon.to = 2025;
    scenario.output.report_years = {2025};
    for (Target& target : scenario.data.targets)
      if (target.indicator == "rd_intensity" && target.year == 2025) target.target = rd_target;
    ensemble = run_ensemble(scenario, baseline_network());
    results = std::make_unique<Results>(scenario, *ensemble, 1);
  }

  Scenario scenario;
  std::unique_ptr<Ensemble> ensemble;
  std::unique_ptr<Results> results;
};

const Run& first_run() {
  static const Run run("Baseline: the effort of 2016-2020 continued", 2.6);
  return run;
}

const Run& second_run() {
  static const Run run("重庆市“十四五”规划的全部措施按时完成", 2.6, 8);
  return run;
}

const Run& run_with_own_target() {
  static const Run run("Another target", 2.7, 8);
  return run;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

int widest(const std::string& text) {
  int width = 0;
  for (const std::string& line : lines_of(text)) width = std::max(width, cli::display_width(line));
  return width;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string line_with(const std::string& text, const std::string& part) {
  for (const std::string& line : lines_of(text))
    if (contains(line, part)) return line;
  return "";
}

/// The number that ends at the last % of a line.
double last_per_cent(const std::string& line) {
  const std::size_t end = line.find_last_of('%') - 1;  // the space before it
  return std::stod(line.substr(line.find_last_of(' ', end - 1) + 1));
}

using Lines = std::vector<std::string>;
constexpr int unlimited = 1000;

}  // namespace

TEST_CASE("Chinese characters and full-width punctuation take two columns, all other signs one") {
  CHECK(cli::display_width("R&D, % ≥ ≤ ≈ – “” ‘’ ※ † … ─") == 28);
  CHECK(cli::display_width("研发经费") == 8);
  CHECK(cli::display_width("（，。、：；）") == 14);
  CHECK(cli::display_width("2020 年 = 1") == 11);
  CHECK(cli::display_width("𠮷") == 2);
  CHECK(cli::display_width("") == 0);
}

TEST_CASE("lines are broken at spaces and between Chinese characters") {
  CHECK(cli::wrapped("high-tech firms per 10 000", 12) == Lines{"high-tech", "firms per 10", "000"});
  CHECK(cli::wrapped("战略性新兴产业占比", 8) == Lines{"战略性新", "兴产业占", "比"});
  CHECK(cli::wrapped("每万名employed人员", 6) == Lines{"每万名", "employed", "人员"});
  CHECK(cli::wrapped("a word-too-long-for-the-line b", 6) == Lines{"a", "word-too-long-for-the-line", "b"});
  CHECK(cli::wrapped("", 6).empty());
}

TEST_CASE("punctuation does not stand apart from what it closes or opens") {
  CHECK(cli::wrapped("研发经费，亿元", 8) == Lines{"研发经", "费，亿元"});
  CHECK(cli::wrapped("科学城（重庆）", 8) == Lines{"科学城", "（重庆）"});
  CHECK(cli::wrapped("科学“城”市", 7) == Lines{"科学", "“城”市"});
  CHECK(cli::wrapped("增长，%/年", 8) == Lines{"增", "长，%/年"});
  CHECK(cli::wrapped("概率50%。年", 8) == Lines{"概率", "50%。年"});
}

TEST_CASE("a text that is too wide ends with an ellipsis") {
  CHECK(cli::shortened("Baseline", 8) == "Baseline");
  CHECK(cli::shortened("Baseline", 7) == "Baseli…");
  CHECK(cli::shortened("Base line", 6) == "Base…");
  CHECK(cli::shortened("重庆市规划", 6) == "重庆…");
  CHECK(cli::shortened("重庆市规划", 7) == "重庆市…");
  CHECK(cli::shortened("重庆", 1) == "…");
}

TEST_CASE("scenarios side by side show the median in the target's year and the chance of meeting it") {
  const std::string text =
      cli::scenario_table({first_run().results.get(), second_run().results.get()}, unlimited, Language::en);
  CHECK(contains(lines_of(text)[0], "Baseline: the effort of…"));
  CHECK(contains(lines_of(text)[0], "重庆市“十四五”规划的全…"));
  for (const Run* run : {&first_run(), &second_run()}) {
    CAPTURE(run->scenario.name);
    for (const TargetOutcome& outcome : run->results->targets) {
      if (outcome.target->indicator != "rd_intensity") continue;
      const std::string line = line_with(text, "R&D / GDP, %  ");
      CHECK(contains(line, "≥ 2.60 (2025)"));
      CHECK(contains(line, cli::readable(run->results->summaries.value(median, outcome.cell))));
      if (run == &second_run()) CHECK(last_per_cent(line) == std::nearbyint(100 * outcome.probability));
    }
  }
}

TEST_CASE("a line for each target, those of one indicator below each other") {
  const auto rows = [](const std::vector<const Results*>& scenarios) {
    const std::vector<std::string> lines = lines_of(cli::scenario_table(scenarios, unlimited, Language::en));
    return std::count_if(lines.begin(), lines.end(), [](const std::string& line) { return contains(line, "(2025)"); });
  };
  const auto targets = static_cast<std::ptrdiff_t>(first_run().results->targets.size());
  CHECK(rows({first_run().results.get()}) == targets);
  CHECK(rows({first_run().results.get(), second_run().results.get()}) == targets);
  CHECK(rows({first_run().results.get(), run_with_own_target().results.get()}) == targets + 1);
}

TEST_CASE("a scenario without a target of the others shows a dash there") {
  const std::string text =
      cli::scenario_table({first_run().results.get(), run_with_own_target().results.get()}, unlimited, Language::en);
  CHECK(line_with(text, "≥ 2.60 (2025)").ends_with("–"));
  CHECK(line_with(text, "≥ 2.70 (2025)").ends_with(" %"));
}

TEST_CASE("scenarios that do not fit beside each other stand below each other") {
  const std::vector<const Results*> scenarios = {first_run().results.get(), second_run().results.get(),
                                                 run_with_own_target().results.get()};
  for (Language language : {Language::en, Language::zh}) {
    const std::string wide = cli::scenario_table(scenarios, unlimited, language);
    for (int width : {80, 100, 120, 150}) {
      CAPTURE(width);
      const std::string text = cli::scenario_table(scenarios, width, language);
      CHECK(widest(text) <= width);
      CHECK(lines_of(text).size() >= lines_of(wide).size());
    }
    const std::string narrow = cli::scenario_table(scenarios, 80, language);
    CHECK(contains(narrow, "Baseline: the effort of…"));
    CHECK(contains(narrow, "Another target"));
    CHECK(lines_of(narrow).size() > 3 * first_run().results->targets.size());
  }
}

TEST_CASE("numbers of scenarios stand below their heads in Chinese, too") {
  const std::string text =
      cli::scenario_table({first_run().results.get(), second_run().results.get()}, unlimited, Language::zh);
  const std::vector<std::string> lines = lines_of(text);
  const int width = cli::display_width(lines[2]);
  for (std::size_t n = 0; n < 3 + first_run().results->targets.size(); ++n) {
    CAPTURE(lines[n]);
    CHECK(cli::display_width(lines[n]) == width);
  }
  CHECK(contains(lines[1], "中位数  达标概率"));
  CHECK(contains(text, "研发经费占地区生产总值的比重，西部（重庆）科学城，% *"));
  CHECK(contains(text, "达标概率：达到目标的模拟成员占比。"));
}

TEST_CASE("two targets of an indicator in one year both show when years stand below each other") {
  Run run("Two targets", 2.6, 8);
  std::vector<Target>& targets = run.scenario.data.targets;
  const auto intensity = std::find_if(targets.begin(), targets.end(),
                                      [](const Target& target) { return target.indicator == "rd_intensity"; });
  Target ceiling = *intensity;
  ceiling.direction = TargetDirection::at_most;
  ceiling.target = 2.9;
  targets.insert(intensity + 1, ceiling);
  const Results results(run.scenario, *run.ensemble, 1);
  for (int width : {80, unlimited}) {
    const std::string text = cli::target_table(results, width, Language::en);
    CHECK(contains(text, "≥ 2.60"));
    CHECK(contains(text, "≤ 2.90"));
  }
}

}  // namespace jialing::test
