"""jialing runs scenarios, opens their results as xarray datasets, charts and exports them.

>>> import jialing as jl
>>> results = jl.run("scenarios/baseline.yaml", members=64)
>>> figure = jl.plot.fan(results, "rd_intensity", lang="zh")
>>> table = jl.to_iamc(results, ["rd_intensity"])
"""

from importlib.metadata import version

from . import plot, tables
from .comparisons import costs, differences, robustness
from .export_excel import to_excel
from .export_iamc import to_iamc, to_pyam, write_iamc
from .report import report
from .results import headline_indicators, open, place, targets
from .run import RunError, ScenarioError, allocate, compare, run
from .sensitivity import sensitivity

__version__ = version("jialing")
__all__ = [
    "RunError",
    "ScenarioError",
    "allocate",
    "compare",
    "costs",
    "differences",
    "headline_indicators",
    "open",
    "place",
    "plot",
    "report",
    "robustness",
    "run",
    "sensitivity",
    "tables",
    "targets",
    "to_excel",
    "to_iamc",
    "to_pyam",
    "write_iamc",
]
