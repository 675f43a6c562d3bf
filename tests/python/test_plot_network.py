"""The network on the map: edges by layer with their weights, nodes by a metric."""

from __future__ import annotations

import json

import numpy as np
import pytest
from matplotlib.collections import LineCollection

import jialing as jl
from charts import assert_nothing_is_cut_off, flowing, texts

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def features(graph) -> list[dict]:
    content = json.loads((graph / "network.geojson").read_text(encoding="utf-8"))
    return [each["properties"] for each in content["features"]]


def lines(figure) -> dict[str, LineCollection]:
    """The edges of each layer."""
    found = figure.axes[0].findobj(LineCollection)
    return {each.get_gid().removeprefix("layer:"): each for each in found if each.get_gid()}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"area": "sichuan_chongqing", "width": "hours", "size": "strength_knowledge"},
        {"area": "provinces", "layers": ["rail", "air"], "size": "pagerank"},
    ],
    ids=str,
)
def test_networks_are_drawn_in_both_languages(graph, lang, asked):
    assert_nothing_is_cut_off(jl.plot.network(graph, lang=lang, **asked))


def test_edges_of_the_chosen_layers_are_drawn_as_wide_as_they_weigh(graph, features):
    figure = jl.plot.network(graph, layers=["rail"], width="weight_talent")
    districts = {each["id"] for each in features if each.get("kind") == "district"}
    edges = [each for each in features if each.get("layer") == "rail"]
    edges = [each for each in edges if {each["a"], each["b"]} <= districts]
    drawn = lines(figure)
    assert len(drawn["rail"].get_segments()) == len(edges)
    assert not drawn["road"].get_segments()
    weights = np.array([each["weight_talent"] for each in edges])
    widths = np.array(drawn["rail"].get_linewidths())
    assert widths == pytest.approx(np.maximum(0.3, 3.5 * weights / weights.max()))


def test_the_faster_an_edge_the_wider(graph, features):
    figure = jl.plot.network(graph, layers=["road"], width="hours")
    districts = {each["id"] for each in features if each.get("kind") == "district"}
    roads = [each for each in features if each.get("layer") == "road"]
    hours = [each["hours"] for each in roads if {each["a"], each["b"]} <= districts]
    widths = lines(figure)["road"].get_linewidths()
    assert widths[int(np.argmin(hours))] == max(widths)
    assert widths[int(np.argmax(hours))] == min(widths)


def test_the_areas_of_nodes_follow_the_metric(graph, features):
    figure = jl.plot.network(graph, size="accessibility")
    nodes = [each for each in features if each.get("kind") == "district"]
    sizes = next(c for c in figure.axes[0].collections if c.get_gid() == "nodes").get_sizes()
    metric = np.array([each["accessibility"] for each in nodes])
    assert sizes / sizes.max() == pytest.approx(metric / metric.max())


def test_the_most_central_nodes_are_named(graph, features):
    nodes = [each for each in features if each.get("kind") == "district"]
    most = max(nodes, key=lambda each: each["betweenness"])
    for lang, name in (("en", "id"), ("zh", "name_zh")):
        assert most[name] in texts(jl.plot.network(graph, lang=lang)).split("\n")


def test_the_caption_says_what_width_and_size_mean(graph):
    words = flowing(jl.plot.network(graph))
    for part in ("2020", "central parameters", "weight for contracts", "betweenness", "ECharts"):
        assert part in words


def test_what_is_unknown_is_refused(graph, tmp_path):
    with pytest.raises(ValueError, match="layers are road, air, rail, programme"):
        jl.plot.network(graph, layers=["river"])
    with pytest.raises(KeyError, match="no size 'beauty'; the file has"):
        jl.plot.network(graph, size="beauty")
    with pytest.raises(FileNotFoundError):
        jl.plot.network(tmp_path)
    (tmp_path / "network.geojson").write_text("{}")
    with pytest.raises(ValueError, match="not a network of `jialing graph`"):
        jl.plot.network(tmp_path)
