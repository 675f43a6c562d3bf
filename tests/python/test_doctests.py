"""Every public function has an example, and every example runs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import matplotlib.pyplot as plt
import pytest

import jialing as jl
from compared import LEVERS, with_attribution, with_costs
from conftest import ROOT

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def examples() -> list[doctest.DocTest]:
    """The docstrings of the package that have examples."""
    names = [each.name for each in pkgutil.walk_packages(jl.__path__, "jialing.")]
    modules = [jl, *(importlib.import_module(name) for name in names if "__main__" not in name)]
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = {}
    for module in modules:
        for each in finder.find(module, module.__name__, extraglobs={}):
            if each.examples:
                found[each.filename, each.lineno] = each
    return list(found.values())


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.name)
def test_the_example_runs(
    example,
    small_baseline,
    small_comparison,
    calibrated,
    judged,
    analysed,
    allocated,
    results,
    graph,
    tmp_path,
    monkeypatch,
):
    """In a folder with the shipped scenarios, results and graph of the baseline.

    There are also a comparison with variants and one with levers, whose effects are split, a
    calibration and a hindcast of the provinces, a sensitivity analysis, and a study of allocations.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    (tmp_path / "results.nc").symlink_to(results)
    (tmp_path / "graph").symlink_to(graph)
    costly = with_costs(small_comparison)
    split = with_attribution(small_comparison, dict.fromkeys(LEVERS, 0.1))
    example.globs.update(jl=jl, ds=small_baseline, graph=graph, compared=costly, attributed=split)
    example.globs.update(calibrated=calibrated, judged=judged)
    example.globs.update(analysed=analysed, allocated=allocated)
    told: list[str] = []
    outcome = doctest.DocTestRunner(optionflags=FLAGS).run(example, out=told.append)
    plt.close("all")
    assert outcome.failed == 0, "".join(told)


def public_functions() -> dict[str, object]:
    found = {}
    for prefix, module in (("jl", jl), ("jl.plot", jl.plot)):
        for name in module.__all__:
            if inspect.isfunction(getattr(module, name)):
                found[f"{prefix}.{name}"] = getattr(module, name)
    for name, each in vars(jl.tables).items():
        if inspect.isfunction(each) and each.__module__ == "jialing.tables":
            found[f"jl.tables.{name}"] = each
    return found


@pytest.mark.parametrize("name", public_functions())
def test_a_public_function_has_an_example(name):
    assert ">>> " in (public_functions()[name].__doc__ or "")
