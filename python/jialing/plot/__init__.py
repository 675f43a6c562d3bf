"""Charts of results, in English and Chinese, readable in print and by the colour-blind.

Every chart is a Matplotlib figure with a caption of its own: unit, source, size of the ensemble,
interval. Jupyter shows the figure that is returned; `save` writes it as PDF, SVG or PNG.
"""

from .adoption import adoption
from .allocation import allocation, frontier, marginal
from .attainment import attainment
from .fan import fan, fan_grid
from .flows import flows
from .learning import hindcast, pit, prior_posterior, skill
from .map import map
from .matrix import matrix
from .network import network
from .paired import paired
from .save import save
from .sensitivity import luck, sobol, tornado
from .split import split
from .waterfall import waterfall

__all__ = [
    "adoption",
    "allocation",
    "attainment",
    "fan",
    "fan_grid",
    "flows",
    "frontier",
    "hindcast",
    "luck",
    "map",
    "marginal",
    "matrix",
    "network",
    "paired",
    "pit",
    "prior_posterior",
    "save",
    "skill",
    "sobol",
    "split",
    "tornado",
    "waterfall",
]
