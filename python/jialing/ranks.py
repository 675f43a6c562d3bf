"""Processes that `mpirun` started together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

OF_MPIRUN = ("OMPI_", "PMIX_", "PMI_", "ORTE_", "PRTE_")  # how it tells them of each other


@dataclass(frozen=True)
class Ranks:
    """Which of how many processes this one is, and a name that only they have."""

    number: int
    count: int
    launch: str

    @property
    def first(self) -> bool:
        """The one that writes and prints."""
        return self.number == 0

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Ranks:
        """As the environment says; alone without mpirun. Raises ValueError without PMIx."""
        number = environment.get("OMPI_COMM_WORLD_RANK", environment.get("PMIX_RANK", "0"))
        count = environment.get("OMPI_COMM_WORLD_SIZE", environment.get("SLURM_NTASKS", "1"))
        launch = environment.get("PMIX_NAMESPACE")
        if launch is None:
            if int(environment.get("PMI_SIZE", "1")) > 1:
                raise ValueError("this mpirun tells no PMIX_NAMESPACE; use that of Open MPI")
            return ALONE
        safe = "".join(each if each.isalnum() else "-" for each in launch)
        return cls(int(number), int(count), safe)


ALONE = Ranks(0, 1, "")


def without_ranks() -> dict[str, str]:
    """The environment for a program that shall know nothing of the other processes."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OF_MPIRUN)}
