"""A workbook with the tables of a run, in English or Chinese."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from . import results, tables
from .export_words import KINDS_ZH, STATUSES_ZH, WORDS
from .files import written_whole
from .labels import (
    SIGNS,
    chance,
    check_language,
    group_names,
    indicator_name,
    place_names,
    text,
    unit,
)
from .results import MAINLY
from .scenarios import position, scenario_name
from .tables import STATISTICS

CHANCE = '[<0.01]"< 1 %";[>0.99]"> 99 %";0 %'  # never rounds to certainty
SHARE = "0 %"
MARKS = {"*": "estimated", "†": "uniform"}  # phrases of labels
YEAR = "0"

INK, QUIET = "222222", "666666"
TITLE, NOTE = Font(bold=True, size=14, color=INK), Font(italic=True, color=QUIET)
HEADING = Font(bold=True, color=INK)
SHADE = PatternFill("solid", fgColor="DCE9F2")
LINE = Border(bottom=Side(style="thin", color=QUIET))
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAPPED = Alignment(vertical="top", wrap_text=True)
RIGHT = Alignment(horizontal="right")


@dataclass
class Column:
    """A column of a sheet: what stands above it, and its cells.

    Neighbours with the same `group` share one heading. `formats` has a number format for each cell,
    or one for all.
    """

    heading: str
    cells: Sequence[object]
    formats: str | Sequence[str] = "General"
    group: str = ""
    unit: str = ""
    width: float = 11


@dataclass
class Page:
    """A sheet that is being filled from the top."""

    sheet: Worksheet
    lang: str
    row: int = field(default=1)

    def head(self, title: str, notes: Iterable[str]) -> None:
        """Title and notes."""
        self.sheet.cell(1, 1, title).font = TITLE
        self.row = 2
        for note in notes:
            self.sheet.cell(self.row, 1, note).font = NOTE
            self.row += 1
        self.row += 1

    def table(self, columns: Sequence[Column], keys: int, left: int = 1) -> None:
        """A table; with `keys`, so many first columns and the headings stay in sight."""
        levels = [
            level
            for level in ("group", "heading", "unit")
            if any(getattr(column, level) for column in columns)
        ]
        for level in levels:
            self.headings([getattr(column, level) for column in columns], left, level)
            self.row += 1
        for at, column in enumerate(columns, left):
            letter = get_column_letter(at)
            self.sheet.column_dimensions[letter].width = column.width
            write_cells(self.sheet, self.row, at, column)
        for at in range(left, left + len(columns)):
            self.sheet.cell(self.row - 1, at).border = LINE
        rows = len(columns[0].cells)
        last = get_column_letter(left + len(columns) - 1)
        if keys:
            self.sheet.freeze_panes = self.sheet.cell(self.row, keys + 1)
            self.sheet.auto_filter.ref = f"A{self.row - 1}:{last}{self.row + rows - 1}"
        self.row += rows + 1

    def headings(self, words: Sequence[str], left: int, level: str) -> None:
        """One line of headings; equal neighbours are merged on the level of groups."""
        start = 0
        for at, word in enumerate(words):
            cell = self.sheet.cell(self.row, left + at)
            cell.fill, cell.font, cell.alignment = SHADE, HEADING, MIDDLE
            if level == "unit":
                cell.font = Font(color=QUIET)
            if level != "group" or at == 0 or word != words[at - 1]:
                cell.value, start = word or None, at
            ends = at + 1 == len(words) or words[at + 1] != word
            if level == "group" and word and ends and at > start:
                span = {"start_column": left + start, "end_column": left + at}
                self.sheet.merge_cells(start_row=self.row, end_row=self.row, **span)
        self.sheet.row_dimensions[self.row].height = 32 if level == "group" else None


def write_cells(sheet: Worksheet, top: int, at: int, column: Column) -> None:
    """The cells of a column; missing numbers stay empty."""
    for n, value in enumerate(column.cells):
        value = value.item() if isinstance(value, np.generic) else value
        if isinstance(value, float) and math.isnan(value):
            continue
        cell = sheet.cell(top + n, at, value)
        cell.number_format = (
            column.formats if isinstance(column.formats, str) else column.formats[n]
        )
        if isinstance(value, str) and value[:1] in "><":
            cell.alignment = RIGHT


def to_excel(
    ds: xr.Dataset, path: str | PathLike, *, lang: str = "en", scenario: str | int = 0
) -> None:
    """Writes a workbook (.xlsx) with the tables of a run, for one scenario (id or position).

    Sheets: overview; indicators against the plan's targets; indicators of all places and of all
    regions in each report year; flows between groups; arrival years of the technology fields;
    estimated shares; the figures for 2020 with their sources; parameters. Figures that rest mainly
    on estimates carry an asterisk, which is part of the number format: the cells hold numbers.
    `lang` is "en" or "zh". A failure leaves nothing half-written. Raises ValueError for another
    language or ending, KeyError for an unknown scenario, OSError when the file cannot be written.

    >>> jl.to_excel(ds, "baseline.xlsx", lang="zh")
    """
    check_language(lang)
    if Path(path).suffix.lower() != ".xlsx":
        raise ValueError(f"{path}: a workbook is written as .xlsx")
    content = BytesIO()  # openpyxl leaves files open that it cannot write
    workbook(ds, lang, position(ds, scenario)).save(content)
    with written_whole(path) as beside:
        beside.write_bytes(content.getvalue())


def workbook(ds: xr.Dataset, lang: str, scenario: int) -> Workbook:
    """All sheets, the overview first."""
    book = Workbook()
    first = Page(book.active, lang)
    contents: list[tuple[str, str]] = []

    def add(name: str, title: str, notes: Iterable[str]) -> Page:
        page = Page(book.create_sheet(name), lang)
        page.head(title, notes)
        contents.append((name, title))
        return page

    targets(add, ds, lang, scenario)
    for dimension in ("node", "region"):
        for year in tables.report_years(ds):
            places(add, ds, lang, scenario, dimension, year)
    for channel in tables.channels(ds):
        flows(add, ds, lang, scenario, channel)
    for share in ds["arrival_share"].values:
        arrivals(add, ds, lang, scenario, float(share))
    estimated(add, ds, lang)
    base_year(add, ds, lang)
    parameters(add, ds, lang, scenario)
    overview(first, ds, lang, scenario, contents)
    book.properties.title, book.properties.creator = ds.attrs["title"], ds.attrs["source"]
    return book


Add = Callable[[str, str, Iterable[str]], Page]


def overview(
    page: Page, ds: xr.Dataset, lang: str, scenario: int, contents: list[tuple[str, str]]
) -> None:
    """What was simulated and how, the sheets, and how to read them."""
    page.sheet.title = word("overview", lang)
    page.head(ds.attrs["title"], [])
    about = ds.attrs
    years = ds["time"].values
    facts = {
        "scenario": scenario_name(ds, scenario),
        "description": about["comment"],
        "hash": about["scenario_hash"],
        "members": int(about["members"]),
        "failed": int(about["failed_members"]),
        "seed": about["seed"],
        "sampling": about["sampling"],
        "years": f"{years[0]}–{years[-1]}",
        "version": about["source"],
    }
    write = page.sheet.cell
    for name, value in facts.items():
        write(page.row, 1, word(name, lang)).font = HEADING
        write(page.row, 2, value).alignment = Alignment(
            horizontal="left", vertical="top", wrap_text=True
        )
        page.row += 1
    page.row += 1
    write(page.row, 1, word("reading", lang)).font = HEADING
    base = results.base_year(ds)
    kinds = [1, 2, 3, 4] if "district" in ds["node_kind"].values else [1, 2, 4]
    sentences = [word(f"reading_{n}", lang, base=base) for n in kinds]
    for sentence in [*sentences, remark("*", ds, lang), remark("†", ds, lang)]:
        write(page.row, 2, sentence).alignment = WRAPPED
        page.row += 1
    page.row += 1
    write(page.row, 1, word("sheets", lang)).font = HEADING
    for name, title in contents:
        link = write(page.row, 2, f"{name} · {title}")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{name}'!A1")
        link.font = Font(color="0563C1", underline="single")
        page.row += 1
    page.sheet.column_dimensions["A"].width = 30
    page.sheet.column_dimensions["B"].width = 100


def targets(add: Add, ds: xr.Dataset, lang: str, scenario: int) -> None:
    """Indicators against the plan's targets."""
    table = tables.against_targets(ds, scenario)
    marks = ["*" if share > MAINLY else "" for share in table["estimated"]]
    notes = [word("targets_note", lang, base=results.base_year(ds))] + ([remark("*", ds, lang)] if any(marks) else [])
    page = add(word("targets", lang), word("targets_heading", lang), notes)
    variables = [ds[code] for code in table["indicator"]]
    formats = [
        number_format(variable.units, [base, target])
        for variable, base, target in zip(variables, table["base"], table["target"])
    ]
    names = place_names(ds, lang)
    columns = [
        Column(
            word("indicator", lang), [indicator_name(each, lang) for each in variables], width=40
        ),
        Column(word("place", lang), [names[region] for region in table["region"]], width=30),
        Column(word("unit", lang), [unit(variable, lang) for variable in variables], width=18),
        Column(word("base", lang, base=results.base_year(ds)), table["base"], formats),
    ]
    for year in tables.report_years(ds):
        columns += [
            Column(word(statistic, lang), table[year, statistic], formats, group=str(year))
            for statistic in STATISTICS
        ]
    columns += [
        Column(word("target_year", lang), table["year"], YEAR),
        Column(word("sign", lang), [SIGNS[each] for each in table["direction"]]),
        Column(word("target", lang), table["target"], formats),
        Column(word("probability", lang), table["probability"], CHANCE),
        Column(word("mark", lang), marks, width=8),
    ]
    page.table(columns, keys=2)


def places(add: Add, ds: xr.Dataset, lang: str, scenario: int, dimension: str, year: int) -> None:
    """All indicators of nodes or regions in a year."""
    table = tables.indicators_by_place(ds, year, dimension, scenario)
    shares = tables.estimated_shares(ds, dimension)
    notes = [word("places_note", lang), remark("*", ds, lang)]
    notes += [remark("†", ds, lang)] if dimension == "node" else []
    title = word(f"{dimension}_heading", lang, year=year)
    page = add(word(dimension, lang, year=year), title, notes)
    keys = key_columns(ds, lang, dimension)
    columns = list(keys)
    for code in table.columns.unique("indicator"):
        variable = ds[code]
        mark = "†" if dimension == "node" and variable.attrs["uniform_base"] else ""
        plain = number_format(variable.units, table[code, "q50"])
        formats = [plain + ('"*"' if share > MAINLY else "_*") for share in shares[code]]
        for statistic in STATISTICS:
            columns.append(
                Column(
                    word(statistic, lang),
                    table[code, statistic],
                    formats,
                    group=indicator_name(variable, lang) + mark,
                    unit=unit(variable, lang),
                )
            )
    page.table(columns, keys=1)


def flows(add: Add, ds: xr.Dataset, lang: str, scenario: int, channel: str) -> None:
    """Matrices of a channel between groups: years below each other, statistics side by side."""
    variable = ds[channel]
    name = indicator_name(variable, lang)
    notes = [word("flows_note", lang, name=name, unit=unit(variable, lang))]
    page = add(word(channel, lang), name, notes)
    groups = group_names(ds, lang)
    for year in map(int, ds["flow_time"].values):
        top = page.row
        for n, statistic in enumerate(STATISTICS):
            page.row = top
            table = tables.flows(ds, channel, year, statistic, scenario)
            senders = [groups[group] for group in table.index]
            group = f"{year} · {word(statistic, lang)}"
            columns = [Column(word("from", lang), senders, group=group, width=26)]
            columns += [
                Column(groups[to], table[to], number_format("", table[to]), group, width=14)
                for to in table.columns
            ]
            page.table(columns, keys=0, left=1 + n * (len(columns) + 1))
    page.sheet.freeze_panes = "B1"


def arrivals(add: Add, ds: xr.Dataset, lang: str, scenario: int, share: float) -> None:
    """Arrival of the technology fields at all nodes."""
    table = tables.arrivals(ds, share, scenario)
    last = int(ds["time"][-1])
    percent = chance(share, lang)
    page = add(
        word("arrivals", lang, share=percent),
        word("arrivals_heading", lang, share=percent),
        [word("arrivals_note", lang, last=last, base=results.base_year(ds))],
    )
    columns = key_columns(ds, lang, "node")
    for code, title in zip(ds["field"].values, ds[f"field_name_{lang}"].values):
        chances = table[code, "probability"]
        years = [
            f"> {last}" if math.isnan(year) else math.floor(year) for year in table[code, "year"]
        ]
        columns.append(Column(word("year", lang), years, YEAR, group=str(title)))
        columns.append(Column(word("probability", lang), chances, CHANCE, group=str(title)))
    page.table(columns, keys=1)


def estimated(add: Add, ds: xr.Dataset, lang: str) -> None:
    """Share of each indicator's base year that is estimated, by node and region."""
    notes = [word("estimated_note", lang)]
    page = add(word("estimated", lang), word("estimated_heading", lang, base=results.base_year(ds)), notes)
    table = pd.concat([tables.estimated_shares(ds, name) for name in ("node", "region")])
    names = place_names(ds, lang)
    columns = [
        Column(word("place", lang), [names[place] for place in table.index], width=34),
        Column(word("code", lang), list(table.index), width=24),
    ]
    columns += [
        Column(indicator_name(ds[code], lang), table[code], SHARE, width=15)
        for code in table.columns
        if code in ds
    ]
    page.table(columns, keys=1)


def base_year(add: Add, ds: xr.Dataset, lang: str) -> None:
    """The figures of the base year and where they come from."""
    notes = [word("base_year_note", lang)]
    page = add(word("base_year", lang), word("base_year_heading", lang, base=results.base_year(ds)), notes)
    table = tables.base_year(ds)
    names = place_names(ds, lang)
    statuses = [translated(status, STATUSES_ZH, lang) for status in table["status"]]
    page.table(
        [
            Column(word("place", lang), [names[node] for node in table["node"]], width=20),
            Column(word("column", lang), table["column"], width=26),
            Column(word("value", lang), table["value"], "#,##0.####"),
            Column(word("status", lang), statuses, width=22),
            Column(word("log_sd", lang), table["log_sd"], "0.00", width=14),
            Column(word("basis", lang), table["basis"], width=90),
        ],
        keys=2,
    )


def parameters(add: Add, ds: xr.Dataset, lang: str, scenario: int) -> None:
    """The model's parameters: priors and what was drawn."""
    notes = [word("parameters_note", lang)]
    page = add(word("parameters", lang), word("parameters_heading", lang), notes)
    table = tables.parameters(ds, scenario)
    columns = [
        Column(word("parameter", lang), list(table.index), width=22),
        Column(word("meaning", lang), table["meaning"], width=60),
        Column(word("unit", lang), table["unit"], width=14),
        Column(word("distribution", lang), table["distribution"], width=14),
    ]
    yes = {True: word("yes", lang), False: ""}
    conditioned = [yes[each] for each in table["conditioned"]]
    columns.append(Column(word("conditioned", lang), conditioned, width=14))
    for group, prefix in (("prior", "prior_"), ("drawn", "")):
        columns += [
            Column(word(each, lang), table[prefix + each], "0.0000", group=word(group, lang))
            for each in STATISTICS
        ]
    columns.append(Column(word("source", lang), table["source"], width=40))
    page.table(columns, keys=1)


def word(key: str, lang: str, **values: object) -> str:
    """A phrase of the workbook."""
    return WORDS[key][lang].format(**values)


def remark(mark: str, ds: xr.Dataset, lang: str) -> str:
    """What a mark means, as the charts say it."""
    sentence = text(MARKS[mark], lang, base=results.base_year(ds))
    return f"{mark} {sentence[:1].lower()}{sentence[1:]}"


def number_format(units: str, values: Iterable[float]) -> str:
    """Number format by unit, and else by the middle one of the values."""
    if units in ("%", "%/yr", "percentage points"):
        return "0.00"
    finite = [abs(value) for value in values if math.isfinite(value)]
    typical = float(np.median(finite)) if finite else 0
    decimals = 0 if typical >= 1000 else 1 if typical >= 10 else 2 if typical >= 1 else 3
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def key_columns(ds: xr.Dataset, lang: str, dimension: str) -> list[Column]:
    """Columns that say which node or region a row is."""
    names, kinds = place_names(ds, lang), map(str, ds[f"{dimension}_kind"].values)
    codes = [str(each) for each in ds[dimension].values]
    columns = [
        Column(word("place", lang), [names[code] for code in codes], width=34),
        Column(word("code", lang), codes, width=24),
        Column(word("kind", lang), [translated(kind, KINDS_ZH, lang) for kind in kinds]),
    ]
    if dimension == "node":
        groups = group_names(ds, lang)
        columns += [
            Column(word("province", lang), [names[str(each)] for each in ds["province"].values]),
            Column(word("group", lang), [groups[str(g)] for g in ds["group"].values], width=28),
        ]
    return columns


def translated(code: str, chinese: dict[str, str], lang: str) -> str:
    """A code of the tables in words; as it stands where no word is known."""
    return chinese.get(code, code) if lang == "zh" else code.replace("_", " ")

