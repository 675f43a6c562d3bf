"""Policy levers for the NumPy model: what a list of levers changes in flows, steps, channel weights and public cost.

Written from the text of the levers alone, like the model. A lever is plain data, as yaml.safe_load reads it from what
`jialing show` prints. Members may differ in the effectiveness of a lever and in the events that switch it on; both can
be given, and are otherwise central: medians, a milestone happens if that is at least as likely as not, shocks do not
strike.

    levers = Levers(tables, scenario["policies"], scenario.get("groups"))
    numpy_model.simulate(tables, parameters, levers=levers, channels=read_channels(scenario.get("channels")))

Every effect is a sum over levers of a strength that varies with time and member and a size that varies with node (and
field or partner) only. `Levers` keeps the sizes by what they act on, in `effects`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy import ndarray

import numpy_indicators
import numpy_model as model

PAIR_CHANNELS = ("talent", "capital", "contract", "knowledge")
LARGEST_GIFT = 0.5  # of a donor's own public R&D, over all its pairs
NEVER = 10**6

# Types whose strength grows with the time institutions need, where the lever says nothing else.
SLOW_TYPES = {
    "talent_programme",
    "technology_market",
    "integration",
    "enclave",
    "platform",
    "zone",
    "incubator",
    "field_programme",
    "science_outreach",
    "consortium",
}


# --------------------------------------------------------------------------------------------------------------------
# Reading


def is_on(value: object) -> bool:
    return value not in (False, "off")


def in_force(policies: list[dict[str, Any]], groups: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The levers that are on by themselves and by `groups`, where their own group counts more than `all`."""
    groups = groups or {}
    return [
        policy
        for policy in policies
        if is_on(policy.get("enabled", True))
        and is_on(groups.get(policy.get("group") or "all", groups.get("all", True)))
    ]


def read_channels(channels: Mapping[str, Any] | None) -> model.Channels:
    channels = channels or {}
    adoption = channels.get("adoption", True)
    return model.Channels(
        **{name: is_on(channels.get(name, True)) for name in ("talent", "capital", "contracts", "knowledge")},
        adoption="own" if adoption == "own" else "on" if is_on(adoption) else "off",
    )


def central_effectiveness(given: float | Mapping[str, Any]) -> float:
    if isinstance(given, Mapping):
        return float(given["mean"] if given["dist"] == "normal" else given["median"])
    return float(given)


# --------------------------------------------------------------------------------------------------------------------
# Whom a lever reaches


@dataclass
class Reach:
    """The targets of a lever."""

    within: ndarray  # [n] bool
    shares: dict[str, ndarray]  # variable -> [n] share of the node that is meant, 0 outside

    def share(self, variable: str = "rd") -> ndarray:
        return self.shares[variable]


def region_shares(tables: model.Tables, region: str) -> dict[str, ndarray]:
    """Share of each node in a region by GDP, R&D and technology firms. What is stated of all variables counts for each;
    a node without a share by one of them has its share by GDP, and without that one its share of the land."""
    stated, none = tables.regions[region], np.zeros(len(tables.node_ids))

    def by(variable: str) -> ndarray:
        return np.minimum(stated.get("all", none) + stated.get(variable, none), 1.0)

    gdp = np.where(by("gdp") > 0.0, by("gdp"), by("land"))
    return {"gdp": gdp, **{name: np.where(by(name) > 0.0, by(name), gdp) for name in ("rd", "tech_firms")}}


def with_regions(tables: model.Tables, own: Mapping[str, Any] | None) -> model.Tables:
    """The tables with a scenario's own regions: each a list of nodes, or nodes with a share or shares by variable."""
    regions = dict(tables.regions)
    for name, region in (own or {}).items():
        shares: dict[str, ndarray] = {}
        nodes = region["nodes"]
        for node, parts in (nodes if isinstance(nodes, Mapping) else dict.fromkeys(nodes, 1.0)).items():
            for variable, part in (parts if isinstance(parts, Mapping) else {"all": parts}).items():
                share = shares.setdefault(variable, np.zeros(len(tables.node_ids)))
                share[tables.node_ids.index(node)] = part
        regions[name] = shares
    return replace(tables, regions=regions)


def find_reach(tables: model.Tables, targets: Mapping[str, Any], published: dict[str, ndarray]) -> Reach:
    """Where several targets name a node, the one with the largest part of its GDP counts."""
    position = {node: i for i, node in enumerate(tables.node_ids)}
    within = np.zeros(len(position), dtype=bool)
    shares = {name: np.zeros(len(position)) for name in ("gdp", "rd", "tech_firms")}

    def members(name: str) -> ndarray:
        if name in tables.regions:
            return np.any([share > 0.0 for share in tables.regions[name].values()], axis=0)
        return np.arange(len(position)) == position[name]

    for name in [*(targets.get("nodes") or []), *(targets.get("regions") or [])]:
        within |= members(name)
        own = (
            region_shares(tables, name)
            if name in tables.regions
            else dict.fromkeys(shares, members(name).astype(float))
        )
        larger = own["gdp"] > shares["gdp"]
        for variable, share in shares.items():
            share[larger] = own[variable][larger]
    for name in targets.get("except") or []:
        within &= ~members(name)
    for indicator, bounds in (targets.get("where") or {}).items():
        value = published[indicator]
        within &= (value > bounds.get("above", -np.inf)) & (value < bounds.get("below", np.inf))
    return Reach(within, {name: share * within for name, share in shares.items()})


# --------------------------------------------------------------------------------------------------------------------
# When a lever acts


@dataclass
class Timing:
    """When a lever is in force, and how strongly: floats, or [B, 1] where members differ."""

    first: int
    last: int
    ramp: str | float  # none, institutional or a time scale in years
    effectiveness: float | ndarray
    growth: float
    prices: str
    happens: float | ndarray = 1.0  # the milestone does
    strikes: ndarray | None = None  # [B, years from `first`] bool, of a shock
    duration: int = 0

    def active(self, t: float) -> float | ndarray:
        year = model.BASE_YEAR + math.floor(t + 1e-9)
        if self.strikes is not None:
            begin, end = year - self.duration + 1 - self.first, year + 1 - self.first
            struck = self.strikes[:, max(begin, 0) : max(end, 0)]
            return struck.any(axis=1, keepdims=True).astype(float)
        return self.happens if self.first <= year <= self.last else 0.0

    def people(self, t: float) -> float | ndarray:
        return self.active(t) * self.effectiveness

    def strength(self, p: SimpleNamespace, t: float) -> float | ndarray:
        if self.ramp == "none" or self.strikes is not None:
            return self.people(t)
        scale = p.ramp_effect if self.ramp == "institutional" else float(self.ramp)
        since = max(t - (self.first - model.BASE_YEAR), 0.0)
        return self.people(t) * -np.expm1(-since / scale)

    def money(self, p: SimpleNamespace, t: float) -> float | ndarray:
        """What an amount of 1 in the first year comes to at t."""
        year = model.BASE_YEAR + math.floor(t + 1e-9)
        prices = np.exp(p.inflation * t) if str(self.prices) in ("base_year", "2020") else 1.0
        return self.active(t) * (1.0 + self.growth) ** (year - self.first) * prices


def find_timing(
    policy: Mapping[str, Any],
    effectiveness: ndarray | None,
    happens: ndarray | None,
    strikes: ndarray | None,
) -> Timing:
    years = list(policy.get("years") or [model.BASE_YEAR])
    first, last = int(years[0]), int(years[1]) if len(years) > 1 else NEVER
    occurs: float | ndarray = 1.0
    if milestone := policy.get("milestone"):
        first = max(first, int(milestone["year"]))
        occurs = float(milestone["probability"] >= 0.5)
        if happens is not None:
            occurs = np.reshape(happens, (-1, 1)).astype(float)
    shock = policy.get("shock")
    if shock and strikes is None:
        strikes = np.zeros((1, 1), dtype=bool)
    ramp = policy.get("ramp", "institutional" if policy["type"] in SLOW_TYPES else "none")
    return Timing(
        first=first,
        last=last,
        ramp=ramp,
        effectiveness=(
            central_effectiveness(policy.get("effectiveness", 1.0))
            if effectiveness is None
            else np.reshape(effectiveness, (-1, 1)).astype(float)
        ),
        growth=float(policy.get("growth", 0.0)),
        prices=policy.get("prices", "nominal"),
        happens=occurs,
        strikes=np.asarray(strikes, dtype=bool) if shock else None,
        duration=int(shock["duration"]) if shock else 0,
    )


# --------------------------------------------------------------------------------------------------------------------
# Levers


@dataclass
class Effect:
    """One lever's part in a sum: its strength at an instant times a size by node, field or partner."""

    timing: Timing
    size: ndarray


@dataclass
class PerformanceGrant:
    name: str
    timing: Timing
    within: ndarray  # [n] bool
    amount: float
    indicator: str
    highest_first: bool
    winners: int
    leverage: bool


class Levers:
    """All levers of a scenario."""

    def __init__(
        self,
        tables: model.Tables,
        policies: list[dict[str, Any]],
        groups: Mapping[str, Any] | None = None,
        *,
        effectiveness: Mapping[str, ndarray] | None = None,  # lever -> [B]
        happens: Mapping[str, ndarray] | None = None,  # lever -> [B] bool: its milestone
        strikes: Mapping[str, ndarray] | None = None,  # lever -> [B, years from its first one] bool: its shocks
    ) -> None:
        self.tables = tables
        self.position = {node: i for i, node in enumerate(tables.node_ids)}
        self.places = numpy_indicators.Places(tables)
        self.published = published_values(tables, self.places)
        self.effects: dict[str, list[Effect]] = {}
        self.performance_grants: list[PerformanceGrant] = []
        self.ranks: dict[tuple[str, int], ndarray] = {}  # performance grant, year of the indicator -> parts [B, n]
        self.removed_programmes: list[tuple[Timing, str, float]] = []
        self.enclaves: list[tuple[Timing, int, int, float]] = []  # recipient, host, share of its links
        self.lines = tables.lines
        self.costs: dict[str, Callable[[SimpleNamespace, float, model.State], ndarray | float]] = {}
        self.start: dict[str, ndarray] = {}

        for policy in in_force(policies, groups):
            name = policy["name"]
            timing = find_timing(policy, *((given or {}).get(name) for given in (effectiveness, happens, strikes)))
            getattr(self, f"add_{policy['type']}")(policy, timing)
            self.add_cost(policy, timing)

        self.graphs = tables.graphs
        if self.lines is not tables.lines:
            self.graphs = model.build_graphs(tables.columns, self.position, self.lines, tables.programmes)

    # Sizes by node ---------------------------------------------------------------------------------------------------

    def reach(self, targets: Mapping[str, Any]) -> Reach:
        return find_reach(self.tables, targets, self.published)

    def split(self, policy: Mapping[str, Any], amount: float) -> ndarray:
        """An amount for all targets divided among them, [n]."""
        reach, rule = self.reach(policy["targets"]), policy.get("split", "gdp")
        if rule == "each":
            return amount * reach.share("gdp")
        if rule == "equal":
            part = reach.share("gdp")
        else:
            column = {"gdp": "gdp", "rd": "rd", "population": "population_10k"}[rule]
            part = self.tables.columns[column] * reach.share("rd" if rule == "rd" else "gdp")
        return amount * part / part.sum()

    def add(self, kind: str, timing: Timing, size: ndarray) -> None:
        self.effects.setdefault(kind, []).append(Effect(timing, size))

    def add_key(self, kind: str, policy: Mapping[str, Any], key: str, timing: Timing, size: ndarray) -> None:
        """An effect whose size is a key of the lever times `size`, if the lever has the key."""
        if key in policy:
            self.add(kind, timing, float(policy[key]) * size)

    def in_fields(self, policy: Mapping[str, Any], size: ndarray) -> ndarray:
        """[n, f], `size` in the fields of the lever."""
        chosen = np.array([code in (policy.get("fields") or []) for code in self.tables.fields])
        return size[:, None] * chosen

    def between(self, groups: list[Mapping[str, Any]]) -> ndarray:
        """[n, n], symmetric: the product of the shares of both ends for each pair with one end in either group.

        Where both ends are in both groups, the first node of the table stands for the first group.
        """
        one, other = (self.reach(group.get("targets", group)) for group in groups)
        pairs = np.outer(one.share(), other.share())
        within = np.outer(one.within, other.within)
        above = np.triu(np.where(within, pairs, pairs.T), k=1)
        return above + above.T

    # Types -----------------------------------------------------------------------------------------------------------

    def add_rd_grant(self, policy: dict[str, Any], timing: Timing) -> None:
        grants = self.split(policy, policy["amount"])
        self.add("grants", timing, grants)
        if is_on(policy.get("leverage", True)):
            self.add("levered_grants", timing, grants)
        if policy.get("basic_fraction") is not None:
            self.add("stated_grants", timing, np.maximum(grants, 0.0))
            self.add("stated_basic", timing, np.maximum(grants, 0.0) * policy["basic_fraction"])

    def add_rd_tax_credit(self, policy: dict[str, Any], timing: Timing) -> None:
        self.add_key("tax_credit", policy, "credit", timing, self.reach(policy["targets"]).share())

    def add_talent_programme(self, policy: dict[str, Any], timing: Timing) -> None:
        self.add_key("attraction", policy, "attraction", timing, self.reach(policy["targets"]).share())
        if "recruits" in policy:
            self.add("recruits", timing, self.split(policy, policy["recruits"]))
        for key in ("postdocs", "graduates"):
            if key in policy:
                self.add("people", timing, self.split(policy, policy[key]))

    def add_venture_fund(self, policy: dict[str, Any], timing: Timing) -> None:
        kind = "capital_tied" if is_on(policy.get("tied", False)) else "capital_sent"
        self.add(kind, timing, self.split(policy, policy["amount"]) * policy.get("gearing", 1.0))

    def add_credit(self, policy: dict[str, Any], timing: Timing) -> None:
        self.add("capital_tied", timing, self.split(policy, policy["amount"]) * policy.get("gearing", 1.0))

    def add_technology_market(self, policy: dict[str, Any], timing: Timing) -> None:
        for key in ("catch_up", "frontier", "openness"):
            self.add_key(key, policy, key, timing, self.reach(policy["targets"]).share())

    def add_integration(self, policy: dict[str, Any], timing: Timing) -> None:
        pairs = self.between(policy["between"])
        for key in ("border", *PAIR_CHANNELS):
            self.add_key(f"pair_{key}", policy, key, timing, pairs)

    def add_transport_line(self, policy: dict[str, Any], timing: Timing) -> None:
        lines = [dict(row) for row in self.lines]
        for row in lines:
            if row["line"] == policy["line"]:
                row["hours"] = float(row["hours"]) * policy.get("hours_factor", 1.0)
                row["open_year"] = policy.get("open_year") or row["open_year"]
        for link in policy.get("links") or []:
            lines.append({"line": policy["line"], "open_year": policy.get("open_year", model.BASE_YEAR), **link})
        self.lines = lines

    def add_programme_link(self, policy: dict[str, Any], timing: Timing) -> None:
        strength = float(policy.get("strength", 1.0))
        if "between" in policy:
            pairs = self.between(policy["between"])
        elif is_on(policy.get("state", True)):
            rows = [row for row in self.tables.programmes if row["programme"] == policy["programme"]]
            pairs = self.linked(rows)
        else:
            self.removed_programmes.append((timing, policy["programme"], strength))
            return
        self.add("pair_programme", timing, strength * pairs)

    def add_enclave(self, policy: dict[str, Any], timing: Timing) -> None:
        reach, host = self.reach(policy["targets"]), self.position[policy["host"]]
        for recipient in np.flatnonzero(reach.within):
            if recipient != host:
                self.enclaves.append((timing, int(recipient), host, policy["share"] * reach.share()[recipient]))

    def add_platform(self, policy: dict[str, Any], timing: Timing) -> None:
        share = self.reach(policy["targets"]).share()
        if "amount" in policy:
            self.add("grants", timing, self.split(policy, policy["amount"]))
        if "staff" in policy:
            self.add("staff", timing, self.split(policy, policy["staff"]))
        self.add_key("creation", policy, "creation", timing, share)
        self.add_key("adoption", policy, "adoption", timing, self.in_fields(policy, share))

    def add_zone(self, policy: dict[str, Any], timing: Timing) -> None:
        reach = self.reach({"regions": [policy["zone"]]})
        self.add_key("creation", policy, "creation", timing, reach.share())
        self.add_key("attraction", policy, "attraction", timing, reach.share())
        self.add_key("zone_capacity", policy, "capacity", timing, reach.share("tech_firms"))
        if "spill" in policy:
            self.add_key("spill", policy, "creation", timing, policy["spill"] * reach.share())

    def add_incubator(self, policy: dict[str, Any], timing: Timing) -> None:
        units = self.split(policy, policy["units"])
        self.add_key("capacity", policy, "capacity", timing, units)
        self.add_key("entry", policy, "entry", timing, units)

    def add_pairing(self, policy: dict[str, Any], timing: Timing) -> None:
        pairs = np.zeros((len(self.position),) * 2)
        for pair in policy["pairs"]:
            pairs[self.position[pair["donor"]], self.position[pair["recipient"]]] += 1.0
        self.add("gifts", timing, policy["share"] * pairs)
        if is_on(policy.get("link", True)):
            self.add("pair_programme", timing, np.minimum(pairs + pairs.T, 1.0))

    def add_field_programme(self, policy: dict[str, Any], timing: Timing) -> None:
        size = self.in_fields(policy, self.reach(policy["targets"]).share())
        self.add_key("adoption", policy, "adoption", timing, size)
        self.add_key("imitation", policy, "imitation", timing, size)

    def add_basic_research(self, policy: dict[str, Any], timing: Timing) -> None:
        self.add_key("basic_gain", policy, "gain", timing, self.reach(policy["targets"]).share())

    def add_science_outreach(self, policy: dict[str, Any], timing: Timing) -> None:
        self.add_key("literacy", policy, "literacy", timing, self.reach(policy["targets"]).share())

    def add_consortium(self, policy: dict[str, Any], timing: Timing) -> None:
        pairs = self.between([policy["targets"], policy["targets"]])
        for key in ("contract", "knowledge"):
            self.add_key(f"pair_{key}", policy, key, timing, pairs)
        self.add_key(
            "adoption", policy, "adoption", timing, self.in_fields(policy, self.reach(policy["targets"]).share())
        )

    def add_rd_mandate(self, policy: dict[str, Any], timing: Timing) -> None:
        share = policy["share"] * self.reach(policy["targets"]).share()
        self.add("mandate_share", timing, share)
        self.add("mandate_floor", timing, share * policy["floor"])

    def add_procurement(self, policy: dict[str, Any], timing: Timing) -> None:
        size = self.in_fields(policy, self.reach(policy["targets"]).share())
        self.add_key("adoption", policy, "adoption", timing, size)

    def add_performance_grant(self, policy: dict[str, Any], timing: Timing) -> None:
        reach = self.reach(policy["targets"])
        self.performance_grants.append(
            PerformanceGrant(
                name=policy["name"],
                timing=timing,
                within=reach.within,
                amount=float(policy["amount"]),
                indicator=policy["indicator"],
                highest_first=policy.get("order", "highest") == "highest",
                winners=int(policy.get("winners", 0)),
                leverage=is_on(policy.get("leverage", True)),
            )
        )

    def add_cost(self, policy: dict[str, Any], timing: Timing) -> None:
        """Public money per year: what the lever's own keys spend, and what it says it costs beside that."""
        amount, beside = float(policy.get("amount", 0.0)), float(policy.get("cost", 0.0))
        credited = 0.0
        if policy["type"] == "rd_tax_credit":
            credited = policy["credit"] * self.reach(policy["targets"]).share()
        if policy["type"] in ("rd_grant", "venture_fund", "credit", "platform") and policy.get("split") == "each":
            amount *= self.reach(policy["targets"]).share("gdp").sum()

        def cost(p: SimpleNamespace, t: float, state: model.State) -> ndarray | float:
            business_rd = state.business_rd_intensity * state.gdp
            tax = (credited * business_rd).sum(axis=1, keepdims=True)
            return timing.money(p, t) * amount + timing.active(t) * (tax + beside)

        self.costs[policy["name"]] = cost

    # Sums over levers ------------------------------------------------------------------------------------------------

    def sum(self, kind: str, strength: Callable[[Timing], float | ndarray]) -> ndarray | None:
        """Sum of all effects of a kind, [B or 1, ...]; None without any."""
        effects = self.effects.get(kind)
        if not effects:
            return None
        parts = []
        for effect in effects:
            by_member = np.reshape(strength(effect.timing), (-1,) + (1,) * effect.size.ndim)
            parts.append(by_member * effect.size)
        return sum(parts[1:], start=parts[0])

    def or_zero(self, kind: str, strength: Callable[[Timing], float | ndarray]) -> ndarray | float:
        found = self.sum(kind, strength)
        return 0.0 if found is None else found

    def flows(self, p: SimpleNamespace, t: float) -> model.FlowLevers:
        """What flows at the instant t are given."""

        def now(timing: Timing) -> float | ndarray:
            return timing.strength(p, t)

        def geared(timing: Timing) -> float | ndarray:
            return timing.effectiveness * timing.money(p, t)

        return model.FlowLevers(
            utility=self.or_zero("attraction", now) * p.shrink_effect,
            recruits=self.sum("recruits", lambda timing: timing.people(t)),
            capital_sent=self.or_zero("capital_sent", geared),
            capital_tied=self.or_zero("capital_tied", geared),
            openness=self.or_zero("openness", now),
        )

    def step(self, p: SimpleNamespace, weights: model.Weights, t: float, t_next: float) -> model.StepLevers:
        """What the step from t to t_next is given: levels as of its end, everything else as of its middle."""
        dt, t_mid = t_next - t, 0.5 * (t + t_next)

        def mid(timing: Timing) -> float | ndarray:
            return timing.strength(p, t_mid)

        def end(timing: Timing) -> float | ndarray:
            return timing.strength(p, t_next)

        def paid(timing: Timing) -> float | ndarray:
            return timing.money(p, t_next)

        def effective(timing: Timing) -> float | ndarray:
            return timing.effectiveness * timing.money(p, t_next)

        grants, levered = self.or_zero("grants", paid), self.sum("levered_grants", effective)
        for grant in self.performance_grants:
            part = self.part_of(grant, t_next)
            grants = grants + paid(grant.timing) * part
            if grant.leverage:
                levered = effective(grant.timing) * part + (0.0 if levered is None else levered)

        staff_before = self.or_zero("staff", lambda timing: timing.strength(p, t))
        hired = np.maximum(self.or_zero("staff", end) - staff_before, 0.0)
        changes = model.StepLevers(
            people=dt * self.or_zero("people", lambda timing: timing.people(t_mid)) + hired,
            grants=grants,
            transfers=self.transfers(end),
            levered_grants=levered,
            tax_credit=self.or_zero("tax_credit", mid),
            mandate=self.mandate(mid),
            basic_gain=self.or_zero("basic_gain", mid),
            catch_up=self.or_zero("catch_up", mid),
            frontier=self.or_zero("frontier", mid),
            adoption=self.or_zero("adoption", mid),
            imitation=self.or_zero("imitation", mid),
            creation=self.or_zero("creation", mid) * p.shrink_effect,
            spilled=self.spilled(p, weights, mid),
            capacity=self.or_zero("capacity", mid) + self.or_zero("zone_capacity", mid) * p.shrink_effect,
            entry=self.or_zero("entry", mid),
            literacy=self.or_zero("literacy", mid),
        )
        stated = self.sum("stated_grants", paid)
        if stated is not None:
            changes.stated_grants = stated, np.asarray(self.sum("stated_basic", paid))
        return changes

    def transfers(self, end: Callable[[Timing], float | ndarray]) -> ndarray | None:
        """Share of each donor's own public R&D that goes to each recipient, [B, donor, recipient]."""
        gifts = self.sum("gifts", end)
        if gifts is None:
            return None
        gifts = np.maximum(gifts, 0.0)  # a donor takes nothing, whatever the effectiveness
        given = gifts.sum(axis=2, keepdims=True)
        return gifts * (np.minimum(given, LARGEST_GIFT) / np.where(given != 0.0, given, 1.0))

    def mandate(self, mid: Callable[[Timing], float | ndarray]) -> tuple[ndarray, ndarray] | None:
        share = self.sum("mandate_share", mid)
        if share is None:
            return None
        floor = np.asarray(self.sum("mandate_floor", mid)) / np.where(share > 0.0, share, 1.0)
        return np.minimum(share, 1.0), floor

    def spilled(
        self, p: SimpleNamespace, weights: model.Weights, mid: Callable[[Timing], float | ndarray]
    ) -> ndarray | float:
        """Log points of knowledge creation that come from neighbours, averaged by knowledge weights."""
        spill = self.sum("spill", mid)
        if spill is None:
            return 0.0
        return model.neighbour_sum(weights.know, spill * p.shrink_effect) / weights.know.sum(axis=-1)

    def part_of(self, grant: PerformanceGrant, t: float) -> ndarray:
        """Who gets a performance grant at t, [B, n]: by the ranks of the year before."""
        year = model.BASE_YEAR + math.floor(t + 1e-9)
        return grant.amount * self.ranks[grant.name, max(year - 1, model.BASE_YEAR)]

    def ranking(self, grant: PerformanceGrant, value: ndarray) -> ndarray:
        """Parts of a performance grant by an indicator [B, n], which add up to 1. Without a value a node comes last."""
        targets = np.flatnonzero(grant.within)
        key = value[:, targets] * (-1.0 if grant.highest_first else 1.0)
        rank = np.argsort(np.argsort(np.where(np.isnan(key), np.inf, key), axis=1, kind="stable"), axis=1)
        points = np.zeros(value.shape)
        points[:, targets] = rank < grant.winners if grant.winners else len(targets) - rank
        return points / points.sum(axis=1, keepdims=True)

    # Weights ---------------------------------------------------------------------------------------------------------

    def linked(self, rows: list[dict[str, str]]) -> ndarray:
        """[n, n], 1 for the pairs of some rows of chengyu_links.csv."""
        pairs = np.zeros((len(self.position),) * 2)
        for row in rows:
            a, b = self.position[row["a"]], self.position[row["b"]]
            pairs[a, b] = pairs[b, a] = 1.0
        return pairs

    def weights(self, p: SimpleNamespace, rd_fte: ndarray, scale: ndarray, year: int) -> model.Weights:
        """Channel weights of a year, by the strength at its middle."""
        t = year - model.BASE_YEAR + 0.5

        def strength(timing: Timing) -> float | ndarray:
            return timing.strength(p, t)

        graph = [graph for graph in self.graphs if graph.year <= year][-1]
        programme = graph.programme[None] + self.or_zero("pair_programme", strength)
        in_table = [
            row
            for row in self.tables.programmes
            if int(row["start_year"]) <= model.BASE_YEAR and (not row["end_year"] or int(row["end_year"]) >= year)
        ]
        for timing, name, size in self.removed_programmes:
            others = self.linked([row for row in in_table if row["programme"] != name])
            only = self.linked([row for row in in_table if row["programme"] == name]) * (1.0 - others)
            programme = programme - np.reshape(strength(timing), (-1, 1, 1)) * size * only
        levers = model.PairLevers(
            talent=self.or_zero("pair_talent", strength),
            capital=self.or_zero("pair_capital", strength),
            contract=self.or_zero("pair_contract", strength),
            know=self.or_zero("pair_knowledge", strength),
            border=np.clip(self.or_zero("pair_border", strength), -1.0, 1.0),
        )
        graph = model.Graph(year, graph.travel_time, np.clip(programme, 0.0, 1.0))
        weights, _ = model.channel_weights(self.tables, graph, p, rd_fte, scale, levers)
        weights.know = self.with_enclaves(weights.know, strength)
        return weights

    def with_enclaves(self, know: ndarray, strength: Callable[[Timing], float | ndarray]) -> ndarray:
        """Knowledge weights of recipients of enclaves raised towards those of their hosts."""
        raised = np.zeros_like(know)
        for timing, recipient, host, share in self.enclaves:
            present = np.maximum(share * np.reshape(strength(timing), (-1, 1)), 0.0)
            gain = present * np.maximum(know[:, host] - know[:, recipient], 0.0)
            gain[:, [recipient, host]] = 0.0
            raised[:, recipient] += gain
            raised[:, :, recipient] += gain
        return know + raised

    # Reports ---------------------------------------------------------------------------------------------------------

    def report(
        self,
        p: SimpleNamespace,
        weights: model.Weights,
        reference: model.Reference,
        state: model.State,
        year: int,
        flows: model.FlowLevers,
        channels: model.Channels,
    ) -> dict[str, ndarray]:
        """Every indicator of all places [B, place], `cost:` and the name of each lever [B], in a year."""
        t = float(year - model.BASE_YEAR)
        now = numpy_indicators.amounts(self.tables, p, weights, reference, state, flows, channels)
        if year == model.BASE_YEAR:
            self.start = now
        report = numpy_indicators.indicators(self.places, now, self.start, t, p.inflation)
        for grant in self.performance_grants:
            value = report[grant.indicator][:, : len(self.position)]
            self.ranks[grant.name, year] = self.ranking(grant, value)
        for name, cost in self.costs.items():
            report[f"cost:{name}"] = np.broadcast_to(cost(p, t, state), (len(state.gdp), 1))[:, 0]
        return report


def published_values(tables: model.Tables, places: numpy_indicators.Places) -> dict[str, ndarray]:
    """Indicators of the nodes in 2020 as published, [n]."""
    parameters = model.member_parameters(tables, {}, 1)
    state = model.initial_state(tables, parameters, {})
    weights, _ = model.channel_weights(tables, tables.graphs[0], parameters, state.rd_fte)
    reference = model.make_reference(tables, parameters, weights, state)
    setting = (tables, parameters, weights, reference, state, model.FlowLevers(), model.Channels())
    amounts = numpy_indicators.amounts(*setting)
    found = numpy_indicators.indicators(places, amounts, amounts, 0.0, parameters.inflation)
    return {name: value[0, : len(tables.node_ids)] for name, value in found.items()}
