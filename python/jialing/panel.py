"""A panel of dials for a notebook: turn a lever, and the engine runs while one waits.

It needs ipywidgets, which the rest of the package does without.
"""

from __future__ import annotations

import html
import io
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike

import ipywidgets as widgets
import xarray as xr
from matplotlib.figure import Figure

from . import plot
from .labels import check_language, number, text
from .results import message
from .run import RunError, ScenarioError, compare

DPI = 100
FAILED = "#D55E00"


@dataclass(frozen=True)
class Dial:
    """A number that the panel can change: `key` of a lever, or of the scenario without a lever.

    It goes from `low` to `high` by `step` and begins at `value`; `name` is what stands beside it.

    >>> fund = Dial("amount", 0, 60, 5, value=30, lever="R&D grants", name="Grants, 100 million CNY")
    >>> focus = Dial("parameters.gap_focus", 0.1, 0.6, 0.05, value=0.4, name="Aim of firms")
    """

    key: str
    low: float
    high: float
    step: float
    value: float
    lever: str | None = None
    name: str = ""


class Panel(widgets.VBox):
    """Sliders for some numbers of a scenario, and a chart of what they change.

    `scenario` is a named scenario of the file; the reference is another one, by default the file's
    own. Whenever a slider is let go, both run with `members` futures and `draw` charts the
    comparison (by default, the paired difference of R&D relative to GDP). `results` is the last
    comparison; `chart` and `status` are the widgets that show it. A fault of the scenario is shown
    in the status and leaves the last chart.

    >>> variant = {"scenarios.higher.name": "Firms aim higher"}
    >>> focus = Dial("parameters.gap_focus", 0.1, 0.6, 0.05, value=0.4, name="Aim of firms")
    >>> panel = Panel("scenarios/baseline.yaml", [focus], "higher", members=16, set=variant)
    >>> panel.sliders[0].value = 0.5
    >>> panel.changes()
    {'scenarios.higher.name': 'Firms aim higher', 'scenarios.higher.parameters.gap_focus': 0.5}
    """

    def __init__(
        self,
        file: str | PathLike,
        dials: Sequence[Dial],
        scenario: str,
        draw: Callable[[xr.Dataset], Figure] | None = None,
        reference: str | None = None,
        members: int = 100,
        lang: str = "en",
        set: Mapping[str, object] | None = None,
    ) -> None:
        check_language(lang)
        self.file, self.dials, self.scenario = file, list(dials), scenario
        self.reference, self.members, self.lang = reference, members, lang
        self.draw = draw or (lambda ds: plot.paired(ds, "rd_intensity", lang=lang))
        self.always = dict(set or {})
        self.results: xr.Dataset | None = None
        self.sliders = [slider(dial) for dial in self.dials]
        self.chart = widgets.Image(format="png")
        self.status, self.progress = widgets.HTML(), widgets.Output()
        super().__init__([*self.sliders, self.status, self.progress, self.chart])
        for each in self.sliders:
            each.observe(self.turned, names="value")
        self.rerun()

    def changes(self) -> dict[str, object]:
        """What the sliders change in the file, as `run` and `compare` take it."""
        inside = f"scenarios.{self.scenario}."
        levers: dict[str, dict[str, object]] = {}
        found = dict(self.always)
        for dial, each in zip(self.dials, self.sliders):
            if dial.lever is None:
                found[inside + dial.key] = each.value
            else:
                levers.setdefault(dial.lever, {"name": dial.lever})[dial.key] = each.value
        if levers:
            found[f"{inside}policies"] = list(levers.values())
        return found

    def turned(self, change: Mapping[str, object]) -> None:
        """A slider was let go."""
        self.rerun()

    def rerun(self) -> None:
        """Runs the engine with what the sliders say and draws the chart anew."""
        start = time.monotonic()
        self.status.value = text("panel_running", self.lang)
        try:
            with self.progress:
                self.results = compare(
                    self.file,
                    self.scenario,
                    reference=self.reference,
                    members=self.members,
                    set=self.changes(),
                )
            self.chart.value = picture(self.draw(self.results))
        except (ScenarioError, RunError, ValueError, KeyError) as error:
            told = html.escape(message(error))
            self.status.value = f'<span style="color: {FAILED}">{told}</span>'
            return
        seconds = number(round(time.monotonic() - start, 1))
        self.status.value = text(
            "panel_done", self.lang, members=number(self.members), seconds=seconds
        )


def slider(dial: Dial) -> widgets.FloatSlider:
    """The slider of a dial, which tells its value when it is let go."""
    return widgets.FloatSlider(
        value=dial.value,
        min=dial.low,
        max=dial.high,
        step=dial.step,
        description=dial.name or dial.lever or dial.key,
        continuous_update=False,
        style={"description_width": "24em"},
        layout={"width": "48em"},
    )


def picture(figure: Figure) -> bytes:
    """A chart as PNG."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI)
    return buffer.getvalue()
