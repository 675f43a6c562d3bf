"""Policy levers, channels and costs: the engine against the NumPy model, which was written from the text alone.

Central runs without uncertainty; every indicator of every node and region, flows and costs, to the precision of the
result file.
"""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
import yaml

from conftest import BASELINE, PRIORS

TO_YEAR = 2030
FLOW_YEARS = (2025, 2030)
FILE_PRECISION = 1e-6  # of the result file, in single precision
UNCERTAINTIES = ("parameters", "base_year", "process_noise", "events")

CENTRE = {"regions": ["central_urban"]}
CHONGQING = {"regions": ["Chongqing"]}
ZONE = {"regions": ["western_science_city"]}
OVERLAP = {"nodes": ["Beibei"], "regions": ["western_science_city", "chongqing_htz_core", "jinfeng_core"]}
YEARS = {"years": [2021, 2026]}
FIELDS = ["ict_ai", "nev"]


def lever(kind: str, name: str = "", **keys) -> dict:
    return {"name": name or kind, "type": kind, **keys}


CASES: dict[str, list[dict]] = {
    "rd_grant": [
        lever("rd_grant", "a", targets=CHONGQING, amount=80, growth=0.05, effectiveness=0.8, **YEARS),
        lever("rd_grant", "b", targets=ZONE, amount=20, split="rd", prices=2020, basic_fraction=0.4, years=[2023]),
        lever("rd_grant", "c", targets={"nodes": ["Wuxi", "Chengkou"]}, amount=-0.5, split="each", **YEARS),
        lever("rd_grant", "d", targets=CENTRE, amount=9, split="population", leverage=False, cost=2, **YEARS),
        lever("rd_grant", "e", targets={"nodes": ["Chengkou"]}, amount=5, split="equal", **YEARS),
    ],
    "rd_tax_credit": [
        lever("rd_tax_credit", "a", targets=CHONGQING, credit=0.1, **YEARS),
        lever("rd_tax_credit", "b", targets=ZONE, credit=0.2, ramp=2, effectiveness=0.7, years=[2024]),
        lever("rd_tax_credit", "c", targets={"nodes": ["Chengdu"]}, credit=-0.1, **YEARS),
    ],
    "talent_programme": [
        lever("talent_programme", "a", targets=CHONGQING, recruits=1500, postdocs=300, effectiveness=0.9, **YEARS),
        lever("talent_programme", "b", targets=ZONE, attraction=0.2, graduates=800, split="rd", years=[2022, 2027]),
        lever("talent_programme", "c", targets={"nodes": ["Wuxi"]}, recruits=50, attraction=0.1, ramp="none", **YEARS),
    ],
    "venture_fund": [
        lever("venture_fund", "a", targets=CHONGQING, amount=60, gearing=1.5, growth=0.1, effectiveness=0.8, **YEARS),
        lever("venture_fund", "b", targets=ZONE, amount=30, tied=True, prices=2020, years=[2023]),
    ],
    "credit": [lever("credit", targets=ZONE, amount=50, gearing=2, effectiveness=0.5, split="rd", **YEARS)],
    "technology_market": [
        lever("technology_market", "a", targets=CHONGQING, catch_up=0.3, frontier=0.2, openness=0.2, **YEARS),
        lever("technology_market", "b", targets=ZONE, openness=-0.5, catch_up=0.2, ramp="none", years=[2023, 2028]),
    ],
    "integration": [
        lever(
            "integration",
            "a",
            between=[{"regions": ["Chongqing"]}, {"regions": ["chengyu_sichuan"]}],
            border=0.5,
            talent=0.1,
            capital=0.15,
            contract=0.2,
            knowledge=0.1,
            **YEARS,
        ),
        lever(
            "integration",
            "b",
            between=[{"regions": ["twin_city_circle"]}, {"regions": ["twin_city_circle"]}],
            border=0.7,
            contract=-0.1,
            ramp=1,
            effectiveness=0.9,
            years=[2024],
        ),
    ],
    "integration of zones": [
        lever("integration", between=[ZONE, {"regions": ["western_chengdu_science_city"]}], knowledge=0.5, **YEARS)
    ],
    "transport_line": [
        lever("transport_line", "a", line="chengyu_middle_hsr", open_year=2025),
        lever("transport_line", "b", line="zhengyu_hsr", hours_factor=0.8),
        lever(
            "transport_line",
            "c",
            line="own_line",
            open_year=2024,
            links=[{"a": "Chengkou", "b": "Wanzhou", "mode": "high_speed_rail", "hours": 0.5}],
        ),
    ],
    "programme_link": [
        lever("programme_link", "a", programme="wan_da_kai_technology", years=[2023]),
        lever("programme_link", "b", programme="south_sichuan_west_chongqing", strength=0.5, years=[2022, 2026]),
        lever("programme_link", "c", between=[{"nodes": ["Yubei"]}, {"nodes": ["Chengdu", "Deyang"]}], **YEARS),
        lever("programme_link", "d", programme="gaozhu_new_area", state=False, years=[2022]),
        lever("programme_link", "e", programme="wanzhou_dazhou_kaizhou_coordinated", state=False, **YEARS),
    ],
    "enclave": [
        lever("enclave", "a", targets={"nodes": ["Wuxi", "Chengkou"]}, host="Yubei", share=0.5, **YEARS),
        lever("enclave", "b", targets=ZONE, host="Beijing", share=0.2, effectiveness=0.8, years=[2023]),
    ],
    "platform": [
        lever(
            "platform",
            "a",
            targets=ZONE,
            amount=6,
            growth=0.05,
            staff=2000,
            creation=0.05,
            fields=FIELDS,
            adoption=0.01,
            split="rd",
            **YEARS,
        ),
        lever("platform", "b", targets={"nodes": ["Beibei"]}, staff=500, ramp="none", creation=0.1, years=[2022, 2024]),
    ],
    "zone": [
        lever("zone", "a", zone="western_science_city", creation=0.2, capacity=0.3, attraction=0.1, spill=0.4, **YEARS),
        lever("zone", "b", zone="liangjiang_new_area", creation=0.1, spill=-0.5, effectiveness=0.7, years=[2023]),
    ],
    "incubator": [
        lever("incubator", "a", targets=CHONGQING, units=80, capacity=0.005, entry=0.0005, **YEARS),
        lever("incubator", "b", targets=CENTRE, units=2, split="each", capacity=0.01, ramp="none", years=[2022]),
    ],
    "pairing": [
        lever(
            "pairing",
            "a",
            pairs=[{"donor": "Yubei", "recipient": "Wanzhou"}, {"donor": "Yubei", "recipient": "Wuxi"}],
            share=0.02,
            **YEARS,
        ),
        lever("pairing", "b", pairs=[{"donor": "Yubei", "recipient": "Youyang"}], share=0.5, years=[2023, 2025]),
        lever("pairing", "c", pairs=[{"donor": "Jiangbei", "recipient": "Youyang"}], share=0.1, link=False, **YEARS),
    ],
    "field_programme": [
        lever("field_programme", "a", targets=CHONGQING, fields=FIELDS, adoption=0.01, imitation=0.2, **YEARS),
        lever("field_programme", "b", targets=ZONE, fields=["nev"], imitation=-0.5, ramp="none", years=[2024]),
    ],
    "basic_research": [
        lever("basic_research", "a", targets=CENTRE, gain=0.05, ramp=2, **YEARS),
        lever("basic_research", "b", targets={"nodes": ["Wuxi"]}, gain=-0.5, years=[2023]),
        lever("basic_research", "c", targets={"nodes": ["Beibei"]}, gain=1, years=[2023]),
    ],
    "science_outreach": [lever("science_outreach", targets=CHONGQING, literacy=0.03, effectiveness=0.9, **YEARS)],
    "consortium": [
        lever(
            "consortium",
            targets={"nodes": ["Yubei", "Chengdu", "Beibei"]},
            contract=0.4,
            knowledge=0.3,
            fields=["ict_ai"],
            adoption=0.01,
            **YEARS,
        )
    ],
    "rd_mandate": [
        lever("rd_mandate", "a", targets=CHONGQING, share=0.3, floor=0.05, **YEARS),
        lever("rd_mandate", "b", targets=ZONE, share=0.5, floor=0.03, ramp=2, effectiveness=0.8, years=[2023]),
    ],
    "procurement": [lever("procurement", targets=CENTRE, fields=FIELDS, adoption=0.01, amount=5, prices=2020, **YEARS)],
    "performance_grant": [
        lever("performance_grant", "a", targets=CENTRE, amount=20, indicator="rd_intensity", winners=3, **YEARS),
        lever(
            "performance_grant",
            "b",
            targets=CHONGQING,
            amount=10,
            indicator="rd_growth",
            order="lowest",
            leverage=False,
            years=[2022, 2027],
        ),
    ],
    "performance_grant in zones": [
        lever("performance_grant", targets=ZONE, amount=20, indicator="rd_intensity", winners=2, **YEARS)
    ],
    "links of zones": [
        lever("programme_link", between=[ZONE, {"regions": ["western_chengdu_science_city"]}], strength=0.8, **YEARS)
    ],
    "overlapping zones": [
        lever("rd_grant", targets=OVERLAP, amount=20, split="rd", **YEARS),
        lever("incubator", targets=OVERLAP, units=20, capacity=0.01, split="population", **YEARS),
        lever("rd_tax_credit", targets=OVERLAP, credit=0.1, **YEARS),
    ],
    "overlapping groups": [
        lever("integration", between=[{"regions": ["central_urban"]}, OVERLAP], knowledge=0.5, **YEARS)
    ],
    "withdrawals": [
        lever("venture_fund", "a", targets=CENTRE, amount=-1000, **YEARS),
        lever("venture_fund", "b", targets={"nodes": ["Wuxi"]}, amount=-100, tied=True, **YEARS),
        lever("rd_grant", targets={"nodes": ["Wuxi"]}, amount=-100, **YEARS),
    ],
    "extremes": [
        lever("talent_programme", targets={"nodes": ["Beibei"]}, recruits=1000000, attraction=2, **YEARS),
        lever("rd_grant", targets={"nodes": ["Chengkou"]}, amount=500, basic_fraction=1, **YEARS),
        lever("technology_market", targets=CHONGQING, openness=3, frontier=2, **YEARS),
    ],
    "shock": [
        lever("rd_grant", "struck", targets=CHONGQING, amount=-50, shock={"probability": 0.9, "duration": 2}, **YEARS)
    ],
    "milestone": [
        lever(
            "zone", "likely", zone="jinfeng_core", creation=0.3, milestone={"year": 2023, "probability": 0.5}, **YEARS
        ),
        lever(
            "rd_grant",
            "unlikely",
            targets=CHONGQING,
            amount=50,
            milestone={"year": 2023, "probability": 0.4},
            **YEARS,
        ),
        lever(
            "rd_grant",
            "growing",
            targets=CHONGQING,
            amount=10,
            growth=0.1,
            cost=1,
            milestone={"year": 2023, "probability": 0.9},
            **YEARS,
        ),
    ],
    "effectiveness": [
        lever("science_outreach", "a", targets=CENTRE, literacy=0.05, effectiveness=given, **YEARS)
        for given in [{"dist": "lognormal", "median": 0.7, "log_sd": 0.5}]
    ]
    + [
        lever(
            "basic_research",
            "b",
            targets=CENTRE,
            gain=0.05,
            effectiveness={"dist": "normal", "mean": 0.6, "sd": 0.2},
            **YEARS,
        )
    ],
    "reach": [
        lever(
            "rd_grant",
            targets={
                "nodes": ["Chengdu"],
                "regions": ["new_urban", "western_science_city"],
                "where": {"rd_intensity": {"above": 1.5, "below": 4.0}},
                "except": ["Banan"],
            },
            amount=30,
            **YEARS,
        )
    ],
}
# One of each kind together: names made unique.
CASES["all types"] = [
    {**policy, "name": f"{case} {policy['name']}"} for case, policies in list(CASES.items()) for policy in policies
]

CHANNELS = {
    "talent": {"talent": False},
    "capital": {"capital": False},
    "contracts": {"contracts": False},
    "knowledge": {"knowledge": False},
    "adoption": {"adoption": False},
    "adoption from itself": {"adoption": "own"},
}


def write_scenario(folder, policies: list[dict], **keys):
    path = folder / "scenario.yaml"
    scenario = {
        "extends": str(PRIORS),
        "name": "levers",
        "horizon": {"to": TO_YEAR},
        "ensemble": {"members": 1},
        "uncertainty": dict.fromkeys(UNCERTAINTIES, False),
        "output": {"realizations": "all", "report_years": list(FLOW_YEARS)},
        "policies": policies,
        **keys,
    }
    text = yaml.safe_dump(scenario, sort_keys=False, allow_unicode=True)
    path.write_text(text.replace(": false", ": off").replace(": true", ": on"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tables(numpy_model):
    return numpy_model.load_tables()


@pytest.fixture
def compare_file(jialing, numpy_model, numpy_levers, tables, tmp_path):
    """Runs all scenarios of a file with the engine and with the NumPy model, and compares everything both report."""

    def run(path, *options: str) -> None:
        out = tmp_path / "out.nc"
        done = jialing("run", path, *options, "--quiet", "-o", out)
        assert done.returncode == 0, done.stderr
        with xr.open_dataset(out) as ds:
            for scenario in ds.scenario.values:
                compare_scenario(ds.sel(scenario=scenario))

    def compare_scenario(ds: xr.Dataset) -> None:
        shown = yaml.safe_load(str(ds.scenario_settings.values))
        fixed = {name: value for name, value in shown["parameters"].items() if isinstance(value, int | float)}
        parameters = {**numpy_model.central_parameters(tables), **fixed}
        places = numpy_levers.with_regions(tables, shown.get("regions"))
        theirs = numpy_model.simulate(
            places,
            parameters,
            to_year=TO_YEAR,
            flow_years=FLOW_YEARS,
            levers=numpy_levers.Levers(places, shown["policies"], shown.get("groups")),
            channels=numpy_levers.read_channels(shown.get("channels")),
        )
        scenario = str(ds.scenario.values)
        compare_indicators(ds, theirs, places.node_ids + list(places.regions), scenario)
        compare_costs(ds, theirs, parameters["inflation"], scenario)
        compare_flows(ds, theirs, scenario)

    return run


def compare_indicators(ds: xr.Dataset, theirs, places: list[str], scenario: str) -> None:
    for indicator in ds.indicator.values:
        for suffix, place in (("_members", "node"), ("_region_members", "region")):
            ours = ds[indicator + suffix].isel(realization=0).transpose("time", place)
            expected = theirs.policy[indicator][0][:, [places.index(name) for name in ds[place].values]]
            what = f"{scenario}: {indicator} of {place}s"
            np.testing.assert_allclose(ours, expected, rtol=FILE_PRECISION, atol=FILE_PRECISION, err_msg=what)


def compare_costs(ds: xr.Dataset, theirs, inflation: float, scenario: str) -> None:
    if "lever" not in ds:
        return
    years, missing = theirs.years - 2020, np.full(len(theirs.years), np.nan)
    for i, name in enumerate(ds.lever.values):
        nominal = theirs.policy.get(f"cost:{name}", [missing])[0]
        for variable, expected in (("cost", nominal), ("cost_2020_prices", nominal * np.exp(-inflation * years))):
            ours = ds[variable].sel(statistic="q50").isel(lever=i)
            what = f"{scenario}: {variable} of {name}"
            np.testing.assert_allclose(ours, expected, rtol=FILE_PRECISION, err_msg=what)


def compare_flows(ds: xr.Dataset, theirs, scenario: str) -> None:
    for flow, values in theirs.flows.items():
        ours = ds[flow].sel(statistic="q50", flow_time=list(FLOW_YEARS))
        ours = ours.sel(from_group=theirs.groups, to_group=theirs.groups)
        ours = ours.transpose("flow_time", "from_group", "to_group")
        np.testing.assert_allclose(ours, values[0], rtol=FILE_PRECISION, atol=1e-12, err_msg=f"{scenario}: {flow}")


@pytest.fixture
def compare(compare_file, tmp_path):
    """Compares a scenario of the given levers."""
    return lambda policies, **keys: compare_file(write_scenario(tmp_path, policies, **keys))


@pytest.mark.parametrize("case", CASES)
def test_levers_agree(compare, case):
    compare(CASES[case])


@pytest.mark.parametrize("channel", CHANNELS)
def test_channels_agree(compare, channel):
    compare(CASES["all types"], channels=CHANNELS[channel])


def test_other_parameters_agree(compare):
    parameters = {"ramp_effect": 1.5, "shrink_effect": 0.9, "leverage": -0.8, "grant_limit": 0.3, "user_cost": 1.2}
    compare(CASES["all types"], parameters=parameters)


@pytest.mark.parametrize("groups", [{"money": False}, {"all": False, "money": True}])
def test_groups_agree(compare, groups):
    """The lever of a group that is off, or that is disabled, is as if it were not there."""
    grant = lever("rd_grant", targets=CHONGQING, amount=50, group="money", **YEARS)
    outreach = lever("science_outreach", targets=CHONGQING, literacy=0.03, **YEARS)
    gain = lever("basic_research", targets=CHONGQING, gain=0.05, enabled=False, **YEARS)
    compare([grant, outreach, gain], groups=groups)


def test_no_levers_agree(compare):
    compare([])


def test_the_plan_agrees(compare_file):
    settings = [f"uncertainty.{source}=off" for source in UNCERTAINTIES]
    settings += [f"horizon.to={TO_YEAR}", f"output.report_years={list(FLOW_YEARS)}"]
    settings += ["ensemble.members=1", "output.realizations=all", "parameters.posterior=none"]
    scenarios = ["plan_14fyp", "without_sichuan", "tax_credit", "closed_borders"]
    options = [word for setting in settings for word in ("--set", setting)]
    compare_file(BASELINE.parent / "plan_14fyp.yaml", *options, "--scenario", ",".join(scenarios))
