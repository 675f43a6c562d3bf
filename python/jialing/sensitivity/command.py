"""``jialing sensitivity`` from the command line: options, table, exit codes."""

from __future__ import annotations

import argparse
import json
import os
import sys

import numpy as np
import xarray as xr

from jialing.labels import SIGNS, number, percent
from jialing.programs import BAD_INPUT, DONE, FAILED, INTERRUPTED, interrupt_at_sigterm
from jialing.ranks import Ranks
from jialing.results import FOCUS, message
from jialing.run import RunError, Yaml

from .analysis import assist, sensitivity

SHOWN = 5  # inputs per outcome in the table
MUCH = 0.2  # of the squared effects, that inputs without indices have


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("scenario", metavar="FILE", help="scenario file")
    place = {"default": "sensitivity.nc", "metavar": "NC"}
    parser.add_argument("-o", "--output", **place, help="netCDF file (sensitivity.nc)")
    parser.add_argument("--scenario", dest="scenario_id", metavar="ID", help="a named scenario")
    some = {"nargs": "+", "metavar": "NAME"}
    parser.add_argument("--indicator", **some, help="indicators (default: the plan's main ones)")
    parser.add_argument(
        "--region", **some, default=[FOCUS], help=f"regions or nodes (default: {FOCUS})"
    )
    sizes = {
        "inputs": (20, "inputs that get Sobol indices"),
        "trajectories": (20, "Morris trajectories over all inputs"),
        "points": (512, "points of the Sobol design per column, a power of 2"),
        "repeats": (8, "courses of luck of every point, a multiple of 8"),
        "members": (2000, "members that show which inputs decide targets"),
    }
    for name, (default, explanation) in sizes.items():
        parser.add_argument(
            f"--{name}", type=int, default=default, metavar="N", help=f"{explanation} ({default})"
        )
    parser.add_argument("--seed", type=int, metavar="N", help="seed (default: the scenario's)")
    parser.add_argument("--threads", type=int, metavar="N", help="threads of the engine")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change a key of the file"
    )
    parser.add_argument("--resume", action="store_true", help="go on with finished parts")
    parser.add_argument("--json", action="store_true", help="print the indices as JSON")
    parser.add_argument("--quiet", action="store_true", help="print nothing")


def perform(asked: argparse.Namespace) -> int:
    """Runs the analysis that was asked for and reports it; returns the exit code."""
    first = True
    try:
        ranks = Ranks.of(os.environ)
        first = ranks.first
        if not first:
            assist(
                asked.scenario,
                asked.output,
                ranks,
                scenario_id=asked.scenario_id,
                threads=asked.threads,
                set=changes(asked.set),
            )
            return DONE
        found = sensitivity(
            asked.scenario,
            scenario_id=asked.scenario_id,
            indicators=asked.indicator,
            regions=asked.region,
            inputs=asked.inputs,
            trajectories=asked.trajectories,
            points=asked.points,
            repeats=asked.repeats,
            members=asked.members,
            seed=asked.seed,
            threads=asked.threads,
            set=changes(asked.set),
            output=asked.output,
            resume=asked.resume,
            ranks=ranks,
        )
    except KeyboardInterrupt:
        if first:
            print(f"interrupted; --resume goes on with {asked.output}.parts", file=sys.stderr)
        return INTERRUPTED
    except (RunError, ImportError) as error:
        print(f"jialing sensitivity: {error}", file=sys.stderr)
        return FAILED
    except (OSError, ValueError, KeyError) as error:
        print(f"jialing sensitivity: {message(error)}", file=sys.stderr)
        return BAD_INPUT
    if asked.json:
        print(json.dumps(as_json(found, asked.output), indent=2, allow_nan=False))
    elif not asked.quiet:
        print(report(found))
        print(f"Written to {asked.output}; jl.plot.tornado, sobol and luck draw it.")
    return DONE


def changes(settings: list[str]) -> dict[str, object]:
    """``KEY=VALUE`` as the changes of `run`. Raises ValueError for another form."""
    found = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise ValueError(f"--set: must be key=value, such as horizon.to=2030, got {setting!r}")
        found[key] = Yaml(value)
    return found


def cells(found: xr.Dataset) -> list[xr.Dataset]:
    """Each outcome in the last year."""
    last = found.isel(time=-1)
    return [
        last.sel(indicator=code, region=place)
        for place in found["region"].values
        for code in found["indicator"].values
    ]


def ranked(cell: xr.Dataset) -> list[tuple[str, float, float, float]]:
    """Inputs by total index: name, first index, total index and half its interval."""
    order = np.argsort(-np.nan_to_num(cell["ST"].values), kind="stable")
    names = cell["sobol_input"].values
    columns = [cell[name].values for name in ("S1", "ST", "ST_conf")]
    return [(str(names[n]), *(float(column[n]) for column in columns)) for n in order]


def report(found: xr.Dataset) -> str:
    """The tables of the command."""
    year = int(found["time"].values[-1])
    lines = [
        str(found.attrs["title"]),
        "",
        f"What makes the variance of {year} (of logarithms, where outcomes are always above 0):",
        "parameters and differences between provinces, luck (noise, base year, events), and the",
        "inputs with the largest total Sobol index (first-order index in brackets).",
        "",
    ]
    for cell in cells(found):
        shares = cell["variance_share"].sel(bound="estimate")
        parts = {str(key): float(shares.sel(share=key)) for key in found["share"].values}
        told = f"parameters {percent(parts['parameters'])}, luck {percent(parts['luck'])}"
        told += f", interplay {percent(parts['interplay'])}"
        lines.append(f"{cell['indicator_name_en'].item()}, {cell['region_name_en'].item()}: {told}")
        lines += left_out_lines(cell)
        for name, first, total, half in ranked(cell)[:SHOWN]:
            lines.append(f"    {name:<24} {total:5.2f} ± {half:.2f}  ({first:.2f})")
    lines += ["", *target_lines(found)]
    sizes = f"{found.sizes['input']} inputs screened, {found.sizes['sobol_input']} with indices"
    lines.append(f"{sizes}; seed {found.attrs['seed']}.")
    return "\n".join(lines)


def left_out_lines(cell: xr.Dataset) -> list[str]:
    """A warning where inputs without indices have much of the effects."""
    left = float(cell["left_out"])
    if not left > MUCH:
        return []
    return [f"    {percent(left)} of the squared effects are of inputs that have no index: see --inputs"]


def target_lines(found: xr.Dataset) -> list[str]:
    """What decides whether the targets are met."""
    lines = []
    for n in range(found.sizes["target"]):
        target = found.isel(target=n)
        rate, accuracy = float(target["target_base_rate"]), float(target["tree_accuracy"])
        sign = SIGNS[target["target_direction"].item()]
        name = f"{target['target_indicator'].item()} {sign} {number(float(target['target_value']))}"
        words = f"Target {name} in {int(target['target_year'])}: met by {percent(rate)}"
        if not np.isfinite(accuracy):
            lines.append(f"{words}; too clear a case for a tree.")
            continue
        words += f"; a tree of the inputs tells {percent(accuracy)} of the futures right"
        baseline = float(target["tree_baseline"])
        lines.append(f"{words} (always the likelier answer: {percent(baseline)})")
        if accuracy > baseline:
            lines += [f"    {rule}" for rule in str(target["tree_rules"].item()).splitlines()]
    return [*lines, ""] if lines else []


def told(value: float) -> float | None:
    """A number as JSON has it; None for a missing one."""
    return value if np.isfinite(value) else None


def as_json(found: xr.Dataset, output: str) -> dict[str, object]:
    """The indices of the last year for other programs."""
    outcomes = [
        {
            "indicator": str(cell["indicator"].item()),
            "region": str(cell["region"].item()),
            "year": int(cell["time"]),
            "left_out": told(float(cell["left_out"])),
            "variance": {
                str(key): told(float(cell["variance_share"].sel(bound="estimate", share=key)))
                for key in found["share"].values
            },
            "inputs": [
                {"input": name, "S1": told(first), "ST": told(total), "ST_conf": told(half)}
                for name, first, total, half in ranked(cell)
            ],
        }
        for cell in cells(found)
    ]
    return {"output": output, "outcomes": outcomes}


def main() -> int:
    """The program ``jialing-sensitivity``, which ``jialing sensitivity`` calls."""
    interrupt_at_sigterm()  # by which mpirun ends its ranks too
    parser = argparse.ArgumentParser(
        prog=os.environ.get("JIALING_VERB", "jialing-sensitivity"),
        description="Find the uncertainties that a scenario's projections hang on.",
        epilog="Example: jialing sensitivity scenarios/baseline.yaml --indicator rd_intensity -o "
        "sensitivity.nc",
    )
    add_options(parser)
    return perform(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
