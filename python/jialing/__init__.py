"""jialing's results as xarray datasets, and their charts.

>>> import jialing as jl
>>> results = jl.open("results.nc")  # doctest: +SKIP
>>> jl.plot.fan(results, "rd_intensity", lang="zh")  # doctest: +SKIP
"""

from importlib.metadata import version

from . import plot
from .results import headline_indicators, open, place, targets

__version__ = version("jialing")
__all__ = ["headline_indicators", "open", "place", "plot", "targets"]
