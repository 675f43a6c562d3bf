"""The engine as a function: points of a design in, outcomes out."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

import numpy as np
import xarray as xr

from jialing.comparisons import members
from jialing.ranks import ALONE, Ranks
from jialing.run import RunError, settings, simulated

from .inputs import Inputs, write_design
from .jobs import PAUSE, Jobs

BLOCK = 1000  # members that are kept at a time


@dataclass(frozen=True)
class Question:
    """Which scenario is asked about which outcomes: indicators of regions or nodes, every year."""

    file: str | PathLike
    scenario: str | None
    indicators: tuple[str, ...]
    regions: tuple[str, ...]
    seed: int | None = None
    threads: int | None = None
    changes: Mapping[str, object] = field(default_factory=dict)
    show: Callable[[str], None] = print  # is told of the progress

    def ask(
        self,
        count: int,
        repeats: int = 1,
        design: Path | None = None,
        words: str = "",
    ) -> xr.Dataset:
        """Runs `count` members, of which `repeats` share a draw; with a design its points are the draws.

        Members that fail have no outcomes; the others count. Raises RunError when there are none.
        """
        kept = {"output.realizations": "all", "output.indicators": list(self.indicators)}
        kept |= {"output.flows": "none", "ensemble.repeats": repeats}
        if repeats > 1:
            kept["ensemble.sampling"] = "monte_carlo"
        if design is not None:
            kept["parameters.posterior"] = str(design)
        changes = {**self.changes, **kept}
        command = ["run", self.file, *settings(count, self.seed, self.threads, changes)]
        if self.scenario is not None:
            command += ["--scenario", self.scenario]
        try:
            return simulated(command, None, lambda _: self.show(words))
        except RunError as error:
            if error.results is None:
                raise
            return error.results

    def outcomes(self, ds: xr.Dataset) -> np.ndarray:
        """Values [member, indicator, region, year after the first] of one scenario."""
        return np.stack(
            [
                np.stack([self.of_place(ds, code, place) for place in self.regions], axis=1)
                for code in self.indicators
            ],
            axis=1,
        )

    @staticmethod
    def of_place(ds: xr.Dataset, indicator: str, place: str) -> np.ndarray:
        """Values [member, year after the first] of one indicator and region or node."""
        values = members(ds, indicator, place).isel(scenario=0)
        return values.transpose("realization", "time").values[:, 1:].astype(float)


class Evaluator:
    """Evaluates points in blocks, the same luck for all, and keeps finished blocks in a folder.

    A block that the folder holds is not computed again, so that an interrupted analysis goes on:
    the folder is of one question, its inputs and repeats.
    """

    def __init__(
        self, question: Question, inputs: Inputs, repeats: int, folder: Path, ranks: Ranks = ALONE
    ) -> None:
        self.question, self.inputs, self.repeats = question, inputs, repeats
        self.jobs = Jobs(folder, ranks)
        self.failed = 0  # points that have no outcome

    def __call__(self, shares: np.ndarray, stage: str) -> np.ndarray:
        """Outcomes [point, indicator, region, year] of points in shares of the marginals.

        Means over the lucks; missing where all members of a point failed.
        """
        values = np.ascontiguousarray(self.inputs.values(shares))
        size = max(1, BLOCK // self.repeats)
        blocks = [values[first : first + size] for first in range(0, len(values), size)]
        names = [hashlib.sha256(block.tobytes()).hexdigest()[:24] for block in blocks]
        wanted = dict(zip(names, blocks))
        missing = [name for name in wanted if not self.jobs.outcomes(name).exists()]
        if self.jobs.shared:
            for name in missing:
                self.jobs.offer(name, lambda path: write_design(path, self.inputs, wanted[name]))
        begun, count = time.monotonic(), len(missing)
        while missing:
            done = len(wanted) - len(missing)
            words = f"{stage}: {min(done * size, len(values))} of {len(values)} points"
            if computed := count - len(missing):
                left = (time.monotonic() - begun) / computed * len(missing)
                words += f", {left:.0f} s left"
            self.do_one(missing, wanted, words)
            missing = [name for name in missing if not self.jobs.outcomes(name).exists()]
        outcomes = np.concatenate([np.load(self.jobs.outcomes(name)) for name in names])
        self.failed += int(np.isnan(outcomes).all(axis=(1, 2, 3)).sum())
        return outcomes

    def do_one(self, missing: list[str], wanted: Mapping[str, np.ndarray], words: str) -> None:
        """Does the first of the missing blocks that no other rank is at, or waits a moment."""
        for name in missing:
            with self.jobs.claimed(name) as ours:
                if ours:
                    self.jobs.keep(name, self.evaluate(wanted[name], words))
                    return
        time.sleep(PAUSE)

    def evaluate(self, block: np.ndarray, words: str) -> np.ndarray:
        """Outcomes of one block, computed."""
        folder = Path(tempfile.mkdtemp(prefix="jialing-"))
        try:
            design = folder / "design.nc"
            write_design(design, self.inputs, block)
            return evaluated(self.question, design, len(block), self.repeats, words)
        finally:
            shutil.rmtree(folder)


def evaluated(
    question: Question, design: Path, points: int, repeats: int, words: str = ""
) -> np.ndarray:
    """Outcomes [point, indicator, region, year] of the points of a design: means over the lucks."""
    with question.ask(points * repeats, repeats, design, words) as ds:
        every = question.outcomes(ds)
    return mean_of_lucks(every.reshape(points, repeats, *every.shape[1:]))


def mean_of_lucks(values: np.ndarray) -> np.ndarray:
    """Means along the second axis of what there is; missing where there is nothing."""
    there = ~np.isnan(values)
    count = there.sum(axis=1)
    total = np.where(there, values, 0).sum(axis=1)
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
