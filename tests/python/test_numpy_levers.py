"""The levers of the NumPy model by themselves: signs, conservation, timing, reach, channels."""

from __future__ import annotations

import numpy as np
import pytest

TO_YEAR = 2026
CHONGQING = {"regions": ["Chongqing"]}
CENTRE = {"regions": ["central_urban"]}


@pytest.fixture(scope="module")
def tables(numpy_model):
    return numpy_model.load_tables()


@pytest.fixture(scope="module")
def run(numpy_model, numpy_levers, tables):
    """A central run with the given levers."""

    def simulate(*policies, channels=None, parameters=None, **options):
        return numpy_model.simulate(
            tables,
            {**numpy_model.central_parameters(tables), **(parameters or {})},
            to_year=TO_YEAR,
            flow_years=(TO_YEAR,),
            levers=numpy_levers.Levers(tables, list(policies), **options),
            channels=numpy_levers.read_channels(channels),
        )

    return simulate


@pytest.fixture(scope="module")
def plain(run):
    return run()


@pytest.fixture(scope="module")
def parts(numpy_model, tables):
    """Parameters, weights, reference and state at t = 0, for calling single processes."""
    p = numpy_model.member_parameters(tables, {}, 1)
    state = numpy_model.initial_state(tables, p, {})
    weights, _ = numpy_model.channel_weights(tables, tables.graphs[0], p, state.rd_fte)
    return p, weights, numpy_model.make_reference(tables, p, weights, state), state


def lever(kind: str, **keys) -> dict:
    first = (
        {} if kind in ("zone", "integration", "pairing", "transport_line", "programme_link") else {"targets": CENTRE}
    )
    return {"name": kind, "type": kind, "years": [2021, 2025], **first, **keys}


PAIRS = [{"donor": "Yubei", "recipient": "Wanzhou"}, {"donor": "Yubei", "recipient": "Wuxi"}]
BETWEEN = [CENTRE, {"nodes": ["Chengdu"]}]

# One lever of every type that does something: keys, and an indicator of the place where it shows, with the sign.
EFFECTIVE = {
    "rd_grant": (dict(amount=50), "rd", "central_urban", 1),
    "rd_tax_credit": (dict(credit=0.1), "business_rd", "central_urban", 1),
    "talent_programme": (dict(recruits=500, postdocs=200, attraction=0.1), "rd_fte", "central_urban", 1),
    "venture_fund": (dict(amount=100), "tech_firms", "central_urban", 1),
    "credit": (dict(amount=100), "tech_firms", "central_urban", 1),
    "technology_market": (dict(catch_up=0.5, frontier=0.3), "contract_intensity", "central_urban", 1),
    "integration": (dict(between=BETWEEN, border=0.5, knowledge=0.3), "knowledge", "central_urban", 1),
    "transport_line": (dict(line="chengyu_hsr", hours_factor=3.0), "knowledge", "Dazu", -1),
    "programme_link": (dict(between=BETWEEN), "knowledge", "Chengdu", 1),
    "enclave": (dict(targets={"nodes": ["Wuxi"]}, host="Yubei", share=0.5), "knowledge", "Wuxi", 1),
    "platform": (
        dict(amount=5, staff=300, creation=0.1, fields=["ict_ai"], adoption=0.01),
        "rd_fte",
        "central_urban",
        1,
    ),
    "zone": (dict(zone="western_science_city", creation=0.2, capacity=0.2, spill=0.5), "knowledge", "Shapingba", 1),
    "incubator": (dict(units=50, capacity=0.01, entry=0.001), "tech_firms", "central_urban", 1),
    "pairing": (dict(pairs=PAIRS, share=0.02), "rd", "Wanzhou", 1),
    "field_programme": (dict(fields=["ict_ai"], adoption=0.02, imitation=0.3), "sei_output_share", "Yubei", 1),
    "basic_research": (dict(gain=0.05), "basic_research_share", "central_urban", 1),
    "science_outreach": (dict(literacy=0.05), "science_literacy", "central_urban", 1),
    "rd_mandate": (dict(share=0.3, floor=0.1), "business_rd", "central_urban", 1),
    "procurement": (dict(fields=["ict_ai"], adoption=0.02, amount=10), "sei_output_share", "Yubei", 1),
    "consortium": (dict(contract=0.5, knowledge=0.5, fields=["ict_ai"], adoption=0.01), "knowledge", "Yubei", 1),
    "performance_grant": (dict(amount=50, indicator="rd_intensity"), "rd", "central_urban", 1),
}

# Levers whose amounts are zero, or which reach nothing.
IDLE = {
    "rd_grant": dict(amount=0, basic_fraction=0.5),
    "rd_tax_credit": dict(credit=0),
    "talent_programme": dict(recruits=0, postdocs=0, graduates=0, attraction=0),
    "venture_fund": dict(amount=0),
    "credit": dict(amount=0),
    "technology_market": dict(catch_up=0, frontier=0, openness=0),
    "integration": dict(between=BETWEEN, border=0, talent=0, capital=0, contract=0, knowledge=0),
    "transport_line": dict(line="chengyu_hsr", hours_factor=1.0),
    "programme_link": dict(between=BETWEEN, strength=0),
    "enclave": dict(host="Yubei", share=0),
    "platform": dict(amount=0, staff=0, creation=0, fields=["ict_ai"], adoption=0),
    "zone": dict(zone="western_science_city", creation=0, capacity=0, attraction=0, spill=1),
    "incubator": dict(units=0, capacity=0.1, entry=0.1),
    "pairing": dict(pairs=PAIRS, share=0, link=False),
    "field_programme": dict(fields=["ict_ai"], adoption=0, imitation=0),
    "basic_research": dict(gain=0),
    "science_outreach": dict(literacy=0),
    "rd_mandate": dict(share=0, floor=0.4),
    "procurement": dict(fields=["ict_ai"], adoption=0, amount=10),
    "consortium": dict(contract=0, knowledge=0),
    "performance_grant": dict(amount=0, indicator="rd_intensity"),
}


def value(result, tables, indicator: str, place: str, year: int = TO_YEAR) -> float:
    names = tables.node_ids + list(tables.regions)
    return float(result.policy[indicator][0, year - 2020, names.index(place)])


def assert_same(one, other) -> None:
    for name, values in one.nodes.items():
        np.testing.assert_array_equal(values, other.nodes[name], err_msg=name)
    for name, values in one.flows.items():
        np.testing.assert_array_equal(values, other.flows[name], err_msg=name)


# Types


def test_without_levers_nothing_changes(numpy_model, tables, plain):
    bare = numpy_model.simulate(tables, numpy_model.central_parameters(tables), to_year=TO_YEAR, flow_years=(TO_YEAR,))
    assert_same(bare, plain)


@pytest.mark.parametrize("kind", IDLE)
def test_zero_amounts_change_no_bit(run, plain, kind):
    assert_same(run(lever(kind, **IDLE[kind])), plain)


@pytest.mark.parametrize("kind", EFFECTIVE)
def test_sign(run, tables, plain, kind):
    keys, indicator, place, sign = EFFECTIVE[kind]
    year = 2025  # the last one in which levers are in force
    change = (
        value(run(lever(kind, **keys)), tables, indicator, place, year) / value(plain, tables, indicator, place, year)
        - 1.0
    )
    assert sign * change > 1e-6


def test_every_type_is_tested(numpy_levers):
    types = {name.removeprefix("add_") for name in vars(numpy_levers.Levers) if name.startswith("add_")}
    assert types - {"cost", "key"} == set(EFFECTIVE) == set(IDLE)


# Sizes


def test_grants_reach_rd_in_full(run, tables, plain):
    found = run(lever("rd_grant", amount=50, leverage=False, growth=0.1))
    more = value(found, tables, "rd", "central_urban", 2021) - value(plain, tables, "rd", "central_urban", 2021)
    assert more == pytest.approx(50, abs=1)  # what is left is the effect of the first quarter's grants
    assert found.policy["cost:rd_grant"][0].tolist() == pytest.approx([0, 50, 55, 60.5, 66.55, 73.205, 0])


def test_a_withdrawal_leaves_a_tenth_of_public_rd(run, tables, plain):
    found = run(lever("rd_grant", targets={"nodes": ["Wuxi"]}, amount=-1e6, leverage=False))
    public = [
        value(r, tables, "rd", "Wuxi", 2021) - value(r, tables, "business_rd", "Wuxi", 2021) for r in (found, plain)
    ]
    assert public[0] == pytest.approx(0.1 * public[1], rel=1e-3)


def test_split(numpy_levers, tables):
    levers = numpy_levers.Levers(tables, [])
    position = {node: i for i, node in enumerate(tables.node_ids)}
    two = {"targets": {"nodes": ["Yubei", "Wuxi"]}}
    gdp = tables.columns["gdp"]
    by_gdp = levers.split(two, 10.0)
    assert by_gdp.sum() == pytest.approx(10.0)
    assert by_gdp[position["Yubei"]] / by_gdp[position["Wuxi"]] == pytest.approx(
        gdp[position["Yubei"]] / gdp[position["Wuxi"]]
    )
    assert np.count_nonzero(by_gdp) == 2
    for rule, share in (("equal", 5.0), ("each", 10.0)):
        assert levers.split({**two, "split": rule}, 10.0)[position["Wuxi"]] == share
    zone = levers.split({"targets": {"regions": ["western_science_city"]}, "split": "rd"}, 1.0)
    parts = tables.columns["rd"] * tables.regions["western_science_city"]["rd"]
    np.testing.assert_allclose(zone, parts / parts.sum())


def test_reach(numpy_levers, tables):
    published = numpy_levers.Levers(tables, []).published
    targets = {"nodes": ["Chengdu"], "regions": ["central_urban"], "except": ["Beibei"]}
    reach = numpy_levers.find_reach(tables, targets, published)
    names = {tables.node_ids[i] for i in np.flatnonzero(reach.within)}
    assert "Chengdu" in names and "Beibei" not in names and len(names) == 9
    low = numpy_levers.find_reach(tables, {**targets, "where": {"rd_intensity": {"below": 3}}}, published)
    assert low.within.sum() < reach.within.sum()
    np.testing.assert_array_equal(low.within, reach.within & (published["rd_intensity"] < 3))
    zone = numpy_levers.find_reach(tables, {"regions": ["western_science_city"]}, published)
    position = tables.node_ids.index("Shapingba")
    assert zone.share("rd")[position] == 0.8 and zone.share("tech_firms")[position] == 0.65


# Conservation


def test_pairing_moves_public_rd_and_creates_none(numpy_model, numpy_levers, tables, parts):
    p, weights, _, state = parts
    pairs = [*PAIRS, {"donor": "Wanzhou", "recipient": "Wuxi"}]
    levers = numpy_levers.Levers(tables, [lever("pairing", pairs=pairs, share=0.4)])
    changes = levers.step(p, weights, 1.0, 1.25)
    ones = np.ones_like(state.gdp)
    public, own = numpy_model.step_public_rd(tables, p, state, ones, changes, 1.0, 0.25)
    assert public.sum() == pytest.approx(own.sum(), rel=1e-14)
    donor = tables.node_ids.index("Yubei")  # gives 0.4 twice: at most half of what it has
    assert public[0, donor] == pytest.approx(0.5 * own[0, donor])


def test_recruits_leave_other_nodes(numpy_model, numpy_levers, tables, parts):
    _, weights, reference, state = parts
    p = numpy_model.member_parameters(tables, {"kappa_hire": 0.0}, 1)
    tightness = numpy_model.funding_tightness(tables, p, reference, state, 0.0)
    recruits = 2000.0
    only = {"nodes": ["Beibei"]}
    levers = numpy_levers.Levers(tables, [lever("talent_programme", targets=only, recruits=recruits)])
    moved = {}
    for name, flows in {"with": levers.flows(p, 1.0), "without": numpy_model.FlowLevers()}.items():
        moved[name] = numpy_model.step_talent(tables, p, weights, state, tightness, flows, numpy_model.Channels(), 0.01)
    assert moved["with"].sum() == pytest.approx(state.rd_fte.sum(), rel=1e-14)
    gained = (moved["with"] - moved["without"])[0] / 0.01
    assert gained[tables.node_ids.index("Beibei")] == pytest.approx(recruits, rel=0.01)
    assert np.delete(gained, tables.node_ids.index("Beibei")).max() < 0


def test_hazards_are_limited(numpy_model, numpy_levers, tables, parts):
    _, weights, reference, state = parts
    p = numpy_model.member_parameters(tables, {"kappa_hire": 0.0}, 1)
    levers = numpy_levers.Levers(tables, [lever("talent_programme", recruits=1e9)])
    tightness = numpy_model.funding_tightness(tables, p, reference, state, 0.0)
    flows = levers.flows(p, 1.0)
    after = numpy_model.step_talent(tables, p, weights, state, tightness, flows, numpy_model.Channels(), 0.25)
    assert after.sum() == pytest.approx(state.rd_fte.sum(), rel=1e-13)
    assert (after > 0.999 * np.exp(-0.25 * numpy_model.MAX_HAZARD) * state.rd_fte).all()


def test_a_fund_is_sent_in_full(numpy_model, numpy_levers, tables, parts):
    p, weights, reference, state = parts
    received = {}
    for tied in (False, True):
        levers = numpy_levers.Levers(
            tables, [lever("venture_fund", amount=100, gearing=2, effectiveness=0.5, tied=tied)]
        )
        received[tied] = numpy_model.capital_received(tables, p, weights, reference, state, levers.flows(p, 1.0))
    plain = numpy_model.capital_received(tables, p, weights, reference, state, numpy_model.FlowLevers())
    targets = tables.regions["central_urban"]["all"] > 0
    for more in (received[False] - plain, received[True] - plain):
        assert more.sum() == pytest.approx(100.0)
    assert (received[True] - plain)[0, targets].sum() == pytest.approx(100.0)
    assert (received[False] - plain)[0, targets].sum() < 99.0


def test_performance_grants_go_to_the_best(run, tables):
    ranked = lever("performance_grant", amount=30, indicator="rd_intensity", winners=2, leverage=False)
    plain, found = run(), run(ranked)
    more = found.policy["rd"][0, 1, :81] - plain.policy["rd"][0, 1, :81]
    targets = np.flatnonzero(tables.regions["central_urban"]["all"])
    best = targets[np.argsort(-plain.policy["rd_intensity"][0, 0, targets])[:2]]
    np.testing.assert_allclose(more[best], 15, rtol=0.05)
    assert np.abs(np.delete(more, best)).max() < 0.5


# Time


def test_years_ramp_and_money(numpy_model, numpy_levers, tables):
    p = numpy_model.member_parameters(tables, {"ramp_effect": 4.0, "inflation": 0.02}, 1)
    zone = lever("zone", zone="western_science_city", effectiveness={"dist": "lognormal", "median": 0.8, "log_sd": 1})
    timing = numpy_levers.find_timing(zone, None, None, None)
    assert timing.active(0.99) == timing.active(6.0) == 0 and timing.active(1.0) == timing.active(5.99) == 1
    np.testing.assert_allclose(timing.strength(p, 3.0), 0.8 * (1 - np.exp(-2 / 4)))
    timing.ramp = 2
    np.testing.assert_allclose(timing.strength(p, 3.0), 0.8 * (1 - np.exp(-2 / 2)))
    grant = numpy_levers.find_timing(lever("rd_grant", growth=0.1, prices=2020, effectiveness=0.5), None, None, None)
    assert grant.strength(p, 1.0) == 0.5
    np.testing.assert_allclose(grant.money(p, 3.75), 1.1**2 * np.exp(0.02 * 3.75))


def test_staff_comes_once(run, tables, plain):
    def staff(ramp):
        platform = run(lever("platform", staff=1000, ramp=ramp), parameters={"kappa_hire": 0.0})
        return value(platform, tables, "rd_fte", "mainland", 2025) - value(without, tables, "rd_fte", "mainland", 2025)

    without = run(parameters={"kappa_hire": 0.0})
    assert staff("none") == pytest.approx(1000, rel=0.02)
    assert staff(4) == pytest.approx(1000 * (1 - np.exp(-1)), rel=0.02)


def test_events(run, tables, plain):
    likely = lever("rd_grant", amount=50, milestone={"year": 2023, "probability": 0.6})
    unlikely = lever("rd_grant", amount=50, milestone={"year": 2023, "probability": 0.4})
    assert_same(run(unlikely), plain)
    assert run(likely).policy["cost:rd_grant"][0].tolist() == [0, 0, 0, 50, 50, 50, 0]
    shock = lever("rd_grant", amount=-50, shock={"probability": 1.0, "duration": 2})
    assert_same(run(shock), plain)
    struck = np.array([[False, False, True, False, False]])
    assert run(shock, strikes={"rd_grant": struck}).policy["cost:rd_grant"][0].tolist() == [0, 0, 0, -50, -50, 0, 0]


def test_members_are_runs_of_their_own(run):
    grant = lever("rd_grant", amount=50, milestone={"year": 2023, "probability": 0.4})
    zone = lever("zone", zone="western_science_city", creation=0.1, attraction=0.1, spill=0.5)
    link = lever("integration", between=BETWEEN, border=0.5)
    parameters = {"delta_K": np.array([0.12, 0.16])}
    both = run(
        grant,
        zone,
        link,
        parameters=parameters,
        happens={"rd_grant": np.array([True, False])},
        effectiveness={"zone": np.array([0.5, 2.0]), "integration": np.array([1.0, 0.0])},
    )
    first = run(
        grant,
        {**zone, "effectiveness": 0.5},
        link,
        parameters={"delta_K": 0.12},
        happens={"rd_grant": np.array([True])},
    )
    second = run(grant, {**zone, "effectiveness": 2.0}, parameters={"delta_K": 0.16})
    for name, values in both.nodes.items():
        np.testing.assert_allclose(values[0], first.nodes[name][0], rtol=1e-12, err_msg=name)
        np.testing.assert_allclose(values[1], second.nodes[name][0], rtol=1e-12, err_msg=name)


# Weights


def test_weights(numpy_model, numpy_levers, tables, parts):
    p, plain, _, state = parts
    position = {node: i for i, node in enumerate(tables.node_ids)}
    _, scale = numpy_model.channel_weights(tables, tables.graphs[0], p, state.rd_fte)

    def weights(*policies):
        return numpy_levers.Levers(tables, list(policies)).weights(p, state.rd_fte, scale, 2020)

    def ratio(one, a, b):
        return float(np.log(one[0, position[a], position[b]] / plain.know[0, position[a], position[b]]))

    years = {"years": [2020], "ramp": "none"}
    found = weights(lever("integration", between=BETWEEN, border=1, knowledge=0.2, **years)).know
    assert ratio(found, "Yubei", "Chengdu") == pytest.approx(ratio(found, "Chengdu", "Yubei"), abs=1e-12)
    assert ratio(found, "Yubei", "Chengdu") == pytest.approx(0.2 + p.border_know.item())
    assert ratio(found, "Yubei", "Beibei") == 0
    off = weights({**lever("programme_link", programme="gaozhu_new_area", state=False), **years}).know
    assert ratio(off, "Yubei", "Guangan") == pytest.approx(-p.link_bonus.item())
    two = {"name": "2", "type": "programme_link", "between": [{"nodes": ["Yubei"]}, {"nodes": ["Chengdu", "Deyang"]}]}
    linked = weights({**two, **years}).know
    assert ratio(linked, "Yubei", "Chengdu") == 0  # has one
    assert ratio(linked, "Yubei", "Deyang") == pytest.approx(p.link_bonus.item())

    recipient, host = position["Wuxi"], position["Yubei"]
    enclave = weights({**lever("enclave", targets={"nodes": ["Wuxi"]}, host="Yubei", share=0.5), **years}).know[0]
    expected = plain.know[0, recipient] + 0.5 * np.maximum(plain.know[0, host] - plain.know[0, recipient], 0)
    expected[[recipient, host]] = plain.know[0, recipient, [recipient, host]]
    np.testing.assert_allclose(enclave[recipient], expected)
    np.testing.assert_allclose(enclave, enclave.T, rtol=1e-13)


# Channels


def test_channels_off(numpy_model, run, tables, plain):
    assert_same(run(channels={"talent": True, "capital": "on", "adoption": "on"}), plain)
    domestic = tables.endogenous
    assert np.count_nonzero(run(channels={"talent": False}).flows["talent_rate"]) == 0
    for channel, flow in (("capital", "innovation_capital"), ("contracts", "technology_contracts")):
        flows = run(channels={channel: "off"}).flows[flow][0, 0]
        assert np.count_nonzero(flows - np.diag(np.diag(flows))) == 0
        assert np.diag(flows).sum() > 0
    for adoption, sign in (("off", -1), ("own", 0)):
        found = run(channels={"adoption": adoption}).nodes["adoption:ict_ai"][0, -1, domestic]
        change = found - plain.nodes["adoption:ict_ai"][0, -1, domestic]
        assert (change < 0).all() if sign else (change < 0).any()
    assert not np.array_equal(run(channels={"knowledge": False}).nodes["knowledge"], plain.nodes["knowledge"])


def test_a_fund_needs_the_capital_channel(run):
    off = {"capital": False}
    fund = lever("venture_fund", amount=100)
    credit = lever("credit", amount=100)
    one, other = run(channels=off), run(fund, credit, channels=off)
    for name, values in one.nodes.items():
        np.testing.assert_array_equal(values, other.nodes[name], err_msg=name)


def test_recruiting_needs_the_talent_channel(run):
    off = {"talent": False}
    one, other = run(channels=off), run(lever("talent_programme", recruits=500, attraction=0.2), channels=off)
    for name, values in one.nodes.items():
        np.testing.assert_array_equal(values, other.nodes[name], err_msg=name)


# Switches


def test_groups_and_enabled(numpy_levers):
    policies = [{"name": "a", "group": "money"}, {"name": "b"}, {"name": "c", "enabled": False}]

    def names(groups):
        return [policy["name"] for policy in numpy_levers.in_force(policies, groups)]

    assert names(None) == ["a", "b"]
    assert names({"money": "off"}) == ["b"]
    assert names({"all": False, "money": True}) == ["a"] == names({"money": True, "all": False})
    assert names({"all": False}) == []
