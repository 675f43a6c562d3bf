"""Blocks of points that the ranks of mpirun evaluate together, by way of a folder that all see.

The first rank makes the designs and is the one that knows what is analysed; the others evaluate
what it leaves in ``OUTPUT.parts/jobs-…``. A job is a design NAME.nc; its outcomes NAME.npy come to
lie in the folder of parts. Whoever holds the lock of NAME.lock evaluates it, and the lock goes with
the process: a job is never lost.
"""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from jialing.ranks import Ranks

PAUSE = 0.05  # seconds between looks at the folder


class Jobs:
    """The jobs of an analysis whose finished parts lie in `parts`."""

    def __init__(self, parts: Path, ranks: Ranks) -> None:
        self.parts = parts
        self.folder = parts / f"jobs-{ranks.launch}"
        self.ranks = ranks

    @property
    def shared(self) -> bool:
        """Whether others help."""
        return self.ranks.count > 1

    def offer(self, name: str, write: Callable[[Path], None]) -> None:
        """Lets others see a job, whose design `write` puts into a file."""
        beside = self.folder / f"{name}.part"
        write(beside)
        self.lock(name).touch()
        beside.replace(self.design(name))

    def design(self, name: str) -> Path:
        """The file of a job."""
        return self.folder / f"{name}.nc"

    def lock(self, name: str) -> Path:
        """The file whose lock a job's evaluator holds; HDF5 wants that of the design for itself."""
        return self.folder / f"{name}.lock"

    def outcomes(self, name: str) -> Path:
        """The file that its outcomes come to lie in."""
        return self.parts / f"{name}.npy"

    def keep(self, name: str, outcomes: np.ndarray) -> None:
        """Writes outcomes, whole or not at all."""
        beside = self.parts / f"{name}.part.npy"
        np.save(beside, outcomes)
        beside.replace(self.outcomes(name))

    @contextmanager
    def claimed(self, name: str) -> Iterator[bool]:
        """Whether the job is this process's to do; nobody else's while the context lasts."""
        if not self.shared:
            yield True
            return
        with ExitStack() as open_files:
            try:
                file = open_files.enter_context(self.lock(name).open("rb+"))
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                ours = not self.outcomes(name).exists()
            except (FileNotFoundError, BlockingIOError):  # all are done and removed; another's
                ours = False
            yield ours

    @contextmanager
    def opened(self) -> Iterator[None]:
        """The folder is there until all others have seen it; when it goes, they know that all is done."""
        if not self.shared:
            yield
            return
        self.folder.mkdir()
        try:
            yield
            while len(list(self.folder.glob("here-*"))) < self.ranks.count - 1:
                time.sleep(PAUSE)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def work(self, evaluate: Callable[[Path], np.ndarray]) -> None:
        """Does jobs until there are no more: what ranks but the first do."""
        while not self.arrive():
            time.sleep(PAUSE)
        while self.folder.exists():
            for design in self.open_designs():
                with self.claimed(design.stem) as ours:
                    if ours:
                        self.keep(design.stem, evaluate(design))
            time.sleep(PAUSE)

    def arrive(self) -> bool:
        """Lets the first rank know that this one has seen the folder, if it is there."""
        try:
            (self.folder / f"here-{self.ranks.number}").touch()
        except FileNotFoundError:
            return False
        return True

    def open_designs(self) -> list[Path]:
        """Designs without outcomes."""
        return [
            design
            for design in sorted(self.folder.glob("*.nc"))
            if not self.outcomes(design.stem).exists()
        ]
