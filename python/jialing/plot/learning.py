"""Charts of calibrations and hindcasts: what the data taught, and how good forecasts were."""

from __future__ import annotations

import math
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from scipy.stats import binom, gaussian_kde

from jialing.labels import check_language, number, text
from jialing.learning import (
    check_kind,
    chosen_regions,
    name_of,
    region_names,
    rows_of,
    short_name,
)
from jialing.results import check_known

from . import caption
from .style import HALF, INK, LINE, MOST, QUIET, SIZE, TARGET, heading, page, settings

COLUMNS = 3
PANEL = 1.45  # inches, height
BINS = 10  # of the PIT


def panels(count: int, lang: str, words: str, below: str, sentences: list[str], legend: list):
    """A page with a heading, a caption and so many panels. Raises ValueError for none."""
    if count == 0:
        raise ValueError("nothing to draw: the file has too few figures for this chart")
    columns = min(count, COLUMNS)
    rows = math.ceil(count / columns)
    figure = page(1.4 + (PANEL + 0.5) * rows)
    height = figure.get_figheight()
    top = heading(figure, words, below)
    foot = caption.write_below(figure, sentences, lang)
    figure.legend(
        handles=legend,
        loc="lower left",
        bbox_to_anchor=(0.01, foot),
        ncols=len(legend),
        columnspacing=1.2,
    )
    axes = figure.subplots(rows, columns, squeeze=False)
    figure.subplots_adjust(
        left=0.1,
        right=0.97,
        top=top - 0.3 / height,
        bottom=foot + 0.6 / height,
        hspace=0.65,
        wspace=0.32,
    )
    for ax in axes.flat[count:]:
        ax.set_axis_off()
    return figure, list(axes.flat[:count])


def about(ds: xr.Dataset, lang: str, phrase: str, **values: object) -> list[str]:
    """The caption's sentences on method, size and source."""
    attributes = ds.attrs
    members = number(int(attributes["members"]))
    made = {"source": attributes["source"], "title": attributes["title"]}
    return [
        text(phrase, lang, members=members, seed=attributes["seed"], **values),
        text("source", lang, hash=attributes["scenario_hash"], **made),
    ]


def prior_posterior(
    ds: xr.Dataset,
    parameters: Sequence[str] | None = None,
    count: int = 12,
    lang: str = "en",
) -> Figure:
    """Parameters before and after they were conditioned: a panel each, with what the data did.

    `ds`: a file of ``jialing calibrate``. Without `parameters` the `count` that the data moved most.
    Returns the figure. Raises ValueError for another file, KeyError for an unknown parameter.

    >>> fig = jl.plot.prior_posterior(calibrated, ["kappa_rd", "g_aim"], lang="zh")
    """
    check_language(lang)
    check_kind(ds, "posterior")
    names = list(ds["parameter"].values)
    shifts = parameter_shifts(ds)
    if parameters is None:
        parameters = sorted(shifts, key=lambda each: -shifts[each][0])[:count]
    check_known(parameters, names, "parameter")
    with mpl.rc_context(settings(lang)):
        legend = [
            Patch(facecolor="#DDDDDD", edgecolor=QUIET, label=text("prior_density", lang)),
            Patch(facecolor=HALF, edgecolor=LINE, label=text("posterior_density", lang)),
        ]
        years = {"first": int(ds.attrs["base_year"]) + 1, "last": int(ds.attrs["last_year"])}
        figure, axes = panels(
            len(parameters),
            lang,
            text("prior_posterior", lang),
            text("observed_years", lang, **years),
            about(ds, lang, "prior_posterior_method"),
            legend,
        )
        for ax, name in zip(axes, parameters):
            place = names.index(name)
            draw_densities(ax, ds, place)
            unit = str(ds["parameter_unit"].values[place])
            ax.set_title(name if unit in ("1", "") else f"{name}, {unit}", loc="left", pad=12)
            contraction, informed = shifts.get(name, (0.0, False))
            told = "moved_by_data" if informed else "prior_decides"
            ax.annotate(
                text(told, lang, share=f"{100 * max(contraction, 0):.0f}"),
                xy=(0, 1),
                xycoords="axes fraction",
                xytext=(0, 2),
                textcoords="offset points",
                va="bottom",
                fontsize=SIZE - 1,
                color=INK if informed else QUIET,
            )
        return figure


def parameter_shifts(ds: xr.Dataset) -> dict[str, tuple[float, bool]]:
    """Contraction of each parameter that was uncertain, and whether the data moved it."""
    of_parameters = ds["latent_kind"].values == "parameter"
    return {
        str(name): (float(contraction), bool(informed))
        for name, contraction, informed in zip(
            ds["latent_variable"].values[of_parameters],
            ds["latent_contraction"].values[of_parameters],
            ds["latent_informed"].values[of_parameters],
        )
    }


def draw_densities(ax: Axes, ds: xr.Dataset, place: int) -> None:
    before = ds["prior_parameter_value"].values[place]
    after = ds["parameter_value"].values[place]
    both = np.concatenate([before, after])
    low, high = np.quantile(both, [0.002, 0.998])
    grid = np.linspace(low, high, 200)
    for values, face, edge in ((before, "#DDDDDD", QUIET), (after, HALF, LINE)):
        if values.std() == 0:
            ax.axvline(values[0], color=edge)
            continue
        density = gaussian_kde(values)(grid)
        ax.fill_between(grid, density, color=face, alpha=0.7, linewidth=0)
        ax.plot(grid, density, color=edge, linewidth=1.2)
    ax.set_yticks([])
    ax.set_ylim(bottom=0)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(4))


def hindcast(
    ds: xr.Dataset,
    indicator: str,
    regions: Sequence[str] | None = None,
    lang: str = "en",
) -> Figure:
    """Forecasts of the past beside what happened: a panel per region, a fan per origin.

    `ds`: a file of ``jialing hindcast``. Without `regions` Chongqing and the five largest. Returns
    the figure. Raises ValueError for another file, KeyError for an unknown indicator or region.

    >>> fig = jl.plot.hindcast(judged, "rd", ["Chongqing", "Sichuan"])
    """
    check_language(lang)
    check_kind(ds, "hindcast")
    chosen = chosen_regions(ds, indicator, list(regions) if regions else None, 6, "observed")
    names = region_names(ds, lang)
    rows = rows_of(ds, indicator)
    with mpl.rc_context(settings(lang)):
        legend = [
            Line2D([], [], color=INK, marker="o", markersize=3, label=text("observed", lang)),
            Line2D([], [], color=LINE, label=text("forecast_median", lang)),
            Patch(color=HALF, label="25–75 %" if lang == "en" else "25–75%"),
            Patch(color=MOST, label="5–95 %" if lang == "en" else "5–95%"),
        ]
        figure, axes = panels(
            len(chosen),
            lang,
            text("hindcast", lang),
            name_of(ds, indicator, lang),
            about(ds, lang, "hindcast_method"),
            legend,
        )
        for ax, region in zip(axes, chosen):
            draw_forecasts(ax, ds, rows & (ds["region"].values == region))
            ax.set_title(names[region], loc="left")
        return figure


def draw_forecasts(ax: Axes, ds: xr.Dataset, rows: np.ndarray) -> None:
    origins, years = ds["origin"].values[rows], ds["year"].values[rows]
    fans = ds["predicted"].values[rows]
    quantiles = [round(float(each), 2) for each in ds["quantile"].values]
    column = {each: quantiles.index(each) for each in (0.05, 0.25, 0.5, 0.75, 0.95)}
    for origin in dict.fromkeys(origins):
        of_origin = origins == origin
        order = np.argsort(years[of_origin])
        when, fan = years[of_origin][order], fans[of_origin][order]
        ax.fill_between(when, fan[:, column[0.05]], fan[:, column[0.95]], color=MOST, alpha=0.5)
        ax.fill_between(when, fan[:, column[0.25]], fan[:, column[0.75]], color=HALF, alpha=0.5)
        ax.plot(when, fan[:, column[0.5]], color=LINE, linewidth=0.9)
    seen = dict(zip(years, ds["observed"].values[rows]))
    when = sorted(seen)
    ax.plot(when, [seen[y] for y in when], color=INK, marker="o", markersize=3, linewidth=1)
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(mpl.ticker.LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(lambda value, _: number(value))
    ax.yaxis.set_minor_formatter(mpl.ticker.NullFormatter())
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(4, integer=True))


def skill(ds: xr.Dataset, lang: str = "en") -> Figure:
    """How much better than the best benchmark, by horizon, and how often intervals hold.

    `ds`: a file of ``jialing hindcast``. A panel per indicator: skill (1 − CRPS / CRPS of the best
    benchmark) with a 5–95 % interval over origins, and below it the share of what happened in the
    50, 80 and 90 % intervals. Forecasts across breaks of the figures are left out. Returns the
    figure. Raises ValueError for another file.

    >>> fig = jl.plot.skill(judged)
    """
    check_language(lang)
    check_kind(ds, "hindcast")
    scores = (ds["score_set"].values == "by_horizon") & (ds["score_horizon"].values > 0)
    indicators = [
        each
        for each in dict.fromkeys(ds["score_indicator"].values[scores])
        if (scores & (ds["score_indicator"].values == each)).sum() > 1
    ]
    with mpl.rc_context(settings(lang)):
        figure, axes = panels(
            len(indicators),
            lang,
            text("skill", lang),
            text("skill_axis", lang),
            about(ds, lang, "skill_method"),
            [
                Line2D([], [], color=LINE, marker="o", label=text("skill_label", lang)),
                Line2D([], [], color=TARGET, linestyle="--", label=text("aim", lang)),
            ],
        )
        for ax, indicator in zip(axes, indicators):
            rows = scores & (ds["score_indicator"].values == indicator)
            draw_skill(ax, ds, rows, lang)
            ax.set_title(short_name(ds, indicator, lang), loc="left")
        return figure


def draw_skill(ax: Axes, ds: xr.Dataset, rows: np.ndarray, lang: str) -> None:
    horizon = ds["score_horizon"].values[rows]
    middle, low, high = (
        100 * ds[name].values[rows] for name in ("skill", "skill_low", "skill_high")
    )
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.axhline(10, color=TARGET, linestyle="--", linewidth=1)
    errors = np.maximum([middle - low, high - middle], 0)
    ax.errorbar(horizon, middle, errors, color=LINE, marker="o", markersize=4, linewidth=1.2)
    ax.set_xticks(horizon)
    bottom = max(min(low.min(), -20), -100)
    ax.set_ylim(bottom, max(high.max(), 20) * 1.15)
    held = ds["coverage"].values[rows][:, -1]
    told = [f"{100 * each:.0f}" for each in held]
    ax.set_xlabel(text("held", lang, shares=", ".join(told)), fontsize=SIZE - 1.5, color=QUIET)


def pit(ds: xr.Dataset, indicator: str | None = None, lang: str = "en") -> Figure:
    """Where in the forecast what happened lay: even if forecasts are neither too wide nor too narrow.

    `ds`: a file of ``jialing hindcast`` or ``jialing calibrate``. A panel per indicator, or that of
    `indicator`: share of the observations in each tenth of the probability integral, and the range
    in which nine of ten such histograms of independent calibrated forecasts lie. Returns the
    figure. Raises ValueError for another file, KeyError for an unknown indicator.

    >>> fig = jl.plot.pit(judged, "rd")
    """
    check_language(lang)
    check_kind(ds, "hindcast", "posterior")
    known = list(dict.fromkeys(ds["indicator"].values))
    if indicator is not None:
        check_known([indicator], known, "indicator")
    counts = {each: int(rows_of(ds, each).sum()) for each in known}
    shown = [indicator] if indicator else [each for each in known if counts[each] >= 2 * BINS]
    with mpl.rc_context(settings(lang)):
        figure, axes = panels(
            len(shown),
            lang,
            text("pit", lang),
            text("pit_axis", lang),
            about(ds, lang, "pit_method"),
            [
                Patch(color=HALF, label=text("share_observed", lang)),
                Patch(color="#DDDDDD", label=text("calibrated_range", lang)),
            ],
        )
        for ax, each in zip(axes, shown):
            values = ds["pit"].values[rows_of(ds, each)]
            heights, edges = np.histogram(values, bins=BINS, range=(0, 1))
            low, high = binom.ppf([0.05, 0.95], len(values), 1 / BINS) / len(values)
            ax.axhspan(100 * low, 100 * high, color="#DDDDDD", zorder=0)
            share = 100 * heights / len(values)
            ax.bar(edges[:-1], share, width=1 / BINS, align="edge", color=HALF, edgecolor="white")
            ax.axhline(100 / BINS, color=INK, linewidth=0.8)
            ax.set_xlim(0, 1)
            ax.set_title(f"{short_name(ds, each, lang)} ({len(values)})", loc="left", fontsize=SIZE)
        return figure
