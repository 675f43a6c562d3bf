"""Designs and estimators of sensitivity analysis, mostly SALib's, for any function of points."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

LEVELS = 4  # of Morris's grid
RANGE = (0.05, 0.95)  # quantiles between which Morris's grid and the tornado move an input
CONFIDENCE = 0.9
RESAMPLES = 200
DEPTH = 3  # of trees
SMALLEST_LEAF = 0.05  # share of the members
FOLDS = 5  # of the cross-validation
OPEN = 0.05  # a target with a rarer answer than this has no tree


def needed() -> None:
    """Raises ImportError, with what to install, when the packages of the estimators are missing."""
    try:
        import SALib  # noqa: F401
        import sklearn  # noqa: F401
    except ImportError as error:
        raise ImportError(
            f"sensitivity analysis needs SALib and scikit-learn ({error.name} is missing): "
            "pip install 'jialing[sensitivity]'"
        ) from error


def problem(count: int) -> dict[str, object]:
    """SALib's description of so many inputs from 0 to 1."""
    return {
        "num_vars": count,
        "names": [str(n) for n in range(count)],
        "bounds": [[0.0, 1.0]] * count,
    }


def salib_seed(seed: int) -> int:
    """A seed that SALib takes as one: it takes 0 as none, and NumPy's older generator 32 bits."""
    return 1 + seed % (2**32 - 2)


def one_at_a_time(count: int) -> np.ndarray:
    """The tornado's points [1 + 2·input, input]: all medians, then each input low and high."""
    points = np.full((1 + 2 * count, count), 0.5)
    for n in range(count):
        points[1 + 2 * n, n], points[2 + 2 * n, n] = RANGE
    return points


def morris_design(count: int, trajectories: int, seed: int) -> np.ndarray:
    """Morris's trajectories [trajectory·(input + 1), input] on a grid from 0 to 1."""
    from SALib.sample import morris

    return morris.sample(problem(count), trajectories, num_levels=LEVELS, seed=salib_seed(seed))


def between(points: np.ndarray) -> np.ndarray:
    """Points from 0 to 1 as shares between the ends of RANGE."""
    low, high = RANGE
    return low + (high - low) * points


def morris_effects(points: np.ndarray, outcome: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """Mean (mu), mean size (mu_star) and spread (sigma) of the elementary effects of each input.

    In the unit of `outcome` for a move across the whole RANGE; mu_star_conf is half the interval of
    90 %. Trajectories with a missing outcome do not count (Morris 1991; Campolongo et al. 2007).
    """
    from SALib.analyze import morris

    count = points.shape[1]
    whole = np.repeat(~np.isnan(outcome.reshape(-1, count + 1)).any(axis=1), count + 1)
    names = ("mu", "mu_star", "mu_star_conf", "sigma")
    if whole.sum() < 2 * (count + 1):
        return {name: np.full(count, np.nan) for name in names}
    found = morris.analyze(
        problem(count),
        points[whole],
        outcome[whole],
        num_levels=LEVELS,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=salib_seed(seed),
    )
    return {name: np.asarray(found[name], dtype=float) for name in names}


def sobol_design(count: int, points: int, seed: int) -> np.ndarray:
    """Saltelli's points [points·(input + 2), input] for first and total indices, scrambled."""
    from SALib.sample import sobol

    if count == 0:
        return np.empty((2 * points, 0))

    settings = {"calc_second_order": False, "scramble": True, "seed": salib_seed(seed)}
    return sobol.sample(problem(count), points, **settings)


def sobol_indices(outcome: np.ndarray, count: int, seed: int) -> dict[str, np.ndarray]:
    """First (S1) and total (ST) indices of each input with half the interval of 90 %.

    Groups of points with a missing outcome do not count. An outcome that does not vary has
    indices 0 (Saltelli et al. 2010; Jansen 1999).
    """
    from SALib.analyze import sobol

    groups = outcome.reshape(-1, count + 2)
    groups = groups[~np.isnan(groups).any(axis=1)]
    names = ("S1", "S1_conf", "ST", "ST_conf")
    if len(groups) < 8:
        return {name: np.full(count, np.nan) for name in names}
    if np.ptp(groups) <= 1e-9 * np.abs(groups).max():
        return {name: np.zeros(count) for name in names}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found = sobol.analyze(
            problem(count),
            groups.ravel(),
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=salib_seed(seed),
        )
    return {name: np.asarray(found[name], dtype=float) for name in names}


def important(mu_star: np.ndarray, most: int) -> np.ndarray:
    """The inputs, at most so many, whose mean effect is largest for any of the outcomes.

    `mu_star` [outcome, input]; each outcome's are compared with its largest. Of inputs alike in
    that, as are the largest of several outcomes, those that matter for more outcomes come first.
    """
    sizes = np.nan_to_num(mu_star)
    largest = sizes.max(axis=1, keepdims=True)
    shares = np.divide(sizes, largest, out=np.zeros_like(sizes), where=largest > 0)
    rank = shares.max(axis=0)
    chosen = np.lexsort([-(shares**2).sum(axis=0), -rank])[:most]
    return np.sort(chosen[rank[chosen] > 0])


MATCHES = 8  # draws at least that met every luck
SHARES = ("parameters", "interplay", "luck")


def variance_shares(values: np.ndarray, seed: int) -> np.ndarray:
    """Shares of the variance that draws, luck and their interplay make, with intervals of 90 %.

    `values` [draw, luck, outcome]: every draw met every luck. Returns [share, (estimate, low,
    high), outcome] in the order of SHARES. Two-way random effects without replication, estimated by
    mean squares, negative components as 0; the interval is of a bootstrap over draws and lucks.
    Draws with a missing outcome do not count for it; with less than MATCHES draws there are no
    shares.
    """
    there = ~np.isnan(values).any(axis=1)  # [draw, outcome]
    found = np.full((len(SHARES), 3, values.shape[2]), np.nan)
    patterns, which = np.unique(there, axis=1, return_inverse=True)
    for number, pattern in enumerate(patterns.T):
        alike = which.ravel() == number
        if pattern.sum() >= MATCHES:
            found[..., alike] = complete_shares(values[pattern][..., alike], seed)
    return found


def complete_shares(values: np.ndarray, seed: int) -> np.ndarray:
    """The shares and their intervals where no outcome is missing."""
    draws, lucks = values.shape[:2]
    random = np.random.default_rng(seed)
    repeated = []
    for _ in range(RESAMPLES):
        rows, columns = random.integers(draws, size=draws), random.integers(lucks, size=lucks)
        repeated.append(components(values[rows][:, columns]))
    low, high = (1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2
    ends = np.quantile(repeated, [low, high], axis=0)
    return np.stack([components(values), *ends], axis=1)


def components(values: np.ndarray) -> np.ndarray:
    """Shares [share, outcome] of the variance components of [draw, luck, outcome]."""
    draws, lucks = values.shape[:2]
    whole = values.mean(axis=(0, 1))
    of_draw, of_luck = values.mean(axis=1) - whole, values.mean(axis=0) - whole
    rest = values - whole - of_draw[:, None] - of_luck[None]
    both = (rest**2).sum(axis=(0, 1)) / ((draws - 1) * (lucks - 1))
    draw = ((of_draw**2).sum(axis=0) * lucks / (draws - 1) - both) / lucks
    luck = ((of_luck**2).sum(axis=0) * draws / (lucks - 1) - both) / draws
    parts = np.stack([draw.clip(0), both.clip(0), luck.clip(0)])
    total = parts.sum(axis=0)
    return np.divide(parts, total, out=np.zeros_like(parts), where=total > 0)


def tree(draws: np.ndarray, met: np.ndarray, names: Sequence[str]) -> dict[str, object]:
    """Which inputs decide whether a target is met: a classification tree of three levels.

    `draws` [member, input], `met` [member]. Returns base_rate (share that meets it), accuracy (of
    the tree in cross-validation), baseline (of always giving the more frequent answer), importance
    [input] and rules, a text; without rules where hardly any member differs from the others.
    """
    from sklearn.model_selection import cross_val_score
    from sklearn.tree import DecisionTreeClassifier

    rate = float(met.mean()) if len(met) else np.nan
    rarer = min(met.sum(), len(met) - met.sum())
    found = {"base_rate": rate, "baseline": max(rate, 1 - rate), "accuracy": np.nan}
    found |= {"importance": np.full(len(names), np.nan), "rules": ""}
    if rarer < max(OPEN * len(met), FOLDS):
        return found
    grown = DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=SMALLEST_LEAF, random_state=0
    )
    found["accuracy"] = float(cross_val_score(grown, draws, met, cv=FOLDS).mean())
    grown.fit(draws, met)
    found["importance"] = grown.feature_importances_
    found["rules"] = "\n".join(rules(grown.tree_, names))
    return found


def rules(grown: object, names: Sequence[str], node: int = 0, path: str = "") -> list[str]:
    """A line per leaf of a tree: the way to it, and what happens there."""
    if grown.children_left[node] < 0:
        share = grown.value[node][0]
        chance = share[-1] / share.sum()
        return [f"{path or 'always'}: met by {100 * chance:.0f} % of {grown.n_node_samples[node]}"]
    name, bound = names[grown.feature[node]], f"{grown.threshold[node]:.3g}"
    joined = f"{path} and " if path else ""
    lower = rules(grown, names, grown.children_left[node], f"{joined}{name} ≤ {bound}")
    return lower + rules(grown, names, grown.children_right[node], f"{joined}{name} > {bound}")
