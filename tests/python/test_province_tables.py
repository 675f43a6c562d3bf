"""The tables of the provinces before 2020 are what the script makes of the history."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "scenarios/data"
PROVINCES = TABLES / "provinces"
YEARS = range(2010, 2016)


@pytest.fixture(scope="module")
def history() -> pd.Series:
    table = pd.read_csv(TABLES / "history.csv")
    return table.set_index(["region", "indicator", "year"]).value


def nodes(year: int) -> pd.DataFrame:
    return pd.read_csv(PROVINCES / f"nodes_{year}.csv").set_index("id")


def provenance(year: int) -> pd.DataFrame:
    return pd.read_csv(PROVINCES / f"nodes_{year}_provenance.csv").set_index(["id", "column"])


def test_the_script_makes_the_tables_again_byte_for_byte(tmp_path):
    subprocess.run([sys.executable, str(PROVINCES / "back_cast.py"), str(tmp_path)], check=True)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert len(made) == 2 * len(YEARS) + 7
    for name in made:
        assert (tmp_path / name).read_bytes() == (PROVINCES / name).read_bytes(), name


@pytest.mark.parametrize("year", YEARS)
def test_what_the_history_holds_is_taken_from_it(year, history):
    table, origin = nodes(year), provenance(year)
    for column, indicator in (("gdp", "gdp"), ("rd", "rd_expenditure")):
        for node in table.index:
            value = history.get((node, indicator, year))
            status = origin.loc[(node, column), "status"]
            if value is None:
                assert status in ("estimated", "assumed"), (node, column)
            else:
                assert table.at[node, column] == pytest.approx(value, rel=1e-8)
                assert status.startswith("reported"), (node, column)


@pytest.mark.parametrize("year", range(2011, 2016))
def test_the_provinces_add_up_to_china(year, history):
    table = nodes(year)
    mainland = table[(table.role == "endogenous") & ~table.index.isin(["HongKong", "Macao"])]
    for column, indicator in (("gdp", "gdp"), ("rd", "rd_expenditure")):
        assert mainland[column].sum() == pytest.approx(history["China", indicator, year], rel=1e-8)


@pytest.mark.parametrize("year", YEARS)
def test_every_figure_says_where_it_comes_from(year):
    table, origin = nodes(year), provenance(year)
    columns = table.columns[table.columns.get_loc("population_10k") :]
    assert set(origin.index) == {(node, column) for node in table.index for column in columns}
    assert origin.basis.str.len().min() > 0
    assert (table.growth_offset == 0).all()
    assert np.isfinite(table[columns]).all().all()
    assert (table[["gdp", "rd", "rd_fte", "tech_firms"]] > 0).all().all()


@pytest.mark.parametrize("year", YEARS)
def test_the_engine_starts_in_every_year(year, jialing, tmp_path):
    scenario = (ROOT / "scenarios/provinces.yaml").read_text(encoding="utf-8")
    scenario = scenario.replace(" data/", f" {TABLES}/").replace("[data/", f"[{TABLES}/")
    scenario = scenario.replace("nodes_2011", f"nodes_{year}").replace("2011\n", f"{year}\n")
    (tmp_path / "p.yaml").write_text(scenario, encoding="utf-8")
    checked = jialing("validate", tmp_path / "p.yaml")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_observations_name_what_the_model_reports(history):
    table = pd.read_csv(PROVINCES / "observations.csv")
    assert not table.duplicated(["region", "indicator", "year", "vintage"]).any()
    assert (table.sd > 0).all() and (table.vintage >= table.year).all()
    first = table[table.vintage == table.year].set_index(["region", "indicator", "year"])
    assert first.value["Sichuan", "rd", 2015] == history["Sichuan", "rd_expenditure", 2015]
    later = table[table.vintage == 2019].set_index(["region", "indicator", "year"])
    tianjin = history["Tianjin", "gdp", 2018]
    assert later.value["Tianjin", "gdp", 2018] < 0.85 * tianjin
    assert first.value["Tianjin", "gdp", 2018] == tianjin
