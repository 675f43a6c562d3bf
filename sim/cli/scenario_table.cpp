#include "sim/cli/scenario_table.h"

#include "sim/cli/labels.h"
#include "sim/cli/scenario_grid.h"
#include "sim/cli/text_table.h"
#include "sim/tables/indicator_names.h"

namespace jialing::cli {

std::string scenario_table(const std::vector<const Results*>& scenarios, int width, Language language) {
  const Words& word = words(language);
  const std::vector<std::string> heads = {word.median, word.chance};
  ScenarioGrid grid = {{}, std::vector(scenarios.size(), heads), heads};
  for (const Results* each : scenarios) grid.names.push_back(each->scenario.name);
  for (std::size_t s = 0; s < scenarios.size(); ++s) {
    const Results& results = *scenarios[s];
    for (const TargetOutcome& outcome : results.targets) {
      const std::string name = label(results, outcome.indicator, outcome.place, language);
      grid.row_for(name, *outcome.target).answers[s] = {readable(results.summaries.value(median, outcome.cell)),
                                                        chance(outcome, results.ensemble.cells.members(), language)};
    }
  }
  std::string text = grid.text(width, word);
  if (grid.has_estimates()) text += paragraph(of_base_year(word.estimated, scenarios[0]->scenario.horizon.from), width);
  return text + "\n" + paragraph(word.comparison, width);
}

}  // namespace jialing::cli
