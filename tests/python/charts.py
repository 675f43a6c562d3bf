"""What the tests of charts share."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.text import Text

NAMES = {"baseline": "Baseline", "fund": "Joint fund of Chongqing and Sichuan", "line": ""}


def texts(figure: Figure) -> str:
    """All that is written on a chart."""
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def flowing(figure: Figure) -> str:
    """All that is written on a chart, in one line."""
    return texts(figure).replace("\n", " ")


def assert_nothing_is_cut_off(figure: Figure) -> None:
    """All that is drawn lies on the page."""
    figure.draw_without_rendering()
    drawn, page = figure.get_tightbbox(), figure.bbox_inches
    assert page.x0 <= drawn.x0 and drawn.x1 <= page.x1, f"{drawn} wider than {page}"
    assert page.y0 <= drawn.y0 and drawn.y1 <= page.y1, f"{drawn} higher than {page}"


def patches(figure: Figure) -> dict[str, list[Patch]]:
    """Drawn shapes by place, those in the background as background:code."""
    found: dict[str, list[Patch]] = {}
    for patch in figure.findobj(Patch):
        if patch.get_gid():
            *parts, place = patch.get_gid().split(":")
            name = f"background:{place}" if "background" in parts else place
            found.setdefault(name, []).append(patch)
    return found


def several(ds: xr.Dataset) -> xr.Dataset:
    """A dataset of three scenarios: the baseline, and R&D intensity 10 and 20 % above it."""
    parts = []
    for step, name in enumerate(NAMES):
        part = ds[[each for each in ds.data_vars if "scenario" in ds[each].dims]]
        part = part.assign_coords(scenario=[name])
        part["rd_intensity_region"] = part["rd_intensity_region"] * (1 + 0.1 * step)
        part["target_probability"] = part["target_probability"] * (1 - 0.3 * step)
        parts.append(part)
    joined = xr.concat(parts, "scenario", data_vars="all", coords="minimal", compat="override")
    alone = ds[[each for each in ds.data_vars if "scenario" not in ds[each].dims]]
    joined = joined.merge(alone, compat="override")
    joined["scenario_name"] = ("scenario", list(NAMES.values()))
    return joined.assign_attrs(ds.attrs)
