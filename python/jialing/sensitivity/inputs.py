"""What is uncertain about a scenario, and points of it as files that the engine evaluates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import netCDF4
import numpy as np
import xarray as xr

from jialing import results

PARAMETER, EFFECT = "parameter", "province_effect"  # kinds of inputs


@dataclass(frozen=True)
class Input:
    """One number that is drawn for every member: a parameter, or what a province differs by.

    `kind` is "parameter" or "province_effect"; of the latter `variable` is the effect and its unit
    the standard deviation between provinces.
    """

    kind: str
    variable: str
    place: str = ""
    unit: str = ""

    @property
    def name(self) -> str:
        """`kappa_rd`, or `growth:Chongqing`."""
        return f"{self.variable}:{self.place}" if self.place else self.variable


@dataclass(frozen=True)
class Inputs:
    """All inputs of a scenario with spread, their marginal distributions, and the constants.

    `draws` [member, input] are those of a sample; the marginal distributions are theirs.
    """

    inputs: tuple[Input, ...]
    draws: np.ndarray
    constants: Mapping[Input, float]
    base_year: int
    title: str

    @classmethod
    def of_sample(cls, ds: xr.Dataset) -> Inputs:
        """The inputs of the first scenario of a result file.

        Raises ValueError when nothing is uncertain about it.
        """
        one = ds.isel(scenario=0)
        every = [
            (Input(PARAMETER, str(name), unit=str(unit)), one["parameter_value"].values[:, number])
            for number, (name, unit) in enumerate(
                zip(one["parameter"].values, one["parameter_unit"].values)
            )
        ]
        effects = one["province_effect"].transpose("realization", "effect", "effect_province")
        for e, effect in enumerate(one["effect"].values):
            for p, province in enumerate(one["effect_province"].values):
                every.append((Input(EFFECT, str(effect), str(province)), effects.values[:, e, p]))
        uncertain = [(each, draws) for each, draws in every if np.ptp(draws) > 0]
        if not uncertain:
            raise ValueError("nothing is uncertain about the scenario: its parameters are fixed")
        constants = {each: float(draws[0]) for each, draws in every if np.ptp(draws) == 0}
        return cls(
            tuple(each for each, _ in uncertain),
            np.column_stack([draws.astype(float) for _, draws in uncertain]),
            constants,
            results.base_year(ds),
            str(ds.attrs["title"]),
        )

    def __len__(self) -> int:
        return len(self.inputs)

    @property
    def names(self) -> list[str]:
        """Names of the inputs, in order."""
        return [each.name for each in self.inputs]

    def values(self, shares: np.ndarray) -> np.ndarray:
        """Quantiles of the marginal distributions at `shares` [point, input] from 0 to 1."""
        ordered = np.sort(self.draws, axis=0)
        grid = np.linspace(0, 1, len(ordered))
        columns = [np.interp(u, grid, of) for u, of in zip(shares.T, ordered.T)]
        return np.column_stack(columns)


def write_design(path: Path, inputs: Inputs, values: np.ndarray) -> None:
    """Writes points [point, input] as draws that a scenario takes one after the other.

    The file has the form of a posterior (``parameters: {posterior: FILE}``) and says everything but
    luck: every parameter and every difference between provinces.
    """
    columns = dict(zip(inputs.inputs, values.T)) | {
        each: np.full(len(values), value) for each, value in inputs.constants.items()
    }
    parameters = [each for each in columns if each.kind == PARAMETER]
    effects = [each for each in columns if each.kind == EFFECT]
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"kind": "design", "title": inputs.title})
        for name in ("base_year", "last_year"):
            file.setncattr(name, np.int32(inputs.base_year))
        for name, size in {"draw": len(values), "parameter": len(parameters)}.items():
            file.createDimension(name, size)
        file.createDimension("latent", len(effects))
        texts = {
            "parameter": ("parameter", [each.variable for each in parameters]),
            "latent_kind": ("latent", [each.kind for each in effects]),
            "latent_variable": ("latent", [each.variable for each in effects]),
            "latent_place": ("latent", [each.place for each in effects]),
        }
        for name, (dimension, words) in texts.items():
            file.createVariable(name, str, (dimension,))[:] = np.array(words, dtype=object)
        file.createVariable("latent_year", "i4", ("latent",))[:] = 0
        given = np.array([columns[each] for each in parameters])
        file.createVariable("parameter_value", "f8", ("parameter", "draw"))[:] = given
        later = file.createVariable("later_parameter_value", "f8", ("parameter", "draw"))
        later[:] = np.full_like(given, np.nan)
        scores = np.array([columns[each] for each in effects])
        file.createVariable("score", "f8", ("latent", "draw"))[:] = scores
