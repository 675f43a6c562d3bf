"""Puts the page together: sections of sentences, tables and charts, filled into the template."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from os import PathLike
from pathlib import Path

import jinja2
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from jialing import plot, results, tables
from jialing.comparisons import others
from jialing.files import written_whole
from jialing.labels import check_language, comma, indicator_name, percent
from jialing.scenarios import scenario_name

from .words import ATTRIBUTES, value, word

LIKELY, UNLIKELY = 2 / 3, 1 / 3  # chances from which on, and below which, a target is called so
LARGE_DRAWING = 300_000  # bytes of SVG from which on a picture is smaller as dots
DOTS = 160  # an inch
NAMED = 3  # targets named as the most certain and the furthest away
MAPPED = ("rd_intensity", "gdp_per_head", "hightech_firms_per_10k_entities", "high_value_patents_per_10k")


@dataclass
class Table:
    caption: str
    head: list[str]
    rows: list[list[str]]
    verdicts: list[str] = field(default_factory=list)  # a class for one cell of each row
    verdict_column: int = -1


@dataclass
class Chart:
    source: str  # data URI
    alt: str
    wide: bool = False


@dataclass
class Section:
    id: str
    title: str
    points: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    listing_title: str = ""
    listing: str = ""


def report(ds: xr.Dataset | str | PathLike, path: str | PathLike, lang: str = "en") -> Path:
    """Writes what a result file of `jialing run` or `compare` says as one page of HTML.

    The page needs no other file and no network: pictures are part of it. Returns its path. Raises ValueError for
    another kind of file or an unknown language, OSError when the file cannot be read or the page written.

    >>> page = jl.report(ds, "report.html", lang="zh")
    >>> page.read_text(encoding="utf-8").count("<h1>")
    1
    """
    check_language(lang)
    if isinstance(ds, xr.Dataset):
        content = html_of(ds, lang)
    else:
        with results.open(ds) as opened:
            content = html_of(opened, lang, Path(ds).name)
    with written_whole(path) as beside:
        beside.write_text(content, encoding="utf-8")
    return Path(path)


def html_of(ds: xr.Dataset, lang: str, file: str = "") -> str:
    """The page as text."""
    if not {"scenario", "statistic", "time", "region"} <= set(ds.dims) or "indicator" not in ds:
        raise ValueError("a page is made of results of `jialing run` or `jialing compare`; this file is of another kind")
    environment = jinja2.Environment(autoescape=True, trim_blocks=False, undefined=jinja2.StrictUndefined)
    template = resources.files("jialing.report").joinpath("page.html.jinja").read_text(encoding="utf-8")
    sections = [section for section in make_sections(ds, lang, file) if section is not None]
    return environment.from_string(template).render(
        html_lang={"en": "en", "zh": "zh-Hans"}[lang],
        title=str(ds.attrs["title"]),
        comment=str(ds.attrs.get("comment", "")),
        words={"contents": word("contents", lang)},
        sections=sections,
    )


def make_sections(ds: xr.Dataset, lang: str, file: str) -> Iterator[Section | None]:
    """All sections in order; None for those that the file has nothing for."""
    yield answer(ds, lang)
    yield against_targets(ds, lang)
    yield developments(ds, lang)
    yield comparison(ds, lang)
    yield where(ds, lang)
    yield exchanged(ds, lang)
    yield adopted(ds, lang)
    members = int(ds.attrs["members"])
    yield Section("reading", word("reading", lang), texts=[word("reading_text", lang, members=members)])
    yield sources(ds, lang)
    yield computation(ds, lang, file)


def scenarios(ds: xr.Dataset) -> range:
    return range(ds.sizes["scenario"])


def main_targets(ds: xr.Dataset, scenario: int) -> pd.DataFrame:
    """The targets of the plan's main indicators that have a chance, the most likely first."""
    table = tables.against_targets(ds, scenario)
    if table.empty:
        return table
    table = table[table["indicator"].isin(results.headline_indicators(ds))].dropna(subset=["probability"])
    return table.sort_values("probability", ascending=False, kind="stable")


def verdict(probability: float) -> str:
    """Key of the word for a chance."""
    return "likely" if probability >= LIKELY else "unlikely" if probability < UNLIKELY else "open"


def answer(ds: xr.Dataset, lang: str) -> Section:
    """Each scenario in a sentence or two."""
    points = []
    for scenario in scenarios(ds):
        table, name = main_targets(ds, scenario), scenario_name(ds, scenario)
        if table.empty:
            points.append(word("nothing_counted", lang, scenario=name))
            continue
        counts = {key: sum(verdict(each) == key for each in table["probability"]) for key in ("likely", "open", "unlikely")}
        sentence = word("counted", lang, scenario=name, all=len(table), **counts)
        ends = [("best", table[table["probability"] >= LIKELY]), ("worst", table[table["probability"] < UNLIKELY][::-1])]
        for key, some in ends:
            if len(some):
                named = (
                    f"{indicator_name(ds[row.indicator], lang)} {row.year}" for row in some.head(NAMED).itertuples()
                )
                sentence += ("" if lang == "zh" else " ") + word(key, lang, names=comma(lang).join(named))
        points.append(sentence)
    return Section("answer", word("answer", lang), points=points)


def against_targets(ds: xr.Dataset, lang: str) -> Section | None:
    """The table of targets of each scenario, with a word for each chance."""
    shown = []
    for scenario in scenarios(ds):
        raw = tables.against_targets(ds, scenario)
        if raw.empty:
            continue
        raw = raw[raw["indicator"].isin(results.headline_indicators(ds))]
        readable = tables.readable_targets(ds, lang, scenario)
        keys = [verdict(each) if np.isfinite(each) else "open" for each in raw["probability"]]
        words = [word(key, lang) if np.isfinite(p) else "–" for key, p in zip(keys, raw["probability"], strict=True)]
        marks = ["*" if results.mainly_estimated(ds, row.indicator, row.region) else "" for row in raw.itertuples()]
        rows = [
            [f"{name}{mark}", *map(stacked, cells[-2:]), say, *map(stacked, cells[:-2])]  # what decides comes first
            for name, mark, cells, say in zip(readable.index, marks, readable.values.tolist(), words, strict=True)
        ]
        columns = list(map(str, readable.columns))
        head = [str(readable.index.name), *columns[-2:], word("verdict", lang), *columns[:-2]]
        shown.append(Table(scenario_name(ds, scenario), head, rows, keys, head.index(word("verdict", lang))))
    if not shown:
        return None
    return Section("targets", word("targets", lang), texts=[word("targets_note", lang)], tables=shown)


def stacked(cell: str) -> str:
    """A value with its range below; neither is broken."""
    return cell.replace(" (", "\n(").replace(" ", "\N{NO-BREAK SPACE}")


def developments(ds: xr.Dataset, lang: str) -> Section | None:
    """A fan for each main indicator."""
    overlaid = ds.sizes["scenario"] > 1
    charts = [
        drawn(lambda code=code: plot.fan(ds, code, lang=lang, overlaid=overlaid), indicator_name(ds[code], lang))
        for code in results.headline_indicators(ds)
        if code in ds and f"{code}_region" in ds
    ]
    return Section("fans", word("fans", lang), charts=charts) if charts else None


def comparison(ds: xr.Dataset, lang: str) -> Section | None:
    """Differences from the reference, of a comparison."""
    if "difference_statistic" not in ds.dims or not others(ds):
        return None
    title = word("compared", lang)
    charts = [drawn(lambda: plot.matrix(ds, lang=lang), title, wide=True)]
    for code in results.headline_indicators(ds)[:4]:
        alt = f"{title}{comma(lang)}{indicator_name(ds[code], lang)}"
        charts.append(drawn(lambda code=code: plot.paired(ds, code, lang=lang), alt))
    return Section("compared", title, charts=charts)


def last_report_year(ds: xr.Dataset) -> int:
    years = tables.report_years(ds)
    return years[-1] if years else int(ds["time"].values[-1])


def where(ds: xr.Dataset, lang: str) -> Section | None:
    """Maps of the districts, of the indicators that say something about them."""
    if "district" not in ds["node_kind"].values:
        return None
    year = last_report_year(ds)
    charts = []
    for code in MAPPED:
        if code in ds:
            name = f"{indicator_name(ds[code], lang)} {year}"
            charts.append(drawn(lambda code=code: plot.map(ds, code, year, lang=lang, scenario=0), name))
    return Section("maps", word("maps", lang), charts=charts) if charts else None


def exchanged(ds: xr.Dataset, lang: str) -> Section | None:
    """Flows between regions in the last year that the file reports."""
    year = last_report_year(ds)
    charts = []
    for channel, variable in results.CHANNELS.items():
        if variable in ds:
            name = f"{indicator_name(ds[variable], lang)} {year}"
            charts.append(drawn(lambda channel=channel: plot.flows(ds, channel, year, lang=lang), name))
    return Section("flows", word("flows", lang), charts=charts) if charts else None


def adopted(ds: xr.Dataset, lang: str) -> Section | None:
    """Adoption of all technology fields."""
    if "adoption" not in ds:
        return None
    title = word("adoption", lang)
    return Section("adoption", title, charts=[drawn(lambda: plot.adoption(ds, lang=lang), title, wide=True)])


def sources(ds: xr.Dataset, lang: str) -> Section:
    """How much of the main indicators is estimated."""
    rows = []
    for code in results.headline_indicators(ds):
        if code in ds:
            share = results.estimated_share(ds, code, results.FOCUS) if results.FOCUS in ds["region"].values else np.nan
            rows.append([indicator_name(ds[code], lang), percent(share, lang) if np.isfinite(share) else "–"])
    table = Table("", [word("indicator", lang), word("estimated", lang)], rows)
    texts = [word("sources_text", lang), word("licence", lang)]
    return Section("sources", word("sources", lang), texts=texts, tables=[table] if rows else [])


def computation(ds: xr.Dataset, lang: str, file: str) -> Section:
    """What one needs to compute it again."""
    facts = [(word("file", lang), file)] if file else []
    facts += [(word(name, lang), value(str(ds.attrs[name]), lang)) for name in ATTRIBUTES if name in ds.attrs]
    facts += [(word("scenario", lang), scenario_name(ds, each)) for each in scenarios(ds)]
    return Section(
        "run",
        word("run", lang),
        facts=facts,
        listing_title=word("settings", lang),
        listing=str(ds.attrs.get("scenario_yaml", "")),
    )


def drawn(draw: Callable[[], Figure], alt: str, wide: bool = False) -> Chart:
    """A chart as part of the page: lines with letters as outlines, or dots where these are smaller."""
    with plt.rc_context({"svg.fonttype": "path", "svg.hashsalt": "jialing"}):
        figure = draw()
        svg = io.BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    kind, content = "svg+xml", svg.getvalue()
    if len(content) > LARGE_DRAWING:
        png = io.BytesIO()
        figure.savefig(png, format="png", dpi=DOTS)
        if len(png.getvalue()) < len(content):
            kind, content = "png", png.getvalue()
    plt.close(figure)
    return Chart(f"data:image/{kind};base64,{base64.b64encode(content).decode()}", alt, wide)
