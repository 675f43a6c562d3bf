"""All indicators of nodes and regions from a state of the NumPy model.

A place is a node, a region or a zone; arrays of places are [B, place], nodes first. Counts and money add, ratios are
ratios of sums, and what a region holds of a node goes by the region's share of it in the matching variable.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
from numpy import ndarray

import numpy_model as model

COUNTRY = "mainland"
NEIGHBOURS = "neighbours"
LEAST_REAL_GROWTH = 0.005  # below it the contribution of technology says nothing

# Which share of a node a region holds; everything else goes by `all`.
SHARE_OF = {
    "gdp": "gdp",
    "industrial_rd": "gdp",
    "technology_growth": "gdp",
    "real_growth": "gdp",
    "rd": "rd",
    "business_rd": "rd",
    "basic_rd": "rd",
    "hightech_output": "hightech_output",
    "tech_firms": "tech_firms",
}


def published_levels(data_dir: Path | str = model.DATA_DIR) -> dict[str, dict[str, float]]:
    """Indicator -> region -> the value published for 2020, of targets for a single region."""
    levels: dict[str, dict[str, float]] = {}
    for row in model.read_csv(Path(data_dir) / "plan_targets.csv"):
        if row["base_2020"] and ";" not in row["region"]:
            levels.setdefault(row["indicator"], {})[row["region"]] = float(row["base_2020"])
    return levels


def amounts(
    tables: model.Tables,
    p: SimpleNamespace,
    weights: model.Weights,
    reference: model.Reference,
    state: model.State,
    levers: model.FlowLevers,
    channels: model.Channels,
) -> dict[str, ndarray]:
    """What indicators are made of, of all nodes [B, n] at one instant."""
    gdp, rd, column = state.gdp, state.rd, tables.columns
    sold = state.contract_intensity * rd
    leaving, to_neighbours = np.zeros_like(gdp), rd * neighbour_mask(tables)
    if channels.contracts:
        mass = model.contract_mass(p, state)
        rate, leaving = model.contract_sending(tables, p, weights, reference, state, mass, levers)
        to_neighbours = (rate * model.accessibility(weights.contract, mass * neighbour_mask(tables))).sum(axis=1)
    intensity_ratio = state.business_rd_intensity / reference.state.business_rd_intensity
    found = {
        "gdp": gdp,
        "rd": rd,
        "business_rd": state.business_rd_intensity * gdp,
        "basic_rd": state.basic_share * rd,
        "rd_fte": state.rd_fte,
        "employment": state.employment_10k,
        "tech_firms": state.tech_firms,
        "hightech_firms": state.hightech_firms,
        "entities": state.entities_10k,
        "patents": state.high_value_patents,
        "population": column["population_10k"],
        "industrial_rd": column["industrial_rd_to_revenue"] * intensity_ratio * gdp,
        "sei_output": state.sei_share * gdp,
        "hightech_output": state.hightech_share * gdp,
        "literate": state.literacy * column["population_10k"],
        "technology_growth": state.technology_growth * gdp,
        "real_growth": state.real_growth * gdp,
        "knowledge": state.knowledge,
        "sold": sold,
        "sold_outside": sold * leaving,
        "sold_neighbours": state.contract_intensity * to_neighbours,
    }
    return {name: np.broadcast_to(value, gdp.shape) for name, value in found.items()}


def neighbour_mask(tables: model.Tables) -> ndarray:
    return (tables.regions[NEIGHBOURS]["all"] > 0.0).astype(float)


class Places:
    """Nodes, then regions, and what each holds of a quantity of the nodes."""

    def __init__(self, tables: model.Tables, data_dir: Path | str = model.DATA_DIR) -> None:
        self.names = tables.node_ids + list(tables.regions)
        self.national = self.names.index(COUNTRY)
        self.shares: dict[str, ndarray] = {}  # variable -> [n, place]; missing where a region states none of that kind
        for variable in {"all", *SHARE_OF.values()}:
            columns = [*np.eye(len(tables.node_ids))]
            for shares in tables.regions.values():
                known = [shares[name] for name in {variable, "all"} & set(shares)]
                columns.append(np.sum(known, axis=0) if known else np.full(len(tables.node_ids), np.nan))
            self.shares[variable] = np.stack(columns, axis=1)
        self.industrial_rd = np.full(len(self.names), np.nan)  # expenditure published for 2020
        for region, value in published_levels(data_dir)["industrial_rd_expenditure"].items():
            self.industrial_rd[self.names.index(region)] = value

    def add_up(self, amounts: dict[str, ndarray]) -> dict[str, ndarray]:
        """Amounts of all places [B, place]."""
        return {name: values @ self.shares[SHARE_OF.get(name, "all")] for name, values in amounts.items()}


def indicators(
    places: Places, now: dict[str, ndarray], start: dict[str, ndarray], t: float, inflation: ndarray
) -> dict[str, ndarray]:
    """Every indicator of all places [B, place] at t from the amounts of nodes now and at t = 0."""
    q, q0 = places.add_up(now), places.add_up(start)
    deflator = np.exp(-inflation * t)
    intensity = 100.0 * q["rd"] / q["gdp"]
    defined = q["real_growth"] / q["gdp"] >= LEAST_REAL_GROWTH
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "gdp": q["gdp"],
            "gdp_2020_prices": q["gdp"] * deflator,
            "gdp_per_head": q["gdp"] / q["population"],
            "rd": q["rd"],
            "rd_2020_prices": q["rd"] * deflator,
            "rd_growth": 100.0 * ((q["rd"] / q0["rd"]) ** (1.0 / t) - 1.0) if t else np.full_like(q["rd"], np.nan),
            "rd_intensity": intensity,
            "rd_intensity_gap_national": intensity - intensity[:, places.national, None],
            "business_rd": q["business_rd"],
            "industrial_rd_expenditure": places.industrial_rd * q["business_rd"] / q0["business_rd"],
            "industrial_rd_to_revenue": 100.0 * q["industrial_rd"] / q["gdp"],
            "basic_research_share": 100.0 * q["basic_rd"] / q["rd"],
            "rd_fte": q["rd_fte"],
            "rd_personnel_per_10k_employed": q["rd_fte"] / q["employment"],
            "tech_firms": q["tech_firms"],
            "hightech_firms": q["hightech_firms"],
            "hightech_firms_per_10k_entities": q["hightech_firms"] / q["entities"],
            "high_value_patents": q["patents"],
            "high_value_patents_per_10k": q["patents"] / q["population"],
            "tech_contract_value": q["sold"],
            "contract_intensity": q["sold"] / q["rd"],
            "tech_contracts_sold_outside": q["sold_outside"] / q0["sold_outside"],
            "tech_contracts_sold_neighbours": q["sold_neighbours"] / q0["sold_neighbours"],
            "sei_output_share": 100.0 * q["sei_output"] / q["gdp"],
            "hightech_output_share": 100.0 * q["hightech_output"] / q["gdp"],
            "science_literacy": 100.0 * q["literate"] / q["population"],
            "tfp_contribution": np.where(defined, 100.0 * q["technology_growth"] / q["real_growth"], np.nan),
            "knowledge": q["knowledge"],
        }
