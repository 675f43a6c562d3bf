"""From a scenario to a file that says which uncertainties its projections hang on."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from os import PathLike
from pathlib import Path

import numpy as np
import xarray as xr

from jialing import results
from jialing.comparisons import meets
from jialing.files import written_whole
from jialing.labels import LANGUAGES, place_names
from jialing.ranks import ALONE, Ranks
from jialing.run import listed, progress

from . import estimators
from .evaluate import Evaluator, Question, evaluated
from .inputs import Inputs
from .jobs import Jobs

MARK = "analysis.json"  # in the folder of finished parts: which analysis they are of
LUCKS = 32  # courses of luck of the sample that tells parameters from luck
TARGET_COLUMNS = {
    "indicator": object,
    "region": object,
    "direction": object,
    "year": int,
    "value": float,
}
SIZES = {"inputs": 1, "trajectories": 2, "points": 8, "repeats": 8, "members": 64}  # at least


@dataclass(frozen=True)
class Plan:
    """How thorough an analysis is."""

    inputs: int
    trajectories: int
    points: int
    repeats: int
    members: int
    seed: int = 0  # of the designs: that of the scenario's run

    @property
    def luck_draws(self) -> int:
        """Draws of the parameters that meet each of the LUCKS."""
        return self.members // 8

    def __post_init__(self) -> None:
        for name, least in SIZES.items():
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}, not {getattr(self, name)}")
        if self.points & (self.points - 1):
            raise ValueError(f"points must be a power of 2, not {self.points}")
        if self.repeats % 8:
            raise ValueError(f"repeats must be a multiple of 8, not {self.repeats}")

    def require_memory(self, count: int) -> None:
        """Raises ValueError when the points of `count` inputs and their copy do not fit."""
        rows = max(self.trajectories * (count + 1), self.points * (self.inputs + 2))
        needed = 2 * 8 * rows * count
        there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        if needed > there:
            raise ValueError(
                f"{rows} points of {count} inputs would take {needed / 2**30:.1f} GiB of memory, "
                f"this machine has {there / 2**30:.1f} GiB; use fewer trajectories or points"
            )


def sensitivity(
    scenario: str | PathLike,
    *,
    scenario_id: str | None = None,
    indicators: str | Sequence[str] | None = None,
    regions: str | Sequence[str] = (results.FOCUS,),
    inputs: int = 20,
    trajectories: int = 20,
    points: int = 512,
    repeats: int = 8,
    members: int = 2000,
    seed: int | None = None,
    threads: int | None = None,
    set: Mapping[str, object] | None = None,
    output: str | PathLike | None = None,
    resume: bool = False,
    ranks: Ranks = ALONE,
) -> xr.Dataset:
    """Finds the uncertainties on which a scenario's projections hang.

    Inputs are the parameters and the lasting differences between provinces, each over its own
    distribution (the posterior's, where the scenario has one; that they depend on each other is
    left out but for luck and trees). Every point of a design meets the same `repeats` lucks (noise,
    base-year figures, events); its outcome is their mean.

    In order: a tornado (each input at its 5 and 95 %); Morris's screening of all inputs with so
    many `trajectories`; Sobol's first and total indices of the `inputs` that matter most, from so many
    `points` (a power of 2), the others at their medians; the variance that parameters, luck and
    their interplay make; and for each target of these indicators a tree of the inputs that decide
    whether it is met, from `members` (an eighth of them for the variance). All by indicator
    (without: the plan's main ones), region or node, and year. `scenario_id` is a named scenario of
    the file; `seed`, `threads` and `set` are those of `run`. With `output` the dataset is also
    written there; finished parts lie in the folder ``OUTPUT.parts`` until then, and `resume` goes
    on with them after an interruption. `ranks` are processes of which the others help this one by
    way of that folder: see `assist`.

    Returns a dataset over indicator, region, time, input, sobol_input and target: swing_low,
    swing_high, centre in the indicator's unit; of its logarithm where that is always above 0
    (scale) mu, mu_star, mu_star_conf, sigma; S1, S1_conf, ST, ST_conf (half the intervals of 90 %);
    variance_share by share and bound, of variance_draws draws; target_base_rate, tree_accuracy,
    tree_baseline, tree_importance, tree_rules. Members that fail have no outcomes, and the others
    count. Raises what `run` does but for such members, ValueError for sizes that cannot be, for
    parts of another analysis and where nothing is uncertain, KeyError for an unknown region or
    node, ImportError without SALib and scikit-learn.

    >>> small = {"members": 64, "points": 8, "trajectories": 2, "set": {"horizon.to": 2021}}
    >>> found = jl.sensitivity("scenarios/baseline.yaml", indicators=["rd_intensity"], **small)
    >>> found.sizes["sobol_input"]
    20
    """
    estimators.needed()
    plan = Plan(inputs, trajectories, points, repeats, members)
    named, places = unique(indicators or ()), unique(regions)
    with progress() as show:
        question = Question(
            scenario, scenario_id, named or ("gdp",), places, seed, threads, set or {}, show
        )
        question = answerable(question, question.ask(8, words="scenario"), named)
        with parts(output, resume) as folder:
            found = analyse(question, plan, folder, ranks)
            if output is not None:
                with written_whole(output) as path:
                    found.to_netcdf(path)
    return found


def assist(
    scenario: str | PathLike,
    output: str | PathLike,
    ranks: Ranks,
    *,
    scenario_id: str | None = None,
    threads: int | None = None,
    set: Mapping[str, object] | None = None,
) -> None:
    """Evaluates points for the first of the `ranks`, which runs `sensitivity` with this output.

    Returns when that is done. Raises what `run` does.
    """
    jobs = Jobs(Path(f"{output}.parts"), ranks)

    def evaluate(design: Path) -> np.ndarray:
        told = json.loads((jobs.parts / MARK).read_text(encoding="utf-8"))
        names = (tuple(told["indicators"]), tuple(told["regions"]))
        question = Question(
            scenario, scenario_id, *names, told["seed"], threads, set or {}, lambda words: None
        )
        with xr.open_dataset(design) as points:
            count = points.sizes["draw"]
        return evaluated(question, design, count, told["repeats"])

    jobs.work(evaluate)


def unique(names: str | Sequence[str]) -> tuple[str, ...]:
    """One name or several, each once."""
    return tuple(dict.fromkeys(listed(names)))


def answerable(question: Question, about: xr.Dataset, named: tuple[str, ...]) -> Question:
    """The question with its indicators. Raises KeyError for a place the scenario does not have."""
    for place in question.regions:
        results.kind_of_place(about, place)
    codes = map(str, about["indicator"].values)
    indicators = named or tuple(results.headline_indicators(about)) or tuple(codes)
    return replace(question, indicators=indicators)


@contextmanager
def parts(output: str | PathLike | None, resume: bool) -> Iterator[Path]:
    """The folder of finished parts: beside the output and gone when all went well.

    Raises ValueError when something else has its name.
    """
    if output is None:
        with tempfile.TemporaryDirectory(prefix="jialing-") as folder:
            yield Path(folder)
        return
    folder = Path(f"{output}.parts")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise ValueError(f"{folder} holds something else than parts of a sensitivity analysis")
    if folder.exists() and not resume:
        shutil.rmtree(folder)
    folder.mkdir(exist_ok=True)
    try:
        yield folder
    except BaseException:
        if not any(folder.iterdir()):
            folder.rmdir()
        raise
    shutil.rmtree(folder)


def claim(folder: Path, analysis: Mapping[str, object]) -> None:
    """Marks a folder as that of an analysis, told by all that decides it.

    Raises ValueError when it holds parts of another analysis.
    """
    told, mark = json.dumps(analysis), folder / MARK
    if mark.exists():
        before = json.loads(mark.read_text(encoding="utf-8"))
        other = [name for name, value in json.loads(told).items() if before.get(name) != value]
        if other:
            raise ValueError(
                f"{folder} holds parts of another analysis, with other {', '.join(other)}; without "
                "resuming a new one begins"
            )
    with written_whole(mark) as path:
        path.write_text(told, encoding="utf-8")


def analyse(question: Question, plan: Plan, folder: Path, ranks: Ranks) -> xr.Dataset:
    """All stages, put together as one dataset."""
    sample = question.ask(plan.members, words="sample of the scenario")
    plan = replace(plan, seed=int(sample.attrs["seed"]))
    inputs = Inputs.of_sample(sample)
    plan.require_memory(len(inputs.inputs))
    claim(folder, identity(question, plan, sample, inputs))
    evaluate = Evaluator(question, inputs, plan.repeats, folder, ranks)
    found = about_inputs(sample, inputs, question)
    with evaluate.jobs.opened():
        found |= swings(evaluate)
        logs = always_positive(question.outcomes(sample))
        scales = words(["log" if each else "linear" for each in logs])
        about = {"long_name": "what the variance is of: the logarithm or the value"}
        found["scale"] = ("indicator", scales, about)
        screened = screening(evaluate, plan, logs)
        found |= screened
        found |= indices(evaluate, plan, logs, screened["mu_star"][1])
    found |= luck(question, plan, logs)
    found |= decisions(sample, inputs, question)
    ds = xr.Dataset(found, coords=coordinates(sample, inputs, question))
    ds.attrs = {name: sample.attrs[name] for name in ("Conventions", "source", "scenario_hash")}
    ds.attrs |= {"kind": "sensitivity", "seed": sample.attrs["seed"], "members": plan.members}
    ds.attrs |= {"title": str(sample["scenario_name"].values[0])}
    ds.attrs |= {name: getattr(plan, name) for name in ("trajectories", "points", "repeats")}
    ds.attrs |= {"lucks": LUCKS, "luck_draws": plan.luck_draws}
    ds.attrs["failed_points"] = evaluate.failed
    ds.attrs["failed_members"] = int(sample.attrs["failed_members"])
    return ds


def identity(
    question: Question, plan: Plan, sample: xr.Dataset, inputs: Inputs
) -> dict[str, object]:
    """All that decides what an analysis finds."""
    return {
        "engine": sample.attrs["source"],
        "scenario": sample.attrs["scenario_hash"],
        "indicators": question.indicators,
        "regions": question.regions,
        **asdict(plan),
        "draws": hashlib.sha256(inputs.draws.tobytes()).hexdigest(),
    }


CELL = ("indicator", "region", "time")


def always_positive(outcomes: np.ndarray) -> np.ndarray:
    """Of which indicators all values there are, [member, indicator, region, year], lie above 0."""
    return (np.isnan(outcomes) | (outcomes > 0)).all(axis=(0, 2, 3))


def scaled(outcomes: np.ndarray, logs: np.ndarray) -> np.ndarray:
    """Outcomes, some as logarithms, as a few extreme futures would be all the variance."""
    found = outcomes.copy()
    with np.errstate(divide="ignore", invalid="ignore"):
        found[:, logs] = np.log(outcomes[:, logs])
    return np.where(np.isfinite(found), found, np.nan)


def swings(evaluate: Evaluator) -> dict[str, tuple]:
    """The tornado: outcomes with each input at its 5 and 95 %."""
    count = len(evaluate.inputs)
    outcomes = np.moveaxis(evaluate(estimators.one_at_a_time(count), "one at a time"), 0, -1)
    dims = (*CELL, "input")
    return {
        "centre": (CELL, outcomes[..., 0], {"long_name": "outcome with all inputs at medians"}),
        "swing_low": (dims, outcomes[..., 1::2], {"long_name": "with an input at its 5 %"}),
        "swing_high": (dims, outcomes[..., 2::2], {"long_name": "with an input at its 95 %"}),
    }


def screening(evaluate: Evaluator, plan: Plan, logs: np.ndarray) -> dict[str, tuple]:
    """Morris's elementary effects of all inputs."""
    count = len(evaluate.inputs)
    design = estimators.morris_design(count, plan.trajectories, plan.seed)
    outcomes = scaled(evaluate(estimators.between(design), "screening"), logs)
    meanings = {
        "mu": "mean elementary effect",
        "mu_star": "mean size of the elementary effects",
        "mu_star_conf": "half the 90 % interval of mu_star",
        "sigma": "spread of the elementary effects",
    }
    return by_cell(
        outcomes,
        lambda values: estimators.morris_effects(design, values, plan.seed),
        "input",
        meanings,
    )


def indices(
    evaluate: Evaluator, plan: Plan, logs: np.ndarray, mu_star: np.ndarray
) -> dict[str, tuple]:
    """Sobol's indices of the inputs that matter most in the last year."""
    count = len(evaluate.inputs)
    last = mu_star[..., -1, :].reshape(-1, count)
    chosen = estimators.important(last, plan.inputs)
    design = np.full((plan.points * (len(chosen) + 2), count), 0.5)
    design[:, chosen] = estimators.sobol_design(len(chosen), plan.points, plan.seed)
    outcomes = scaled(evaluate(design, "indices"), logs)
    meanings = {
        "S1": "first-order index",
        "S1_conf": "half the 90 % interval of S1",
        "ST": "total index",
        "ST_conf": "half the 90 % interval of ST",
    }
    found = by_cell(
        outcomes,
        lambda values: estimators.sobol_indices(values, len(chosen), plan.seed),
        "sobol_input",
        meanings,
    )
    names = words(evaluate.inputs.names)[chosen]
    found["sobol_input"] = ("sobol_input", names, {"long_name": "inputs that vary for the indices"})
    kept = np.nansum(mu_star[..., chosen] ** 2, axis=-1)
    whole = np.nansum(mu_star**2, axis=-1)
    left = 1 - np.divide(kept, whole, out=np.ones_like(kept), where=whole > 0)
    left[np.isnan(mu_star).all(axis=-1)] = np.nan
    about = {"units": "1", "long_name": "part of the sum of squared mu_star of the other inputs"}
    found["left_out"] = (CELL, left, about)
    return found


def by_cell(
    outcomes: np.ndarray,
    estimate: Callable[[np.ndarray], Mapping[str, np.ndarray]],
    dim: str,
    meanings: Mapping[str, str],
) -> dict[str, tuple]:
    """Estimates along `dim` from the outcomes [point] of every indicator, region and year."""
    shape = outcomes.shape[1:]
    cells = [estimate(outcomes[(slice(None), *cell)]) for cell in np.ndindex(shape)]
    found = {}
    for name, meaning in meanings.items():
        values = np.array([estimates[name] for estimates in cells]).reshape(*shape, -1)
        found[name] = ((*CELL, dim), values, {"long_name": meaning})
    return found


def luck(question: Question, plan: Plan, logs: np.ndarray) -> dict[str, tuple]:
    """The parts of the variance that parameters, luck and their interplay make."""
    ds = question.ask(plan.luck_draws * LUCKS, LUCKS, words="parameters against luck")
    outcomes = scaled(question.outcomes(ds), logs)
    shape = outcomes.shape[1:]
    values = outcomes.reshape(plan.luck_draws, LUCKS, -1)
    shares = estimators.variance_shares(values, plan.seed)
    dims = ("share", "bound", *CELL)
    about = {"units": "1", "long_name": "part of the variance"}
    complete = (~np.isnan(values).any(axis=1)).sum(axis=0).reshape(shape)
    return {
        "variance_draws": (CELL, complete, {"long_name": "draws that have all outcomes and count"}),
        "share": ("share", list(estimators.SHARES)),
        "bound": ("bound", ["estimate", "q05", "q95"]),
        "variance_share": (dims, shares.reshape(3, 3, *shape), about),
    }


def decisions(sample: xr.Dataset, inputs: Inputs, question: Question) -> dict[str, tuple]:
    """For each target of the outcomes, the tree of the inputs that decide whether it is met."""
    table = results.targets(sample)
    asked = table["indicator"].isin(question.indicators) & table["region"].isin(question.regions)
    years = set(sample["time"].values[1:])
    table = table[asked & table["year"].isin(years)]
    trees = []
    for target in table.itertuples():
        values = question.of_place(sample, target.indicator, target.region)
        values = values[:, list(sample["time"].values[1:]).index(target.year)]
        there = ~np.isnan(values)
        met = meets(values[there], target)
        trees.append(estimators.tree(inputs.draws[there], met, inputs.names))
    found = {
        f"target_{name}": ("target", table[name].to_numpy(dtype=kind))
        for name, kind in TARGET_COLUMNS.items()
    }
    numbers = {
        "target_base_rate": "base_rate",
        "tree_accuracy": "accuracy",
        "tree_baseline": "baseline",
    }
    for name, key in numbers.items():
        found[name] = ("target", np.array([each[key] for each in trees], dtype=float))
    importance = np.array([each["importance"] for each in trees]).reshape(len(trees), len(inputs))
    found["tree_importance"] = (("target", "input"), importance)
    found["tree_rules"] = ("target", words([each["rules"] for each in trees]))
    return found


def about_inputs(sample: xr.Dataset, inputs: Inputs, question: Question) -> dict[str, tuple]:
    """What the inputs and outcomes are."""
    quantiles = inputs.values(np.repeat([[0.05], [0.5], [0.95]], len(inputs), axis=1))
    found = {
        f"input_{name}": ("input", words([getattr(each, name) for each in inputs.inputs]))
        for name in ("kind", "variable", "place", "unit")
    }
    places = {lang: place_names(sample, lang) for lang in LANGUAGES}
    for lang, names in places.items():
        of_inputs = [names.get(each.place, each.place) for each in inputs.inputs]
        found[f"input_place_{lang}"] = ("input", words(of_inputs))
        found[f"region_name_{lang}"] = ("region", words([names[each] for each in question.regions]))
    meanings = dict(zip(sample["parameter"].values, sample["parameter_meaning"].values))
    of_inputs = [str(meanings.get(each.variable, "")) for each in inputs.inputs]
    found["input_meaning"] = ("input", words(of_inputs))
    for name, values in zip(("q05", "q50", "q95"), quantiles):
        found[f"input_{name}"] = ("input", values)
    for name, key in (("name_en", "long_name"), ("name_zh", "long_name_zh"), ("unit", "units")):
        named = [str(sample[code].attrs[key]) for code in question.indicators]
        found[f"indicator_{name}"] = ("indicator", words(named))
    return found


def words(texts: Sequence[str]) -> np.ndarray:
    """Texts as netCDF keeps them."""
    return np.array(texts, dtype=object)


def coordinates(sample: xr.Dataset, inputs: Inputs, question: Question) -> dict[str, object]:
    """Names along the dimensions."""
    return {
        "indicator": words(question.indicators),
        "region": words(question.regions),
        "time": ("time", sample["time"].values[1:], dict(sample["time"].attrs)),
        "input": words(inputs.names),
    }
