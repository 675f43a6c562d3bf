"""What a scenario changes over the years: the difference from the reference, member by member."""

from __future__ import annotations

import math
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jialing import comparisons
from jialing.labels import (
    change_unit,
    chance,
    check_language,
    colon,
    comma,
    place_name,
    signed,
    text,
)
from jialing.scenarios import position, positions, scenario_name
from jialing.tables import report_years

from . import caption
from .fan import band_handles, cautions, draw_bands, rule_values, rule_years, titled
from .style import INK, QUIET, SIZE, heading, page, settings

COLUMNS = 2  # panels beside each other
TITLE_COLUMNS = 44  # letters of their titles
LEGEND = 0.25  # inches


def paired(
    ds: xr.Dataset,
    indicator: str,
    place: str = "Chongqing",
    scenarios: str | int | Sequence[str | int] | None = None,
    lang: str = "en",
    ax: Axes | None = None,
) -> Figure:
    """The difference of an indicator from the reference over the years, in a region or node.

    Each panel is a scenario, all or those chosen by id or position: median, 25–75 and 5–95 % of the
    difference member by member, how likely it is better in the report years, and how much of the
    variance the common draws removed. With `ax` the chart is that panel for the first of them,
    without heading and caption. Returns the figure. Raises ValueError when the results are not of a
    comparison or only the reference is chosen, KeyError for an unknown indicator, place or
    scenario.

    >>> fig = jl.plot.paired(compared, "rd_intensity", scenarios=["higher"], lang="zh")
    """
    check_language(lang)
    values = comparisons.differences(ds, indicator, place)
    values = values.rename(difference_statistic="statistic")
    reference = position(ds, comparisons.reference_id(ds))
    chosen = [each for each in positions(ds, scenarios) if each != reference]
    if not chosen:
        raise ValueError("the reference does not differ from itself; choose another scenario")
    with mpl.rc_context(settings(lang)):
        if ax is not None:
            draw(ax, ds, values.isel(scenario=chosen[0]), chosen[0], lang)
            return ax.figure
        columns = min(len(chosen), COLUMNS)
        rows = math.ceil(len(chosen) / columns)
        names = [wrapped(ds, each) for each in chosen]
        above = 0.34 + 0.16 * max(name.count("\n") + 1 for name in names)  # inches over a panel
        figure = page(1.35 + LEGEND + (1.75 + above) * rows)
        height = figure.get_figheight()
        name = scenario_name(ds, reference)
        words = place_name(values, lang) + colon(lang) + titled(ds, indicator, place, lang)
        below = [text("change", lang, reference=name), change_unit(ds[indicator], lang)]
        top = heading(figure, words, comma(lang).join(below))
        foot = caption.write_below(figure, below_text(ds, indicator, place, name, lang), lang)
        figure.legend(
            handles=band_handles(lang),
            loc="lower left",
            bbox_to_anchor=(0.01, foot),
            ncols=3,
            columnspacing=1.2,
        )
        axes = figure.subplots(rows, columns, squeeze=False, sharey=True)
        figure.subplots_adjust(
            left=0.1,
            right=0.97,
            top=top - above / height,
            bottom=foot + (LEGEND + 0.27) / height,
            hspace=(above + 0.35) / 1.4,
            wspace=0.12,
        )
        for panel, each in zip(axes.flat, chosen):
            draw(panel, ds, values.isel(scenario=each), each, lang)
            rule_years(panel, values["time"].values, lang)
        for panel in axes.flat[len(chosen) :]:
            panel.set_axis_off()
        return figure


def draw(ax: Axes, ds: xr.Dataset, values: xr.DataArray, scenario: int, lang: str) -> None:
    """The panel of one scenario; `values` over statistic and time."""
    ax.axhline(0, color=INK, linewidth=0.8, zorder=5)
    draw_bands(ax, values)
    rule_values(ax, signed)
    rule_years(ax, values["time"].values, lang)
    ax.set_title(wrapped(ds, scenario), loc="left", pad=27)
    ax.annotate(
        "\n".join(findings(ds, values, lang)),
        xy=(0, 1),
        xycoords="axes fraction",
        xytext=(0, 4),
        textcoords="offset points",
        va="bottom",
        fontsize=SIZE - 1,
        color=QUIET,
        linespacing=1.3,
    )


def findings(ds: xr.Dataset, values: xr.DataArray, lang: str) -> list[str]:
    """How likely the scenario is better in the report years, and what the pairing is worth."""
    years = report_years(ds) or [int(values["time"][-1])]
    improved = values.sel(statistic="probability_of_improvement")
    told = [
        text("chance_in", lang, chance=chance(float(improved.sel(time=year)), lang), year=year)
        for year in years
    ]
    removed = float(values.sel(statistic="variance_removed", time=years[-1]))
    shown = "–" if np.isnan(removed) else percent(removed, lang)
    return [
        text("better", lang, chances=comma(lang).join(told)),
        text("removed", lang, removed=shown, year=years[-1]),
    ]


def percent(share: float, lang: str) -> str:
    """A share of variance, which is negative when the draws in common increased it."""
    if 0 <= share <= 1:
        return chance(share, lang)
    return f"{100 * share:.0f}".replace("-", "−") + ("%" if lang == "zh" else " %")


def wrapped(ds: xr.Dataset, scenario: int) -> str:
    """Name of a scenario over as many lines as it needs above a panel."""
    return "\n".join(caption.wrap(scenario_name(ds, scenario), TITLE_COLUMNS))


def below_text(
    ds: xr.Dataset, indicator: str, place: str, reference: str, lang: str
) -> list[str]:
    """The caption: what the marks mean, how the differences are made, source."""
    marks = cautions(ds, indicator, place)
    sentences = caption.meanings(ds, marks, lang)
    sentences += caption.ensemble(ds, lang, "paired_method", reference=reference)
    return [*sentences, caption.source(ds, lang)]
