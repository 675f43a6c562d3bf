"""Regional innovation system on a multi-layer graph: an independent NumPy implementation of the model.

It follows the model text (graph, one step, uncertainty) and shares no code with the C++ engine, so that the two can
check each other; it is also the honest baseline of the benchmark. Plain vectorised NumPy, float64. Policy levers are in
numpy_levers.py; what they change enters through FlowLevers, StepLevers and PairLevers, whose defaults change nothing.

Shapes: B members (the leading axis of everything that varies), n nodes, f technology fields, k = 2 tiers: pairs within
a province ("in") and pairs across provinces ("out").

Units: money in 100 million CNY (nominal), R&D personnel in full-time equivalents, population, employment and entities
in 10 000, shares as fractions, travel times in hours, rates per year. Time t is in years since 2020.

    python bench/numpy_model.py                               deterministic run at the central parameters
    python bench/numpy_model.py --members 256 --seed 1        ensemble, with its speed
    python bench/numpy_model.py --parameters vectors.json --json out.json
"""

from __future__ import annotations

import os

if __name__ == "__main__":  # one thread, before NumPy loads its BLAS
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import csv
import heapq
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from numpy import ndarray

if TYPE_CHECKING:
    from numpy_levers import Levers

BASE_YEAR = 2020
NOISY = ("sd_Y", "sd_R", "sd_T", "sd_F", "sd_P")
USUAL_RD, USUAL_GDP = 400.0, 20000.0  # 100 million CNY; nodes of this size have the noise of the priors
FOCUS = "Chongqing"
TECHNOLOGY_SHARE = 0.586  # contribution of science and technology to growth at the base year
Parameters = Mapping[str, float | ndarray]  # one value for all members, or one per member
DATA_DIR = Path(__file__).parent.parent / "scenarios" / "data"

BASE_YEAR_COLUMNS = ("gdp", "rd", "rd_fte", "entities_10k", "tech_firms", "hightech_firms", "high_value_patents")
NODE_COLUMNS = BASE_YEAR_COLUMNS + (
    "lon",
    "lat",
    "area_km2",
    "population_10k",
    "employment_10k",
    "business_share",
    "basic_share",
    "contract_intensity",
    "industrial_rd_to_revenue",
    "sei_share",
    "hightech_share",
    "literacy",
    "home_contract",
    "home_capital",
    "growth_offset",
)

EARTH_RADIUS_KM = 6371.0
MAX_HAZARD = 2.0  # moves of R&D personnel per year out of a node
SMALLEST_PART = 0.1  # of what there would be without levers, which withdrawals leave
ROAD_NEIGHBOURS = 6
ROAD_LIMIT_KM = 400.0
ROAD_DETOUR = 1.3
ROAD_SPEED_KMH = 70.0
ROAD_ACCESS_HOURS = 0.15
INTERNAL_DISTANCE = 0.67  # mean internal trip as a fraction of the radius of a disc of the node's area


# --------------------------------------------------------------------------------------------------------------------
# Data


@dataclass
class Graph:
    """The transport and programme layers from `year` on."""

    year: int
    travel_time: ndarray  # [n, n] hours
    programme: ndarray  # [n, n] 0 or 1


@dataclass
class Tables:
    """The data folder, joined by node id."""

    node_ids: list[str]
    province: ndarray  # [n] str
    group: ndarray  # [n] str
    endogenous: ndarray  # [n] bool; the others are external (abroad)
    columns: dict[str, ndarray]  # column of nodes.csv -> [n]
    log_sd: dict[str, ndarray]  # column drawn at the base year -> [n]
    fields: list[str]
    specialisation: ndarray  # [n, f]
    priors: dict[str, tuple[str, float, float]]  # name -> (distribution, centre, spread)
    graphs: list[Graph]  # in the order of their years, the first one holds at the base year
    regions: dict[str, dict[str, ndarray]]  # region or zone -> variable -> share of each node [n]
    lines: list[dict[str, str]]  # rows of transport_links.csv
    programmes: list[dict[str, str]]  # rows of chengyu_links.csv
    focus: ndarray = field(init=False)  # [n] bool
    same_province: ndarray = field(init=False)  # [n, n] bool, with the diagonal
    proximity: ndarray = field(init=False)  # [n, n] cosine of the specialisation of two nodes
    groups: list[str] = field(init=False)  # in the order of nodes.csv

    def __post_init__(self) -> None:
        self.focus = self.province == FOCUS
        self.same_province = self.province[:, None] == self.province[None, :]
        norm = np.linalg.norm(self.specialisation, axis=1)
        unit = self.specialisation / np.where(norm > 0.0, norm, 1.0)[:, None]
        self.proximity = unit @ unit.T
        self.groups = list(dict.fromkeys(self.group))


def read_csv(path: Path) -> list[dict[str, str]]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def load_tables(data_dir: Path | str = DATA_DIR) -> Tables:
    data_dir = Path(data_dir)
    nodes = read_csv(data_dir / "nodes.csv")
    node_ids = [row["id"] for row in nodes]
    position = {node: i for i, node in enumerate(node_ids)}
    columns = {name: np.array([float(row[name]) for row in nodes]) for name in NODE_COLUMNS}

    log_sd = {name: np.zeros(len(nodes)) for name in BASE_YEAR_COLUMNS}
    for row in read_csv(data_dir / "nodes_provenance.csv"):
        if row["column"] in log_sd:
            log_sd[row["column"]][position[row["id"]]] = float(row["log_sd"])

    fields = [row["code"] for row in read_csv(data_dir / "fields.csv")]
    specialisation = np.zeros((len(nodes), len(fields)))
    for row in read_csv(data_dir / "specialisation.csv"):
        specialisation[position[row["id"]]] = [float(row[name]) for name in fields]

    regions: dict[str, dict[str, ndarray]] = {}
    for file, id_column in (("regions.csv", "region"), ("zones.csv", "zone_id")):
        for row in read_csv(data_dir / file):
            shares = regions.setdefault(row[id_column], {}).setdefault(row["variable"], np.zeros(len(nodes)))
            shares[position[row["node"]]] = float(row["share"])

    lines, programmes = read_csv(data_dir / "transport_links.csv"), read_csv(data_dir / "chengyu_links.csv")
    priors = {
        row["name"]: (row["dist"], float(row["centre"]), float(row["spread"]))
        for row in read_csv(data_dir / "priors.csv")
    }
    return Tables(
        node_ids=node_ids,
        province=np.array([row["province"] for row in nodes]),
        group=np.array([row["group"] for row in nodes]),
        endogenous=np.array([row["role"] == "endogenous" for row in nodes]),
        columns=columns,
        log_sd=log_sd,
        fields=fields,
        specialisation=specialisation,
        priors=priors,
        graphs=build_graphs(columns, position, lines, programmes),
        regions=regions,
        lines=lines,
        programmes=programmes,
    )


# --------------------------------------------------------------------------------------------------------------------
# Graph


def road_hours(distance_km: ndarray | float) -> ndarray | float:
    return ROAD_ACCESS_HOURS + ROAD_DETOUR * distance_km / ROAD_SPEED_KMH


def great_circle_km(lon: ndarray, lat: ndarray) -> ndarray:
    """Distance of all pairs [n, n] from degrees [n] (haversine)."""
    lon, lat = np.radians(lon), np.radians(lat)
    half_lat = 0.5 * (lat[:, None] - lat[None, :])
    half_lon = 0.5 * (lon[:, None] - lon[None, :])
    chord = np.sin(half_lat) ** 2 + np.cos(lat)[:, None] * np.cos(lat)[None, :] * np.sin(half_lon) ** 2
    return 2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(chord))


def road_links(lon: ndarray, lat: ndarray) -> ndarray:
    """Hours by road [n, n], infinite where there is no link."""
    distance = great_circle_km(lon, lat)
    others = distance + np.diag(np.full(len(lon), np.inf))
    nearest = np.argsort(others, axis=1)[:, :ROAD_NEIGHBOURS]
    linked = np.zeros(distance.shape, dtype=bool)
    np.put_along_axis(linked, nearest, True, axis=1)
    linked &= others <= ROAD_LIMIT_KM
    return np.where(linked | linked.T, road_hours(distance), np.inf)


def shortest_paths(link_hours: ndarray) -> ndarray:
    """Travel time of all pairs [n, n] (Dijkstra from every node)."""
    n = len(link_hours)
    neighbours = [np.flatnonzero(np.isfinite(row)) for row in link_hours]
    travel_time = np.full((n, n), np.inf)
    for origin in range(n):
        hours = travel_time[origin]
        hours[origin] = 0.0
        queue: list[tuple[float, int]] = [(0.0, origin)]
        while queue:
            reached, node = heapq.heappop(queue)
            if reached > hours[node]:
                continue
            for other in neighbours[node]:
                candidate = reached + float(link_hours[node, other])
                if candidate < hours[other]:
                    hours[other] = candidate
                    heapq.heappush(queue, (candidate, int(other)))
    return travel_time


def build_graphs(
    columns: dict[str, ndarray], position: dict[str, int], lines: list[dict], programmes: list[dict]
) -> list[Graph]:
    """The baseline graph in every year in which a travel time changes or a programme ends."""
    roads = road_links(columns["lon"], columns["lat"])
    internal = road_hours(INTERNAL_DISTANCE * np.sqrt(columns["area_km2"] / np.pi))
    programmes = [row for row in programmes if int(row["start_year"]) <= BASE_YEAR]
    ends = {int(row["end_year"]) + 1 for row in programmes if row["end_year"]}
    changes = {int(row["open_year"]) for row in lines} | ends

    graphs: list[Graph] = []
    for year in [BASE_YEAR] + sorted(year for year in changes if year > BASE_YEAR):
        links = roads.copy()
        for row in lines:
            if int(row["open_year"]) <= year:
                a, b = position[row["a"]], position[row["b"]]
                links[a, b] = links[b, a] = min(links[a, b], float(row["hours"]))
        travel_time = shortest_paths(links)
        np.fill_diagonal(travel_time, internal)
        programme = np.zeros(travel_time.shape)
        for row in programmes:
            if not row["end_year"] or int(row["end_year"]) >= year:
                a, b = position[row["a"]], position[row["b"]]
                programme[a, b] = programme[b, a] = 1.0
        last = graphs[-1] if graphs else None
        if (
            last is None
            or not np.array_equal(travel_time, last.travel_time)
            or not np.array_equal(programme, last.programme)
        ):
            graphs.append(Graph(year, travel_time, programme))
    return graphs


@dataclass
class Weights:
    """Channel weights, symmetric in the two nodes. Those of the two-level gravity are split into the tiers."""

    talent: ndarray  # [B, n, n] sum over the tiers of kappa_k phi_kij, per year
    capital: ndarray  # [B, k, n, n]
    contract: ndarray  # [B, k, n, n]
    know: ndarray  # [B, n, n]


@dataclass
class PairLevers:
    """What levers add to the weights of all pairs in a year, every array [B, n, n]."""

    talent: ndarray | float = 0.0  # log points
    capital: ndarray | float = 0.0
    contract: ndarray | float = 0.0
    know: ndarray | float = 0.0
    border: ndarray | float = 0.0  # share of the border penalty on knowledge that is lifted


def channel_weights(
    tables: Tables,
    graph: Graph,
    p: SimpleNamespace,
    rd_fte: ndarray,
    scale: ndarray | None = None,
    levers: PairLevers = PairLevers(),
) -> tuple[Weights, ndarray]:
    """Weights of the four channels in a year, from parameters [B, 1], and the talent scale kappa [B, k, 1].

    The scale is set at t = 0, from the R&D personnel [B, n] of that time, and handed on afterwards.
    """
    q = SimpleNamespace(**{name: value[..., None] for name, value in vars(p).items()})
    diagonal = np.eye(len(tables.node_ids), dtype=bool)
    external = ~tables.endogenous
    abroad = ((external[:, None] | external[None, :]) & ~diagonal).astype(float)
    border = (~tables.same_province).astype(float)
    tiers = np.stack([tables.same_province, ~tables.same_province]).astype(float)
    log_hours = np.log(graph.travel_time)
    bonus = q.link_bonus * graph.programme

    talent = np.exp(-q.theta_talent * log_hours - q.abroad_talent * abroad + bonus + levers.talent)
    talent_tiers = talent[:, None] * (tiers * ~diagonal)
    if scale is None:
        scale = talent_scale(tables, p, talent_tiers, rd_fte)
    capital = np.exp(-q.theta_capital * log_hours - q.abroad_capital * abroad + bonus + levers.capital)
    contract = np.exp(
        -q.theta_contract * log_hours
        - q.abroad_contract * abroad
        + q.lambda_contract * tables.proximity
        + bonus
        + levers.contract
    )
    know = np.exp(
        -graph.travel_time / q.spill_hours
        - q.border_know * border * (1.0 - levers.border)
        - q.abroad_know * abroad
        + q.lambda_know * (tables.proximity - 1.0)
        + bonus
        + levers.know
    )
    weights = Weights(
        talent=(scale[..., None] * talent_tiers).sum(axis=1),
        capital=capital[:, None] * tiers,
        contract=contract[:, None] * tiers,
        know=know * ~diagonal,
    )
    return weights, scale


# --------------------------------------------------------------------------------------------------------------------
# Uncertainty


def central_parameters(tables: Tables) -> dict[str, float]:
    return {name: centre for name, (_, centre, _) in tables.priors.items()}


def sample_parameters(
    tables: Tables, members: int, rng: np.random.Generator, overrides: Parameters | None = None
) -> dict[str, ndarray]:
    """One value per member of every parameter; `overrides` are taken as they are."""
    parameters: dict[str, ndarray] = {}
    for name, (distribution, centre, spread) in tables.priors.items():
        z = rng.standard_normal(members)
        if distribution == "lognormal":
            parameters[name] = centre * np.exp(spread * z)
        elif distribution == "logitnormal":
            parameters[name] = logistic(np.log(centre / (1.0 - centre)) + spread * z)
        elif distribution == "normal":
            parameters[name] = centre + spread * z
        else:
            raise ValueError(f"{name}: unknown distribution {distribution}")
    for name, value in (overrides or {}).items():
        if name not in parameters:
            raise KeyError(f"unknown parameter {name}")
        parameters[name] = np.broadcast_to(np.asarray(value, dtype=float), (members,)).copy()
    return parameters


def draw_base_year(tables: Tables, members: int, rng: np.random.Generator | None) -> dict[str, ndarray]:
    """Columns of the base year [B, n]: uncertain cells move, the total of every province with several nodes stays.

    Without `rng` nothing is drawn, and the columns of the data hold.
    """
    drawn: dict[str, ndarray] = {}
    if rng is None:
        return drawn
    for name in BASE_YEAR_COLUMNS:
        value, log_sd = tables.columns[name], tables.log_sd[name]
        sample = value * np.exp(log_sd * rng.standard_normal((members, len(value))))
        for province in np.unique(tables.province):
            inside = tables.province == province
            uncertain = inside & (log_sd > 0.0)
            if inside.sum() > 1 and uncertain.any():
                free_total = value[uncertain].sum()
                sample[:, uncertain] *= free_total / sample[:, uncertain].sum(axis=1, keepdims=True)
        drawn[name] = sample
    return drawn


class ProcessNoise:
    """Process noise of every step in the logarithm of a variable [B, n]; 0 without `rng`.

    Shared by all nodes is a rate of growth with a memory; each node has white noise of its own, the larger the smaller it
    is, and with heavy tails except in GDP.
    """

    def __init__(
        self,
        p: SimpleNamespace,
        gdp: ndarray,
        rd: ndarray,
        steps_per_year: int,
        rng: np.random.Generator | None,
    ) -> None:
        self.p, self.rng, self.steps = p, rng, steps_per_year
        self.sizes = {name: rd / USUAL_RD for name in NOISY} | {"sd_Y": gdp / USUAL_GDP}
        if rng is not None:
            self.rate = {name: rng.standard_normal((gdp.shape[0], 1)) for name in NOISY}
            self.own: dict[str, ndarray] = {}
            self.tails: dict[str, ndarray | float] = {}

    def draw(self, step: int) -> dict[str, ndarray | float]:
        if self.rng is None:
            return dict.fromkeys(NOISY, 0.0)
        return {name: self.draw_one(name, step % self.steps) for name in NOISY}

    def draw_one(self, name: str, step: int) -> ndarray:
        p, dt, size = self.p, 1.0 / self.steps, self.sizes[name]
        if step == 0:
            self.own[name] = self.rng.standard_normal((self.steps, *size.shape))
            square = np.minimum(self.own[name].sum(axis=0) ** 2 / self.steps, 25.0)
            heavy = name != "sd_Y"
            self.tails[name] = np.exp(np.maximum(p.tail_noise, 0.0) / 2.0 * square) if heavy else 1.0
        keep = np.exp(-dt / p.memory_noise)
        shock = self.rng.standard_normal((size.shape[0], 1))
        self.rate[name] = keep * self.rate[name] + np.sqrt(1.0 - keep**2) * shock
        shared = np.sqrt(p.common_share) * dt * self.rate[name]
        own = np.sqrt(1.0 - p.common_share) * np.sqrt(dt) * size ** (-p.size_noise)
        return getattr(p, name) * (shared + own * self.tails[name] * self.own[name][step])


def set_lasting_differences(
    tables: Tables, p: SimpleNamespace, scores: dict[str, dict[str, ndarray]] | None
) -> None:
    """Growth offset, drift of desired R&D intensity and frontier of contracts of every node [B, n], as attributes of `p`.

    `scores`: standard normal, [effect][province] -> [B]; None and provinces that are missing: no differences.
    """
    shape = (len(p.mu_city), len(tables.node_ids))

    def of_nodes(effect: str) -> ndarray:
        values = np.zeros(shape)
        for province, score in (scores or {}).get(effect, {}).items():
            values[:, (tables.province == province) & tables.endogenous] = np.asarray(score)[:, None]
        return values

    p.growth_offset = tables.columns["growth_offset"] + p.sd_growth * of_nodes("growth")
    p.aim_growth = p.g_aim + p.sd_aim * of_nodes("aim")
    p.frontier = p.tau_frontier * np.exp(p.sd_frontier * of_nodes("frontier"))


def draw_lasting_differences(
    tables: Tables, members: int, rng: np.random.Generator
) -> dict[str, dict[str, ndarray]]:
    provinces = np.unique(tables.province[tables.endogenous])
    return {
        effect: {str(province): rng.standard_normal(members) for province in provinces}
        for effect in ("growth", "aim", "frontier")
    }


# --------------------------------------------------------------------------------------------------------------------
# Small tools


def logistic(x: ndarray) -> ndarray:
    return 1.0 / (1.0 + np.exp(-x))


def logit_step(share: ndarray, change: ndarray) -> ndarray:
    return logistic(np.log(share / (1.0 - share)) + change)


def relax(x: ndarray | float, aim: ndarray, rate: ndarray | float, dt: float) -> ndarray:
    """Exact step of x' = rate (aim - x)."""
    return aim + (x - aim) * np.exp(-rate * dt)


def bass(u: ndarray, alpha: ndarray, beta: ndarray, dt: float) -> ndarray:
    """Exact step of u' = (alpha + beta u)(1 - u)."""
    w = (1.0 - u) / (alpha + beta * u) * np.exp(-(alpha + beta) * dt)
    return (1.0 - alpha * w) / (1.0 + beta * w)


def total(x: ndarray) -> ndarray:
    """Sum over all nodes, [B, 1]."""
    return x.sum(axis=-1, keepdims=True)


def weighted_mean(x: ndarray, weight: ndarray, where: ndarray) -> ndarray:
    """Mean over the nodes in `where`, [B, 1]."""
    weight = weight * where
    return total(weight * x) / total(weight)


def neighbour_sum(matrix: ndarray, x: ndarray) -> ndarray:
    """sum_j matrix_ij x_j, for matrix [..., n, n] and x [..., n]."""
    return (matrix @ x[..., None])[..., 0]


# --------------------------------------------------------------------------------------------------------------------
# What levers change


@dataclass
class Channels:
    """Which channels are on; one that is off shows what the network is worth."""

    talent: bool = True
    capital: bool = True
    contracts: bool = True
    knowledge: bool = True
    adoption: str = "on"  # "off": nothing is learnt from others; "own": a node learns from itself instead


@dataclass
class FlowLevers:
    """What levers add to flows at an instant, every array [B, n]."""

    utility: ndarray | float = 0.0  # log points of pull
    recruits: ndarray | None = None  # persons per year
    capital_sent: ndarray | float = 0.0  # 100 million CNY per year, by gravity
    capital_tied: ndarray | float = 0.0  # and what is received without leaving the node
    openness: ndarray | float = 0.0  # log-odds of contracts leaving the province


@dataclass
class StepLevers:
    """What levers add in a step, every array [B, n] unless said otherwise."""

    people: ndarray | float = 0.0  # R&D personnel that appear
    grants: ndarray | float = 0.0  # public R&D, 100 million CNY per year
    transfers: ndarray | None = None  # [B, n, n] share of a donor's own public R&D that goes to each recipient
    levered_grants: ndarray | None = None  # grants that draw business R&D along
    tax_credit: ndarray | float = 0.0  # share of the user cost of business R&D
    mandate: tuple[ndarray, ndarray] | None = None  # share of business R&D under it, floor of business R&D / GDP
    basic_gain: ndarray | float = 0.0  # added to the basic-research share aimed at
    stated_grants: tuple[ndarray, ndarray] | None = None  # grants with a stated share of basic research; that research
    catch_up: ndarray | float = 0.0  # log points of kappa_contract
    frontier: ndarray | float = 0.0  # log points of tau_frontier
    adoption: ndarray | float = 0.0  # [B, n, f] per year, added to p_adopt
    imitation: ndarray | float = 0.0  # [B, n, f] log points of q_adopt
    creation: ndarray | float = 0.0  # log points of knowledge creation
    spilled: ndarray | float = 0.0  # and of it what spills over from neighbours
    capacity: ndarray | float = 0.0  # log points of firm capacity
    entry: ndarray | float = 0.0  # per year, added to p_firm
    literacy: ndarray | float = 0.0  # per year, added to g_literacy


# --------------------------------------------------------------------------------------------------------------------
# State


@dataclass
class State:
    """The state of all members at one instant, every array [B, n] but for adoption."""

    gdp: ndarray
    business_rd_intensity: ndarray  # business R&D / GDP
    public_rd: ndarray  # with grants and transfers
    own_public_rd: ndarray  # without
    rd_fte: ndarray
    knowledge: ndarray
    knowledge_growth: ndarray  # of the previous step
    lagged_creation: ndarray  # smoothed knowledge creation, the source of patents
    tech_firms: ndarray
    hightech_firms: ndarray
    high_value_patents: ndarray
    entities_10k: ndarray
    employment_10k: ndarray
    contract_intensity: ndarray
    basic_share: ndarray
    lagged_basic_share: ndarray
    adoption: ndarray  # [B, n, f]
    sei_share: ndarray
    hightech_share: ndarray
    literacy: ndarray
    real_growth: ndarray  # smoothed
    technology_growth: ndarray  # smoothed
    tax_induced: ndarray | float = 0.0  # log points of business R&D that followed tax credits
    moved_aim: ndarray | float = 0.0  # of ln rho, by fluctuations that last

    @property
    def rd(self) -> ndarray:
        return self.business_rd_intensity * self.gdp + self.public_rd


@dataclass
class Reference:
    """Values at t = 0 in the baseline (subscript 0), to which the equations refer."""

    state: State
    funding_per_researcher: ndarray  # [B, n] at 2020, 100 million CNY per person-year
    firm_capacity: ndarray  # [B, n] saturation of technology-based firms as a fraction of entities
    capital_log_odds: ndarray  # [B, n] ln(acc_out / acc_in)
    contract_log_odds: ndarray  # [B, n]
    capital_per_gdp: ndarray  # [B, n] innovation capital received / GDP
    accessible_knowledge: ndarray  # [B, n] X
    contracts_bought: ndarray  # [B, n] T_ext / total R&D


def initial_adoption(tables: Tables, p: SimpleNamespace, rd: ndarray, gdp: ndarray) -> ndarray:
    relative_intensity = (rd / gdp) / (total(rd) / total(gdp))
    head_start = np.exp(p.lambda_a[..., None] * (tables.specialisation > 0.0))
    return np.clip(p.a0[..., None] * head_start * np.sqrt(relative_intensity)[..., None], 1e-4, 0.8)


def initial_state(tables: Tables, p: SimpleNamespace, base: dict[str, ndarray]) -> State:
    """The state at t = 0 from the columns of the base year."""
    members = len(p.mu_city)
    shape = (members, len(tables.node_ids))
    column = {name: np.broadcast_to(value, shape).copy() for name, value in {**tables.columns, **base}.items()}
    gdp, rd, business = column["gdp"], column["rd"], column["business_share"]
    real_growth = p.g_real_0 + p.growth_offset
    return State(
        gdp=gdp,
        business_rd_intensity=rd * business / gdp,
        public_rd=rd * (1.0 - business),
        own_public_rd=rd * (1.0 - business),
        rd_fte=column["rd_fte"],
        knowledge=rd / (p.g_hist + p.delta_K),
        knowledge_growth=np.broadcast_to(p.g_hist, shape).copy(),
        lagged_creation=rd,
        tech_firms=column["tech_firms"],
        hightech_firms=column["hightech_firms"],
        high_value_patents=column["high_value_patents"],
        entities_10k=column["entities_10k"],
        employment_10k=column["employment_10k"],
        contract_intensity=column["contract_intensity"],
        basic_share=column["basic_share"],
        lagged_basic_share=column["basic_share"],
        adoption=initial_adoption(tables, p, rd, gdp),
        sei_share=column["sei_share"],
        hightech_share=column["hightech_share"],
        literacy=column["literacy"],
        real_growth=real_growth,
        technology_growth=TECHNOLOGY_SHARE * real_growth,
    )


def firm_capacity(tables: Tables, p: SimpleNamespace, state: State) -> ndarray:
    """Saturation of technology-based firms per entity, partly common to a province."""
    firms, entities = state.tech_firms, 1e4 * state.entities_10k
    own = firms / entities
    province = (firms @ tables.same_province) / (entities @ tables.same_province)
    return np.minimum(own ** (1.0 - p.capacity_common) * province**p.capacity_common / p.f0, 0.3)


def talent_scale(tables: Tables, p: SimpleNamespace, talent_tiers: ndarray, rd_fte: ndarray) -> ndarray:
    """kappa of the two tiers [B, k, 1]: the mean hazard over domestic nodes with access is mu at t = 0."""
    access = neighbour_sum(talent_tiers, (rd_fte / total(rd_fte))[:, None])
    counted = rd_fte[:, None] * (tables.endogenous & (access > 0.0))
    mu = np.stack([p.mu_city, p.mu_province], axis=1)
    return mu * total(counted) / total(counted * access)


def make_reference(tables: Tables, p: SimpleNamespace, weights: Weights, state: State) -> Reference:
    """Everything with subscript 0. The log-odds are set first, as the flows at t = 0 need them."""
    reference = Reference(
        state=state,
        funding_per_researcher=state.rd / state.rd_fte,
        firm_capacity=firm_capacity(tables, p, state),
        capital_log_odds=log_odds(accessibility(weights.capital, state.hightech_firms)),
        contract_log_odds=log_odds(accessibility(weights.contract, contract_mass(p, state))),
        capital_per_gdp=np.ones(()),
        accessible_knowledge=neighbour_sum(weights.know, state.knowledge),
        contracts_bought=np.ones(()),
    )
    reference.capital_per_gdp = capital_received(tables, p, weights, reference, state, FlowLevers()) / state.gdp
    bought, _ = contract_exchange(tables, p, weights, reference, state, FlowLevers())
    reference.contracts_bought = bought / total(state.rd)
    return reference


# --------------------------------------------------------------------------------------------------------------------
# Two-level gravity


def accessibility(weights: ndarray, mass: ndarray) -> ndarray:
    """sum_j phi_ij m_j within and across provinces, [B, k, n]."""
    return neighbour_sum(weights, mass[:, None])


def log_odds(access: ndarray) -> ndarray:
    return np.log(access[:, 1] / access[:, 0])


def leaving_share(
    access: ndarray, home: ndarray, shift: ndarray, eta: ndarray, base: ndarray, openness: ndarray | float = 0.0
) -> ndarray:
    return logistic(np.log(1.0 / home - 1.0) - shift + eta * (log_odds(access) - base) + openness)


def sending_rate(access: ndarray, volume: ndarray, leaving: ndarray) -> ndarray:
    """What i sends per unit of phi_ij m_j in each tier, [B, k, n]: flow_ij = rate_ki phi_kij m_j."""
    return volume[:, None] * np.stack([1.0 - leaving, leaving], axis=1) / access


def capital_sending(
    tables: Tables, p: SimpleNamespace, weights: Weights, reference: Reference, state: State, levers: FlowLevers
) -> ndarray:
    access = accessibility(weights.capital, state.hightech_firms)
    home, base = tables.columns["home_capital"], reference.capital_log_odds
    leaving = leaving_share(access, home, p.home_capital_shift, p.eta, base)
    return sending_rate(access, capital_supplied(p, state, levers), leaving)


def capital_supplied(p: SimpleNamespace, state: State, levers: FlowLevers) -> ndarray:
    own = p.omega * state.gdp
    return np.maximum(own + levers.capital_sent, SMALLEST_PART * own)


def contract_mass(p: SimpleNamespace, state: State) -> ndarray:
    return state.gdp**p.a_gdp * state.rd_fte**p.a_talent


def contract_sending(
    tables: Tables,
    p: SimpleNamespace,
    weights: Weights,
    reference: Reference,
    state: State,
    mass: ndarray,
    levers: FlowLevers,
) -> tuple[ndarray, ndarray]:
    """The sending rate [B, k, n] and the share that leaves the province [B, n]."""
    access = accessibility(weights.contract, mass)
    home, base = tables.columns["home_contract"], reference.contract_log_odds
    leaving = leaving_share(access, home, p.home_contract_shift, p.eta, base, levers.openness)
    return sending_rate(access, state.rd, leaving), leaving


# --------------------------------------------------------------------------------------------------------------------
# Processes of one step


def funding_tightness(tables: Tables, p: SimpleNamespace, reference: Reference, state: State, t: float) -> ndarray:
    """x: R&D funding per researcher relative to 2020 and to the growth of its cost, [B, n]."""
    cost = reference.funding_per_researcher * np.exp((p.g_wage + p.growth_offset) * t)
    return state.rd / cost / state.rd_fte


def talent_attraction(
    tables: Tables, p: SimpleNamespace, weights: Weights, state: State, tightness: ndarray, levers: FlowLevers
) -> tuple[ndarray, ndarray]:
    """Attraction and pull [B, n]: hazard_ij = weight_ij att_j / pull_i, per year."""
    central = tables.group == "central_urban"
    periphery = np.isin(tables.group, ("northeast", "southeast"))
    utility = 0.5 * p.siphon * (central.astype(float) - periphery) + levers.utility
    pull = np.exp(utility) * np.where(tables.endogenous, tightness**p.beta_tight, 1.0)
    attraction = state.rd_fte / total(state.rd_fte) * pull
    if levers.recruits is not None:
        inflow = attraction * neighbour_sum(weights.talent, state.rd_fte / pull)
        attraction = attraction * (1.0 + levers.recruits / inflow)
    return attraction, pull


def step_talent(
    tables: Tables,
    p: SimpleNamespace,
    weights: Weights,
    state: State,
    tightness: ndarray,
    levers: FlowLevers,
    channels: Channels,
    dt: float,
) -> ndarray:
    """R&D personnel after moves (conserved) and hiring."""
    hiring = np.where(tables.endogenous, np.exp(dt * p.kappa_hire * np.log(tightness)), 1.0)
    if not channels.talent:
        return state.rd_fte * hiring
    attraction, pull = talent_attraction(tables, p, weights, state, tightness, levers)
    hazard = neighbour_sum(weights.talent, attraction) / pull
    leavers = state.rd_fte * -np.expm1(-dt * np.minimum(hazard, MAX_HAZARD))
    arrivals = attraction * neighbour_sum(weights.talent, leavers / (hazard * pull))
    return (state.rd_fte + arrivals - leavers) * hiring


def capital_received(
    tables: Tables, p: SimpleNamespace, weights: Weights, reference: Reference, state: State, levers: FlowLevers
) -> ndarray:
    """C: innovation capital received from all nodes, the own one included, per year."""
    rate = capital_sending(tables, p, weights, reference, state, levers)
    received = state.hightech_firms * neighbour_sum(weights.capital, rate).sum(axis=1)
    return np.maximum(received + levers.capital_tied, SMALLEST_PART * received)


def contract_exchange(
    tables: Tables, p: SimpleNamespace, weights: Weights, reference: Reference, state: State, levers: FlowLevers
) -> tuple[ndarray, ndarray]:
    """T_ext [B, n], contracts bought from other nodes, and the adoption [B, n, f] of those a node buys from (itself
    included), weighted by what it buys."""
    mass = contract_mass(p, state)
    rate, _ = contract_sending(tables, p, weights, reference, state, mass, levers)
    senders = np.concatenate([np.ones_like(mass)[..., None], state.adoption], axis=-1)
    received = (weights.contract @ (rate[..., None] * senders[:, None])).sum(axis=1)
    own = rate[:, 0] * np.diagonal(weights.contract[:, 0], axis1=1, axis2=2)
    return mass * (received[..., 0] - own), received[..., 1:] / received[..., :1]


def learnt_from_others(
    p: SimpleNamespace, state: State, learnt_near: ndarray, learnt_contract: ndarray | None, channels: Channels
) -> ndarray | float:
    """What others show of each field, [B, n, f]."""
    if channels.adoption == "off":
        return 0.0
    if channels.adoption == "own":
        return state.adoption
    if learnt_contract is None:
        return learnt_near
    share = p.w_contract[..., None]
    return (1.0 - share) * learnt_near + share * learnt_contract


def step_adoption(
    tables: Tables, p: SimpleNamespace, state: State, others: ndarray | float, levers: StepLevers, dt: float
) -> tuple[ndarray, ndarray]:
    """Adoption [B, n, f] after the step, and the own speed [B, n] in the fields of specialisation."""
    staff = state.rd_fte / state.employment_10k
    absorb = np.minimum(2.0, (staff / (total(state.rd_fte) / total(state.employment_10k))) ** p.phi_absorb)[..., None]
    spontaneous = np.maximum(p.p_adopt[..., None] + levers.adoption, 0.0)
    imitative, from_others = p.q_adopt[..., None] * np.exp(levers.imitation), p.nu_adopt[..., None]
    alpha = absorb * (spontaneous + imitative * from_others * others)
    beta = absorb * imitative * (1.0 - from_others)
    adoption = bass(state.adoption, alpha, beta, dt)
    speed = ((adoption - state.adoption) * tables.specialisation).sum(axis=-1) / dt
    return adoption, speed


def growth_rates(
    tables: Tables, p: SimpleNamespace, state: State, speed: ndarray, t_mid: float
) -> tuple[ndarray, ndarray, ndarray]:
    """Real growth, the technology part of it, and the excess of knowledge growth over the domestic mean, [B, n]."""
    domestic, focus, gdp = tables.endogenous, tables.focus, state.gdp
    knowledge_excess = state.knowledge_growth - weighted_mean(state.knowledge_growth, gdp, domestic)
    speed_excess = speed - weighted_mean(speed, gdp, domestic)
    excess = np.where(domestic, p.theta_K * knowledge_excess + p.theta_A * speed_excess, 0.0)
    national = p.g_real_inf + (p.g_real_0 - p.g_real_inf) * np.exp(-t_mid / 5.0)
    log_income = np.log(gdp / tables.columns["population_10k"])
    convergence = np.where(focus, p.beta_conv * (log_income - weighted_mean(log_income, gdp, focus)), 0.0)
    offset = p.growth_offset
    real = national + offset + excess - convergence
    slowdown = (np.maximum(national, 0.0) / p.g_real_0) ** p.eta_tfp
    technology = TECHNOLOGY_SHARE * (p.g_real_0 + offset) * slowdown + excess
    return real, technology, knowledge_excess


def levered_aim(p: SimpleNamespace, business_rd: ndarray, aim: ndarray, levers: StepLevers) -> ndarray:
    """The aim of ln rho with tax credits, what grants draw along, and mandates."""
    aim = aim + p.user_cost * levers.tax_credit
    if levers.levered_grants is not None:
        limit = p.grant_limit * business_rd
        grants = np.clip(levers.levered_grants, -limit, limit)
        drawn = np.maximum(p.leverage, -0.5) * grants / business_rd
        aim = aim + np.log(np.maximum(1.0 + drawn, SMALLEST_PART))
    if levers.mandate is not None:
        share, floor = levers.mandate
        aim = aim + np.log1p(share * np.maximum(floor / np.exp(aim) - 1.0, 0.0))
    return aim


def step_public_rd(
    tables: Tables, p: SimpleNamespace, state: State, gdp_factor: ndarray, levers: StepLevers, slow: float, dt: float
) -> tuple[ndarray, ndarray]:
    """Public R&D with grants and transfers between nodes, and the own part, which grows with GDP."""
    own = state.own_public_rd * gdp_factor * np.where(tables.endogenous, np.exp(dt * p.g_public * slow), 1.0)
    public = np.maximum(own + levers.grants, SMALLEST_PART * own)
    if levers.transfers is not None:
        moved = own[..., None] * levers.transfers
        public = public - moved.sum(axis=2) + moved.sum(axis=1)
    return public, own


def step_basic_share(
    tables: Tables, p: SimpleNamespace, reference: Reference, state: State, rd: ndarray, levers: StepLevers, dt: float
) -> ndarray:
    """Share of basic research in R&D; constant abroad."""
    base = reference.state.basic_share
    aim = np.maximum(base + p.basic_gain + levers.basic_gain, 0.3 * base)
    if levers.stated_grants is not None:
        grants, basic = levers.stated_grants
        aim = aim + (basic - aim * grants) / np.maximum(rd, grants)
    share = relax(state.basic_share, np.minimum(aim, 0.9), p.kappa_basic, dt)
    return np.where(tables.endogenous, share, state.basic_share)


def step_business_rd(
    tables: Tables,
    p: SimpleNamespace,
    reference: Reference,
    state: State,
    capital_gain: ndarray | float,
    levers: StepLevers,
    t_mid: float,
    dt: float,
) -> ndarray:
    """Business R&D intensity; constant abroad. The aim grows by a drift that fades; who follows it lags 1/kappa_rd behind."""
    base, focus = reference.state, tables.focus
    focus_intensity = total(base.rd * focus) / total(base.gdp * focus)
    lead = np.log(base.rd / base.gdp) - np.log(focus_intensity)
    gap = np.where(focus, p.gap_focus - p.chi_gap * lead, p.gap_other)
    firm_density = np.log(state.hightech_firms / state.entities_10k) - np.log(base.hightech_firms / base.entities_10k)
    fade = np.exp(-t_mid / p.fade_aim)
    gap = gap + state.moved_aim + p.aim_growth * (p.fade_aim * (1.0 - fade) + fade / p.kappa_rd)
    aim = np.log(base.business_rd_intensity) + gap + p.beta_firms_rd * firm_density + p.beta_capital_rd * capital_gain
    aim = levered_aim(p, state.business_rd_intensity * state.gdp, aim, levers)
    intensity = np.exp(relax(np.log(state.business_rd_intensity), aim, p.kappa_rd, dt))
    return np.where(tables.endogenous, intensity, state.business_rd_intensity)


def step_contract_intensity(
    tables: Tables, p: SimpleNamespace, reference: Reference, state: State, levers: StepLevers, t_mid: float, dt: float
) -> ndarray:
    """Registered contract value / R&D catches up with the national frontier; constant abroad."""
    base = reference.state.contract_intensity
    aim = np.log(np.maximum(base, p.frontier * np.exp(levers.frontier))) + p.g_frontier * t_mid
    rate = p.kappa_contract * np.exp(levers.catch_up)
    intensity = np.exp(relax(np.log(state.contract_intensity), aim, rate, dt))
    return np.where(tables.endogenous, intensity, state.contract_intensity)


def knowledge_creation(
    p: SimpleNamespace,
    reference: Reference,
    state: State,
    rd_mid: ndarray,
    tightness: ndarray,
    accessible: ndarray,
    contracts_bought: ndarray,
    lever_points: ndarray | float,
    t: float,
    dt: float,
) -> ndarray:
    """Z: knowledge created per year, in effective R&D at 2020 prices, [B, n]."""
    return (
        rd_mid
        * np.exp(-p.inflation * (t + 0.5 * dt) + p.g_prod * t + lever_points)
        * tightness**-p.alpha_H
        * (accessible / reference.accessible_knowledge) ** p.sigma_S
        * (contracts_bought / reference.contracts_bought) ** p.gamma_in
        * (state.lagged_basic_share / reference.state.basic_share) ** p.beta_basic
    )


def step_patents(
    tables: Tables,
    p: SimpleNamespace,
    reference: Reference,
    state: State,
    lagged_creation: ndarray,
    gdp_factor: ndarray,
    dt: float,
) -> ndarray:
    """High-value patents held; in proportion to GDP abroad."""
    base = reference.state
    per_creation = base.high_value_patents / base.rd
    inflow = per_creation * 0.5 * (state.lagged_creation + lagged_creation)
    aim = (p.g_patent + p.delta_P) / p.delta_P * inflow
    patents = relax(state.high_value_patents, aim, p.delta_P, dt)
    return np.where(tables.endogenous, patents, state.high_value_patents * gdp_factor)


def saturation(
    tables: Tables,
    p: SimpleNamespace,
    reference: Reference,
    state: State,
    capital_gain: ndarray | float,
    levers: StepLevers,
    t_mid: float,
    dt: float,
) -> tuple[ndarray, ndarray]:
    """Firm capacity M [B, n] at mid-step, and u = F / M."""
    entity_growth = np.where(tables.endogenous, 0.5 * dt * p.g_entities * np.exp(-t_mid / 10.0), 0.0)
    growth = np.exp(entity_growth + p.beta_firm_capital * capital_gain + levers.capacity)
    capacity = 1e4 * reference.firm_capacity * state.entities_10k * growth
    return capacity, state.tech_firms / capacity


def step_firms(
    tables: Tables,
    p: SimpleNamespace,
    reference: Reference,
    state: State,
    capacity: ndarray,
    filled: ndarray,
    filled_near: ndarray,
    gdp_factor: ndarray,
    levers: StepLevers,
    dt: float,
) -> tuple[ndarray, ndarray]:
    """Technology-based and high-tech firms; in proportion to GDP abroad."""
    base = reference.state
    alpha = np.maximum(p.p_firm + levers.entry, SMALLEST_PART * p.p_firm) + p.q_firm * p.nu_firm * filled_near
    tech_firms = capacity * bass(filled, alpha, p.q_firm * (1.0 - p.nu_firm), dt)
    hightech_share = base.hightech_firms / base.tech_firms
    aim = (p.g_hightech + p.x_hightech) / p.x_hightech * hightech_share * 0.5 * (state.tech_firms + tech_firms)
    hightech_firms = relax(state.hightech_firms, aim, p.x_hightech, dt)
    return (
        np.where(tables.endogenous, tech_firms, state.tech_firms * gdp_factor),
        np.where(tables.endogenous, hightech_firms, state.hightech_firms * gdp_factor),
    )


def step_shares(
    tables: Tables,
    p: SimpleNamespace,
    state: State,
    speed: ndarray,
    knowledge_excess: ndarray,
    levers: StepLevers,
    dt: float,
) -> tuple[ndarray, ndarray, ndarray]:
    """Strategic emerging share, high-tech share and scientific literacy; constant abroad."""
    domestic = tables.endogenous
    knowledge_part = p.beta_K_share * knowledge_excess
    sei = logit_step(state.sei_share, dt * (p.beta_adopt_sei * speed + knowledge_part))
    hightech = logit_step(state.hightech_share, dt * (p.beta_adopt_ht * speed + knowledge_part))
    literacy = logit_step(state.literacy, dt * (p.g_literacy + levers.literacy))
    return (
        np.where(domestic, sei, state.sei_share),
        np.where(domestic, hightech, state.hightech_share),
        np.where(domestic, literacy, state.literacy),
    )


def neighbour_means(weights: Weights, state: State, filled: ndarray) -> tuple[ndarray, ndarray, ndarray]:
    """By knowledge weights: accessible knowledge X [B, n], adoption of the others weighted by their knowledge
    [B, n, f], and their firm saturation weighted by entities [B, n]."""
    stock, entities = state.knowledge[..., None], state.entities_10k[..., None]
    columns = np.concatenate([stock, entities, entities * filled[..., None], stock * state.adoption], axis=-1)
    sums = weights.know @ columns
    return sums[..., 0], sums[..., 3:] / sums[..., :1], sums[..., 2] / sums[..., 1]


def step(
    tables: Tables,
    p: SimpleNamespace,
    weights: Weights,
    reference: Reference,
    state: State,
    t: float,
    dt: float,
    noise: dict[str, ndarray | float],
    flows: FlowLevers = FlowLevers(),
    levers: StepLevers = StepLevers(),
    channels: Channels = Channels(),
) -> State:
    """One step of all members, from the state at t to that at t + dt."""
    domestic, t_mid = tables.endogenous, t + 0.5 * dt
    noisy = {name: np.where(domestic, np.exp(value), 1.0) for name, value in noise.items() if name != "sd_Y"}
    slow = np.exp(-t_mid / 10.0)

    # exchange at the start of the step
    tightness = funding_tightness(tables, p, reference, state, t)
    capital_gain: ndarray | float = 0.0
    if channels.capital:
        capital = capital_received(tables, p, weights, reference, state, flows)
        capital_gain = np.log(capital / state.gdp / reference.capital_per_gdp)
    contracts_bought, learnt_contract = reference.contracts_bought, None
    if channels.contracts:
        bought, learnt_contract = contract_exchange(tables, p, weights, reference, state, flows)
        contracts_bought = bought / total(state.rd)
    capacity, filled = saturation(tables, p, reference, state, capital_gain, levers, t_mid, dt)
    accessible, learnt_near, filled_near = neighbour_means(weights, state, filled)
    lever_points = levers.creation + levers.spilled
    if not channels.knowledge:
        accessible, filled_near, lever_points = reference.accessible_knowledge, filled, levers.creation
    others = learnt_from_others(p, state, learnt_near, learnt_contract, channels)

    # talent, adoption, economy
    rd_fte = step_talent(tables, p, weights, state, tightness, flows, channels, dt) + levers.people
    adoption, speed = step_adoption(tables, p, state, others, levers, dt)
    real, technology, knowledge_excess = growth_rates(tables, p, state, speed, t_mid)
    gdp_factor = np.exp(dt * (real + p.inflation) + noise["sd_Y"])
    gdp = state.gdp * gdp_factor
    employment = np.where(domestic, state.employment_10k * np.exp(dt * p.g_employment), state.employment_10k)
    entities = np.where(domestic, state.entities_10k * np.exp(dt * p.g_entities * slow), state.entities_10k)

    # business and public R&D, knowledge
    business = step_business_rd(tables, p, reference, state, capital_gain, levers, t_mid, dt) * noisy["sd_R"]
    public, own_public = step_public_rd(tables, p, state, gdp_factor, levers, slow, dt)
    tax_induced = relax(state.tax_induced, p.user_cost * levers.tax_credit, p.kappa_rd, dt)
    rd_mid = 0.5 * (state.rd + business * gdp + public) - p.relabel * business * gdp * -np.expm1(-tax_induced)
    creation = knowledge_creation(
        p, reference, state, rd_mid, tightness, accessible, contracts_bought, lever_points, t, dt
    )
    knowledge = relax(state.knowledge, creation / p.delta_K, p.delta_K, dt)
    lagged_creation = relax(state.lagged_creation, creation, 1.0 / p.lag_patent, dt)
    basic_share = step_basic_share(tables, p, reference, state, business * gdp + public, levers, dt)

    # patents, firms, contracts, shares
    patents = step_patents(tables, p, reference, state, lagged_creation, gdp_factor, dt)
    tech_firms, hightech_firms = step_firms(
        tables, p, reference, state, capacity, filled, filled_near, gdp_factor, levers, dt
    )
    sei_share, hightech_share, literacy = step_shares(tables, p, state, speed, knowledge_excess, levers, dt)
    contract_intensity = step_contract_intensity(tables, p, reference, state, levers, t_mid, dt)

    return State(
        gdp=gdp,
        business_rd_intensity=business,
        public_rd=public,
        own_public_rd=own_public,
        rd_fte=rd_fte,
        knowledge=knowledge,
        knowledge_growth=np.log(knowledge / state.knowledge) / dt,
        lagged_creation=lagged_creation,
        tech_firms=tech_firms * noisy["sd_F"],
        hightech_firms=hightech_firms * noisy["sd_F"],
        high_value_patents=patents * noisy["sd_P"],
        entities_10k=entities,
        employment_10k=employment,
        contract_intensity=contract_intensity * noisy["sd_T"],
        basic_share=basic_share,
        lagged_basic_share=relax(state.lagged_basic_share, state.basic_share, 1.0 / p.lag_basic, dt),
        adoption=adoption,
        sei_share=sei_share,
        hightech_share=hightech_share,
        literacy=literacy,
        real_growth=relax(state.real_growth, real, 1.0 / 3.0, dt),
        technology_growth=relax(state.technology_growth, technology, 1.0 / 3.0, dt),
        tax_induced=tax_induced,
        moved_aim=state.moved_aim + p.permanence * noise["sd_R"],
    )


# --------------------------------------------------------------------------------------------------------------------
# Reports


@dataclass
class Result:
    """What a run reports, for B members."""

    years: ndarray  # [year] int
    node_ids: list[str]
    nodes: dict[str, ndarray]  # variable -> [B, year, n]
    focus: dict[str, ndarray]  # indicator of the focus province -> [B, year]
    flow_years: list[int]
    groups: list[str]
    flows: dict[str, ndarray]  # flow -> [B, flow year, from group, to group]
    policy: dict[str, ndarray] = field(default_factory=dict)  # what the levers report: indicators and costs


def node_report(tables: Tables, state: State) -> dict[str, ndarray]:
    """Reported variables of the nodes, [B, n]."""
    report = {
        "gdp": state.gdp,
        "rd": state.rd,
        "rd_fte": state.rd_fte,
        "knowledge": state.knowledge,
        "tech_firms": state.tech_firms,
        "hightech_firms": state.hightech_firms,
        "high_value_patents": state.high_value_patents,
        "contract_intensity": state.contract_intensity,
        "basic_share": state.basic_share,
        "sei_share": state.sei_share,
        "hightech_share": state.hightech_share,
        "literacy": state.literacy,
    }
    for i, name in enumerate(tables.fields):
        report[f"adoption:{name}"] = state.adoption[..., i]
    return report


def focus_report(tables: Tables, reference: Reference, state: State) -> dict[str, ndarray]:
    """Headline indicators of the focus province, [B]: sums, ratios of sums, weighted shares."""

    def add(x: ndarray) -> ndarray:
        return x[..., tables.focus].sum(axis=-1)

    gdp, rd, population = state.gdp, state.rd, tables.columns["population_10k"]
    total_gdp, total_rd = add(gdp), add(rd)
    intensity_ratio = state.business_rd_intensity / reference.state.business_rd_intensity
    industrial = tables.columns["industrial_rd_to_revenue"] * intensity_ratio
    real, technology = add(gdp * state.real_growth), add(gdp * state.technology_growth)
    defined = real / total_gdp >= 0.005
    return {
        "rd": total_rd,
        "rd_intensity": 100.0 * total_rd / total_gdp,
        "gdp": total_gdp,
        "basic_research_share": 100.0 * add(state.basic_share * rd) / total_rd,
        "rd_personnel_per_10k_employed": add(state.rd_fte) / add(state.employment_10k),
        "tech_firms": add(state.tech_firms),
        "hightech_firms": add(state.hightech_firms),
        "hightech_firms_per_10k_entities": add(state.hightech_firms) / add(state.entities_10k),
        "high_value_patents_per_10k": add(state.high_value_patents) / add(population),
        "industrial_rd_to_revenue": 100.0 * add(industrial * gdp) / total_gdp,
        "tech_contract_value": add(state.contract_intensity * rd),
        "sei_output_share": 100.0 * add(state.sei_share * gdp) / total_gdp,
        "hightech_output_share": 100.0 * add(state.hightech_share * gdp) / total_gdp,
        "science_literacy": 100.0 * add(state.literacy * population) / add(population),
        "tfp_contribution": np.where(defined, 100.0 * technology / np.where(defined, real, 1.0), np.nan),
    }


def pair_flows(
    tables: Tables,
    p: SimpleNamespace,
    weights: Weights,
    reference: Reference,
    state: State,
    t: float,
    levers: FlowLevers,
    channels: Channels,
) -> tuple[ndarray, ndarray, ndarray]:
    """Flows per year between nodes [B, from, to]: contracts, innovation capital, R&D personnel."""
    own = np.eye(len(tables.node_ids))
    contracts, capital = state.rd[..., None] * own, capital_supplied(p, state, levers)[..., None] * own
    talent = np.zeros_like(capital)
    if channels.contracts:
        mass = contract_mass(p, state)
        contract_rate, _ = contract_sending(tables, p, weights, reference, state, mass, levers)
        contracts = (contract_rate[..., None] * weights.contract).sum(axis=1) * mass[:, None, :]
    if channels.capital:
        capital_rate = capital_sending(tables, p, weights, reference, state, levers)
        capital = (capital_rate[..., None] * weights.capital).sum(axis=1) * state.hightech_firms[:, None, :]
    capital = capital + np.broadcast_to(levers.capital_tied, state.gdp.shape)[..., None] * own
    if channels.talent:
        tightness = funding_tightness(tables, p, reference, state, t)
        attraction, pull = talent_attraction(tables, p, weights, state, tightness, levers)
        talent = (state.rd_fte / pull)[..., None] * weights.talent * attraction[:, None, :]
        leaving = total(talent) / state.rd_fte[..., None]
        talent = talent * (np.minimum(leaving, MAX_HAZARD) / leaving)
    return contracts, capital, talent


def flow_report(
    tables: Tables,
    p: SimpleNamespace,
    weights: Weights,
    reference: Reference,
    state: State,
    t: float,
    levers: FlowLevers,
    channels: Channels,
) -> dict[str, ndarray]:
    """Flows per year between groups [B, from, to]: contracts registered, innovation capital, R&D personnel."""
    contracts, capital, talent = pair_flows(tables, p, weights, reference, state, t, levers, channels)
    member = (tables.group[:, None] == np.array(tables.groups)[None, :]).astype(float)
    flows = {
        "technology_contracts": state.contract_intensity[..., None] * contracts,
        "innovation_capital": capital,
        "talent_rate": talent,
    }
    return {name: member.T @ flow @ member for name, flow in flows.items()}


# --------------------------------------------------------------------------------------------------------------------
# Runs


def member_parameters(tables: Tables, parameters: Parameters, members: int) -> SimpleNamespace:
    """Parameters as attributes of shape [B, 1]; one that is not given has its central value."""
    unknown = set(parameters) - set(tables.priors)
    if unknown:
        raise KeyError(f"unknown parameters: {', '.join(sorted(unknown))}")
    values = {**central_parameters(tables), **parameters}
    sizes = {np.size(value) for value in values.values()} - {1}
    if len(sizes) > 1 or (sizes and members != 1 and sizes != {members}):
        raise ValueError(f"numbers of values per parameter {sorted(sizes)} do not agree with each other or {members}")
    members = max(sizes, default=members)
    p = SimpleNamespace(
        **{
            name: np.broadcast_to(np.asarray(value, dtype=float).reshape(-1, 1), (members, 1)).copy()
            for name, value in values.items()
        }
    )
    set_lasting_differences(tables, p, None)
    return p


def simulate(
    tables: Tables,
    parameters: Parameters,
    *,
    to_year: int = 2035,
    steps_per_year: int = 4,
    base_year: bool = False,
    process_noise: bool = False,
    rng: np.random.Generator | None = None,
    members: int = 1,
    flow_years: tuple[int, ...] = (2020, 2025, 2035),
    levers: Levers | None = None,
    channels: Channels = Channels(),
    lasting: dict[str, dict[str, ndarray]] | None = None,
) -> Result:
    """Run B members: as many as the parameters have values, or `members` of them where all are single numbers.

    `base_year` and `process_noise` switch on those sources of uncertainty and need `rng`. `lasting`: differences between
    provinces, [effect][province] -> standard normal scores.
    """
    if (base_year or process_noise) and rng is None:
        raise ValueError("base_year and process_noise need rng")
    p = member_parameters(tables, parameters, members)
    members = len(p.mu_city)
    dt = 1.0 / steps_per_year
    set_lasting_differences(tables, p, lasting)

    graphs = {graph.year: graph for graph in tables.graphs}
    state = initial_state(tables, p, draw_base_year(tables, members, rng if base_year else None))
    weights, scale = channel_weights(tables, graphs[BASE_YEAR], p, state.rd_fte)
    reference = make_reference(tables, p, weights, state)
    random = ProcessNoise(p, state.gdp, state.rd, steps_per_year, rng if process_noise else None)

    years = list(range(BASE_YEAR, to_year + 1))
    reported_flow_years = [year for year in years if year in flow_years]
    node_reports, focus_reports, flow_reports, policy_reports = [], [], [], []
    flows, changes = FlowLevers(), StepLevers()
    for year in years:
        if year > BASE_YEAR:
            for i in range(steps_per_year):
                t = (year - 1 - BASE_YEAR) + i * dt
                noise = random.draw(i)
                if levers is not None:
                    flows = levers.flows(p, t)
                    changes = levers.step(p, weights, t, year - 1 - BASE_YEAR + (i + 1) / steps_per_year)
                state = step(tables, p, weights, reference, state, t, dt, noise, flows, changes, channels)
            if year in graphs and levers is None:
                weights, _ = channel_weights(tables, graphs[year], p, state.rd_fte, scale)
        if levers is not None:
            weights = levers.weights(p, state.rd_fte, scale, year)
            flows = levers.flows(p, float(year - BASE_YEAR))
            policy_reports.append(levers.report(p, weights, reference, state, year, flows, channels))
        node_reports.append(node_report(tables, state))
        focus_reports.append(focus_report(tables, reference, state))
        if year in reported_flow_years:
            t = float(year - BASE_YEAR)
            flow_reports.append(flow_report(tables, p, weights, reference, state, t, flows, channels))

    def stacked(reports: list[dict[str, ndarray]]) -> dict[str, ndarray]:
        names = list(reports[0]) if reports else []
        return {name: np.stack([report[name] for report in reports], axis=1) for name in names}

    return Result(
        years=np.array(years),
        node_ids=tables.node_ids,
        nodes=stacked(node_reports),
        focus=stacked(focus_reports),
        flow_years=reported_flow_years,
        groups=tables.groups,
        flows=stacked(flow_reports),
        policy=stacked(policy_reports),
    )


def concatenate(results: list[Result]) -> Result:
    def joined(parts: list[dict[str, ndarray]]) -> dict[str, ndarray]:
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    first = results[0]
    return Result(
        years=first.years,
        node_ids=first.node_ids,
        nodes=joined([result.nodes for result in results]),
        focus=joined([result.focus for result in results]),
        flow_years=first.flow_years,
        groups=first.groups,
        flows=joined([result.flows for result in results]),
        policy=joined([result.policy for result in results]),
    )


def run_ensemble(
    tables: Tables,
    members: int,
    seed: int,
    batch: int = 32,
    *,
    to_year: int = 2035,
    steps_per_year: int = 4,
    sample: bool = True,
    base_year: bool = True,
    process_noise: bool = True,
    overrides: Parameters | None = None,
    flow_years: tuple[int, ...] = (2020, 2025, 2035),
) -> Result:
    """Ensemble in batches; `sample`, `base_year` and `process_noise` switch the three sources of uncertainty.

    Every batch has a random stream of its own, so a result depends on (seed, batch size).
    """
    if members < 1 or batch < 1:
        raise ValueError("members and batch must be at least 1")
    results = []
    for start in range(0, members, batch):
        size = min(batch, members - start)
        rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, start])))
        parameters: Parameters
        if sample:
            parameters = sample_parameters(tables, size, rng, overrides)
            lasting = draw_lasting_differences(tables, size, rng)
        else:
            parameters = {**central_parameters(tables), **(overrides or {})}
            lasting = None
        results.append(
            simulate(
                tables,
                parameters,
                to_year=to_year,
                steps_per_year=steps_per_year,
                base_year=base_year,
                process_noise=process_noise,
                rng=rng,
                members=size,
                flow_years=flow_years,
                lasting=lasting,
            )
        )
    return concatenate(results)


# --------------------------------------------------------------------------------------------------------------------
# Command line


def without_nan(values: list) -> list:
    """NaN (a missing indicator) as None, which JSON can hold."""
    return [without_nan(x) if isinstance(x, list) else None if x != x else x for x in values]


def write_json(result: Result, path: Path) -> None:
    content = {
        "years": result.years.tolist(),
        "node_ids": result.node_ids,
        "nodes": {name: value.tolist() for name, value in result.nodes.items()},
        "focus": {name: without_nan(value.tolist()) for name, value in result.focus.items()},
    }
    path.write_text(json.dumps(content, allow_nan=False), encoding="utf-8")


def print_focus(result: Result) -> None:
    """Medians of the indicators of the focus province in round years."""
    shown = [i for i, year in enumerate(result.years) if year % 5 == 0]
    print(f"{FOCUS:34s}" + "".join(f"{result.years[i]:>12d}" for i in shown))
    for name, value in result.focus.items():
        medians = [value[:, i][~np.isnan(value[:, i])] for i in shown]
        print(f"{name:34s}" + "".join(f"{np.median(x):12.4f}" if len(x) else f"{'':12s}" for x in medians))


def main() -> None:
    parser = argparse.ArgumentParser(description="Innovation system model in NumPy (reference and benchmark baseline)")
    parser.add_argument("--data", type=Path, default=DATA_DIR, help="data folder")
    parser.add_argument("--members", type=int, help="run an ensemble of this size")
    parser.add_argument("--batch", type=int, default=32, help="members run together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--to", type=int, default=2035, metavar="YEAR", help="last year")
    parser.add_argument("--steps", type=int, default=4, help="steps per year")
    parser.add_argument("--parameters", type=Path, help='deterministic runs of {"name": [v1, ..., vB], ...}')
    parser.add_argument("--json", type=Path, help="write the result to this file")
    parser.add_argument("--no-sample", action="store_true", help="ensemble at the central parameters")
    parser.add_argument("--no-base-year", action="store_true", help="ensemble without the uncertainty of the base year")
    parser.add_argument("--no-noise", action="store_true", help="ensemble without process noise")
    options = parser.parse_args()

    tables = load_tables(options.data)
    if options.members is not None:
        start = time.perf_counter()
        result = run_ensemble(
            tables,
            options.members,
            options.seed,
            options.batch,
            to_year=options.to,
            steps_per_year=options.steps,
            sample=not options.no_sample,
            base_year=not options.no_base_year,
            process_noise=not options.no_noise,
        )
        seconds = time.perf_counter() - start
        steps = (options.to - BASE_YEAR) * options.steps
        node_steps = options.members * len(tables.node_ids) * steps
        print(
            f"members {options.members}  batch {options.batch}  seconds {seconds:.3f}  "
            f"members/s {options.members / seconds:.2f}  node-steps/s {node_steps / seconds:.4g}"
        )
    else:
        parameters: dict[str, float | ndarray] = dict(central_parameters(tables))
        if options.parameters:
            given = json.loads(options.parameters.read_text(encoding="utf-8"))
            parameters.update({name: np.array(values, dtype=float) for name, values in given.items()})
        result = simulate(tables, parameters, to_year=options.to, steps_per_year=options.steps)
    print_focus(result)
    if options.json:
        write_json(result, options.json)


if __name__ == "__main__":
    main()
