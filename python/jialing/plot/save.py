"""Charts as files."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from jialing.files import written_whole

# Without dates the same chart gives the same file.
METADATA = {
    ".pdf": {"Creator": "jialing", "CreationDate": None},
    ".svg": {"Creator": "jialing", "Date": None},
    ".png": {"Software": "jialing"},
}


def save(figure: Figure, path: str | PathLike, dpi: float = 300) -> None:
    """Writes a chart as .pdf or .svg (vectors, text stays text) or .png with `dpi` dots an inch.

    A PDF holds the fonts it uses; an SVG names them. The same chart gives the same bytes. Raises
    ValueError for another ending, OSError when the file cannot be written.

    >>> fig = jl.plot.fan(ds, "rd_intensity")
    >>> jl.plot.save(fig, "rd_intensity.pdf")
    """
    ending = Path(path).suffix.lower()
    if ending not in METADATA:
        raise ValueError(f"{path}: a chart is saved as {', '.join(METADATA)}")
    kept = {"svg.fonttype": "none", "svg.hashsalt": "jialing", "pdf.fonttype": 42}
    with mpl.rc_context(kept), written_whole(path) as beside:
        figure.savefig(beside, dpi=dpi, metadata=METADATA[ending])
