"""Province-level tables for base years before 2020, from the history and the tables of 2020.

Run it without arguments to write them beside this file, or with a folder. Figures that the history
holds for the base year are taken from it; everything else is a back-cast, marked `estimated` or
`assumed` in the provenance, with its rule. README.md says what is weak.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
TABLES = HERE.parent
BASE_YEARS = range(2010, 2016)
ABROAD = ["HongKong", "Macao"]  # domestic nodes that China's figures do not contain
TOGETHER = {"Chongqing": ("重庆", "chongqing"), "Sichuan": ("四川", "partner_province")}
AMOUNTS = [
    "area_km2", "population_10k", "employment_10k", "entities_10k", "gdp", "rd", "rd_fte",
    "tech_firms", "hightech_firms", "high_value_patents",
]  # fmt: skip
BY_RD = ["business_share", "basic_share", "contract_intensity"]  # shares of R&D; the others: of GDP

# Yearly growth that takes a figure of 2020 back where there is no history.
COST_PER_RESEARCHER = 0.046  # R&D per FTE in Chongqing, 2012 to 2020
GROWTH = {"entities_10k": 0.10, "tech_firms": 0.15, "hightech_firms": 0.15, "high_value_patents": 0.20}
CHONGQING_TECH_FIRMS = 0.25  # before 2017, its first figure
LITERACY_LOGIT = 0.15  # national surveys of 2010, 2015 and 2018
FOREIGN_GROWTH = 0.04  # GDP and R&D abroad, in Hong Kong and in Macao

# Uncertainty of the logarithm: reported, and taken back.
LOG_SD = {
    "gdp": (0.01, 0.03), "rd": (0.03, 0.10), "rd_fte": (0.03, 0.10), "entities_10k": (0.2, 0.2),
    "tech_firms": (0.05, 0.25), "hightech_firms": (0.05, 0.20), "high_value_patents": (0.25, 0.25),
}  # fmt: skip

# Technology contracts of 2020 as the tables of 2020 count them. Of Chongqing they have the plan's
# 145.7, the yearbook 117.79: its series is taken to the plan's definition by their ratio.
CONTRACTS_2020 = {"Chongqing": 145.7}
CONTRACTS_RATIO = "history.csv, times 145.7 / 117.79: the plan's and the yearbook's figure of 2020"

# Indicator of the model and relative standard error of the published figure, reported and unchecked.
# R&D intensity follows from R&D and GDP.
OBSERVED = {
    "gdp": ("gdp", 0.01, 0.015),
    "rd_expenditure": ("rd", 0.02, 0.03),
    "technology_contracts_sold": ("tech_contract_value", 0.05, 0.05),
    "rd_personnel_fte": ("rd_fte", 0.03, 0.04),
    "hightech_firms": ("hightech_firms", 0.03, 0.03),
    "tech_firms": ("tech_firms", 0.05, 0.05),
    "science_literacy": ("science_literacy", 0.05, 0.07),
}
NATIONAL = ["gdp", "rd_expenditure"]  # of China, in the region "mainland"
CENSUS = 2019  # first year on the basis of the fourth economic census
CENSUS_BEFORE = 2013  # the third


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(TABLES / name, keep_default_na=False, na_values=[""])


class History:
    """The figures of history.csv by region, indicator and year."""

    def __init__(self) -> None:
        self.rows = read("history.csv")
        self.values = self.rows.set_index(["region", "indicator", "year"])

    def get(self, region: str, indicator: str, year: int) -> float | None:
        key = (region, indicator, year)
        return float(self.values.loc[key, "value"]) if key in self.values.index else None

    def status(self, region: str, indicator: str, year: int) -> str:
        return str(self.values.loc[(region, indicator, year), "status"])

    def contracts_ratio(self, region: str) -> float:
        """Contracts as the tables of 2020 count them, to those of the yearbook."""
        if region not in CONTRACTS_2020:
            return 1.0
        return CONTRACTS_2020[region] / self.get(region, "technology_contracts_sold", 2020)


def provinces_of_2020() -> pd.DataFrame:
    """The node table with the districts of Chongqing and the cities of Sichuan added up."""
    nodes = read("nodes.csv")
    rows = []
    for province, (name_zh, group) in TOGETHER.items():
        parts = nodes[nodes.province == province]
        row = parts.iloc[0].copy()
        for column in nodes.columns[nodes.columns.get_loc("lon") :]:
            if column in AMOUNTS:
                row[column] = parts[column].sum()
            else:
                weights = parts.rd if column in BY_RD else parts.gdp
                row[column] = np.average(parts[column], weights=weights)
        row["id"], row["name_zh"], row["kind"], row["group"], row["code"] = (
            province, name_zh, "province", group, "",
        )  # fmt: skip
        rows.append(row)
    others = nodes[~nodes.province.isin(list(TOGETHER))]
    table = pd.concat([pd.DataFrame(rows), others], ignore_index=True)
    table["growth_offset"] = 0.0  # nothing is known beforehand of who will grow faster
    return table


class BaseYear:
    """The node table of one base year and where each cell comes from."""

    def __init__(self, year: int, history: History) -> None:
        self.year, self.history = year, history
        self.back = 2020 - year
        self.nodes = provinces_of_2020().set_index("id", drop=False)
        columns = list(self.nodes.columns[self.nodes.columns.get_loc("population_10k") :])
        self.provenance = {
            (node, column): ("assumed", "as in 2020")
            for node in self.nodes.id
            for column in columns
        }
        self.amounts()
        self.rest_of_china()
        self.counts()
        self.shares()

    def put(self, node: str, column: str, value: float, status: str, basis: str) -> None:
        self.nodes.at[node, column] = value
        self.provenance[node, column] = (status, basis)

    def take(self, node: str, column: str, indicator: str, factor: float = 1.0) -> bool:
        value = self.history.get(node, indicator, self.year)
        if value is None:
            return False
        status = self.history.status(node, indicator, self.year)
        self.put(node, column, value * factor, status, f"history.csv {indicator} {self.year}")
        return True

    def domestic(self) -> list[str]:
        return list(self.nodes.id[self.nodes.role == "endogenous"])

    def amounts(self) -> None:
        """GDP, R&D and contract intensity."""
        for node in self.nodes.id:
            abroad = node in ABROAD or self.nodes.at[node, "role"] == "external"
            for column, indicator in (("gdp", "gdp"), ("rd", "rd_expenditure")):
                if abroad:
                    value = self.nodes.at[node, column] / (1 + FOREIGN_GROWTH) ** self.back
                    self.put(node, column, value, "assumed", f"2020 less {FOREIGN_GROWTH:.0%} a year")
                elif not self.take(node, column, indicator):
                    self.with_the_nation(node, column, indicator)
            self.contracts(node, "RestOfChina" if abroad else node)

    def with_the_nation(self, node: str, column: str, indicator: str) -> None:
        """A year without a figure of its own: that of the year after less the nation's growth."""
        after = self.history.get(node, indicator, self.year + 1)
        nation = [self.history.get("China", indicator, self.year + k) for k in (0, 1)]
        if after is None or None in nation:
            return
        value = after * nation[0] / nation[1]
        self.put(node, column, value, "estimated", f"{self.year + 1} less China's growth")

    def contracts(self, node: str, of: str) -> None:
        year = max(self.year, 2011)  # the first of the series
        sold = self.history.get(of, "technology_contracts_sold", year)
        rd = self.history.get(of, "rd_expenditure", year)
        if sold is None or rd is None:
            return
        ratio = self.history.contracts_ratio(of)
        status = "reported" if year == self.year and ratio == 1 else "estimated"
        basis = f"contracts sold / R&D of {year}" + (", as the plan counts" if ratio != 1 else "")
        self.put(node, "contract_intensity", ratio * sold / rd, status, basis)

    def rest_of_china(self) -> None:
        listed = [n for n in self.domestic() if n not in [*ABROAD, "RestOfChina"]]
        for column, indicator in (("gdp", "gdp"), ("rd", "rd_expenditure")):
            total = self.history.get("China", indicator, self.year)
            rest = total - self.nodes.loc[listed, column].sum()
            basis = "China's figure less the provinces named here"
            self.put("RestOfChina", column, rest, "estimated", basis)
        year = max(self.year, 2011)
        series = [self.history.get(n, "technology_contracts_sold", year) or 0 for n in listed]
        sold = self.history.get("China", "technology_contracts_sold", year) - sum(series)
        rd = self.history.get("China", "rd_expenditure", year) - sum(
            self.history.get(n, "rd_expenditure", year) for n in listed
        )
        basis = f"contracts sold / R&D of {year}, China's figures less those of the provinces"
        self.put("RestOfChina", "contract_intensity", max(sold / rd, 0.01), "estimated", basis)

    def counts(self) -> None:
        of_2020 = provinces_of_2020().set_index("id")
        for node in self.domestic():
            if not self.take(node, "rd_fte", "rd_personnel_fte"):
                growth = self.nodes.at[node, "rd"] / of_2020.at[node, "rd"]
                value = of_2020.at[node, "rd_fte"] * growth * (1 + COST_PER_RESEARCHER) ** self.back
                basis = f"2020 with R&D, whose cost per researcher grew {COST_PER_RESEARCHER:.1%} a year"
                self.put(node, "rd_fte", value, "estimated", basis)
            self.take(node, "population_10k", "population")
            for column, growth in GROWTH.items():
                if column.endswith("_firms") and self.take(node, column, column):
                    continue
                value = of_2020.at[node, column] / (1 + growth) ** self.back
                self.put(node, column, value, "assumed", f"2020 less {growth:.0%} a year")
        first = self.history.get("Chongqing", "tech_firms", 2017)
        value = first / (1 + CHONGQING_TECH_FIRMS) ** (2017 - self.year)
        basis = f"2017 less {CHONGQING_TECH_FIRMS:.0%} a year"
        self.put("Chongqing", "tech_firms", value, "assumed", basis)

    def shares(self) -> None:
        for node in self.domestic():
            if self.take(node, "literacy", "science_literacy", 0.01):
                continue
            share = self.nodes.at[node, "literacy"]
            logit = np.log(share / (1 - share)) - LITERACY_LOGIT * self.back
            basis = f"2020 less {LITERACY_LOGIT} a year in log-odds"
            self.put(node, "literacy", 1 / (1 + np.exp(-logit)), "assumed", basis)

    def write(self, folder: Path) -> None:
        path = folder / f"nodes_{self.year}.csv"
        self.nodes.to_csv(path, index=False, float_format="%.9g", lineterminator="\n")
        rows = []
        for (node, column), (status, basis) in self.provenance.items():
            known = status.startswith("reported")
            log_sd = LOG_SD[column][0 if known else 1] if column in LOG_SD else 0
            if self.nodes.at[node, "role"] == "external":
                log_sd = 0
            rows.append((node, column, status, log_sd, basis))
        table = pd.DataFrame(rows, columns=["id", "column", "status", "log_sd", "basis"])
        table.to_csv(folder / f"nodes_{self.year}_provenance.csv", index=False, lineterminator="\n")


def lifted(node: str, province: dict[str, str]) -> str:
    return province[node] if province[node] in TOGETHER else node


def write_links(folder: Path) -> None:
    """The links between two provinces; the fastest of those that open in the same year."""
    links = read("transport_links.csv")
    province = read("nodes.csv").set_index("id").province.to_dict()
    links["a"] = [lifted(node, province) for node in links.a]
    links["b"] = [lifted(node, province) for node in links.b]
    links = links[links.a != links.b]
    links["pair"] = [" ".join(sorted(pair)) for pair in zip(links.a, links.b)]
    links = links.sort_values(["pair", "open_year", "hours"])
    links = links.drop_duplicates(["pair", "open_year"])
    links["line"] = [f"opened_{year}" for year in links.open_year]
    links.drop(columns="pair").to_csv(
        folder / "transport_links.csv", index=False, lineterminator="\n"
    )
    for name in ("chengyu_links.csv", "zones.csv", "plan_targets.csv"):
        header = (TABLES / name).read_text(encoding="utf-8").split("\n")[0]
        target = "targets.csv" if name == "plan_targets.csv" else name
        (folder / target).write_text(header + "\n", encoding="utf-8")


def write_regions(folder: Path) -> None:
    nodes = provinces_of_2020()
    domestic = [n for n in nodes.id[nodes.role == "endogenous"] if n not in ABROAD]
    rows = [("mainland", "中国大陆", "Mainland China", "country", n, "all", 1) for n in domestic]
    columns = ["region", "name_zh", "name_en", "kind", "node", "variable", "share"]
    pd.DataFrame(rows, columns=columns).to_csv(
        folder / "regions.csv", index=False, lineterminator="\n"
    )


def write_specialisation(folder: Path) -> None:
    table, nodes = read("specialisation.csv").set_index("id"), read("nodes.csv")
    fields = table.columns[:-1]
    rows = []
    for province in TOGETHER:
        parts = nodes[nodes.province == province].set_index("id")
        weights = parts.rd / parts.rd.sum()
        row = table.loc[parts.index, fields].mul(weights, axis=0).sum().astype(object)
        row["provenance"] = "estimated: mean of its nodes, weighted by R&D of 2020"
        rows.append(row.rename(province))
    others = nodes.id[~nodes.province.isin(list(TOGETHER))]
    result = pd.concat([pd.DataFrame(rows), table.loc[others]]).rename_axis("id")
    result.to_csv(
        folder / "specialisation.csv", float_format="%.9g", lineterminator="\n"
    )


def observations(history: History) -> pd.DataFrame:
    rows = []
    for row in history.rows.itertuples():
        national = row.region == "China" and row.indicator in NATIONAL
        if row.indicator not in OBSERVED or (row.region == "China" and not national):
            continue
        indicator, checked, unchecked = OBSERVED[row.indicator]
        value, status, source = row.value, row.status, row.source
        if row.indicator == "technology_contracts_sold" and row.region in CONTRACTS_2020:
            value = value * history.contracts_ratio(row.region)
            status, source = "estimated", CONTRACTS_RATIO
        error = {"reported": checked, "reported_unchecked": unchecked}.get(status, 2 * unchecked)
        region = "mainland" if national else row.region
        rows.append((region, indicator, row.year, value, value * error, row.year, status, source))
    columns = ["region", "indicator", "year", "value", "sd", "vintage", "status", "source"]
    return pd.concat([pd.DataFrame(rows, columns=columns), census_basis(history, columns)])


def census_basis(history: History, columns: list[str]) -> pd.DataFrame:
    """Provincial GDP of the years before the fourth economic census on its basis.

    The break is what is left of a province's growth from 2018 to 2019 over the nation's and over
    half of its own mean excess of the years before; it grew evenly since the third census. The
    figures are known from 2019 on.
    """
    gdp = history.rows[history.rows.indicator == "gdp"].pivot(
        index="year", columns="region", values="value"
    )
    growth = np.log(gdp).diff()
    rows = []
    for region in gdp.columns.drop("China"):
        excess = (growth[region] - growth["China"]).loc[CENSUS_BEFORE + 1 : CENSUS - 1].mean()
        jump = growth.at[CENSUS, region] - growth.at[CENSUS, "China"] - excess / 2
        for year in range(CENSUS_BEFORE + 1, CENSUS):
            share = (year - CENSUS_BEFORE) / (CENSUS - 1 - CENSUS_BEFORE)
            value = gdp.at[year, region] * np.exp(jump * share)
            source = "back_cast.py: on the basis of the census of 2018, break spread since 2013"
            rows.append(
                (region, "gdp", year, value, 0.02 * value, CENSUS, "estimated", source)
            )
    return pd.DataFrame(rows, columns=columns)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    history = History()
    for year in BASE_YEARS:
        BaseYear(year, history).write(folder)
    write_links(folder)
    write_regions(folder)
    write_specialisation(folder)
    observations(history).to_csv(
        folder / "observations.csv", index=False, float_format="%.9g", lineterminator="\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
