#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>

#include "model_fixture.h"
#include "sim/ensemble/memory.h"
#include "sim/ensemble/streamed.h"
#include "sim/results/netcdf_info.h"
#include "sim/results/netcdf_writer.h"
#include "sim/results/packer.h"
#include "sim/statistics/cell_tile.h"
#include "sim/statistics/summary.h"

// An ensemble that is streamed through sketches: the same members as one that is kept, and the same summary within the
// stated error.

namespace jialing::test {
namespace {

constexpr double stated = QuantileSketch::largest_relative_error;

Scenario to_2025(std::int64_t members) {
  Scenario scenario = small_baseline(members, true);
  scenario.horizon.to = 2025;
  scenario.output.report_years = {2025};
  return scenario;
}

// A streamed ensemble with what is left of its cells.
struct Streamed {
  Streamed(const Scenario& scenario, int threads, std::int64_t members_at_once) : cells(scenario, 0) {
    const Network network = build_network(scenario);
    const MemberRange all{0, scenario.ensemble.members};
    stream_ensemble(scenario, network, {.threads = threads}, {all}, members_at_once, [&](const Ensemble& chunk) {
      most_members = std::max(most_members, chunk.cells.members());
      cells.add(chunk, threads);
    });
    ensemble = cells.ensemble(network);
  }

  std::int64_t most_members = 0;
  StreamedMembers cells;
  std::unique_ptr<Ensemble> ensemble;
};

bool same(const Streamed& a, const Streamed& b) {
  for (std::int64_t cell = 0; cell < a.cells.sketches().cells(); ++cell)
    if (!(a.cells.sketches()[cell] == b.cells.sketches()[cell])) return false;
  for (std::size_t t = 0; t < a.cells.targets().size(); ++t)
    if (a.cells.targets()[t].met != b.cells.targets()[t].met) return false;
  return a.ensemble->parameters == b.ensemble->parameters &&
         a.ensemble->province_effects == b.ensemble->province_effects;
}

// Noise of firms from next to nothing to far beyond what a number can hold.
Scenario with_failing_members(std::int64_t members) {
  Scenario scenario = to_2025(members);
  scenario.horizon.to = 2022;  // their sketches are as wide as numbers go
  scenario.output.report_years = {2022};
  Prior& prior = scenario.parameters[static_cast<int>(Parameter::sd_F)];
  prior.dist = DistributionKind::lognormal;
  prior.centre = 1;
  prior.spread = 10;
  scenario.posterior.reset();
  return scenario;
}

}  // namespace

TEST_CASE("streamed members are the same bits for any number of threads and any size of the chunks") {
  const Scenario scenario = to_2025(101);
  const Streamed whole(scenario, 1, 101);
  CHECK(whole.most_members == 101);
  for (const auto& [threads, most] : std::vector<std::pair<int, int>>{{1, 16}, {2, 32}, {2, 1}, {3, 48}, {2, 500}}) {
    const int at_once = most;
    CAPTURE(at_once);
    const Streamed other(scenario, threads, at_once);
    CHECK(other.most_members <= std::max(at_once, model::lane_width));
    CHECK(same(whole, other));
  }
}

TEST_CASE("what is left of a range of members") {
  const MemberRange all{10, 50};
  const std::vector<MemberRange> nothing;
  CHECK(without(all, {}) == std::vector{all});
  CHECK(without(all, {all}) == nothing);
  CHECK(without(all, {{0, 60}}) == nothing);
  CHECK(without(all, {{0, 10}, {50, 60}}) == std::vector{all});
  CHECK(without(all, {{0, 12}, {20, 30}, {45, 99}}) == std::vector<MemberRange>{{12, 20}, {30, 45}});
  CHECK(without(all, {{10, 11}, {49, 50}}) == std::vector<MemberRange>{{11, 49}});
}

TEST_CASE("streamed members are merged in any order, packed or not, to the same bits") {
  const Scenario scenario = with_failing_members(101);
  const Network network = build_network(scenario);
  const auto streamed = [&](std::int64_t first, std::int64_t end) {
    StreamedMembers members(scenario, first);
    stream_ensemble(scenario, network, {}, {{first, end}}, 16, [&](const Ensemble& chunk) { members.add(chunk, 1); });
    return members;
  };
  const StreamedMembers whole = streamed(0, 101);
  CHECK(whole.ensemble(network)->failed_members() > 0);
  const std::vector<MemberRange> all = {{0, 101}};
  std::vector<MemberRange> parts = {{0, 1}, {1, 40}, {40, 101}};
  do {
    StreamedMembers merged(scenario, 0);
    for (const MemberRange& part : parts) {
      StreamedMembers unpacked(scenario, 0);
      REQUIRE(Unpacker::fill(Packer::content_of(streamed(part.first, part.end)), unpacked));
      CHECK(unpacked.fits(part));
      CHECK(unpacked.members() == std::vector{part});
      merged.merge(unpacked);
      CHECK(without(all[0], merged.members()).empty() == (&part == &parts.back()));
    }
    CHECK(merged.members() == all);
    CHECK(merged.fits(all[0]));
    CHECK(Packer::content_of(merged) == Packer::content_of(whole));
    CHECK_THROWS_AS(merged.merge(whole), std::logic_error);
  } while (std::next_permutation(parts.begin(), parts.end(), [](auto& a, auto& b) { return a.first < b.first; }));
  CHECK(!whole.fits({0, 100}));
  CHECK(!whole.fits({1, 101}));
  CHECK(streamed(0, 40).fits(all[0]));

  std::string content = Packer::content_of(whole);
  StreamedMembers other(scenario, 0);
  CHECK(!Unpacker::fill(content.substr(0, content.size() - 1), other));
  CHECK(!Unpacker::fill(content + "x", other));
}

TEST_CASE("draws are kept of the first members, in whatever order they come") {
  Scenario scenario = to_2025(3 * kept_draws);
  scenario.horizon.to = 2021;
  scenario.output.report_years = {2021};
  const Network network = build_network(scenario);
  const MemberRange all{0, scenario.ensemble.members}, late{2 * kept_draws, 2 * kept_draws + 16},
      across{kept_draws - 8, kept_draws + 8}, early{0, 24};
  StreamedMembers members(scenario, 0);
  const auto draws = [&] { return members.ensemble(network)->parameters[0]; };
  const auto run = [&](const MemberRange& range) {
    stream_ensemble(scenario, network, {}, {range}, 16, [&](const Ensemble& chunk) { members.add(chunk, 1); });
    StreamedMembers again(scenario, 0);
    CHECK(Unpacker::fill(Packer::content_of(members), again));
    CHECK(again.fits(all));
  };
  run(late);
  CHECK(draws().empty());
  run(across);
  CHECK(std::ssize(draws()) == kept_draws);
  run(early);
  CHECK(std::ssize(draws()) == kept_draws);
  const auto first = run_ensemble(scenario, network, {.member_count = 24});
  CHECK(std::equal(first->parameters[0].begin(), first->parameters[0].end(), draws().begin()));
  CHECK(members.members() == std::vector{early, across, late});
}

TEST_CASE("every cell of the baseline is summarised within the stated error of members that are kept") {
  constexpr int members = sanitized ? 128 : 600;
  const Scenario scenario = small_baseline(members, true);
  const auto kept = run_ensemble(scenario, baseline_network());
  const Streamed streamed(scenario, 0, members / 8);
  const Results exact(scenario, *kept, 0), sketched(scenario, *streamed.ensemble, streamed.cells, 0);
  const CellSummaries &ours = sketched.summaries, &theirs = exact.summaries;
  REQUIRE(streamed.cells.sketches().cells() == kept->cells.cells());
  CHECK(ours.largest_relative_error() == stated);
  CHECK(theirs.largest_relative_error() == 0);

  CellTile tile(members);
  double worst = 0, worst_mean = 0, worst_sd = 0, sum = 0;
  std::int64_t beyond = 0, differ = 0, quantiles = 0;
  for (std::int64_t cell = 0; cell < kept->cells.cells(); ++cell) {
    differ += ours.count(cell) != theirs.count(cell);
    tile.gather(kept->cells, {&cell, 1});
    auto& values = tile[0];
    std::erase_if(values, [](float value) { return std::isnan(value); });
    std::sort(values.begin(), values.end());
    for (int q = q05; q <= q95; ++q) {
      const double expected = theirs.value(q, cell), value = ours.value(q, cell);
      if (!std::isfinite(expected)) {
        differ += !same_bits(value, expected) && !(std::isnan(value) && std::isnan(expected));
        continue;
      }
      const QuantileRank rank = quantile_rank(summary_probabilities[q], std::ssize(values));
      const double scale = std::max(std::abs(values[rank.below]), std::abs(values[rank.above]));
      const double error = scale > 0 ? std::abs(value - expected) / scale : std::abs(value);
      beyond += error > stated;
      worst = std::max(worst, error);
      sum += error;
      ++quantiles;
    }
    values.resize(members);
    const double mean = theirs.value(mean_statistic, cell), sd = theirs.value(sd_statistic, cell);
    if (!std::isfinite(mean)) {
      differ += std::isfinite(ours.value(mean_statistic, cell));
      continue;
    }
    const double scale = std::abs(mean) + sd;
    if (scale == 0) continue;
    worst_mean = std::max(worst_mean, std::abs(ours.value(mean_statistic, cell) - mean) / scale);
    worst_sd = std::max(worst_sd, std::abs(ours.value(sd_statistic, cell) - sd) / scale);
  }
  CHECK(beyond == 0);
  CHECK(differ == 0);
  CHECK(worst_mean < 1e-13);
  CHECK(worst_sd < 1e-12);
  MESSAGE(quantiles, " quantiles: largest relative error ", worst, ", mean ", sum / static_cast<double>(quantiles),
          "; stated ", stated);

  // What is counted is exact.
  REQUIRE(sketched.targets.size() == exact.targets.size());
  for (std::size_t t = 0; t < exact.targets.size(); ++t) {
    CHECK(same_bits(sketched.targets[t].probability, exact.targets[t].probability));
    CHECK(sketched.targets[t].missing == exact.targets[t].missing);
  }
  REQUIRE(sketched.arrival_probability.size() == exact.arrival_probability.size());
  for (std::size_t n = 0; n < exact.arrival_probability.size(); ++n)
    if (!same_bits(sketched.arrival_probability[n], exact.arrival_probability[n])) ++differ;
  CHECK(differ == 0);
  CHECK(streamed.ensemble->parameters == kept->parameters);
  CHECK(streamed.ensemble->province_effects == kept->province_effects);
}

TEST_CASE("members that fail are told by a streamed run as by one that keeps them") {
  const Scenario scenario = with_failing_members(60);
  const auto kept = run_ensemble(scenario, build_network(scenario));
  const Streamed streamed(scenario, 2, 16);
  REQUIRE(!kept->failures.empty());
  REQUIRE(streamed.ensemble->failures.size() == kept->failures.size());
  CHECK(streamed.ensemble->failed_members() == kept->failed_members());
  for (std::size_t n = 0; n < kept->failures.size(); ++n)
    CHECK(streamed.ensemble->failures[n].member == kept->failures[n].member);
}

TEST_CASE("progress of a streamed run rises to the number of members, and it can be cancelled") {
  std::vector<std::int64_t> reports;
  std::atomic<bool> cancelled = false;
  RunOptions options{.threads = 2, .cancelled = &cancelled};
  options.progress = [&](std::int64_t done, std::int64_t total) {
    CHECK(total == 50);
    reports.push_back(done);
  };
  stream_ensemble(to_2025(50), baseline_network(), options, {{0, 50}}, 16, [](const Ensemble&) {});
  CHECK(std::is_sorted(reports.begin(), reports.end()));
  CHECK(reports.back() == 50);
  const auto cancel = [&](const Ensemble&) { cancelled = true; };
  CHECK_THROWS_AS(stream_ensemble(to_2025(50), baseline_network(), options, {{0, 50}}, 16, cancel), Cancelled);
}

TEST_CASE("a file of a streamed run says that its quantiles are from a sketch and how far they may be off") {
  const Scenario scenario = to_2025(24);
  const Streamed streamed(scenario, 1, 16);
  const Results results(scenario, *streamed.ensemble, streamed.cells, 1);
  const auto path = std::filesystem::temp_directory_path() / "jialing_streamed.nc";
  write_netcdf({&results}, path.string());
  const ResultInfo info = read_result_info(path.string());
  std::filesystem::remove(path);
  CHECK(info.members == 24);
  CHECK(info.quantiles == "from a sketch, off by less than 0.098 % of themselves");
  CHECK(as_text(info).find("quantiles    from a sketch") != std::string::npos);
  CHECK(std::abs(stated - 0.00098) < 5e-6);
}

TEST_CASE("more members than the machine has memory for are refused with the memory they would need") {
  Scenario scenario = to_2025(1000000000);
  try {
    run_ensemble(scenario, baseline_network());
    FAIL("a billion members were kept");
  } catch (const InputError& error) {
    const std::string message = error.faults().at(0).message;
    CHECK(message.find(gibibytes(cell_memory(scenario))) != std::string::npos);
    CHECK(message.find("fewer members") != std::string::npos);
  }
}

}  // namespace jialing::test
