"""Tables for others: IAMC, pyam, and the workbook, read back and compared with the dataset."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import openpyxl
import pandas as pd
import pytest

import jialing as jl
from charts import several
from jialing import export_excel
from jialing.export_iamc import statistic_name, variable_name
from jialing.labels import UNITS_ZH

CHOSEN = {"indicators": ["rd_intensity", "gdp", "adoption"], "places": ["Chongqing", "Yuzhong"]}


@pytest.fixture
def ds(small_baseline):
    return small_baseline


def test_the_iamc_table_has_all_indicators_of_nodes_and_regions(ds):
    table = jl.to_iamc(ds)
    assert list(table.columns[:5]) == ["model", "scenario", "region", "variable", "unit"]
    assert list(table.columns[5:]) == list(range(2020, 2036))
    assert set(table.model) == {f"jialing {jl.__version__}"} and set(table.scenario) == {ds.title}
    assert set(table.region) == {*ds.node.values, *ds.region.values}
    assert table.variable.str.rpartition("|")[0].nunique() == ds.sizes["indicator"] + 13
    assert not table.duplicated(["scenario", "region", "variable"]).any()
    assert table.notna().any(axis=None) and "1" not in set(table.unit)


@pytest.mark.parametrize("place", ["Chongqing", "western_science_city", "Yuzhong", "Germany"])
def test_a_row_is_the_series_of_the_dataset(ds, place):
    rows = jl.to_iamc(ds, ["rd_intensity"], [place]).set_index("variable")
    assert set(rows.unit) == {"%"} and len(rows) == ds.sizes["statistic"]
    for code, name in (("q05", "5th Percentile"), ("q50", "Median"), ("sd", "Standard Deviation")):
        expected = jl.place(ds, "rd_intensity", place).isel(scenario=0).sel(statistic=code)
        found = rows.loc[f"R&D Intensity|{name}", list(range(2020, 2036))].astype(float)
        np.testing.assert_array_equal(found, expected.values.astype(float))


def test_several_scenarios_keep_their_ids(ds, tmp_path):
    table = jl.to_iamc(several(ds), ["rd_intensity"], ["Chongqing"], ["q50"])
    base, fund, _ = (row for _, row in table.set_index("scenario").iterrows())
    assert (base.name, fund.name) == ("baseline", "fund")
    assert fund[2030] == pytest.approx(1.1 * base[2030])
    jl.to_excel(several(ds), tmp_path / "fund.xlsx", scenario="fund")
    sheet = openpyxl.load_workbook(tmp_path / "fund.xlsx")["Targets"]
    medians = {row[0].value: row[4].value for row in below(sheet)[:13]}
    expected = jl.place(ds, "rd_intensity", "Chongqing").sel(statistic="q50", time=2025).item()
    assert medians["R&D / GDP"] == pytest.approx(1.1 * expected)


def test_iamc_names_are_words():
    codes = ("rd_intensity", "hightech_firms_per_10k_entities", "gdp_2020_prices", "rd_fte")
    assert [variable_name(code) for code in codes] == [
        "R&D Intensity",
        "High-Tech Firms per 10k Entities",
        "GDP 2020 Prices",
        "R&D FTE",
    ]
    codes = ("q05", "q33", "q50", "q91", "q12", "mean")
    names = ["5th Percentile", "33rd Percentile", "Median", "91st Percentile", "12th Percentile"]
    assert [statistic_name(code) for code in codes] == [*names, "Mean"]


def test_what_the_file_does_not_have_is_refused(ds):
    with pytest.raises(KeyError, match="no indicator 'happiness'"):
        jl.to_iamc(ds, ["happiness"])
    with pytest.raises(KeyError, match="no region or node 'Atlantis'"):
        jl.to_iamc(ds, ["gdp"], ["Atlantis"])
    with pytest.raises(KeyError, match="q42"):
        jl.to_iamc(ds, ["gdp"], ["Chongqing"], ["q42"])


@pytest.mark.filterwarnings("ignore::Warning")  # of pyam about its own dependencies
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_pyam_reads_what_is_written(ds, ending, tmp_path):
    pyam = pytest.importorskip("pyam")
    frame = jl.to_pyam(ds, **CHOSEN)
    assert frame.meta["members"].item() == 64 and frame.meta["seed"].item() == 20210101
    ours, theirs = tmp_path / f"ours.{ending}", tmp_path / f"theirs.{ending}"
    jl.write_iamc(jl.to_iamc(ds, **CHOSEN), ours)
    (frame.to_csv if ending == "csv" else frame.to_excel)(theirs)
    for path in (ours, theirs):
        again = pyam.IamDataFrame(path)
        assert pyam.compare(frame, again).empty
    one = frame.filter(variable="R&D Intensity|Median", region="Chongqing", year=2025)
    expected = jl.place(ds, "rd_intensity", "Chongqing").sel(statistic="q50", time=2025)
    assert one.data.value.item() == pytest.approx(expected.item())


def test_without_pyam_the_remedy_is_named(ds, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyam", None)
    with pytest.raises(ImportError, match="pip install pyam-iamc"):
        jl.to_pyam(ds, **CHOSEN)


# The workbook.


@pytest.fixture(scope="module", params=["en", "zh"])
def book(request, small_baseline, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "baseline.xlsx"
    jl.to_excel(small_baseline, path, lang=request.param)
    opened = openpyxl.load_workbook(path)
    opened.lang = request.param
    return opened


def name(book, key: str, **values: object) -> str:
    return export_excel.word(key, book.lang, **values)


def below(sheet) -> list[tuple]:
    """The cells below the headings of a sheet."""
    first = int(sheet.auto_filter.ref.partition(":")[0].lstrip("A")) + 1
    return list(sheet.iter_rows(min_row=first))


def same(cell, expected: float) -> bool:
    if math.isnan(expected):
        return cell.value is None
    return cell.value == pytest.approx(expected)


def test_the_overview_says_how_the_figures_were_made(ds, book):
    sheet = book.worksheets[0]
    facts = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert facts[name(book, "hash")] == ds.attrs["scenario_hash"]
    assert facts[name(book, "members")] == 64 and facts[name(book, "seed")] == "20210101"
    linked = {cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    assert {each.partition("!")[0].strip("'") for each in linked} == set(book.sheetnames[1:])


def test_targets_stand_beside_the_simulated_indicators(ds, book):
    table = jl.tables.against_targets(ds)
    rows = below(book[name(book, "targets")])
    assert len(rows) == len(table) == 20
    for cells, expected in zip(rows, table.itertuples(index=False)):
        values = [expected[2], *expected[3:12]]
        assert all(same(cell, value) for cell, value in zip(cells[3:13], values))
        assert cells[13].value == expected[12] and cells[15].value == expected[14]
        assert same(cells[16], expected[15]) and cells[17].value == (
            "*" if expected[16] > 0.5 else None
        )
    starred = [cells[1].value for cells in rows if cells[17].value]
    assert (
        set(starred)
        == set(ds.region_name_zh.values if book.lang == "zh" else ds.region_name_en.values)
        & set(starred)
        and len(starred) == 2
    )


@pytest.mark.parametrize("dimension", ["node", "region"])
@pytest.mark.parametrize("year", [2025, 2030, 2035])
def test_places_have_all_indicators(ds, book, dimension, year):
    sheet = book[name(book, dimension, year=year)]
    rows, keys = below(sheet), 5 if dimension == "node" else 3
    assert [cells[1].value for cells in rows] == list(ds[dimension].values)
    suffix = "_region" if dimension == "region" else ""
    codes = [
        code
        for code in ds.indicator.values
        if ds[code + suffix].sel(time=year, statistic="q50").notnull().any()
    ]
    assert len(rows[0]) == keys + 3 * len(codes)
    for n, code in enumerate(codes):
        values = ds[code + suffix].isel(scenario=0).sel(time=year)
        for m, statistic in enumerate(("q50", "q05", "q95")):
            expected = values.sel(statistic=statistic).values
            cells = [row[keys + 3 * n + m] for row in rows]
            assert all(same(cell, value) for cell, value in zip(cells, expected)), code


def test_estimates_carry_an_asterisk_and_stay_numbers(ds, book):
    sheet = book[name(book, "node", year=2025)]
    rows = {row[1].value: row for row in below(sheet)}
    gdp, rd = rows["Yuzhong"][5], rows["Yuzhong"][14]
    assert same(rd, ds.rd.sel(time=2025, statistic="q50", node="Yuzhong").item())
    assert rd.number_format.endswith('"*"') and '"*"' not in gdp.number_format
    headings = [cell.value for cell in sheet[6] if cell.value]
    sei = ds.sei_output_share.attrs["long_name_zh" if book.lang == "zh" else "long_name"]
    assert any(each.lower() == f"{sei}†".lower() for each in headings)


def test_flows_are_matrices_by_channel_and_year(ds, book):
    for channel in ("technology_contracts", "innovation_capital", "talent_rate"):
        sheet = book[name(book, channel)]
        tops = [
            row
            for row in range(1, sheet.max_row)
            if str(sheet.cell(row, 1).value).startswith(tuple("2"))
        ]
        years = [int(sheet.cell(row, 1).value[:4]) for row in tops]
        assert years == [2020, 2025, 2030, 2035]
        for top, year in zip(tops, years):
            for n, statistic in enumerate(("q50", "q05", "q95")):
                expected = ds[channel].isel(scenario=0).sel(flow_time=year, statistic=statistic)
                left = 2 + 14 * n
                cells = sheet.iter_rows(top + 2, top + 13, left, left + 11)
                found = [[cell.value for cell in row] for row in cells]
                np.testing.assert_allclose(np.array(found, dtype=float), expected, rtol=1e-6)


def test_arrivals_give_a_year_or_say_that_it_lies_after_the_horizon(ds, book):
    percent = "50%" if book.lang == "zh" else "50 %"
    rows = below(book[name(book, "arrivals", share=percent)])
    years = ds.adoption_arrival.isel(scenario=0).sel(statistic="q50", arrival_share=0.5)
    chances = ds.adoption_arrival_probability.isel(scenario=0).sel(arrival_share=0.5)
    for i, cells in enumerate(rows):
        for f in range(13):
            year = years.values[f, i]
            assert cells[5 + 2 * f].value == ("> 2035" if math.isnan(year) else math.floor(year))
            assert same(cells[6 + 2 * f], chances.values[f, i])


def test_sources_and_parameters_are_there(ds, book):
    rows = below(book[name(book, "estimated")])
    assert len(rows) == 81 + 44
    gdp = [
        *ds.estimated_share.sel(indicator="gdp").values,
        *ds.estimated_share_region.sel(indicator="gdp").values,
    ]
    assert all(same(cells[2], value) for cells, value in zip(rows, gdp))
    assert len(below(book[name(book, "base_year")])) == 81 * 22
    rows = below(book[name(book, "parameters")])
    assert [cells[0].value for cells in rows] == list(ds.parameter.values)
    drawn = np.quantile(ds.parameter_value.isel(scenario=0), 0.5, axis=0)
    assert all(same(cells[8], value) for cells, value in zip(rows, drawn))


def test_priors_and_draws_agree(ds):
    table = jl.tables.parameters(ds)
    assert 0 < table.conditioned.sum() < len(table)
    table = table[~table.conditioned]
    spread = table.prior_q95 - table.prior_q05
    assert ((table.q50 - table.prior_q50).abs() < 0.2 * spread).all()
    assert (table.prior_q05 < table.prior_q50).all() and (table.prior_q50 < table.prior_q95).all()


def test_sheets_are_easy_to_read(book):
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes and sheet["A1"].font.bold
        assert len(sheet.title) <= 31
        widths = [sheet.column_dimensions[column].width for column in ("A", "B")]
        assert min(widths) >= 10
    if book.lang == "zh":
        headings = [cell.value for cell in book[name(book, "node", year=2025)][8] if cell.value]
        assert set(headings) <= {*UNITS_ZH.values(), "%"}


def test_a_failure_leaves_nothing_half_written(ds, tmp_path, monkeypatch):
    path = tmp_path / "old.xlsx"
    path.write_text("the workbook of last year")

    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr(export_excel.Workbook, "save", fail)
    with pytest.raises(OSError, match="no space left"):
        jl.to_excel(ds, path)
    assert path.read_text() == "the workbook of last year"
    assert [each.name for each in tmp_path.iterdir()] == ["old.xlsx"]


def test_faulty_requests_are_refused(ds, tmp_path):
    with pytest.raises(ValueError, match="en, zh"):
        jl.to_excel(ds, tmp_path / "a.xlsx", lang="de")
    with pytest.raises(ValueError, match="xlsx"):
        jl.to_excel(ds, tmp_path / "a.xls")
    with pytest.raises(ValueError, match="csv"):
        jl.write_iamc(pd.DataFrame(), tmp_path / "a.txt")
    with pytest.raises(KeyError, match="no scenario"):
        jl.to_excel(ds, tmp_path / "a.xlsx", scenario="paradise")
    assert list(tmp_path.iterdir()) == []


def test_the_command_exports(results, tmp_path):
    def export(*arguments: object) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "jialing", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True)

    done = export("excel", results, "-o", tmp_path / "b.xlsx", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    assert openpyxl.load_workbook(tmp_path / "b.xlsx", read_only=True).sheetnames[0] == "说明"
    done = export(
        "iamc", results, "-o", tmp_path / "b.csv", "--region", "Yuzhong", "--statistic", "q50"
    )
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "b.csv")
    assert set(table.region) == {"Yuzhong"} and table.variable.str.endswith("|Median").all()
    for wrong in (["iamc", "-o", "a.docx"], ["excel", "-o", "/no_such_folder/a.xlsx"]):
        refused = export(wrong[0], results, *wrong[1:])
        assert refused.returncode == 2 and "Traceback" not in refused.stderr
