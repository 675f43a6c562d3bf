"""jialing allocate: what it reports, that budgets and limits hold, faults, interruption."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from conftest import BASELINE, SMALL_ALLOCATION
from terminal import start


@pytest.fixture
def problem(tmp_path):
    """Writes the small problem with something replaced and returns the file."""

    def write(*changes: tuple[str, str]) -> Path:
        text = f"extends: {BASELINE}\n{SMALL_ALLOCATION}"
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        path = tmp_path / "problem.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def quick(*changes: tuple[str, str]) -> list[tuple[str, str]]:
    search = "search: {training: 16, evaluation: 32, most_evaluation: 96, starts: 1, rounds: 3, population: 8, generations: 3}"
    return [
        (
            search,
            "search: {training: 8, evaluation: 16, most_evaluation: 16, starts: 1, rounds: 1, generations: 0}",
        ),
        *changes,
    ]


def same_content(a: Path, b: Path) -> bool:
    with xr.open_dataset(a) as left, xr.open_dataset(b) as right:
        return left.load().identical(right.load())


def test_every_allocation_spends_the_budget_within_the_limits(allocated):
    for money in (allocated.money, allocated.frontier_money):
        np.testing.assert_allclose(money.sum(["instrument", "recipient"]), 20, rtol=0, atol=1e-9)
        assert float(money.min()) >= 0
        by_recipient = money.sum("instrument")
        assert float(by_recipient.max()) <= 0.4 * 20 + 1e-9
        clusters = by_recipient.sel(recipient=["Wanzhou", "Youyang"]).sum("recipient")
        assert float(clusters.min()) >= 0.3 * 20 - 1e-9


def test_the_table_beside_the_file_holds_the_same_money(allocated, allocation_file):
    with open(allocation_file.with_suffix(".csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [
        *allocated.allocation.values,
        *(f"frontier {n + 1}" for n in range(allocated.sizes["point"])),
    ]
    assert len(rows) == len(names) * 10
    equal = [row for row in rows if row["allocation"] == "equal"]
    given = [float(row["money_100m_cny_per_year"]) for row in equal]
    np.testing.assert_allclose(
        given, allocated.money.sel(allocation="equal").values.ravel(), rtol=1e-5
    )
    assert sum(float(row["share"]) for row in equal) == pytest.approx(1)
    assert equal[0]["recipient_name_zh"] == "渝中"


def test_a_rule_is_worth_what_a_run_with_levers_of_that_money_gives(allocated, jialing, tmp_path):
    money = allocated.money.sel(allocation="gdp")
    levers = []
    for recipient in money.recipient.values:
        grant, talent = (
            float(money.sel(instrument=name, recipient=recipient)) for name in ("grants", "talent")
        )
        counted = 5 * np.log1p(talent / 5)
        common = f"targets: {{nodes: [{recipient}]}}, years: [2026, 2028]"
        levers += [
            f"  - {{name: grant {recipient}, type: rd_grant, {common}, amount: {grant}, effectiveness: 0.33}}",
            f"  - {{name: talent {recipient}, type: talent_programme, {common}, recruits: {200 * counted}, effectiveness: 0.5}}",
        ]
    scenario = tmp_path / "levers.yaml"
    scenario.write_text(
        f"extends: {BASELINE}\nname: levers\nensemble: {{members: 16, sampling: monte_carlo}}\nhorizon: {{to: 2030}}\n"
        "output: {realizations: all, indicators: [gdp_2020_prices, gdp_per_head], flows: none}\npolicies:\n"
        + "\n".join(levers),
        encoding="utf-8",
    )
    done = jialing("run", scenario, "--quiet", "-o", tmp_path / "run.nc")
    assert done.returncode == 0, done.stderr
    found = allocated.training.sel(allocation="gdp").values
    with xr.open_dataset(tmp_path / "run.nc") as run:
        gdp = run.gdp_2020_prices_region_members.isel(scenario=0).sel(region="Chongqing", time=2030)
        assert found[0] == pytest.approx(float(gdp.mean()), rel=1e-6)
        heads = run.gdp_per_head_members.isel(scenario=0).sel(time=2030)
        heads = (
            heads.isel(node=(run.province == "Chongqing").values)
            .transpose("realization", "node")
            .values
        )
        differences = np.abs(heads[:, :, None] - heads[:, None, :]).sum((1, 2))
        gini = differences / (2 * heads.shape[1] ** 2 * heads.mean(1))
        assert found[1] == pytest.approx(float(gini.mean()), rel=1e-6)


def test_differences_are_from_the_best_rule_and_probabilities_add_up(allocated):
    best = allocated.attrs["best_rule"]
    assert (allocated.attrs["precision"], bool(allocated.attrs["arithmetic"])) == ("double", True)
    assert bool(allocated.is_rule.sel(allocation=best))
    assert (allocated.difference.sel(allocation=best) == 0).all()
    rules = allocated.isel(objective=0).where(allocated.is_rule == 1, drop=True)
    longest = rules.where(rules.fresh_members == rules.fresh_members.max(), drop=True)
    assert best in longest.allocation.values and (longest.difference <= 0).all()
    raced = allocated.fresh_members == allocated.fresh_members.max()
    assert float(allocated.probability_best.where(raced).sum()) == pytest.approx(1, abs=0.02)
    assert allocated.attrs["correct_selection"] == float(allocated.probability_best.max())


def test_the_optimised_allocation_is_at_least_as_good_as_any_rule_where_it_was_searched(allocated):
    growth = allocated.training.isel(objective=0)
    optimised = float(growth.sel(allocation="optimised for growth"))
    assert optimised >= float(growth.where(allocated.is_rule == 1).max()) * (1 - 1e-12)
    equity = allocated.training.isel(objective=1)
    assert float(equity.sel(allocation="optimised for equity")) <= float(equity.min()) * (1 + 1e-9)
    gain = allocated.attrs["gain_training"]
    best = float(growth.sel(allocation=allocated.attrs["best_rule"]))
    assert gain == pytest.approx(optimised - best)
    assert (allocated.attrs["beats_rules"] == "yes") == (allocated.attrs["gain_fresh_q05"] > 0)


def test_marginal_returns_have_converged_and_are_told_by_cell(allocated):
    whole, half = allocated.marginal_return, allocated.marginal_return_half_step
    assert whole.dims == ("objective", "instrument", "recipient")
    scale = np.abs(whole).max(["instrument", "recipient"])
    assert float((np.abs(whole - half) / scale).max()) < 0.03
    assert (allocated.marginal_return_q05 <= whole).all() and (
        whole <= allocated.marginal_return_q95
    ).all()


def test_no_point_of_the_frontier_is_better_in_all(allocated):
    sign = np.where(allocated.objective_goal.values == "maximise", 1, -1)
    scores = allocated.frontier_training.values * sign
    for one in scores:
        assert not ((scores >= one).all(1) & (scores > one).any(1)).any()
    assert (np.diff(allocated.hypervolume) >= 0).all()
    stands = allocated.frontier_stands.values.astype(bool)
    fresh = allocated.frontier_value.values * sign
    for one, kept in zip(fresh, stands):
        beaten = ((fresh >= one).all(1) & (fresh > one).any(1)).any()
        assert kept == (not beaten)


def test_the_report_is_readable_in_both_languages(allocation_file, jialing):
    shown = (allocation_file.parent / "report.txt").read_text(encoding="utf-8")
    for part in (
        "20.0 (100 million CNY) a year from 2026 to 2028",
        "Chosen: ",
        "optimised for growth",
        "Where the chosen money goes",
    ):
        assert part in shown
    assert "against the best rule" in shown and "the largest difference between the two" in shown
    chinese = jialing(
        "allocate",
        allocation_file.parent / "fund.yaml",
        "--lang",
        "zh",
        "-o",
        allocation_file.parent / "zh.nc",
    )
    assert chinese.returncode == 0, chinese.stderr
    for part in ("分配方案", "平均分配", "选定方案：", "资金去向", "渝北", "按人口"):
        assert part in chinese.stdout
    assert same_content(allocation_file, allocation_file.parent / "zh.nc")


def test_json_and_info_tell_the_same(problem, jialing, tmp_path):
    out = tmp_path / "a.nc"
    told = json.loads(jialing("allocate", problem(*quick()), "--json", "-o", out).stdout)
    assert told["budget"] == 20 and told["output"] == str(out)
    assert {each["name"] for each in told["allocations"]} >= {
        "equal",
        "cities",
        "greedy",
        "optimised for growth",
    }
    chosen = next(each for each in told["allocations"] if each["name"] == told["chosen"])
    assert sum(sum(cells.values()) for cells in chosen["money"].values()) == pytest.approx(
        20, abs=1e-9
    )
    assert "allocation (of jialing allocate)" in jialing("info", out).stdout


def test_the_numbers_are_the_same_for_any_number_of_threads(problem, jialing, tmp_path):
    file = problem(*quick())
    for threads in (1, 3):
        done = jialing(
            "allocate", file, "--threads", threads, "--quiet", "-o", tmp_path / f"{threads}.nc"
        )
        assert done.returncode == 0, done.stderr
    assert same_content(tmp_path / "1.nc", tmp_path / "3.nc")


@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_search_goes_on_where_it_was(allocation_file, jialing, tmp_path, how):
    file, out = allocation_file.parent / "fund.yaml", tmp_path / "a.nc"
    out.write_text("earlier", encoding="utf-8")
    log = tmp_path / "a.nc.parts" / "evaluations.log"
    for enough in (5_000, 20_000):
        process = start(
            "allocate", file, "--resume", "-o", out, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        while not (log.exists() and log.stat().st_size > enough):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(how)
        process.communicate()
        assert process.returncode == (130 if how == signal.SIGINT else -how)
        assert out.read_text(encoding="utf-8") == "earlier"
    with open(log, "ab") as tail:  # a record that was cut
        tail.write(b"\x01\x02\x03")
    done = jialing("allocate", file, "--resume", "--quiet", "-o", out)
    assert done.returncode == 0, done.stderr
    assert same_content(allocation_file, out)
    assert not log.parent.exists()


def test_two_searches_do_not_write_one_log(allocation_file, jialing, tmp_path):
    file, out = allocation_file.parent / "fund.yaml", tmp_path / "a.nc"
    log = tmp_path / "a.nc.parts" / "evaluations.log"
    first = start("allocate", file, "-o", out, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not (log.exists() and log.stat().st_size > 2_000):
        assert first.poll() is None
        time.sleep(0.01)
    second = jialing("allocate", file, "--resume", "-o", out)
    assert second.returncode == 2 and "another run is writing it" in second.stderr
    first.communicate()
    assert first.returncode == 0 and same_content(allocation_file, out)


def test_evaluations_of_another_problem_are_not_used(problem, jialing, tmp_path):
    out = tmp_path / "a.nc"
    parts = tmp_path / "a.nc.parts"
    parts.mkdir()
    (parts / "evaluations.log").write_bytes(b"jialing evaluations 1\nsomething else\n")
    done = jialing("allocate", problem(*quick()), "--resume", "-o", out)
    assert (
        done.returncode == 2
        and "another problem" in done.stderr
        and "without --resume" in done.stderr
    )
    (parts / "evaluations.log").write_bytes(b"rubbish")
    done = jialing("allocate", problem(*quick()), "--resume", "-o", out)
    assert done.returncode == 2 and "no log of evaluations" in done.stderr
    (parts / "evaluations.log").unlink()
    (parts / "mine.txt").write_text("mine", encoding="utf-8")
    done = jialing("allocate", problem(*quick()), "-o", out)
    assert done.returncode == 2 and "move it away" in done.stderr
    assert (parts / "mine.txt").read_text(encoding="utf-8") == "mine" and not out.exists()


def test_limits_that_clash_are_named(problem, jialing, tmp_path):
    file = problem(*quick(("at_least: 0.3", "at_least: 0.9")))
    done = jialing("allocate", file, "-o", tmp_path / "a.nc")
    assert done.returncode == 2
    assert (
        "'clusters' (at least 90 %) and 'nobody alone' (at most 40 % for each of 5)" in done.stderr
    )
    assert "loosen or remove one of them" in done.stderr and not (tmp_path / "a.nc").exists()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "recipients: [northeast, southeast]",
            "recipients: [northest]",
            "did you mean 'northeast'?",
        ),
        ("each: recipient", "instruments: [grant], each: recipient", "did you mean 'grants'?"),
        ("from: 2026, to: 2028", "from: 2028, to: 2026", "lies before the first year 2028"),
        (
            "indicator: gdp_2020_prices, year: 2030",
            "indicator: gdp_2020_prices, year: 2036",
            "not after the end of the run 2035",
        ),
        (
            "indicator: gdp_2020_prices",
            "indicator: gdp_2020_price",
            "did you mean 'gdp_2020_prices'?",
        ),
        ("recruits: 200, cost: 1", "recruits: 200", "costs nothing"),
        ("type: rd_grant", "type: transport_line", "allocation.instruments[0].type"),
        ("name: talent,", "name: grants,", "another instrument has this name"),
        ("{Yubei: 2, Wanzhou: 1}", "{Yubei: 0}", "gives nothing to anybody"),
        ("{Yubei: 2, Wanzhou: 1}", "{Bishan: 2}", "'Bishan' is no recipient"),
        (
            "form: gini, among: {regions: [Chongqing]}",
            "form: gap, between: [one_area]",
            "a gap lies between two regions",
        ),
        (
            "name: equity, indicator",
            "name: equity, statistic: probability, indicator",
            "needs the `target`",
        ),
        ("population: 8", "population: 10", "must be a multiple of 4"),
        ("most_evaluation: 96", "most_evaluation: 31", "most_evaluation: must be at least evaluation, 32"),
        ("at_most: 0.4", "at_most: 0.4, at_least: 0.5", "the floor 0.5 lies above the cap 0.4"),
        ("amount: 60", "amount: -5", "allocation.budget.amount"),
    ],
)
def test_faults_are_told_with_their_place(problem, jialing, before, after, told):
    file = problem((before, after))
    done = jialing("validate", file)
    assert done.returncode == 2
    assert told in done.stderr, done.stderr
    assert f"{file}:" in done.stderr


def test_a_file_without_a_problem_and_members_are_refused(problem, jialing, baseline, tmp_path):
    done = jialing("allocate", baseline, "-o", tmp_path / "a.nc")
    assert done.returncode == 2 and "nothing is to be allocated" in done.stderr
    done = jialing("allocate", problem(), "--members", 10, "-o", tmp_path / "a.nc")
    assert done.returncode == 2 and "allocation.search.training" in done.stderr


def test_the_least_budget_for_a_chance(problem, jialing, tmp_path):
    file = problem(
        *quick(
            (
                "indicator: gdp_2020_prices, year: 2030",
                "indicator: rd, year: 2028, statistic: probability, target: 1300",
            ),
            ("  limits:", "  least_budget: {chance: 0.7, highest: 900}\n  limits:"),
        )
    )
    done = jialing("allocate", file, "--json", "-o", tmp_path / "a.nc")
    assert done.returncode == 0, done.stderr
    least = json.loads(done.stdout)["least_budget"]
    assert least["found"] and 0 < least["budget"] < 900 and least["training"] >= 0.7
    total = sum(sum(cells.values()) for cells in least["money"].values())
    assert total == pytest.approx(least["budget"], abs=1e-9)
    out_of_reach = problem(
        *quick(
            (
                "indicator: gdp_2020_prices, year: 2030",
                "indicator: rd, year: 2028, statistic: probability, target: 90000",
            ),
            ("  limits:", "  least_budget: {chance: 0.7, highest: 40}\n  limits:"),
        )
    )
    told = jialing("allocate", out_of_reach, "-o", tmp_path / "a.nc").stdout
    assert "Even 40.0 (100 million CNY) a year do not give a chance of 70 %" in told


def test_an_output_that_the_table_would_replace_is_refused(problem, jialing, tmp_path):
    done = jialing("allocate", problem(*quick()), "-o", tmp_path / "a.csv")
    assert done.returncode == 2 and "is the name of the table" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["problem.yaml"]


def test_a_table_that_cannot_be_written_is_told_before_the_search(problem, jialing, tmp_path):
    (tmp_path / "a.csv").mkdir()
    done = jialing("allocate", problem(), "-o", tmp_path / "a.nc")
    assert done.returncode == 2 and "a.csv': it is a folder" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"problem.yaml", "a.csv"}


def test_what_only_one_recipient_can_reach_goes_there_up_to_its_cap(problem, jialing, tmp_path):
    """Grants without leverage raise R&D by themselves: only those in Chongqing raise that of Chongqing."""
    linear = [
        ("[Yuzhong, Yubei, Fuling, Wanzhou, Youyang]", "[Chengdu, Yubei, Mianyang]"),
        ("amount: 1, effectiveness: 0.33", "amount: 1, leverage: off"),
        ("indicator: gdp_2020_prices, year: 2030", "indicator: rd, year: 2028"),
        ("    - {name: clusters, recipients: [northeast, southeast], at_least: 0.3}\n", ""),
        (
            "    - {name: nobody alone, each: recipient, at_most: 0.4}",
            "    - {name: cap, recipients: [Yubei], at_most: 0.7}",
        ),
        ("shares: {cities: {Yubei: 2, Wanzhou: 1}}", "shares: {cities: {Yubei: 1}}"),
        (
            "starts: 1, rounds: 3, population: 8, generations: 3",
            "starts: 1, rounds: 6, generations: 0",
        ),
    ]
    done = jialing("allocate", problem(*linear), "--quiet", "-o", tmp_path / "a.nc")
    assert done.returncode == 0, done.stderr
    with xr.open_dataset(tmp_path / "a.nc") as found:
        money = found.money.sel(allocation="optimised for growth")
        assert float(money.sel(instrument="grants", recipient="Yubei")) == pytest.approx(
            14, abs=1e-6
        )
        returns = found.marginal_return.sel(objective="growth", instrument="grants")
        assert float(returns.sel(recipient="Yubei")) == pytest.approx(1, abs=0.05)
        assert float(np.abs(returns.sel(recipient=["Chengdu", "Mianyang"])).max()) < 0.05
