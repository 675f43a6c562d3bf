"""jialing beside Python packages that simulate diffusion: the same graph, nodes, steps and members.

Each package does what it is made for: NDlib and Mesa let 81 regions adopt or not, epydemix and
MEmilio let adoption spread through the population of 81 regions as infection does. Runs are
interleaved, every figure is the median of several rounds, and all use one thread. The table says
what each computes: jialing works out far more per node and step than the others. An edge-step is
one link looked at, with its weight where there is one.

    ./dev bench peers
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

import compare
import numpy as np
import numpy_model
from numpy import ndarray

STEPS = 60
SPONTANEOUS, IMITATION = 0.003, 0.1  # chance of adopting in a step: alone, and once all others have
SEEDS = 4  # regions that have adopted at the start; one in twenty
PEOPLE = 100_000  # in each region, where a package counts them

Run = Callable[[int], float]  # seconds that so many members take


def shares_of_links() -> ndarray:
    """The baseline's knowledge links in 2020 at central parameters: [i, j] share of j for i."""
    tables = numpy_model.load_tables()
    centre = numpy_model.central_parameters(tables)
    parameters = SimpleNamespace(**{name: np.full((1, 1), value) for name, value in centre.items()})
    staff = tables.columns["rd_fte"][None]
    weights, _ = numpy_model.channel_weights(tables, tables.graphs[0], parameters, staff)
    links = weights.know[0]
    return links / links.sum(axis=1, keepdims=True)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ndlib(shares: ndarray) -> Run:
    import networkx as nx
    from ndlib.models.epidemics import SIModel
    from ndlib.models.ModelConfig import Configuration

    nodes = len(shares)
    model = SIModel(nx.complete_graph(nodes), seed=2020)
    configuration = Configuration()
    configuration.add_model_parameter("beta", IMITATION / nodes)
    configuration.add_model_parameter("tp_rate", 1)  # each adopter counts, not only whether any
    configuration.add_model_initial_configuration("Infected", list(range(SEEDS)))
    model.set_initial_status(configuration)

    def member() -> None:
        model.reset()
        model.iteration()  # reports the initial status
        for _ in range(STEPS):
            model.iteration()

    return lambda members: timed(lambda: [member() for _ in range(members)])


def mesa(shares: ndarray) -> Run:
    from mesa import Agent, Model

    class Region(Agent):
        def __init__(self, model: Model, place: int) -> None:
            super().__init__(model)
            self.adopted = place < SEEDS
            self.links: list[tuple[Region, float]] = []
            self.chance = 0.0

        def look(self) -> None:
            seen = sum(share for other, share in self.links if other.adopted)
            self.chance = SPONTANEOUS + IMITATION * seen

        def decide(self) -> None:
            if not self.adopted and self.random.random() < self.chance:
                self.adopted = True

    def member() -> None:
        model = Model()
        regions = [Region(model, place) for place in range(len(shares))]
        for region, row in zip(regions, shares):
            pairs = zip(regions, row.tolist())
            region.links = [(other, share) for other, share in pairs if other is not region]
        for _ in range(STEPS):
            model.agents.do("look")
            model.agents.do("decide")

    return lambda members: timed(lambda: [member() for _ in range(members)])


def epydemix(shares: ndarray) -> Run:
    import pandas as pd
    from epydemix import EpiModel
    from epydemix.population import Population

    nodes = len(shares)
    population = Population()
    population.add_population([PEOPLE] * nodes, [str(place) for place in range(nodes)])
    population.add_contact_matrix(shares)
    model = EpiModel(compartments=["Waiting", "Adopted"])
    model.set_population(population)
    model.add_parameter("spontaneous", SPONTANEOUS)
    model.add_parameter("imitation", IMITATION)
    model.add_transition("Waiting", "Adopted", kind="spontaneous", params="spontaneous")
    model.add_transition("Waiting", "Adopted", kind="mediated", params=("imitation", "Adopted"))
    adopted = np.full(nodes, PEOPLE // 20)
    initial = {"Waiting": PEOPLE - adopted, "Adopted": adopted}
    first = pd.Timestamp("2020-01-01")
    last = first + pd.Timedelta(days=STEPS - 1)  # both days are steps

    def run(members: int) -> float:
        return timed(lambda: model.run_simulations(first, last, initial, Nsim=members, rng=2020))

    return run


def memilio(shares: ndarray) -> Run:
    from memilio.simulation import AgeGroup, EulerIntegratorCore, LogLevel, Region, set_log_level
    from memilio.simulation.oseir_metapop import InfectionState, Model, simulate

    set_log_level(LogLevel.Off)
    model = Model(len(shares), 1)
    group = AgeGroup(0)
    for place in range(len(shares)):
        region = Region(place)
        model.populations[region, group, InfectionState.Susceptible] = 0.95 * PEOPLE
        model.populations[region, group, InfectionState.Infected] = 0.05 * PEOPLE
        model.parameters.TimeExposed[region, group] = 2
        model.parameters.TimeInfected[region, group] = 1000
        model.parameters.TransmissionProbabilityOnContact[region, group] = IMITATION
    model.parameters.ContactPatterns.cont_freq_mat[0].baseline = np.ones((1, 1))
    model.set_commuting_strengths(shares)

    def member() -> None:
        simulate(0, STEPS, 1, model, EulerIntegratorCore())

    return lambda members: timed(lambda: [member() for _ in range(members)])


@dataclass
class Peer:
    prepare: Callable[[ndarray], Run]
    edges: int  # links that are looked at per region and step; where that changes, at most
    computes: str


PEERS = {
    "ndlib": Peer(
        ndlib,
        80,
        "SI model: a region has adopted or not; counts those that have, without weights; random",
    ),
    "mesa": Peer(mesa, 80, "agents, Bass rule: a region has adopted or not; weighted; random"),
    "epydemix": Peer(
        epydemix, 81, "2 compartments of people per region, Bass rates; weighted; random"
    ),
    "memilio-simulation": Peer(
        memilio,
        2 * 81,
        "SEIR metapopulation in C++: 4 compartments per region; weighted; explicit Euler, no chance",
    ),
}


def jialing(programs: Path, members: int) -> tuple[float, Peer]:
    """Seconds of the simulation, and what it computes."""
    run = compare.report(
        programs / "throughput", compare.SCENARIO, "--members", members, "--threads", 1
    )
    operations = (run["pass_operations"] + run["other_operations"]) / run["nodes"]
    return run["run_seconds"], Peer(
        jialing,
        round(run["weights_applied"] / run["nodes"]),
        f"the baseline: {run['states']} states and {operations:.0f} operations per region and step; "
        "weighted; parameters, base year and noise random; all indicators recorded",
    )


def installed(shares: ndarray) -> dict[str, Run]:
    """The packages that are there, ready to run; says how to get the others."""
    found = {}
    for package, peer in PEERS.items():
        try:
            version = importlib.metadata.version(package)
            found[f"{package} {version}"] = peer.prepare(shares)
        except (importlib.metadata.PackageNotFoundError, ImportError) as missing:
            print(f"{package}: left out ({missing}); `./dev bench peers` installs it")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--members", type=int, default=32, help="of each run")
    compare.add_programs(parser)
    arguments = parser.parse_args()
    members = arguments.members
    shares = shares_of_links()
    runs = installed(shares)
    peers = {name: PEERS[name.split()[0]] for name in runs}
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    own: list[float] = []
    for _ in range(arguments.rounds):
        spent, peers["jialing"] = jialing(arguments.programs, members)
        own.append(spent)
        for name, run in runs.items():
            seconds[name].append(run(members))

    nodes = len(shares)
    print(
        f"{nodes} regions, {STEPS} steps, {members} members, one thread, "
        f"medians of {arguments.rounds} rounds"
    )
    print(f"{'':26}{'node-steps/s':>14}{'edge-steps/s':>14}   what is computed")
    for name, found in {"jialing": own, **seconds}.items():
        speed = statistics.median(nodes * STEPS * members / each for each in found)
        peer = peers[name]
        print(f"{name:26}{speed:14,.3g}{speed * peer.edges:14,.3g}   {peer.computes}")


if __name__ == "__main__":
    main()
