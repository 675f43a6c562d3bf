"""The text below a chart: what marks mean, size of the ensemble, interval, source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from jialing import results
from jialing.labels import number, text

from .style import QUIET

SIZE, SPACING = 6.5, 1.5
COLUMNS_PER_INCH = 20.5  # Latin characters of that size


def ensemble(ds: xr.Dataset, lang: str, method: str, **values: object) -> list[str]:
    """How many futures a chart shows: the phrase `method`, and how many futures failed."""
    members, failed = int(ds.attrs["members"]), int(ds.attrs["failed_members"])
    told = [text(method, lang, members=number(members), seed=ds.attrs["seed"], **values)]
    return told + ([text("failed", lang, failed=number(failed))] if failed else [])


def source(ds: xr.Dataset, lang: str) -> str:
    """The program and the scenario that a chart's figures come from."""
    about = ds.attrs
    made = {"source": about["source"], "title": about["title"], "hash": about["scenario_hash"]}
    return text("source", lang, **made)


def meanings(ds: xr.Dataset, marks: Mapping[str, str], lang: str) -> list[str]:
    """What marks beside names mean: the mark, and the phrase."""
    return [f"{mark} {text(phrase, lang, base=results.base_year(ds))}" for mark, phrase in marks.items()]


def plan(ds: xr.Dataset, lang: str, phrase: str) -> list[str]:
    """Whose targets are shown: the plan's, and those that the scenario states itself."""
    own = [text("own_targets", lang)] if results.targets(ds)["own"].any() else []
    return [text(phrase, lang), *own]


def interval(values: xr.DataArray, lang: str, relative: bool = True) -> str:
    """The 5–95 % interval of the middle one of many values, over `statistic` and other dimensions.

    As multiples of the median where all are positive and it is to be `relative`, else in the unit
    of the values.
    """
    low, middle, high = (values.sel(statistic=name).values for name in ("q05", "q50", "q95"))
    if relative and np.nanmin(middle) > 0:
        return text("times", lang, low=typical(low / middle), high=typical(high / middle))
    return text("around", lang, low=typical(low - middle), high=typical(high - middle))


def typical(values: np.ndarray) -> str:
    """The middle one of many values."""
    return number(float(np.nanmedian(values)))


def write_below(figure: Figure, sentences: Iterable[str], lang: str) -> float:
    """Writes a caption at the foot of a figure and returns the height it takes, in the figure's."""
    words = ("" if lang == "zh" else " ").join(sentences)
    lines = wrap(words, int(0.96 * figure.get_figwidth() * COLUMNS_PER_INCH))
    foot = 0.05 / figure.get_figheight()
    figure.text(
        0.02,
        foot,
        "\n".join(lines),
        fontsize=SIZE,
        linespacing=SPACING,
        color=QUIET,
        va="bottom",
    )
    return foot + (len(lines) + 0.5) * SIZE * SPACING / 72 / figure.get_figheight()


def wrap(words: str, width: int) -> list[str]:
    """Breaks text at spaces and between Chinese characters, which take two columns each.

    Punctuation stays with what it opens or closes, and no-break spaces hold.
    """
    latin, wide = r"[^ \n\u2e80-\u9fff\uff00-\uffef“”]+", r"[\u2e80-\u9fff\uff00-\uffef]"
    lines, used = [""], 0
    for piece in re.findall(rf"[ \n]+|[（“]*(?:{latin}|{wide})[，。；：、）”]*", words):
        columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in piece)
        if used + columns > width and not piece.isspace():
            lines.append("")
            used = 0
        lines[-1] += piece
        used += columns
    return [line.strip() for line in lines]
