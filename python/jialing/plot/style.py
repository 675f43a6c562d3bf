"""Colours, sizes and settings that the charts share."""

from __future__ import annotations

import matplotlib.patheffects as effects
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jialing.fonts import families

# Okabe and Ito's colours; the tints of the blue stay apart in grey.
LINE, HALF, MOST = "#0072B2", "#7FB8D8", "#CFE3F0"
TARGET, INK, QUIET, GRID = "#D55E00", "#222222", "#666666", "#E5E5E5"
SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 2)), (0, (8, 3)))
NO_DATA, UNREACHED, BORDER = "#EFEFEF", "#FFFFFF", "#FFFFFF"

WIDTH = 17 / 2.54  # inches: the text of an A4 page
SIZE = 8  # points


def settings(lang: str, size: float = SIZE) -> dict[str, object]:
    """Matplotlib's settings for the charts."""
    return {
        "font.family": families(lang),
        "font.size": size,
        "axes.edgecolor": QUIET,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": size + 0.5,
        "axes.titleweight": "bold",
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "text.color": INK,
        "legend.frameon": False,
        "hatch.linewidth": 0.4,
    }


def series_line(order: int) -> dict[str, object]:
    """The look of one line among others, told apart by colour and dashes."""
    dashes = DASHES[order % len(DASHES)]
    return {"color": SERIES[order % len(SERIES)], "linestyle": dashes, "linewidth": 1.8}


def series_marker(order: int) -> dict[str, str]:
    """The look of one marker among others, told apart by colour and shape."""
    return {"marker": MARKERS[order % len(MARKERS)], "color": SERIES[order % len(SERIES)]}


def page(height: float, width: float = WIDTH) -> Figure:
    """An empty figure in inches that pyplot does not keep, so that Jupyter shows it once."""
    figure = plt.figure(figsize=(width, height))
    plt.close(figure)
    return figure


def halo(width: float = 2) -> list[effects.AbstractPathEffect]:
    """A white rim that sets writing off from what lies below."""
    return [effects.withStroke(linewidth=width, foreground="white")]


def bare(ax: Axes) -> None:
    """Takes frame and ticks from a panel whose axes mean nothing, such as a map."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)


def heading(figure: Figure, words: str, below: str = "") -> float:
    """Writes the title of a figure and a line below it; returns their foot, from 0 to 1."""
    height = figure.get_figheight()
    top = 1 - 0.08 / height
    figure.text(0.02, top, words, va="top", fontsize=SIZE + 2, fontweight="bold")
    if below:
        figure.text(0.02, top - 0.2 / height, below, va="top", color=QUIET, fontsize=SIZE)
    return top - (0.42 if below else 0.25) / height
